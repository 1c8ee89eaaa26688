"""Letters and cards by post: occasions for one, a first wording, and what was posted becomes history (M11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.contacts.models import Address, Contact, Undo
from needless.contacts.queries import FILTERS
from needless.contacts.undo import kept, remember, whole
from needless.gatherings.models import Letter
from needless.helping.models import Promise, Recommendation
from needless.imports.models import FieldChange
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.queries import last_talks
from needless.owners.models import Owner

HELP_DAYS, JOB_DAYS = 14, 60
WRITTEN_LATELY = timedelta(days=60)
MOST_OF_A_KIND = 4
A_WHILE = timedelta(days=45)
KEPT_UP = {"never_suggest": False, "is_deceased": False, "deleted_at": None, "let_go_at": None}


@dataclass(frozen=True, slots=True)
class Reason:
    """An occasion to write to one person, with the reason in a sentence: never a list to send the same words to."""

    contact: Contact
    occasion: str
    why: str


def occasions_to_write(owner: Owner, on: date) -> list[Reason]:
    """Who helped, who has a birthday, who has a new job; a few of each, nobody twice or written to of late."""
    lately = Letter.objects.of(owner).filter(made_at__date__gte=on - WRITTEN_LATELY)
    seen = set(lately.values_list("contact_id", flat=True))
    found: list[Reason] = []
    for source in (helped, new_jobs, birthdays):
        fresh = [reason for reason in source(owner, on) if reason.contact.pk not in seen][:MOST_OF_A_KIND]
        seen |= {reason.contact.pk for reason in fresh}
        found += fresh
    return found


def helped(owner: Owner, on: date) -> Iterator[Reason]:
    """Who kept a promise or recommended the owner in the last fortnight: thanks are best within two days."""
    since = on - timedelta(days=HELP_DAYS)
    start = timezone.make_aware(datetime.combine(since, time()))
    kept_ = Promise.objects.of(owner).filter(mine=False, kept_at__gte=start).select_related("contact")
    for promise in kept_.filter(**_of("contact")).order_by("-kept_at")[:20]:
        facts = {"name": promise.contact.first_name, "what": promise.text}
        yield Reason(
            promise.contact,
            "thanks",
            _("%(name)s kept a promise: %(what)s. Thanks are best within two days.") % facts,
        )
    said = Recommendation.objects.of(owner).filter(is_given=False, skill="", on__range=(since, on))
    for row in (
        said.filter(contact__isnull=False, **_of("contact")).select_related("contact").order_by("-on")[:20]
    ):
        if row.contact:
            why = _("%(name)s recommended you.") % {"name": row.contact.first_name}
            yield Reason(row.contact, "thanks", why)


def new_jobs(owner: Owner, on: date) -> Iterator[Reason]:
    """Whose job an import found changed, among those whom the owner talked with or keeps up with."""
    start = timezone.make_aware(datetime.combine(on - timedelta(days=JOB_DAYS), time()))
    rows = FieldChange.objects.of(owner).filter(
        field__in=["organisation", "title"], made_by__made_at__gte=start
    )
    rows = rows.filter(contact__talks__gt=0, **_of("contact")).select_related("contact")
    for row in rows.order_by("-made_by__made_at", "-pk")[:40]:
        if row.old and row.new and getattr(row.contact, row.field) == row.new:
            facts = {"name": row.contact.first_name, "new": row.new, "old": row.old}
            yield Reason(row.contact, "new_job", _("%(name)s moved from %(old)s to %(new)s.") % facts)


def birthdays(owner: Owner, on: date) -> Iterator[Reason]:
    """Who has a birthday in the coming fortnight, among those whom the owner keeps close: a card takes days."""
    close: QuerySet[Contact] = Contact.objects.of(owner).filter(
        tier__in=["inner", "close", "warm"], **KEPT_UP
    )
    for contact in FILTERS["birthday"](close, on).order_by("-strength", "pk")[:40]:
        day = next(d for n in range(16) if f"{(d := on + timedelta(days=n)):%m-%d}" in _days_of(contact))
        facts = {"name": contact.first_name, "day": date_format(day, "MONTH_DAY_FORMAT")}
        yield Reason(contact, "birthday", _("%(name)s's birthday is on %(day)s.") % facts)


def _days_of(contact: Contact) -> set[str]:
    """The day of a birthday; who was born on 29 February has it on the 1st of March, too."""
    day = contact.birthday[-5:]
    return {day, "03-01"} if day == "02-29" else {day}


def _of(pointer: str) -> dict[str, object]:
    return {f"{pointer}__{name}": value for name, value in KEPT_UP.items()}


def first_words(owner: Owner, contact: Contact, occasion: str) -> str:
    """A wording to begin with: short, with what is known of the last time; the owner's own words are better."""
    talk = last_talks(owner, [contact.pk]).get(contact.pk)
    lines = {
        "thanks": _("thank you. It helped more than you may think, and I wanted to say so on paper."),
        "birthday": _("a very happy birthday! I hope the day is yours, and the year a good one."),
        "new_job": _("I hear of your new position: congratulations. They are lucky to have you."),
        "word": _("I thought of you and wanted to send more than a click."),
    }
    said = [_("Dear %(name)s,") % {"name": contact.first_name}, "", lines.get(occasion, lines["word"])]
    if talk and occasion != "thanks" and timezone.now() - talk.at > A_WHILE:
        said.append(
            _("It has been good to talk in %(month)s; let us do it again soon.")
            % {"month": date_format(talk.at, "F Y")}
        )
    return "\n".join([*said, "", _("Yours,"), owner.first_name or owner.get_username()])


