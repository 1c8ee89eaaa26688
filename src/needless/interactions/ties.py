"""A tie as the pages show it: is it alive, would they answer, and one sentence that says why (M9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.contacts.models import Contact
from needless.interactions.tallies import calibration_of, prior_of
from needless.method import memory
from needless.owners.models import Owner


@dataclass(frozen=True, slots=True)
class Tie:
    """Chances between 0 and 1; ``would_answer`` is a range."""

    alive_90d: float
    alive_30d: float
    would_answer: tuple[float, float]
    fades_on: date | None
    sentence: str
    is_few_data: bool


def ties_of(owner: Owner, contacts: Sequence[Contact], on: date, with_words: bool = True) -> dict[int, Tie]:
    """Each contact's tie on that day, by contact id; all numbers in one go, no query."""
    if not contacts:
        return {}
    day, calibration = memory.day_number(on), calibration_of(owner)
    columns = np.array(
        [(c.strength, c.silent_since, prior_of(c), c.remembered, c.asks, c.answered) for c in contacts]
    ).T
    strength, since, prior, said = columns[:4]
    p90 = memory.alive(strength, since, prior, said, day, 90, calibration).tolist()
    p30 = memory.alive(strength, since, prior, said, day, 30, calibration).tolist()
    low, high = memory.would_answer_range(
        memory.would_answer(columns[4], columns[5], owner.asks, owner.answered), columns[4]
    )
    ranges = list(zip(np.asarray(low).tolist(), np.asarray(high).tolist(), strict=True))
    return {
        c.pk: Tie(p90[i], p30[i], ranges[i], c.fades_on, why(c, on) if with_words else "", c.talks < 2)
        for i, c in enumerate(contacts)
    }


def why(contact: Contact, on: date) -> str:
    """The two or three facts that moved the tie most, as a sentence."""
    facts = memory.why_alive(
        contact.strength, contact.silent_since, prior_of(contact), contact.remembered, memory.day_number(on)
    )
    words = [said for fact in facts if (said := _said(fact.name, fact.effect, contact, on))]
    if not words:
        return _("Nothing is known of this tie yet.")
    sentence = ", ".join(words[:3])
    return sentence[0].upper() + sentence[1:] + "."


def _said(name: str, effect: float, contact: Contact, on: date) -> str:
    if name == "silence":
        return _silence(contact, on)
    if name in {"weeks", "few_data"}:
        return _talks(contact)
    if name == "met":
        return _("you have met in person") if contact.met_in_person else _("you have never met in person")
    if name == "remembered":
        return _("they remembered you") if effect > 0 else _("they could not place you")
    return ""


def _silence(contact: Contact, on: date) -> str:
    if contact.last_talk_on:
        return _("you last talked %(ago)s") % {"ago": ago(contact.last_talk_on, on)}
    if contact.connected_on:
        return _("you connected %(ago)s and have not talked since") % {"ago": ago(contact.connected_on, on)}
    return _("you have not talked yet")


def _talks(contact: Contact) -> str:
    if not contact.talks:
        return ""
    said = ngettext("one talk so far", "%(count)d talks so far", contact.talks)
    return said % {"count": contact.talks}


def ago(then: date, on: date) -> str:
    """A length of time as one says it: "yesterday", "three weeks ago" - rounded, never a date."""
    days = (on - then).days
    if days < 0:
        return _("on %(day)s") % {"day": then.isoformat()}
    if days < 2:
        return _("yesterday") if days else _("today")
    if days < 14:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 60:
        return ngettext("%(n)d week ago", "%(n)d weeks ago", days // 7) % {"n": days // 7}
    if days < 700:
        return ngettext("%(n)d month ago", "%(n)d months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", round(days / 365)) % {"n": round(days / 365)}


def curve(
    owner: Owner,
    weeks: Sequence[tuple[int, float]],
    talk_days: Sequence[int],
    contact: Contact,
    on: date,
    points: int = 60,
) -> list[tuple[date, float]]:
    """How alive the tie was at evenly spaced days from its beginning to ``on``: (day, chance) pairs, at most ``points``.

    ``weeks``: the tie's (week, weight) rows; ``talk_days``: day numbers of talk. Each point uses only what came before it.
    """
    end = memory.day_number(on)
    began = min([end - 1, *talk_days, *(week * 7 for week, _weight in weeks)])
    days = np.unique(np.linspace(began, end, points).astype(int))
    terms = sorted((week * 7, memory.week_term(week, weight)) for week, weight in weeks)
    starts, total = np.array([t[0] for t in terms] or [end + 1]), np.cumsum([t[1] for t in terms] or [0.0])
    upto = np.searchsorted(starts, days, side="right")
    strength = np.where(upto > 0, total[np.maximum(upto - 1, 0)], 0.0)
    talks = np.array(sorted(talk_days) or [began])
    silent = talks[np.maximum(np.searchsorted(talks, days, side="right") - 1, 0)]
    found = [
        memory.alive(s, since, prior_of(contact), 0.0, int(day), 90, calibration_of(owner))
        for s, since, day in zip(strength.tolist(), silent.tolist(), days.tolist(), strict=True)
    ]
    return [(memory.EPOCH + timedelta(days=int(day)), float(p)) for day, p in zip(days, found, strict=True)]
