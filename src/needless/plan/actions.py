"""Deciding about a suggestion: done, later, not now, let go, and back again; never a debt (M1, M4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts import actions as contacts
from needless.contacts.models import Contact
from needless.hearing.actions import forget_heard_in, keep_with
from needless.helping.wishes import note_need
from needless.interactions.actions import delete_interaction, log_interaction
from needless.interactions.models import Interaction
from needless.owners.models import Owner
from needless.plan.candidates import SKIPPED_DAYS
from needless.plan.making import make_room, renew_plan
from needless.plan.models import Suggestion
from needless.plan.settling import settle, take_back
from needless.practice.queries import EXERCISE
from needless.webhooks.outbox import tell

__all__ = ["finish", "let_go", "postpone", "renew_plan", "reopen", "skip"]

WRITTEN = ("message", "mail", "letter")  # what I wrote went one way; a call or meeting goes both ways
KIND_OF_TALK = {
    "thank": "thanks", "story": "story", "opportunity": "opportunity", "introduce": "introduction",
    "recommend": "recommendation", "promise": "promise",
}  # fmt: skip


@transaction.atomic
def finish(
    owner: Owner,
    suggestion_id: int,
    on: date,
    *,
    channel: str = "",
    enjoyment: int | None = None,
    summary: str = "",
    remembered: str = "",
    minutes: int | None = None,
    need: str = "",
    heard: tuple[str, str] = ("", ""),
) -> Interaction:
    """It happened on that day: log it, by ``channel`` (else the suggested one); twice is as once.

    ``need`` is what they said they look for, ``heard`` what they told of: (kind of hearing, words).

    Raises Suggestion.DoesNotExist; ValueError where there is nobody to log it with.
    """
    suggestion = _locked(owner, suggestion_id)
    if suggestion.stage == Suggestion.Stage.DONE and suggestion.interaction:
        return suggestion.interaction
    channel = channel or suggestion.channel
    suggestion.interaction = log_interaction(
        owner, [suggestion.contact] if suggestion.contact else [], _moment(on), channel,
        direction="out" if channel in WRITTEN else "both",
        minutes=minutes, enjoyment=enjoyment, summary=summary, remembered=remembered, kind=_kind(suggestion),
    )  # fmt: skip
    _decide(owner, suggestion, Suggestion.Stage.DONE)
    settle(owner, suggestion, suggestion.interaction)
    if suggestion.contact:
        _keep_said(owner, suggestion.contact, suggestion.interaction, need.strip(), heard)
    make_room(owner, suggestion.on, suggestion.pk)
    return suggestion.interaction


def _keep_said(owner: Owner, contact: Contact, talk: Interaction, need: str, heard: tuple[str, str]) -> None:
    """What they look for, and what they told of."""
    if need:
        note_need(owner, talk, contact, need, timezone.localdate(talk.at))
    kind, words = heard
    if words.strip():
        keep_with(owner, contact, kind, words, talk)


def _kind(suggestion: Suggestion) -> str:
    """What the talk is besides its channel, by which it is exercised (M1) and counted once (M2); "" where that is all."""
    hand = suggestion.in_hand or {}
    if suggestion.kind == "exercise":
        return EXERCISE + str(hand.get("muscle", ""))
    return "" if hand.get("act") == "outcome" else KIND_OF_TALK.get(suggestion.kind, "")


@transaction.atomic
def postpone(owner: Owner, suggestion_id: int, again_on: date) -> bool:
    """Later: it comes back first on that day; False where that was so already.

    Raises Suggestion.DoesNotExist; ValueError for a day that is not after the plan's, and where it is done
    already.
    """
    suggestion = _undone(owner, suggestion_id)
    if again_on <= suggestion.on:
        raise ValueError(_("Later is a day after %(day)s.") % {"day": suggestion.on.isoformat()})
    if suggestion.again_on == again_on and suggestion.stage == Suggestion.Stage.LATER:
        return False
    suggestion.again_on = again_on
    _decide(owner, suggestion, Suggestion.Stage.LATER)
    _leave_in_peace(owner, suggestion, again_on)
    return True


def _leave_in_peace(owner: Owner, suggestion: Suggestion, until: date) -> None:
    """Plans of later days that were looked at already: there the contact's open suggestions go, until that day."""
    ahead = Suggestion.objects.of(owner).filter(contact=suggestion.contact_id, stage=Suggestion.Stage.OPEN)
    if suggestion.contact_id:
        ahead.filter(on__gt=suggestion.on, on__lt=until).delete()