def address_lines(owner: Owner, contact: Contact) -> str:
    """What stands on the envelope: the name, and the first postal address in lines; the name alone where none is known."""
    row = Address.objects.of(owner).filter(contact=contact, kind="postal").order_by("pk").first()
    parts = re.split(r"[\n;]+|,\s+", row.value) if row else []
    return "\n".join([contact.name, *(part.strip() for part in parts if part.strip())])


@transaction.atomic
def save_letter(
    owner: Owner, contact: Contact, occasion: str, text: str, address: str, letter: Letter | None = None
) -> Letter:
    """Keep the wording and the address. Raises ValueError for an unknown occasion or somebody else's contact."""
    if occasion not in Letter.Occasion.values or contact.owner_id != owner.pk:
        raise ValueError(_("A letter has one of the known occasions, and goes to your own contact."))
    row = letter or Letter(owner=owner, contact=contact)
    row.occasion, row.text, row.address = occasion, text.strip(), address.strip()
    row.save()
    return row


@transaction.atomic
def post_letter(owner: Owner, pk: int, on: date, enjoyment: int | None = None) -> Undo:
    """It is in the post: logged as a letter of that day. Raises Letter.DoesNotExist, ValueError where it was posted."""
    row: Letter = Letter.objects.of(owner).select_related("contact").get(pk=pk)
    if row.posted_on:
        raise ValueError(_("It was posted already."))
    back = kept(row, ["posted_on", "interaction_id"])
    at = timezone.now() if on == timezone.localdate() else timezone.make_aware(datetime.combine(on, time(12)))
    talk = log_interaction(
        owner, [row.contact], at, "letter", "out", enjoyment=enjoyment, summary=row.get_occasion_display()
    )
    row.posted_on, row.interaction = on, talk
    row.save(update_fields=["posted_on", "interaction"])
    label = _("Posted to %(name)s.") % {"name": row.contact.first_name}
    return remember(owner, label, restore=[back], remove=way_back(talk))


@transaction.atomic
def delete_letter(owner: Owner, pk: int) -> Undo:
    """Not written after all; a posted one stays in the history. Raises Letter.DoesNotExist."""
    row: Letter = Letter.objects.of(owner).get(pk=pk)
    undo = remember(
        owner, _("Deleted a letter to %(name)s") % {"name": row.contact.name}, insert=[whole(row)]
    )
    row.delete()
    return undo
