"""Settings: how much time, which addresses are one's own, breaks (M1)."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from needless.asking.actions import current_search, set_mode
from needless.backups.scheduling import last_good, why_unsafe
from needless.news.vectors import matched_by
from needless.owners.actions import set_own_addresses
from needless.owners.models import OwnAddress, Owner
from needless.owners.note_keys import key_of
from needless.plan.making import forget_empty_plan
from needless.web.requests import OwnersRequest, say, say_done

OWN = {
    "email": gettext_lazy("Your mail addresses, one a line"),
    "link": gettext_lazy("Your LinkedIn profile"),
    "name": gettext_lazy("Names you go by, one a line"),
}


class OwnerForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone, not when it runs
    """What the owner wants of the plan and of imports."""

    class Meta:
        model = Owner
        fields = (
            "minutes_per_day",
            "minutes_per_week",
            "paused_from",
            "paused_until",
            "language",
            "time_zone",
            "region",
            "keep_subjects",
            "matching",
        )
        widgets = {
            name: forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            for name in ("paused_from", "paused_until")
        }
        help_texts = {
            "minutes_per_day": gettext_lazy(
                "Desk time to set things in motion; the lunch itself does not count."
            ),
            "time_zone": gettext_lazy("For example Europe/Lisbon."),
            "region": gettext_lazy("Two letters, for example PT: for numbers without a country code."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["time_zone"].widget.attrs["list"] = "zones"
        self.fields["matching"].help_text = matched_by()

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("There is no such time zone."))
        return zone

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).upper()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("paused_from"), values.get("paused_until")
        if bool(start) != bool(end) or (start and end and start > end):
            self.add_error("paused_until", _("A break needs a first and a last day, in this order."))
        return values


@require_http_methods(["GET", "POST"])
def settings(request: OwnersRequest) -> HttpResponse:
    """Everything one may set."""
    # The form writes on a copy of its own: the page around it still shows what is stored.
    form = OwnerForm(request.POST or None, instance=Owner.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        forget_empty_plan(request.user, timezone.localdate())
        say(request, _("Saved."))
        return redirect("settings")
    return render(
        request, "settings.html", {"form": form, "notes_key": key_of(request.user), **_shown(request.user)}
    )


def _shown(owner: Owner) -> dict[str, Any]:
    own = OwnAddress.objects.of(owner).order_by("value").values_list("kind", "value")
    lines = {kind: "\n".join(value for k, value in own if k == kind) for kind in OWN}
    return {
        "own": [(kind, label, lines[kind]) for kind, label in OWN.items()],
        "zones": sorted(zoneinfo.available_timezones()),
        "search": current_search(owner),
        "good": last_good(),
        "problem": why_unsafe(),
    }


@require_POST
def mode(request: OwnersRequest) -> HttpResponse:
    """Employed, or looking for a job."""
    undo = set_mode(request.user, request.POST.get("mode") == "looking", timezone.localdate())
    if undo:
        say_done(request, undo)
    return redirect("settings")


@require_POST
def addresses(request: OwnersRequest) -> HttpResponse:
    """Which addresses are the owner's own."""
    for kind in OWN:
        set_own_addresses(request.user, kind, request.POST.get(kind, "").splitlines())
    say(request, _("Saved."))
    return redirect("settings")
