"""How asks, balances and references are said (M2, M3)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.method.balance import Balance


def times(count: int) -> str:
    """ "once", "twice", "4 times"."""
    return {0: _("never"), 1: _("once"), 2: _("twice")}.get(
        count, ngettext("%(n)d time", "%(n)d times", count) % {"n": count}
    )


def both_ways(name: str, balance: Balance) -> str:
    """What went which way, as a sentence without its end."""
    facts = {"name": name, "given": times(balance.given), "received": times(balance.received)}
    if not balance.given and not balance.received:
        return _("neither of you has helped the other yet, as far as is written down")
    if not balance.received:
        return _("you helped %(name)s %(given)s and were not helped yet") % facts
    if not balance.given:
        return _("%(name)s helped you %(received)s, and nothing went back yet") % facts
    return _("you helped %(name)s %(given)s, and %(name)s helped you %(received)s") % facts
