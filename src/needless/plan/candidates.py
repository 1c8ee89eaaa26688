"""What a kind of suggestion offers, and the desk it looks at: whom the plan may turn to on a day (M1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q, QuerySet

from needless.asking.actions import latest_search
from needless.asking.models import JobSearch
from needless.contacts.models import Address, Contact
from needless.owners.models import OwnAddress, Owner
from needless.plan.models import Suggestion

if TYPE_CHECKING:
    from needless.interactions.ties import Tie

QUIET_DAYS = 5  # after a talk nobody is suggested for so long
SKIPPED_DAYS = 14
REMEMBERED_DAYS = 60  # how far back earlier suggestions are looked at
UNWIELDY = ("search", "extra")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to turn to, and why: ``reason`` is one sentence, ``worth`` (about 1) how much today matters.

    ``channels`` narrows the ways, in this kind's order of liking; empty: all that the contact can be reached
    by. ``action`` is the imperative where the channel's own ("Call Ana Silva") would miss the point.
    ``in_hand``: {"kind", "title", "url"}.
    """

    contact: Contact
    kind: str
    reason: str
    worth: float = 1.0
    channels: tuple[str, ...] = ()
    action: str = ""
    in_hand: dict[str, Any] | None = None
    is_promised: bool = False


class Kind(Protocol):
    """A module of plan/kinds. It must be cheap: a query or two, bounded by LIMIT, and no histories."""

    name: str

    def candidates(self, owner: Owner, on: date, desk: Desk) -> list[Candidate]:
        """Whom it would suggest on that day, a few dozen at most."""
        ...


@dataclass(frozen=True)
class Desk:
    """Whom the plan leaves in peace on a day (``busy``), who returns, how often each was offered in vain."""

    owner: Owner
    on: date
    busy: frozenset[int] = frozenset()
    returning: dict[int, Suggestion] = field(default_factory=dict)
    offered: Counter[int] = field(default_factory=Counter)
    search: JobSearch | None = None  # the owner's latest for a job

    @property
    def is_looking(self) -> bool:
        """Does the owner look for a job? Then other kinds weigh more."""
        return self.search is not None and self.search.ended_on is None

    def people(self, quiet_days: int = QUIET_DAYS) -> QuerySet[Contact]:
        """Contacts that may be suggested: living, wanted, not talked with in the last days, and not busy.

        ``quiet_days`` is 0 where a talk just now is no reason to wait: thanks are best at once.
        """
        quiet = Q(last_talk_on=None) | Q(last_talk_on__lt=self.on - timedelta(days=quiet_days))
        found: QuerySet[Contact] = Contact.objects.of(self.owner).filter(
            quiet if quiet_days else Q(), **OPEN_TO_US
        )
        return found.exclude(pk__in=self.busy).defer(*UNWIELDY)

    def ties(self, contacts: list[Contact]) -> dict[int, Tie]:
        """The numbers of these ties, without words."""
        from needless.interactions.ties import ties_of

        return ties_of(self.owner, contacts, self.on, with_words=False)


def each_with(desk: Desk, rows: Iterable[Any]) -> list[tuple[Contact, Any]]:
    """Of rows about contacts, the best first, each one's first; without those who are to be left in peace."""
    best: dict[int, Any] = {}
    for row in rows:
        best.setdefault(row.contact_id, row)
    people = {contact.pk: contact for contact in desk.people().filter(pk__in=list(best))}
    return [(people[pk], row) for pk, row in best.items() if pk in people]


OPEN_TO_US: dict[str, Any] = {
    "never_suggest": False,
    "is_deceased": False,
    "deleted_at": None,
    "let_go_at": None,
}


def desk_of(owner: Owner, on: date) -> Desk:
    """Look through the earlier suggestions once, and set aside who is to be left in peace."""
    busy: set[int] = set(_own_cards(owner))
    latest: dict[int, Suggestion] = {}
    offered: Counter[int] = Counter()
    for suggestion in _earlier(owner, on):
        contact = suggestion.contact_id or 0
        if suggestion.stage == Suggestion.Stage.OPEN and suggestion.on < on:
            offered[contact] += suggestion.on >= on - timedelta(days=SKIPPED_DAYS)
        elif _is_left_in_peace(suggestion, on):
            busy.add(contact)
        latest[contact] = suggestion
    due = {
        pk: s
        for pk, s in latest.items()
        if s.stage == Suggestion.Stage.LATER and s.again_on and s.again_on <= on
    }
    return Desk(owner, on, frozenset(busy), due, offered, latest_search(owner))


def _earlier(owner: Owner, on: date) -> Iterable[Suggestion]:
    since = on - timedelta(days=REMEMBERED_DAYS)
    rows: QuerySet[Suggestion] = Suggestion.objects.of(owner).filter(on__lte=on, contact__isnull=False)
    return (
        rows.filter(Q(on__gte=since) | Q(again_on__gte=since)).order_by("on", "pk").defer("reason", "about")
    )


def _is_left_in_peace(suggestion: Suggestion, on: date) -> bool:
    """Judged by the plan's day, not by the clock: what a day's plan says depends on that day alone."""
    stage, days = Suggestion.Stage, (on - suggestion.on).days
    if suggestion.stage == stage.LATER:
        return bool(suggestion.again_on and suggestion.again_on > on)
    if suggestion.stage == stage.SKIPPED:
        return days < SKIPPED_DAYS
    return days == 0 or (suggestion.stage == stage.DONE and days < QUIET_DAYS)


def _own_cards(owner: Owner) -> list[int]:
    """Contacts that are the owner: everybody's address book has such a card."""
    own = list(OwnAddress.objects.of(owner).values_list("kind", "value"))
    keys = {value if kind == "email" else f"linkedin:{value}" for kind, value in own if kind != "name"}
    names = Q(pk__in=())
    for name in {value for kind, value in own if kind == "name"} | {owner.get_full_name()} - {""}:
        names |= Q(name__iexact=name)
    cards = list(Address.objects.of(owner).filter(key__in=keys).values_list("contact_id", flat=True))
    return cards + list(Contact.objects.of(owner).filter(names).values_list("pk", flat=True))
