"""What is said of the muscles and of the weeks: plainly, and without guilt (M1)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from needless.method.practice import WEEKS, Muscle
from needless.practice.queries import Practice

NAMES = {
    "call": gettext_lazy("Call"), "meet": gettext_lazy("Meet"), "write": gettext_lazy("Write"),
    "introduce": gettext_lazy("Introduce"), "recommend": gettext_lazy("Recommend"),
    "thank": gettext_lazy("Thank"), "ask": gettext_lazy("Ask"), "new": gettext_lazy("Try something new"),
}  # fmt: skip
LONG_IDLE = {
    "call": gettext_lazy("You have called nobody for %(weeks)s."),
    "meet": gettext_lazy("You have met nobody for %(weeks)s."),
    "write": gettext_lazy("You have written to nobody for %(weeks)s."),
    "introduce": gettext_lazy("You have introduced nobody for %(weeks)s."),
    "recommend": gettext_lazy("You have recommended nobody for %(weeks)s."),
    "thank": gettext_lazy("You have thanked nobody for %(weeks)s."),
    "ask": gettext_lazy(
        "You have asked nobody for anything for %(weeks)s; asking a little is practice, too."
    ),
    "new": gettext_lazy("You have tried nothing new for %(weeks)s."),
}


def idle(muscle: Muscle) -> str:
    """For how long it has rested: "5 weeks", "12 weeks or more"."""
    weeks = muscle.idle_weeks
    if weeks >= WEEKS:
        return _("%(n)d weeks or more") % {"n": WEEKS}
    return ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks}


def since(muscle: Muscle) -> str:
    """ "You have called nobody for 5 weeks." """
    return str(LONG_IDLE[muscle.name]) % {"weeks": idle(muscle)}


def state(muscle: Muscle) -> str:
    """In two or three words: beside its row."""
    if muscle.idle_weeks >= WEEKS:
        return _("not of late")
    if muscle.is_slack:
        return _("going slack")
    return _("in shape")


def kept_words(practice: Practice) -> str:
    """How many weeks were kept; the others were rest."""
    kept = sum(practice.kept)
    if not kept:
        return _("Twelve weeks of rest. Any small thing begins the next ones.")
    if kept == WEEKS:
        return _("All twelve weeks were kept. One off would be no loss.")
    rest = ngettext("%(n)d was rest", "%(n)d were rest", WEEKS - kept) % {"n": WEEKS - kept}
    return _("%(kept)d of the last twelve weeks were kept, %(rest)s; rest is part of it.") % {
        "kept": kept,
        "rest": rest,
    }
