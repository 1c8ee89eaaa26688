"""The deck: who is to be placed, what matters most first, one by one or as a group (M10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, ExtractYear, Lower

from needless.contacts.models import Contact, Merge, Position, State, Undo
from needless.method.vagueness import Cluster
from needless.owners.models import OwnPosition
from needless.triage.facts import events_of, facts_of
from needless.triage.models import Decision
from needless.triage.states import restate
from needless.triage.words import gaps_of, names_of

if TYPE_CHECKING:
    from needless.owners.models import Owner

TEN = 10
GROUPS_SHOWN = 12
LEAST_GROUP = 3
UNWIELDY = ("search", "extra")


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts that can be decided at once. ``kind`` and ``value`` find them again."""

    kind: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One contact of the deck: ``names`` are what memory would call them, the strongest first.

    ``event``: the group of all who joined on the same few days, where these stand out.
    """

    contact: Contact
    names: list[str]
    gaps: list[str]
    event: Group | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the deck is: ``decided`` of ``all``, and how many of them today."""

    decided: int
    all: int
    today: int


def undecided(owner: Owner, on: date) -> QuerySet[Contact]:
    """Vague and unknown contacts about whom nothing was decided, or whose "not now" is over; in no order."""
    settled = Decision.objects.of(owner).filter(contact=OuterRef("pk")).exclude(again_on__lte=on)
    rows: QuerySet[Contact] = Contact.objects.of(owner).filter(
        state__in=(State.VAGUE, State.UNKNOWN), deleted_at=None, let_go_at=None, is_deceased=False
    )
    return rows.filter(~Exists(settled))


def deck_of(owner: Owner, on: date, kind: str = "", value: str = "") -> QuerySet[Contact]:
    """Who is to be placed: first talk both ways, then more of it, a shared employer, a firm, the newest."""
    people = narrowed(undecided(owner, on), kind, value).defer(*UNWIELDY)
    both = Case(When(talks_in__gt=0, talks_out__gt=0, then=1), default=0, output_field=IntegerField())
    has_work = Case(When(~Q(organisation=""), then=1), default=0, output_field=IntegerField())
    ranked = people.annotate(_both=both, _colleague=_colleague(owner), _work=has_work)
    newest = F("connected_on").desc(nulls_last=True)
    return ranked.order_by("-_both", "-talks", "-interactions", "-_colleague", "-_work", newest, "pk")


def _colleague(owner: Owner) -> Case:
    """Was at an employer of the owner's? 1 or 0."""
    mine = list(OwnPosition.objects.of(owner).values_list(Lower("organisation"), flat=True).distinct())
    employers = [name for name in mine if name]
    zero = Cast(Value(0), IntegerField())  # PostgreSQL takes a bare 0 in an order for a column's number
    if not employers:
        return Case(default=zero)
    held = Position.objects.of(owner).filter(contact=OuterRef("pk")).annotate(_at=Lower("organisation"))
    together = Exists(held.filter(_at__in=employers))
    now = When(pk__in=_employed_now(owner, employers), then=1)
    return Case(now, When(together, then=1), default=zero, output_field=IntegerField())


def _employed_now(owner: Owner, employers: list[str]) -> QuerySet[Contact, int]:
    people = Contact.objects.of(owner).annotate(_at=Lower("organisation"))
    found: QuerySet[Contact, int] = people.filter(_at__in=employers).values_list("pk", flat=True)
    return found


def next_card(owner: Owner, on: date, kind: str = "", value: str = "") -> Card | None:
    """The card on top; who turned out to be known since the last import is passed over, and put right."""
    for _attempt in range(TEN):
        top = list(deck_of(owner, on, kind, value)[:TEN])
        if not top:
            return None
        restate(owner, [contact.pk for contact in top])
        known = Contact.objects.of(owner).filter(pk__in=[c.pk for c in top], state=State.KNOWN)
        gone = set(known.values_list("pk", flat=True))
        if contact := next((c for c in top if c.pk not in gone), None):
            return card_of(owner, contact, on)
    return None


def card_of(owner: Owner, contact: Contact, on: date) -> Card:
    """What the deck shows of a contact."""
    facts = facts_of(owner, [contact], on)[contact.pk]
    event = _event_group(facts.event, facts.event.count) if facts.event else None
    return Card(contact, names_of(facts), gaps_of(facts), event)


