"""Everything about one contact, shown, handed over, erased; and how long details of mails are kept (M17)."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.contacts.forgetting import forget_the_forgotten
from needless.contacts.models import Contact, Forgotten
from needless.keeping.about import as_document, record_of
from needless.keeping.erasing import AnotherName, erase_named
from needless.keeping.retention import what_would_go
from needless.owners.models import Owner
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404


def _contact(request: OwnersRequest, pk: int) -> Contact:
    """Also one in the trash: there, too, something is kept."""
    found: Contact = with_404(lambda: Contact.objects.of(request.user).get(pk=pk))
    return found


@require_GET
def record(request: OwnersRequest, pk: int) -> HttpResponse:
    """Every row of every chapter, to read."""
    return render(request, "record.html", {"record": record_of(request.user, _contact(request, pk))})


@require_GET
def record_json(request: OwnersRequest, pk: int) -> HttpResponse:
    """The same as one JSON document."""
    person = _contact(request, pk)
    document = as_document(record_of(request.user, person))
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(person.name) or "contact"}.json"'
    return response


@require_POST
def erase_for_good(request: OwnersRequest, pk: int) -> HttpResponse:
    """There is no way back: the name is typed to confirm."""
    typed = request.POST.get("name", "")
    try:
        done = with_404(lambda: erase_named(request.user, pk, typed))
    except AnotherName as problem:
        say(request, str(problem))
        return redirect("record", pk)
    say(request, _("Erased for good: %(rows)d rows. No import brings them back.") % {"rows": done.rows})
    return redirect("people")


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone, not when it runs
    """After how many months what goes; empty keeps it."""

    class Meta:
        model = Owner
        fields = ("subjects_months", "details_months")
        labels = {
            "subjects_months": gettext_lazy("Subjects go after so many months"),
            "details_months": gettext_lazy("Hours, threads and message numbers go after so many months"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        for field in self.fields.values():
            field.widget.attrs |= {"min": 1, "max": 600}
            field.validators = [MinValueValidator(1), MaxValueValidator(600)]


@require_http_methods(["GET", "POST"])
def retention(request: OwnersRequest) -> HttpResponse:
    """The rule for details of old mails: looked at first, then set."""
    form = RuleForm(request.POST or request.GET or None, instance=Owner.objects.get(pk=request.user.pk))
    going = None
    if form.is_valid():
        months = form.cleaned_data["subjects_months"], form.cleaned_data["details_months"]
        if request.method == "POST":
            form.save()
            say(
                request,
                _("Saved. It is applied each night, for the first time tonight.")
                if any(months)
                else _("Saved. Everything is kept."),
            )
            return redirect("retention")
        going = what_would_go(request.user, timezone.localdate(), *months)
    shown = {"form": form, "going": going, "marks": Forgotten.objects.of(request.user).count()}
    return render(request, "retention.html", shown, status=422 if form.errors else 200)


@require_POST
def forget_erased(request: OwnersRequest) -> HttpResponse:
    """Nothing is left of whom was erased; an import may bring them back."""
    forget_the_forgotten(request.user)
    say(request, _("Deleted. Nobody is kept away any more."))
    return redirect("retention")