@transaction.atomic
def skip(owner: Owner, suggestion_id: int) -> bool:
    """Not now: nothing is logged, and they are left in peace for two weeks; False where it was so already.

    Raises Suggestion.DoesNotExist, and ValueError where it is done already.
    """
    suggestion = _undone(owner, suggestion_id)
    if suggestion.stage == Suggestion.Stage.SKIPPED:
        return False
    _decide(owner, suggestion, Suggestion.Stage.SKIPPED)
    _leave_in_peace(owner, suggestion, suggestion.on + timedelta(days=SKIPPED_DAYS))
    return True


@transaction.atomic
def let_go(owner: Owner, suggestion_id: int) -> bool:
    """Let the contact go, for the plan and the lists; False where that was so already.

    Raises Suggestion.DoesNotExist, and ValueError where it is done already or has no contact.
    """
    suggestion = _undone(owner, suggestion_id)
    if suggestion.stage == Suggestion.Stage.LET_GO:
        return False
    if suggestion.contact is None:
        raise ValueError(_("There is nobody to let go."))
    contacts.let_go(owner, [suggestion.contact.pk])
    _decide(owner, suggestion, Suggestion.Stage.LET_GO)
    return True


@transaction.atomic
def reopen(owner: Owner, suggestion_id: int) -> bool:
    """Undo a decision: what was logged is deleted, who was let go is back; False where it is open already.

    Where its minutes were given to others since, undecided ones at the week's end make room. Raises
    Suggestion.DoesNotExist.
    """
    suggestion = _locked(owner, suggestion_id)
    if suggestion.stage == Suggestion.Stage.OPEN:
        return False
    if suggestion.interaction:
        take_back(owner, suggestion, suggestion.interaction)
        forget_heard_in(owner, suggestion.interaction)
        delete_interaction(owner, suggestion.interaction.pk)
    if suggestion.stage == Suggestion.Stage.LET_GO and suggestion.contact:
        contacts.take_back(owner, suggestion.contact.pk)
    suggestion.interaction = None
    _decide(owner, suggestion, Suggestion.Stage.OPEN)
    make_room(owner, suggestion.on, suggestion.pk)
    return True


def _locked(owner: Owner, suggestion_id: int) -> Suggestion:
    """The suggestion, locked against a second tap at the same moment."""
    Suggestion.objects.of(owner).select_for_update().get(pk=suggestion_id)
    found: Suggestion = (
        Suggestion.objects.of(owner).select_related("contact", "interaction").get(pk=suggestion_id)
    )
    return found


def _undone(owner: Owner, suggestion_id: int) -> Suggestion:
    suggestion = _locked(owner, suggestion_id)
    if suggestion.stage == Suggestion.Stage.DONE:
        raise ValueError(_("This is done already."))
    return suggestion


def _decide(owner: Owner, suggestion: Suggestion, stage: Suggestion.Stage) -> None:
    suggestion.stage = stage
    suggestion.decided_at = None if stage == Suggestion.Stage.OPEN else timezone.now()
    if stage != Suggestion.Stage.LATER:
        suggestion.again_on = None
    suggestion.save(update_fields=["stage", "decided_at", "again_on", "interaction"])
    ids = {"contact": suggestion.contact_id, "interaction": suggestion.interaction_id}
    tell(owner, "plan.decided", suggestion=suggestion.pk, stage=suggestion.stage, **ids)


def _moment(on: date) -> datetime:
    """This moment if ``on`` is today, else noon of that day."""
    now = timezone.localtime()
    if now.date() == on:
        return now
    return timezone.make_aware(datetime(on.year, on.month, on.day, 12))
