"""What the pages' forms may hold: checked here, acted on in the chapters."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.interactions.models import Channel, Remembrance

ENJOYMENT = (
    (1, gettext_lazy("Dull")),
    (2, gettext_lazy("So-so")),
    (3, gettext_lazy("Fine")),
    (4, gettext_lazy("Good")),
    (5, gettext_lazy("A joy")),
)
REMEMBERED = [("", gettext_lazy("don't know")), *Remembrance.Answer.choices]

FIELDS = [
    ("name", gettext_lazy("full name")),
    ("given_name", gettext_lazy("first name")),
    ("family_name", gettext_lazy("last name")),
    ("email", gettext_lazy("e-mail")),
    ("phone", gettext_lazy("phone")),
    ("link", gettext_lazy("link")),
    ("organisation", gettext_lazy("organisation")),
    ("title", gettext_lazy("title")),
    ("place", gettext_lazy("place")),
    ("birthday", gettext_lazy("birthday")),
    ("tags", gettext_lazy("tags")),
    ("notes", gettext_lazy("note")),
    ("how_we_met", gettext_lazy("how we met")),
    ("met_on", gettext_lazy("met on")),
    ("connected_on", gettext_lazy("connected on")),
]


class DoneForm(forms.Form):
    """How a suggested talk was; everything may be left out."""

    channel = forms.ChoiceField(choices=[("", ""), *Channel.choices], required=False)
    enjoyment = forms.TypedChoiceField(choices=ENJOYMENT, coerce=int, empty_value=None, required=False)
    summary = forms.CharField(required=False, max_length=10000)
    need = forms.CharField(required=False, max_length=2000)
    heard = forms.CharField(required=False, max_length=1000)
    heard_as = forms.CharField(required=False, max_length=20)
    remembered = forms.ChoiceField(choices=REMEMBERED, required=False)

    def clean(self) -> dict[str, Any]:
        """What was heard, and as what, is one value."""
        said = dict(super().clean() or {})
        kind = said.pop("heard_as", "")
        return {**said, "heard": (kind, said.get("heard", ""))}


class LaterForm(forms.Form):
    """A day to come."""

    on = forms.DateField()

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return on


class LogForm(forms.Form):
    """Something that passed: whom, how, when, and how it was."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[c for c in Channel.choices if c[0] != "click"]
    )
    on = forms.DateField(label=gettext_lazy("When"), widget=forms.DateInput({"type": "date"}), required=False)
    day = forms.ChoiceField(choices=[("0", ""), ("1", ""), ("other", "")], required=False)
    enjoyment = forms.TypedChoiceField(choices=ENJOYMENT, coerce=int, empty_value=None, required=False)
    minutes = forms.IntegerField(min_value=0, max_value=10000, required=False)
    summary = forms.CharField(
        label=gettext_lazy("A line to remember"),
        required=False,
        max_length=10000,
        widget=forms.Textarea({"rows": 2}),
    )
    need = forms.CharField(required=False, max_length=2000)
    remembered = forms.ChoiceField(choices=REMEMBERED, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("day") == "other" and not values.get("on") and "on" not in self.errors:
            self.add_error("on", _("Which day was it?"))
        if (values.get("on") or date.min) > timezone.localdate():
            self.add_error("on", _("That day is still to come."))
        return values

    def at(self) -> datetime:
        """The moment: now for today, noon for another day, in the owner's time zone."""
        values, today = self.cleaned_data, timezone.localdate()
        day = values["on"] if values["day"] not in ("0", "1") and values["on"] else today
        day = today - timedelta(days=1) if values["day"] == "1" else day
        if day == today:
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, time(12)))

    def values(self) -> dict[str, Any]:
        """What log_interaction takes beside the contacts."""
        names = ("channel", "enjoyment", "minutes", "summary", "remembered")
        return {"at": self.at(), **{n: self.cleaned_data[n] for n in names if n in self.cleaned_data}}
