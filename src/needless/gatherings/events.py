"""Writing events: from calendars that are fetched or imported, typed by hand, answered, and who will be there (M14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember, whole
from needless.gatherings.calendars import EventDraft
from needless.gatherings.models import Activity, CalendarFeed, Event, Guest
from needless.owners.models import OwnAddress, Owner
from needless.tables.bulk import batches

TOLD = ("name", "about", "place", "url", "starts_at", "ends_at", "is_all_day", "is_free", "mails")
COLUMNS = ("name", "about", "place", "url", "starts_at", "ends_at", "is_all_day", "activity")
DAYS_BACK = 7  # a calendar is read from so long ago on: for the debrief of what just was


def own_mails(owner: Owner) -> set[str]:
    """The owner's mail addresses, lower-case."""
    rows = OwnAddress.objects.of(owner).filter(kind="email").values_list("value", flat=True)
    return {*rows, owner.email.lower()} - {""}


@transaction.atomic
def take_events(
    owner: Owner,
    drafts: Iterable[EventDraft],
    feed: CalendarFeed | None,
    is_mine: bool,
    import_id: int | None = None,
    since: date | None = None,
) -> int:
    """Write what a calendar says: new events, changed ones, and those gone from the feed; how many are there.

    What the owner answered stays. Of a feed, events from ``since`` on that it no longer names are removed,
    unless the owner is going or somebody is noted there.
    """
    told = {draft.key: draft for draft in drafts if draft.name}
    there = {e.key: e for some in batches(told, 5000) for e in Event.objects.of(owner).filter(key__in=some)}
    there |= _moved(owner, feed, told, there)
    new = [_event(owner, d, feed, is_mine, import_id) for key, d in told.items() if key not in there]
    Event.objects.bulk_create(new, batch_size=500)
    for key, event in there.items():
        _update(event, told[key], is_mine)
    if feed and since:
        _forget(owner, feed, told, since)
    return len(told)


def _moved(
    owner: Owner, feed: CalendarFeed | None, told: Collection[str], there: Collection[str]
) -> dict[str, Event]:
    """By their new key, single events that were put off to another time: what the owner said of one goes with it."""
    new, old = defaultdict(list), defaultdict(list)
    for key in told:
        if key not in there:
            new[_uid(key)].append(key)
    rows = Event.objects.of(owner).filter(feed=feed, debriefed_at=None, key__startswith="ics:")
    for event in rows if new else []:
        if event.key not in told and _uid(event.key) in new:
            old[_uid(event.key)].append(event)
    found = {new[uid][0]: events[0] for uid, events in old.items() if len(events) == len(new[uid]) == 1}
    for key, event in found.items():
        event.key = key
        event.save(update_fields=["key"])
    return found


def _uid(key: str) -> str:
    return key.rpartition("/")[0]


def _event(
    owner: Owner, draft: EventDraft, feed: CalendarFeed | None, is_mine: bool, import_id: int | None
) -> Event:
    return Event(
        owner=owner, key=draft.key, feed=feed, is_mine=is_mine, made_by_id=import_id,
        answer=draft.answer if is_mine else "", **_told(draft),
    )  # fmt: skip


def _told(draft: EventDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in TOLD if name != "mails"} | {"mails": list(draft.mails)}


def _update(event: Event, draft: EventDraft, is_mine: bool) -> None:
    values = _told(draft)
    if is_mine and not event.answer:
        values["answer"] = draft.answer
    changed = [name for name, value in values.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, values[name])
    if changed:
        event.save(update_fields=changed)


def _forget(owner: Owner, feed: CalendarFeed, told: Collection[str], since: date) -> None:
    start = timezone.make_aware(datetime.combine(since, time()))
    rows = Event.objects.of(owner).filter(feed=feed, starts_at__gte=start, debriefed_at=None)
    gone = rows.exclude(key__in=list(told)).exclude(answer=Event.Answer.GOING, is_mine=False)
    Event.objects.of(owner).filter(pk__in=[e.pk for e in gone if not e.guests.exists()]).delete()


