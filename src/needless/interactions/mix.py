"""The honest week: how much was conversation and how much only clicks, beside the owner's own half year (M8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.interactions.models import Interaction
from needless.method.mix import Mix, Passed, mix_of, monday_of, share_in_person
from needless.owners.models import Owner

WEEKS = 26
ENOUGH = 0.25  # of a usual week's time: from less, as on a Tuesday, a share says nothing
CLEARLY = 0.15  # so much more or less than usual is worth a word


@dataclass(frozen=True, slots=True)
class HonestWeek:
    """The week from ``monday``; ``past`` are the weeks before it, oldest first. Shares are 0 to 1, None without talk."""

    monday: date
    mix: Mix
    past: tuple[tuple[date, Mix], ...]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def share(self) -> float | None:
        return share_in_person([self.mix])

    @property
    def usual_share(self) -> float | None:
        return share_in_person([mix for _monday, mix in self.past])


def honest_week(owner: Owner, on: date, weeks: int = WEEKS) -> HonestWeek:
    """The week of the day ``on`` up to that day, and the ``weeks`` before it, in one query."""
    monday = monday_of(on)
    first = monday - timedelta(weeks=weeks)
    rows: dict[date, list[Passed]] = defaultdict(list)
    for day, passed in _passed(owner, first, on):
        rows[monday_of(day)].append(passed)
    past = ((first + timedelta(weeks=n), mix_of(rows[first + timedelta(weeks=n)])) for n in range(weeks))
    return HonestWeek(monday, mix_of(rows[monday]), tuple(past))


def _passed(owner: Owner, first: date, last: date) -> Iterator[tuple[date, Passed]]:
    since, until = (
        timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1))
    )
    found = Interaction.objects.of(owner).filter(at__gte=since, at__lt=until).order_by("at", "pk")
    columns = found.values_list(
        "at", "pk", "participations__contact_id", "channel", "direction", "group_size", "minutes", "kind",
        "participations__contact__connected_on",
    )  # fmt: skip
    for at, pk, who, channel, direction, size, minutes, kind, connected in columns.iterator(chunk_size=5000):
        passed = Passed(pk, who, channel, direction, size, minutes, kind, connected is not None)
        yield timezone.localdate(at), passed


def sentence_of(week: HonestWeek) -> str:
    """What the week was, in one sentence: "Six invitations accepted, two posts: no conversation this week." """
    mix = week.mix
    clicked = listed([click_words(kind, n) for kind, n in mix.clicks.most_common(3)])
    talked = _talk_words(mix)
    if not talked:
        crowds = _crowd_words(mix)
        before = listed(list(filter(None, (clicked, crowds))))
        if not before:
            return _("Nothing passed this week, and that is no debt.")
        return _("%(clicks)s: no conversation this week.") % {"clicks": _capital(before)}
    said = f"{_capital(talked)}. {_beside_usual(week)}".strip()
    if clicked:
        said += " " + _("The clicks beside it, %(clicks)s, are not counted.") % {"clicks": clicked}
    return said


def _talk_words(mix: Mix) -> str:
    parts = []
    if mix.conversations:
        said = ngettext("%(n)s conversation", "%(n)s conversations", mix.conversations)
        parts.append(said % {"n": number(mix.conversations)} + _person_words(mix))
    if mix.notes:
        said = ngettext("%(n)s note one way", "%(n)s notes one way", mix.notes)
        parts.append(said % {"n": number(mix.notes)})
    return listed(parts)


def _person_words(mix: Mix) -> str:
    if not mix.in_person:
        return _(", not face to face") if mix.conversations == 1 else _(", none of them face to face")
    if mix.in_person == mix.conversations:
        return _(", face to face")
    return _(", %(n)s of them face to face") % {"n": number(mix.in_person)}


def _crowd_words(mix: Mix) -> str:
    count = sum(part.count for part in mix.crowd.values())
    said = ngettext("%(n)s thing in a large round", "%(n)s things in a large round", count)
    return said % {"n": number(count)} if count else ""


def _usual_minutes(week: HonestWeek) -> float:
    return sum(mix.talk_minutes for _monday, mix in week.past) / len(week.past) if week.past else 0.0


def _beside_usual(week: HonestWeek) -> str:
    share, usual = week.share, week.usual_share
    if share is None or usual is None or week.mix.talk_minutes < ENOUGH * _usual_minutes(week):
        return ""
    percent = {"share": round(share * 100), "usual": round(usual * 100)}
    if share > usual + CLEARLY:
        return _("%(share)d %% of the time was face to face, more than your usual %(usual)d %%.") % percent
    if share < usual - CLEARLY:
        return _("%(share)d %% of the time was face to face, less than your usual %(usual)d %%.") % percent
    return _("%(share)d %% of the time was face to face, about as usual.") % percent


def click_words(kind: str, count: int) -> str:
    """So many clicks of a kind, in words: "six invitations accepted"."""
    said = {
        "accepted": ngettext("%(n)s invitation accepted", "%(n)s invitations accepted", count),
        "sent": ngettext("%(n)s invitation sent", "%(n)s invitations sent", count),
        "received": ngettext("%(n)s invitation received", "%(n)s invitations received", count),
        "post": ngettext("%(n)s post", "%(n)s posts", count),
        "reaction": ngettext("%(n)s reaction", "%(n)s reactions", count),
        "comment": ngettext("%(n)s comment", "%(n)s comments", count),
        "missed call": ngettext("%(n)s missed call", "%(n)s missed calls", count),
    }.get(kind, ngettext("%(n)s click", "%(n)s clicks", count))
    return said % {"n": number(count)}


def number(count: int) -> str:
    """A small number as a word, as one writes it in a sentence."""
    words = (
        _("no"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"),
        _("nine"), _("ten"), _("eleven"), _("twelve"),
    )  # fmt: skip
    return words[count] if count < len(words) else str(count)


def listed(parts: list[str]) -> str:
    """Several things in a row, with commas."""
    return ", ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
