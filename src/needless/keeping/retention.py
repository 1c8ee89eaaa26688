"""How long details of mails and messages are kept: by the owner's rule, applied each night; the tallies stay exact (M17).

After so many months the subject goes; after so many, also the hour, the thread and the message's own number: what is left
is that on this day a mail went this way. That is all that ties are counted from, so nothing that is counted changes. The
number stays as a hash, so that the same mailbox read again adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from needless.imports.models import WaitingTalk
from needless.interactions.days import BEYOND, MARK, only_day_key
from needless.interactions.models import Interaction
from needless.method.memory import WRITTEN
from needless.owners.models import Owner
from needless.tables.bulk import batches

MONTH = 365.25 / 12  # days


@dataclass(frozen=True, slots=True)
class Going:
    """What a rule takes away now, and the newest few subjects of it."""

    subjects: int
    details: int
    examples: list[tuple[date, str]]


def what_would_go(owner: Owner, on: date, subjects: int | None, details: int | None) -> Going:
    """What a rule of so many months would take away today; None keeps everything."""
    told = _with_subject(owner, _cutoff(on, subjects, details))
    rows = told.order_by("-at").values_list("at", "summary")[:5]
    examples = [(timezone.localdate(at), summary) for at, summary in rows]
    return Going(told.count(), _exact(owner, _cutoff(on, details)).count(), examples)


def set_rule(owner: Owner, **months: int | None) -> None:
    """``subjects_months`` and ``details_months``: 1 to 600, or None for ever. It is applied each night."""
    for name, count in months.items():
        setattr(owner, name, count)
    owner.save(update_fields=list(months))


@transaction.atomic
def apply_rule(owner: Owner, on: date) -> Going:
    """Take away what the owner's rule says. There is no way back but a backup."""
    subjects, details = owner.subjects_months, owner.details_months
    with timezone.override(owner.time_zone):
        return _apply(owner, on, subjects, details)


def _apply(owner: Owner, on: date, subjects: int | None, details: int | None) -> Going:
    going = what_would_go(owner, on, subjects, details)
    told = _cutoff(on, subjects, details)
    _with_subject(owner, told).update(summary="")
    WaitingTalk.objects.of(owner).filter(at__lt=told, channel__in=WRITTEN).exclude(summary="").update(
        summary=""
    )
    for rows in batches(_exact(owner, _cutoff(on, details)).values_list("pk", "at", "key"), 2000):
        _keep_the_day(rows)
    return going


def _cutoff(on: date, *months: int | None) -> datetime:
    """The moment before which the strictest of these rules applies; long ago where none does."""
    given = [count for count in months if count]
    day = on - timedelta(days=round(min(given) * MONTH)) if given else date(1, 1, 2)
    return timezone.make_aware(datetime.combine(day, time.min))


def _written(owner: Owner, before: datetime) -> QuerySet[Interaction]:
    """What came from files and accounts, not what the owner logged in own words."""
    rows: QuerySet[Interaction] = Interaction.objects.of(owner)
    return rows.filter(channel__in=WRITTEN, key__isnull=False, at__lt=before)


def _with_subject(owner: Owner, before: datetime) -> QuerySet[Interaction]:
    return _written(owner, before).exclude(summary="")


def _exact(owner: Owner, before: datetime) -> QuerySet[Interaction]:
    return _written(owner, before).exclude(key__gte=MARK, key__lt=BEYOND)


def _keep_the_day(rows: list[tuple[Any, ...]]) -> None:
    """Noon of the owner's day: nobody's day changes by it."""
    told = [(_noon(at), only_day_key(key), pk) for pk, at, key in rows]
    stored = [
        (Interaction._meta.get_field("at").get_db_prep_save(at, connection), key, pk) for at, key, pk in told
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE needless_interaction SET at = %s, key = %s, thread = '' WHERE id = %s", stored
        )
        cursor.executemany(
            "UPDATE needless_participation SET at = %s WHERE interaction_id = %s",
            [(at, pk) for at, _key, pk in stored],
        )


def _noon(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time(12)))
