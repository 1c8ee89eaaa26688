"""The name that memory would use, and what is missing, in words (M10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.method.vagueness import Facts, Recollection, missing, recollections
from needless.tables.notes import is_locked

LONG = 120


def names_of(facts: Facts) -> list[str]:
    """What one could call them, the strongest memory first; never empty."""
    found = list(recollections(facts))
    told = [each for each in found if not any(map(is_locked, each.values.values()))]
    return [said(each) for each in told or [Recollection("locked", {})]]


def gaps_of(facts: Facts) -> list[str]:
    """What is missing before they are somebody."""
    sentences = {
        "placed": _("you could not place them twice"),
        "how_met": _("nothing says how you met"),
        "answer": _("they never answered"),
        "reply": _("you never answered"),
        "talk": _("you never talked"),
        "meeting": _("you never met in person"),
        "work": _("nothing says what they do"),
    }
    return [sentences[name] for name in missing(facts)]


def group_name(kind: str, value: str) -> str:
    """What a group of the deck is called; an import is called by its files, which are not known here."""
    if kind == "event":
        first, last = (date.fromisoformat(day) for day in value.split(".."))
        if first == last:
            return _("Joined on %(day)s") % {"day": date_format(first, "j F Y")}
        return _("Joined %(first)s to %(last)s") % {
            "first": date_format(first, "j" if first.month == last.month else "j F"),
            "last": date_format(last, "j F Y"),
        }
    return _("Connected in %(year)s") % {"year": value} if kind == "year" else value


def said(found: Recollection) -> str:
    """One recollection in words."""
    return WORDS[found.key](found.values)


def _month(on: date) -> str:
    return date_format(on, "YEAR_MONTH_FORMAT")


def _short(text: Any) -> str:
    return Truncator(" ".join(str(text).split())).chars(LONG)


def _years(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "when": str(values["first"].year), "last": str(values["last"].year)}


def _met(v: Mapping[str, Any]) -> str:
    return _("how you met: %(text)s") % {"text": _short(v["text"])}


def _introduced(v: Mapping[str, Any]) -> str:
    return _("introduced by %(by)s") % v


def _meeting(v: Mapping[str, Any]) -> str:
    facts = {"month": _month(v["on"]), "about": _short(v["about"])}
    if v["about"]:
        return _("someone you met in %(month)s: %(about)s") % facts
    return _("someone you met in %(month)s") % facts


def _met_somewhere(v: Mapping[str, Any]) -> str:
    return _("someone you have met in person")


def _same_employer(v: Mapping[str, Any]) -> str:
    return _("is or was at %(organisation)s, like you") % v


def _colleague(v: Mapping[str, Any]) -> str:
    if v["first"] == v["last"]:
        return _("colleague at %(organisation)s in %(first)s") % v
    return _("colleague at %(organisation)s, %(first)s to %(last)s") % v


def _colleague_now(v: Mapping[str, Any]) -> str:
    return _("colleague at %(organisation)s since %(first)s") % v


def _talked(v: Mapping[str, Any]) -> str:
    facts = {"first": v["first"].year, "last": v["last"].year, "month": _month(v["last"])}
    if v["first"].year == v["last"].year:
        return _("someone you talked with in %(first)s, last in %(month)s") % facts
    return _("someone you talked with from %(first)s to %(last)s, last in %(month)s") % facts


def _wrote(once: str, twice: str, v: Mapping[str, Any]) -> str:
    facts = _years(v)
    text = once if v["first"].year == v["last"].year else twice
    return text % facts


def _pitched(v: Mapping[str, Any]) -> str:
    once = _("pitched you in %(when)s and never again")
    return _wrote(once, _("pitched you from %(when)s to %(last)s, unanswered"), v)


def _wrote_to_me(v: Mapping[str, Any]) -> str:
    once = ngettext(
        "wrote to you once, in %(when)s, and never again",
        "wrote to you in %(when)s and never again",
        v["times"],
    )
    return _wrote(once, _("wrote to you from %(when)s to %(last)s, unanswered"), v)


def _wrote_to_them(v: Mapping[str, Any]) -> str:
    once = _("someone you wrote to in %(when)s, without an answer")
    return _wrote(once, _("someone you wrote to from %(when)s to %(last)s, without an answer"), v)


def _noted(v: Mapping[str, Any]) -> str:
    return _("you noted: %(text)s") % {"text": _short(v["text"])}


def _tagged(v: Mapping[str, Any]) -> str:
    return _("tagged %(tags)s") % {"tags": ", ".join(v["tags"][:4])}


def _same_event(v: Mapping[str, Any]) -> str:
    facts = {"month": _month(v["on"]), "event": _short(v["event"])}
    return _("someone who joined in %(month)s, perhaps from the same event: “%(event)s”") % facts


def _same_days(v: Mapping[str, Any]) -> str:
    text = ngettext(
        "someone who joined within days of %(others)d other in %(month)s, as from one event",
        "someone who joined within days of %(others)d others in %(month)s, as from one event",
        v["others"],
    )
    return text % {**v, "month": _month(v["on"])}


def _connected(v: Mapping[str, Any]) -> str:
    return _("connected in %(month)s") % {"month": _month(v["on"])}


def _never_talked(v: Mapping[str, Any]) -> str:
    return _("connected in %(month)s, never talked") % {"month": _month(v["on"])}


def _locked(v: Mapping[str, Any]) -> str:
    return _("someone of whom your locked notes tell")


def _nothing(v: Mapping[str, Any]) -> str:
    if v["since"]:
        return _("a name in your book since %(month)s, nothing more") % {"month": _month(v["since"])}
    return _("a name in your book, nothing more")


WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "met": _met, "introduced": _introduced, "meeting": _meeting, "met_somewhere": _met_somewhere,
    "same_employer": _same_employer, "colleague": _colleague, "colleague_now": _colleague_now,
    "talked": _talked, "pitched": _pitched, "wrote_to_me": _wrote_to_me, "wrote_to_them": _wrote_to_them,
    "noted": _noted, "tagged": _tagged, "same_event": _same_event, "same_days": _same_days,
    "connected": _connected, "never_talked": _never_talked, "nothing": _nothing, "locked": _locked,
}  # fmt: skip