def is_anybody_undecided(owner: Owner, on: date) -> bool:
    """Is there a card at all? For the one quiet line on Today."""
    return undecided(owner, on).exists()


def progress_of(owner: Owner, on: date, midnight: datetime, kind: str = "", value: str = "") -> Progress:
    """How far the deck, or a group of it, is; ``midnight`` is the moment at which the owner's day began."""
    rows = Decision.objects.of(owner).filter(contact__deleted_at=None).exclude(again_on__lte=on)
    if kind:
        rows = rows.filter(contact__in=narrowed(Contact.objects.of(owner), kind, value).values("pk"))
    people = Count("contact", distinct=True)
    counted = rows.aggregate(
        decided=people, today=Count("contact", distinct=True, filter=Q(at__gte=midnight))
    )
    left = narrowed(undecided(owner, on), kind, value).count()
    return Progress(counted["decided"], counted["decided"] + left, counted["today"])


def last_decision(owner: Owner) -> Decision | None:
    """The latest step that can still be taken back; taking it back makes the one before it the latest."""
    rows = Decision.objects.of(owner).filter(step__isnull=False, step__used_at=None)
    last: Decision | None = rows.select_related("contact", "step").order_by("-at", "-pk").first()
    return last


def last_step(owner: Owner) -> Undo | None:
    """The way back of the latest decision or merge, whichever came last."""
    decided = last_decision(owner)
    merged = (
        Merge.objects.of(owner).filter(undo__used_at=None).select_related("undo").order_by("-undo").first()
    )
    steps = [row for row in (decided and decided.step, merged and merged.undo) if row]
    return max(steps, key=lambda step: step.pk, default=None)


def narrowed(people: QuerySet[Contact], kind: str, value: str) -> QuerySet[Contact]:
    """Only those of a group; everybody without a kind, nobody where it makes no sense."""
    if not kind:
        return people
    try:
        return people.filter(**_of_group(kind, value))
    except ValueError:
        return people.none()


def _of_group(kind: str, value: str) -> dict[str, object]:
    if kind == "organisation":
        return {"organisation__iexact": value}
    if kind == "year":
        year = int(value)
        return {"connected_on__range": (date(year, 1, 1), date(year, 12, 31))}
    if kind == "event":
        first, _dots, last = value.partition("..")
        return {"connected_on__range": (date.fromisoformat(first), date.fromisoformat(last))}
    if kind == "import":
        return {"made_by": int(value)}
    raise ValueError(kind)


def groups_of(owner: Owner, on: date) -> dict[str, list[Group]]:
    """What can be decided at once, by kind: event, organisation, year, import; the largest first."""
    people = undecided(owner, on).order_by()
    dated = people.exclude(connected_on=None)
    return {
        "event": _events(owner, people)[:GROUPS_SHOWN],
        "organisation": _counted(people.exclude(organisation=""), "organisation", LEAST_GROUP),
        "year": _counted(dated.annotate(year=ExtractYear("connected_on")), "year", 1),
        "import": _counted(people.exclude(made_by=None).annotate(import_=F("made_by")), "import_", 1),
    }


def _counted(people: QuerySet[Contact], column: str, least: int) -> list[Group]:
    kind = column.rstrip("_")
    sizes = people.values_list(column).annotate(n=Count("pk")).filter(n__gte=least).order_by("-n", column)
    return [Group(kind, str(value), count) for value, count in sizes[:GROUPS_SHOWN]]


def _events(owner: Owner, people: QuerySet[Contact]) -> list[Group]:
    days = dict(people.exclude(connected_on=None).values_list("connected_on").annotate(Count("pk")))
    found = []
    for event in events_of(owner):
        span = [event.first + timedelta(days=n) for n in range((event.last - event.first).days + 1)]
        if (count := sum(days.get(day, 0) for day in span)) >= LEAST_GROUP:
            found.append(_event_group(event, count))
    return sorted(found, key=lambda group: -group.count)


def _event_group(event: Cluster, count: int) -> Group:
    return Group("event", f"{event.first}..{event.last}", count)


def group_of(owner: Owner, on: date, kind: str, value: str) -> Group | None:
    """The group of that name as it stands now; None where it makes no sense or holds nobody."""
    count = narrowed(undecided(owner, on), kind, value).count() if kind else 0
    return Group(kind, value, count) if count else None