@transaction.atomic
def save_event(owner: Owner, values: dict[str, Any], event: Event | None = None) -> Event:
    """Add an event by hand, or change what ``values`` (of COLUMNS) names. Raises ValidationError by field."""
    row = event or Event(owner=owner, key=f"own:{get_random_string(20)}", answer=Event.Answer.GOING)
    for name in set(values) & set(COLUMNS):
        setattr(row, name, values[name].strip() if isinstance(values[name], str) else values[name])
    if row.activity and row.activity.owner_id != owner.pk:
        raise Activity.DoesNotExist
    if row.ends_at is None or row.ends_at <= row.starts_at:
        row.ends_at = row.starts_at + timedelta(hours=2)
    row.full_clean(exclude=["owner", "mails"], validate_constraints=False)
    row.save()
    return row


@transaction.atomic
def answer_event(owner: Owner, pk: int, answer: str) -> Undo:
    """Going, not going, or not decided. Raises Event.DoesNotExist, ValueError for no such answer."""
    row: Event = Event.objects.of(owner).get(pk=pk)
    if answer not in Event.Answer.values:
        raise ValueError(_("The answer is going, not going or not decided."))
    label = _("%(event)s: %(answer)s") % {"event": row.name, "answer": Event.Answer(answer).label}
    undo = remember(owner, label, restore=[kept(row, ["answer"], {"answer": answer})])
    row.answer = answer
    row.save(update_fields=["answer"])
    return undo


@transaction.atomic
def file_event(owner: Owner, pk: int, activity_id: int | None) -> Undo:
    """It is one time of that activity, or of none. Raises Event.DoesNotExist, Activity.DoesNotExist."""
    row: Event = Event.objects.of(owner).get(pk=pk)
    activity = Activity.objects.of(owner).get(pk=activity_id) if activity_id else None
    undo = remember(owner, _("Changed %(event)s") % {"event": row.name}, restore=[kept(row, ["activity_id"])])
    row.activity = activity
    row.save(update_fields=["activity"])
    return undo


@transaction.atomic
def note_guests(owner: Owner, pk: int, people: Iterable[Contact], is_sought: bool = False) -> Undo:
    """They will be there; ``is_sought``: to look for. Raises Event.DoesNotExist."""
    row: Event = Event.objects.of(owner).get(pk=pk)
    added, changed, names = [], [], []
    for person in people:
        guest, is_new = Guest.objects.get_or_create(
            owner=owner, event=row, contact=person, defaults={"is_sought": is_sought}
        )
        names.append(person.first_name)
        if is_new:
            added.append(made(guest))
        elif guest.is_sought != is_sought:
            changed.append(kept(guest, ["is_sought"]))
            guest.is_sought = is_sought
            guest.save(update_fields=["is_sought"])
    label = _("To look for: %(names)s") if is_sought else _("There: %(names)s")
    return remember(owner, label % {"names": ", ".join(names[:4])}, restore=changed, remove=added)


@transaction.atomic
def remove_guest(owner: Owner, pk: int) -> Undo:
    """They will not be there. Raises Guest.DoesNotExist."""
    row: Guest = Guest.objects.of(owner).get(pk=pk)
    label = _("%(name)s: not there") % {"name": row.contact.name}
    undo = remember(owner, label, insert=[whole(row)])
    row.delete()
    return undo


@transaction.atomic
def delete_event(owner: Owner, pk: int) -> Undo:
    """Remove an event and who was noted there; the talks stay. Raises Event.DoesNotExist."""
    row: Event = Event.objects.of(owner).get(pk=pk)
    undo = remember(
        owner,
        _("Deleted %(event)s") % {"event": row.name},
        insert=[whole(each) for each in (row, *row.guests.all())],
        restore=[kept(occasion, ["event_id"]) for occasion in row.occasions.all()],
    )
    row.delete()
    return undo
