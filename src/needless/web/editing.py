"""Adding and editing a contact: one form, with as many rows of each list as one likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.contacts.undo import latest_undo
from needless.tables.notes import is_locked, is_typed
from needless.web.contact import contact_or_404
from needless.web.requests import OwnersRequest, say

# Each list of the form: its value's name, its words, and (name, words, type) of its fields in a row.
Column = tuple[str, Any, str]
PAIR: Sequence[Column] = [("value", gettext_lazy("value"), "text"), ("label", gettext_lazy("label"), "text")]
LISTS: dict[str, tuple[Any, Sequence[Column]]] = {
    "emails": (gettext_lazy("E-mail"), [("value", gettext_lazy("address"), "email"), PAIR[1]]),
    "phones": (gettext_lazy("Phone"), [("value", gettext_lazy("number"), "tel"), PAIR[1]]),
    "links": (gettext_lazy("Links"), [("value", gettext_lazy("address"), "text"), PAIR[1]]),
    "postal": (gettext_lazy("Postal addresses"), PAIR),
    "positions": (
        gettext_lazy("Positions"),
        [
            ("title", gettext_lazy("title"), "text"),
            ("organisation", gettext_lazy("organisation"), "text"),
            ("place", gettext_lazy("place"), "text"),
            ("started", gettext_lazy("since"), "text"),
            ("ended", gettext_lazy("until"), "text"),
        ],
    ),
    "dates": (
        gettext_lazy("Important dates"),
        [("label", gettext_lazy("what"), "text"), ("value", gettext_lazy("2010-06-01 or --06-01"), "text")],
    ),
    "fields": (
        gettext_lazy("Fields of your own"),
        [("label", gettext_lazy("name"), "text"), ("value", gettext_lazy("value"), "text")],
    ),
}
KINDS = {"emails": "email", "phones": "phone", "links": "link", "postal": "postal"}


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone, not when it runs
    """The plain columns of a contact."""

    class Meta:
        model = Contact
        fields = (
            "name", "given_name", "family_name", "nickname", "title", "organisation", "place", "birthday",
            "how_we_met", "met_on", "met_in_person",
        )  # fmt: skip
        widgets = {
            "met_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "how_we_met": forms.Textarea({"rows": 2}),
        }
        help_texts = {"birthday": gettext_lazy("1980-02-08, or --02-08 without the year")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["name"].required = False
        # Not shown, so not sent back, so not changed; but what was typed before it was locked is not lost.
        if is_locked(self.instance.how_we_met) and not is_typed(self.data.get("how_we_met")):
            del self.fields["how_we_met"]


@require_http_methods(["GET", "POST"])
def new(request: OwnersRequest) -> HttpResponse:
    """Add somebody."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: OwnersRequest, pk: int) -> HttpResponse:
    """Change what is known about somebody."""
    return _edit(request, contact_or_404(request, pk))


def _edit(request: OwnersRequest, person: Contact | None) -> HttpResponse:
    has_locked = person is not None and is_locked(person.how_we_met)
    form = ContactForm(request.POST or None, instance=person)
    rows = _posted(request.POST) if request.method == "POST" else _stored(person)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_contact(
                request.user, {**form.cleaned_data, **_values(rows, request.POST)}, _fresh(request, person)
            )
        except ValidationError as problem:
            _explain(form, problem)
        else:
            say(request, _("Saved."), latest_undo(request.user))
            return redirect(saved)
    lists = [(name, *LISTS[name], [*rows[name], {}]) for name in LISTS]
    tags = request.POST.get("tags", ", ".join(person.tags.values_list("name", flat=True)) if person else "")
    shown = {"form": form, "contact": person, "lists": lists, "tags": tags, "has_locked": has_locked}
    return render(request, "contact_form.html", shown)


def _fresh(request: OwnersRequest, person: Contact | None) -> Contact | None:
    """The contact as stored: the form has written on the other one already, and undo wants the old values."""
    return contact_or_404(request, person.pk) if person else None


def _explain(form: ContactForm, problem: ValidationError) -> None:
    by_field = problem.message_dict if hasattr(problem, "error_dict") else {None: problem.messages}
    for field, messages in by_field.items():
        for message in messages:
            form.add_error(field if field in form.fields else None, message)


def _posted(posted: QueryDict) -> dict[str, list[dict[str, str]]]:
    """The rows of each list as they were typed; the empty ones left out."""
    rows: dict[str, list[dict[str, str]]] = {}
    for name, (_words, columns) in LISTS.items():
        cells = zip(*(posted.getlist(f"{name}-{column}") for column, _label, _type in columns), strict=False)
        named = [dict(zip((c[0] for c in columns), row, strict=True)) for row in cells]
        rows[name] = [row for row in named if any(value.strip() for value in row.values())]
    return rows


def _stored(person: Contact | None) -> dict[str, list[dict[str, str]]]:
    if person is None:
        return {name: [] for name in LISTS}
    addresses = list(person.addresses.all())
    rows = {
        n: [{"value": a.value, "label": a.label} for a in addresses if a.kind == k] for n, k in KINDS.items()
    }
    columns = [column[0] for column in LISTS["positions"][1]]
    return rows | {
        "positions": [{c: getattr(p, c) for c in columns} for p in person.positions.all()],
        "dates": [{"label": d.label, "value": d.when} for d in person.dates.all()],
        "fields": [{"label": f.name, "value": f.value} for f in person.fields.all()],
    }


def _values(rows: dict[str, list[dict[str, str]]], posted: QueryDict) -> dict[str, Any]:
    """What save_contact takes."""
    values: dict[str, Any] = {name: [(r["value"], r["label"]) for r in rows[name]] for name in KINDS}
    values["positions"] = rows["positions"]
    values["dates"] = [(r["label"], r["value"]) for r in rows["dates"]]
    values["fields"] = [(r["label"], r["value"]) for r in rows["fields"]]
    values["tags"] = [name.strip() for name in posted.get("tags", "").split(",") if name.strip()]
    return values
