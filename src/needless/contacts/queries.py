"""Reading contacts: the list with its search, filters and orders, and names by a few letters (M9, M10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Right
from django.utils import timezone

from needless.contacts.finding import closeness, having_words, holding, nearly_named, words_of
from needless.contacts.models import Contact, State, Tag
from needless.method.folding import fold

if TYPE_CHECKING:
    from needless.owners.models import Owner

SOON = timedelta(days=14)
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "name": ("name",),
    "last-talk": (F("last_talk_on").desc(nulls_last=True), "name"),
    "fading": (F("fades_on").asc(nulls_last=True), "name"),
    # All ties fade alike, so the order by stored strength holds on every day.
    "alive": ("-strength", "-silent_since", "name"),
    "new": ("-pk",),
}

LET_GO_LAST = Case(When(let_go_at=None, then=0), default=1)


def contacts_of(owner: Owner) -> QuerySet[Contact]:
    """Every contact who is not deleted; those let go, too."""
    rows: QuerySet[Contact] = Contact.objects.of(owner).filter(deleted_at=None)
    return rows


def contact_of(owner: Owner, contact_id: int) -> Contact:
    """One contact. Raises Contact.DoesNotExist for a deleted or another owner's."""
    return contacts_of(owner).get(pk=contact_id)


def contacts_found(
    owner: Owner,
    query: str = "",
    *,
    state: str = "",
    tier: str = "",
    filter: str = "",
    organisation: str = "",
    place: str = "",
    tag: str = "",
    sort: str = "",
    on: date | None = None,
    include_let_go: bool = False,
) -> QuerySet[Contact]:
    """The list. All words of ``query`` must occur; where they do nowhere, it is who is named nearly so, and these have
    ``slips``. Those let go come back by search or when asked for.

    ``filter`` is a name of FILTERS, ``sort`` of ORDERS ("-name": reversed); unknown names change nothing. Without a sort
    whom the words name comes before whom they only mention.
    """
    rows = searched(owner, query)
    words = words_of(query)
    if words and not rows.exists():
        rows = nearly_named(contacts_of(owner), owner, words)
    if not (words or include_let_go or filter == "let-go"):
        rows = rows.filter(let_go_at=None)
    exact = {"state": state, "tier": tier, "organisation__icontains": organisation, "place__icontains": place}
    rows = rows.filter(**{column: value for column, value in exact.items() if value})
    if tag:
        rows = rows.filter(pk__in=Tag.objects.of(owner).filter(name=tag).values("contact"))
    if choose := FILTERS.get(filter):
        rows = choose(rows, on or timezone.localdate())
    if sort or not words:
        return ordered(rows, sort)
    return rows.order_by(_closeness(rows, words), *ORDERS["name"], "pk")


def searched(owner: Owner, query: str) -> QuerySet[Contact]:
    """Only those whose text holds every word."""
    return holding(contacts_of(owner), owner, words_of(query))


def ordered(rows: QuerySet[Contact], sort: str) -> QuerySet[Contact]:
    """In an order of ORDERS, by name where there is no such one; the same each time."""
    order = ORDERS.get(sort.removeprefix("-"), ORDERS["name"])
    rows = rows.order_by(*order, "pk")
    return rows.reverse() if sort.startswith("-") else rows


def _closest_first(rows: QuerySet[Contact], words: list[str], *order: str | OrderBy) -> QuerySet[Contact]:
    how = F("slips") if "slips" in rows.query.annotations else closeness(words)
    return rows.order_by(how, *order, "pk")


def names_like(owner: Owner, text: str, limit: int = 8, *, or_nearly: bool = True) -> list[Contact]:
    """Typeahead: first whose name has words that begin so, the most alive first; then who else is found.

    Where nobody is, and ``or_nearly``: whose name is spelt nearly so; these have ``slips``.
    """
    words = words_of(text)
    if not words:
        return []
    found: list[Contact] = []
    if connection.vendor == "postgresql":  # by beginnings of words it is quicker, and mostly enough
        found = _closest(having_words(contacts_of(owner), owner, words), words, limit)
    if len(found) < limit or found[-1].let_go_at:
        found = _closest(searched(owner, text), words, limit)
    if not found and or_nearly:
        found = _closest(nearly_named(contacts_of(owner), owner, words), words, limit)
    return found


def _closest(rows: QuerySet[Contact], words: list[str], limit: int) -> list[Contact]:
    """A nickname with accents is known as a name only here."""
    order = (LET_GO_LAST, _closeness(rows, words), *ORDERS["alive"], "pk")
    found = list(rows.order_by(*order).defer("search", "extra")[: limit * 4])
    found.sort(key=lambda c: (c.let_go_at is not None, not _is_named(c, words)))
    return found[:limit]


def _closeness(rows: QuerySet[Contact], words: list[str]) -> Combinable:
    return F("slips") if "slips" in rows.query.annotations else closeness(words)


def _is_named(contact: Contact, words: list[str]) -> bool:
    names = fold(f"{contact.name} {contact.nickname}").replace("-", " ").split()
    return all(any(name.startswith(word) for name in names) for word in words)


def tags_of(owner: Owner) -> list[str]:
    """Every tag in use, in order."""
    return list(
        Tag.objects.of(owner)
        .filter(contact__deleted_at=None)
        .order_by("name")
        .values_list("name", flat=True)
        .distinct()
    )


def _fading(rows: QuerySet[Contact], on: date) -> QuerySet[Contact]:
    return rows.filter(fades_on__lte=on + SOON)


def _birthday(rows: QuerySet[Contact], on: date) -> QuerySet[Contact]:
    days = [on + timedelta(days=n) for n in range(SOON.days + 1)]
    ends = {f"{day:%m-%d}" for day in days}
    if "02-28" in ends and "03-01" in ends:  # no leap year: who was born on the 29th is not forgotten
        ends.add("02-29")
    return rows.exclude(birthday="").annotate(_day=Right("birthday", 5)).filter(_day__in=sorted(ends))


def _where(**columns: Any) -> Callable[[QuerySet[Contact], date], QuerySet[Contact]]:
    return lambda rows, on: rows.filter(**columns)


FILTERS: dict[str, Callable[[QuerySet[Contact], date], QuerySet[Contact]]] = {
    "fading": _fading,
    "birthday": _birthday,
    "vague": _where(state=State.VAGUE),
    "unknown": _where(state=State.UNKNOWN),
    "never-met": _where(met_in_person=False),
    "never-talked": _where(last_talk_on=None),
    "let-go": _where(let_go_at__isnull=False),
}
