"""The check before an ask: how warm the tie is, what went each way, when the last ask was, and what to give first (M2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.asking.giving_first import Hand, in_hand
from needless.asking.ledger import balance_with, ledger_of
from needless.asking.models import Ask
from needless.asking.stages import WAITING
from needless.asking.words import both_ways
from needless.contacts.models import Contact
from needless.interactions.ties import Tie, ago, ties_of
from needless.method.balance import Balance, check
from needless.owners.models import Owner

FAIR, GOOD = 0.4, 0.7  # odds of being in touch within 90 days, from which a tie is called fair or warm


@dataclass(frozen=True, slots=True)
class Check:
    """``verdict`` is one of method/balance.py; ``sentence`` says why; ``advice`` what to do; ``first`` is in hand."""

    verdict: str
    sentence: str
    advice: str
    balance: Balance
    first: list[Hand]

    @property
    def is_cold(self) -> bool:
        return self.verdict == "cold"


def check_of(owner: Owner, contact: Contact, kind: str, now: datetime, but: int = 0) -> Check:
    """The check of an ask of that kind today; ``but`` is the ask that is being checked itself."""
    on = timezone.localdate(now)
    tie = ties_of(owner, [contact], on, with_words=False)[contact.pk]
    balance = balance_with(ledger_of(owner, contact), on)
    others = Ask.objects.of(owner).filter(contact=contact).exclude(pk=but)
    last = others.aggregate(last=Max("sent_at"))["last"]
    days = (on - timezone.localdate(last)).days if last else None
    verdict = check(kind, tie.alive_90d, balance, days, others.filter(stage__in=WAITING).exists())
    first = [] if verdict == "warm" else in_hand(owner, contact, now)
    return Check(
        verdict, _sentence(contact, tie, balance, last, now), _advice(verdict, contact), balance, first
    )


def _sentence(contact: Contact, tie: Tie, balance: Balance, last: datetime | None, now: datetime) -> str:
    on = timezone.localdate(now)
    asked = _("you last asked them for something %(ago)s") % {"ago": ago(timezone.localdate(last), on)} if last else (
        _("you have not asked them for anything yet")
    )  # fmt: skip
    facts = {"warmth": _warmth(contact, tie.alive_90d, now), "ways": both_ways(contact.first_name, balance)}
    said = _("%(warmth)s; %(ways)s; %(asked)s.") % {**facts, "asked": asked}
    return said[0].upper() + said[1:]


def _warmth(contact: Contact, alive: float, now: datetime) -> str:
    word = (
        _("the tie is warm")
        if alive >= GOOD
        else _("the tie is fair")
        if alive >= FAIR
        else _("the tie is cold")
    )
    if not contact.last_talk_on:
        return _("%(word)s (you have not talked yet)") % {"word": word}
    since = ago(contact.last_talk_on, timezone.localdate(now))
    return _("%(word)s (last talk %(ago)s)") % {"word": word, "ago": since}


def _advice(verdict: str, contact: Contact) -> str:
    words = {
        "warm": _("A good moment to ask."),
        "owing": _("You may ask; but much more came from %(name)s than went back: give something first."),
        "soon": _("You asked %(name)s not long ago: give something first, or wait a little."),
        "waiting": _("An earlier ask of %(name)s is still open: wait for that answer."),
        "cold": _("This would be a cold ask. Be in touch with %(name)s first, with something for them."),
    }
    return words[verdict] % {"name": contact.first_name}
