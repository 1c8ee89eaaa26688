"""Writing a recommendation, posting it, passing somebody over: each with its way back (M16)."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember, whole
from needless.helping.models import OWN_KEY, Recommendation
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.models import Interaction
from needless.owners.models import Owner, OwnPosition
from needless.recommending.models import Draft

Stage = Draft.Stage
LONGEST = 20_000
CHANNELS = {"letter": "letter", "mail": "mail"}  # anywhere else they read it as a message


def draft_of(owner: Owner, contact: Contact) -> Draft | None:
    """What is being written for them."""
    found: Draft | None = Draft.objects.of(owner).filter(contact=contact, stage=Stage.OPEN).first()
    return found


@transaction.atomic
def write(owner: Owner, contact: Contact, text: str, now: datetime) -> tuple[Draft, Undo]:
    """Keep the owner's words; the same contact again changes them. Who was passed over is so no more."""
    row = draft_of(owner, contact)
    passed = [] if row else list(Draft.objects.of(owner).filter(contact=contact, stage=Stage.PASSED))
    before = (
        {"restore": [kept(row, ["text", "changed_at"])]} if row else {"insert": [whole(p) for p in passed]}
    )
    Draft.objects.of(owner).filter(pk__in=[each.pk for each in passed]).delete()
    row = row or Draft(owner=owner, contact=contact)
    row.text, row.changed_at = text.strip()[:LONGEST], now
    row.save()
    steps = before if "restore" in before else {**before, "remove": [made(row)]}
    return row, remember(owner, _("Kept: a recommendation for %(name)s.") % {"name": contact.name}, **steps)


@transaction.atomic
def pass_over(owner: Owner, contact: Contact, now: datetime) -> Undo:
    """Not from me: never suggested again. What was begun is kept in the undo."""
    row = draft_of(owner, contact)
    label = _("No recommendation for %(name)s, then.") % {"name": contact.name}
    if row:
        before = kept(row, ["stage", "changed_at"])
        row.stage, row.changed_at = Stage.PASSED, now
        row.save(update_fields=["stage", "changed_at"])
        return remember(owner, label, restore=[before])
    row = Draft.objects.create(owner=owner, contact=contact, stage=Stage.PASSED, changed_at=now)
    return remember(owner, label, remove=[made(row)])


@transaction.atomic
def post(owner: Owner, pk: int, where: str, on: date) -> Undo:
    """It was posted there on that day: it stands among those given, and is logged as a note of the owner's.

    Raises Draft.DoesNotExist; ValueError where there are no words, it was posted already, or the day is to come.
    """
    row: Draft = Draft.objects.of(owner).select_related("contact").select_for_update(of=("self",)).get(pk=pk)
    if row.stage == Stage.POSTED:
        raise ValueError(_("It was posted already."))
    if not row.text:
        raise ValueError(_("There are no words yet."))
    if on > timezone.localdate():
        raise ValueError(_("That day is still to come."))
    at = timezone.now() if on == timezone.localdate() else timezone.make_aware(datetime.combine(on, time(12)))
    label, channel = _("A recommendation"), CHANNELS.get(where.lower(), "message")
    talk = log_interaction(owner, [row.contact], at, channel, "out", summary=label, kind="recommendation")
    return _posted(row, where, on, talk, way_back(talk))


def _posted(row: Draft, where: str, on: date, talk: Interaction, steps: list[list[object]]) -> Undo:
    contact = row.contact
    before = kept(row, ["stage", "where", "posted_on", "given_id", "interaction_id"])
    row.given = Recommendation.objects.create(
        owner=row.owner, contact=contact, person_name=contact.name, is_given=True, text=row.text, on=on,
        organisation=contact.organisation, title=contact.title, status="VISIBLE", key=f"{OWN_KEY}{uuid.uuid4().hex}",
    )  # fmt: skip
    row.stage, row.where, row.posted_on, row.interaction = Stage.POSTED, where.strip()[:60], on, talk
    row.save()
    label = _("Recommended %(name)s.") % {"name": contact.name}
    return remember(row.owner, label, restore=[before], remove=[made(row.given), *steps])


def mark_posted(owner: Owner, contact: Contact, talk: Interaction) -> None:
    """The plan's recommendation was given: by that interaction; nothing where no words were written here."""
    row = draft_of(owner, contact)
    if row and row.text:
        _posted(row, "", timezone.localdate(talk.at), talk, [])


def take_back_posted(owner: Owner, talk: Interaction) -> None:
    """It was not given by that interaction after all: being written again."""
    for row in Draft.objects.of(owner).filter(interaction=talk).select_related("given"):
        given = row.given
        row.stage, row.where, row.posted_on, row.given, row.interaction = Stage.OPEN, "", None, None, None
        row.save()
        if given:
            given.delete()


@transaction.atomic
def delete_draft(owner: Owner, pk: int) -> Undo:
    """The words go; what was posted stays among those given. Raises Draft.DoesNotExist."""
    row: Draft = Draft.objects.of(owner).select_related("contact").get(pk=pk)
    undo = remember(
        owner, _("Deleted: a recommendation for %(name)s.") % {"name": row.contact.name}, insert=[whole(row)]
    )
    row.delete()
    return undo


@transaction.atomic
def add_job(owner: Owner, organisation: str, title: str, started: str, ended: str) -> Undo:
    """A job that the owner held; years or months ("2019", "2019-05"). Raises ValueError for no organisation or a wrong order."""
    if not organisation.strip():
        raise ValueError(_("Where was it?"))
    if started and ended and ended < started[: len(ended)]:
        raise ValueError(_("It ended before it began."))
    key = {"organisation": organisation.strip()[:300], "title": title.strip()[:300], "started": started}
    row, is_new = OwnPosition.objects.get_or_create(owner=owner, **key, defaults={"ended": ended})
    return remember(
        owner, _("Kept: %(firm)s.") % {"firm": row.organisation}, remove=[made(row)] if is_new else []
    )


@transaction.atomic
def remove_job(owner: Owner, pk: int) -> Undo:
    """That job goes. Raises OwnPosition.DoesNotExist."""
    row: OwnPosition = OwnPosition.objects.of(owner).get(pk=pk)
    undo = remember(owner, _("Removed: %(firm)s.") % {"firm": row.organisation}, insert=[whole(row)])
    row.delete()
    return undo
