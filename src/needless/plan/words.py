"""How a friend says a length of time and a rhythm: no figures beyond what one would say aloud (M1)."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from needless.contacts.models import Contact


def count(number: int) -> str:
    """A number up to twelve as a word."""
    words = (
        _("no"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"),
        _("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve"),
    )  # fmt: skip
    return words[number] if 0 <= number < len(words) else str(number)


def span(days: int) -> str:
    """ "four months": rounded as one says it."""
    if days < 14:
        return ngettext("one day", "%(n)s days", max(days, 1)) % {"n": count(max(days, 1))}
    if days < 60:
        return ngettext("one week", "%(n)s weeks", round(days / 7)) % {"n": count(round(days / 7))}
    if days < 345:
        return ngettext("one month", "%(n)s months", round(days / 30.4)) % {"n": count(round(days / 30.4))}
    if 480 <= days < 640:
        return _("a year and a half")
    years = max(1, round(days / 365))
    return ngettext("a year", "%(n)s years", years) % {"n": count(years)}


def month(on: date) -> str:
    """ "May 2024"."""
    return date_format(on, "YEAR_MONTH_FORMAT")


def since(then: date, on: date) -> str:
    """ "two weeks ago"; beyond a year the month: "in May 2024"."""
    days = (on - then).days
    if days < 1:
        return pgettext("day", "today")
    if days == 1:
        return pgettext("day", "yesterday")
    if days < 345:
        return _("%(span)s ago") % {"span": span(days)}
    return _("in %(month)s") % {"month": month(then)}


def _gap(contact: Contact) -> float | None:
    """The usual number of days between two talks; None where too few are known."""
    if contact.talks < 4 or not (contact.first_talk_on and contact.last_talk_on):
        return None
    return (contact.last_talk_on - contact.first_talk_on).days / (contact.talks - 1)


def is_overdue(contact: Contact, on: date) -> bool:
    """Has the silence lasted longer than between two talks usually?"""
    gap = _gap(contact)
    return gap is not None and contact.last_talk_on is not None and (on - contact.last_talk_on).days > gap


def rhythm(contact: Contact) -> str:
    """How often they used to talk: "every few weeks"; "" where that is not known."""
    gap = _gap(contact)
    if gap is None:
        return ""
    steps = (
        (3, _("every few days")), (10, _("nearly every week")), (45, _("every few weeks")),
        (150, _("every few months")), (400, _("once or twice a year")),
    )  # fmt: skip
    return next((words for most, words in steps if gap <= most), "")
