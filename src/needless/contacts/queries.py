"""Finding contacts: instant search, filters and orders of the list, and names by three letters (M9, M10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.functions import Right
from django.utils import timezone

from needless.contacts.models import Contact, State, Tag
from needless.method.folding import fold

if TYPE_CHECKING:
    from needless.owners.models import Owner

SOON = timedelta(days=14)
NAMED = "SELECT rowid FROM contact_search WHERE contact_search MATCH %s"
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "name": ("name",),
    "last-talk": (F("last_talk_on").desc(nulls_last=True), "name"),
    "fading": (F("fades_on").asc(nulls_last=True), "name"),
    # All ties fade alike, so the order by stored strength holds on every day.
    "alive": ("-strength", "-silent_since", "name"),
    "new": ("-pk",),
}


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
    """The list. All words of ``query`` must occur; those let go come back by search or when asked for.

    ``filter`` is a name of FILTERS, ``sort`` of ORDERS ("-name": reversed); unknown names change nothing.
    """
    rows = searched(contacts_of(owner), query)
    if not (query.strip() or include_let_go or filter == "let-go"):
        rows = rows.filter(let_go_at=None)
    exact = {"state": state, "tier": tier, "organisation__icontains": organisation, "place__icontains": place}
    rows = rows.filter(**{column: value for column, value in exact.items() if value})
    if tag:
        rows = rows.filter(pk__in=Tag.objects.of(owner).filter(name=tag).values("contact"))
    if choose := FILTERS.get(filter):
        rows = choose(rows, on or timezone.localdate())
    return ordered(rows, sort)


def searched(rows: QuerySet[Contact], query: str) -> QuerySet[Contact]:
    """Only those whose text holds every word. On SQLite words of three letters come from the index."""
    words = fold(query.replace("\0", " ")).split()
    indexed = [w for w in words if len(w) >= 3] if connection.vendor == "sqlite" else []
    if indexed:
        match = " ".join('"' + w.replace('"', '""') + '"' for w in indexed)
        rows = rows.filter(pk__in=RawSQL(NAMED, [match]))  # noqa: S611 - the words are a parameter
    for word in words:
        if word not in indexed:
            rows = rows.filter(_beginning_a_word(word) if len(word) < 3 else Q(search__contains=word))
    return rows


def _beginning_a_word(letters: str) -> Q:
    """One or two letters occur everywhere: they count at the beginning of a word only."""
    return (
        Q(search__startswith=letters) | Q(search__contains=f" {letters}") | Q(search__contains=f"\n{letters}")
    )


def ordered(rows: QuerySet[Contact], sort: str) -> QuerySet[Contact]:
    """In an order of ORDERS, by name where there is no such one; the same each time."""
    order = ORDERS.get(sort.removeprefix("-"), ORDERS["name"])
    rows = rows.order_by(*order, "pk")
    return rows.reverse() if sort.startswith("-") else rows


def names_like(owner: Owner, text: str, limit: int = 8) -> list[Contact]:
    """Typeahead: first whose name has words that begin so, the most alive first; then who else is found."""
    words = fold(text).split()
    if not words:
        return []
    found = list(ordered(searched(contacts_of(owner), text), "alive").defer("search", "extra")[: limit * 8])
    found.sort(key=lambda c: (c.let_go_at is not None, not _is_named(c, words)))
    return found[:limit]


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
