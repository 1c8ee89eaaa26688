"""What a digest says: the day's few things, each with the links that decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.channels.links import act_path
from needless.owners.models import Owner
from needless.plan.dates import dates_of
from needless.plan.models import Suggestion
from needless.plan.queries import open_suggestions_of, plan_of_day

WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. Addresses are whole; ``done`` is empty where there is nobody to log it with."""

    who: str
    action: str
    minutes: int
    reason: str
    about: tuple[str, ...]
    title: str
    link: str
    url: str
    done: str
    later: str


@dataclass(frozen=True, slots=True)
class DigestText:
    """A day's digest: ``items`` of the plan, ``dates`` as lines ("12:30 Ana (meeting)"), and where Today is."""

    on: date
    items: tuple[Item, ...]
    dates: tuple[str, ...]
    today: str
    settings: str

    @property
    def subject(self) -> str:
        """Who it is about, at a glance."""
        names = list(dict.fromkeys(item.who for item in self.items if item.who))
        if not names:
            return _("Today") if self.items else _("Nothing needs you today")
        said = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        return _("Today: %(names)s") % {"names": said}

    @property
    def minutes(self) -> int:
        """All of it together."""
        return sum(item.minutes for item in self.items)

    @property
    def opening(self) -> str:
        """The day, and how much there is to do."""
        day = date_format(self.on, "l j F")
        if not self.items:
            return _("%(day)s: nothing needs you today.") % {"day": day}
        said = ngettext(
            "%(day)s: one thing, about %(minutes)d minutes.",
            "%(day)s: %(n)d things, about %(minutes)d minutes in all.",
            len(self.items),
        )
        return said % {"day": day, "n": len(self.items), "minutes": self.minutes}


def text_of(owner: Owner, on: date, site: str) -> DigestText | None:
    """What is to be said on that day, the plan being made where it was not; None where that is nothing.

    Moments are told in the time zone that is active. ``site`` comes before paths ("https://needless.example.org").
    """
    plan_of_day(owner, on)
    rows = open_suggestions_of(owner, on)
    return _text(owner, on, site, rows) if rows else None


def trial_of(owner: Owner, on: date, site: str) -> DigestText:
    """The same, also where there is nothing to say: to see whether it arrives."""
    return text_of(owner, on, site) or _text(owner, on, site, [])


def _text(owner: Owner, on: date, site: str, rows: list[Suggestion]) -> DigestText:
    items = tuple(_item(row, site) for row in rows)
    return DigestText(on, items, tuple(_dates(owner, on)), f"{site}/", f"{site}/settings/notifications/")


def _item(row: Suggestion, site: str) -> Item:
    contact, hand = row.contact, row.in_hand or {}
    link = str(hand.get("url") or "")
    return Item(
        contact.name if contact else "", row.action, row.minutes, row.reason, tuple(row.about),
        title=str(hand.get("title") or "") if link.startswith(WEB) else "",
        link=link if link.startswith(WEB) else "",
        url=site + (contact.get_absolute_url() if contact else "/"),
        done=site + act_path(row, "done") if contact else "",
        later=site + act_path(row, "later"),
    )  # fmt: skip


def _dates(owner: Owner, on: date) -> list[str]:
    """What the day holds besides: meetings, events and birthdays, by the clock."""
    found = []
    for dated in dates_of(owner, on):
        if dated.uid.startswith(("plan-", "later-", "promise-")):
            continue
        if isinstance(dated.begins, datetime):
            if timezone.localdate(dated.begins) == on:
                found.append(f"{timezone.localtime(dated.begins):%H:%M} {dated.summary}")
        elif dated.falls_on(on):
            found.append(dated.summary)
    return sorted(found, key=lambda line: (not line[:1].isdigit(), line))
