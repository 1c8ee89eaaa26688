"""Keeping what was heard in one line, passing it on, and saying what became of it; each can be taken back (M5, M6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember, whole
from needless.hearing.models import Perspective, Possibility
from needless.interactions.models import Interaction
from needless.method.heard import heard_in
from needless.opportunities.models import Opportunity
from needless.opportunities.reading import Posting
from needless.opportunities.tips import keep_posting, match_shared
from needless.owners.models import Owner

State = Possibility.State
KINDS = ("possibility", "perspective")


@transaction.atomic
def keep_heard(
    owner: Owner,
    contact: Contact,
    kind: str,
    text: str,
    on: date,
    *,
    work: str = "",
    talk: Interaction | None = None,
) -> tuple[Possibility | Perspective, Undo]:
    """Keep a line as ``kind`` (of KINDS), heard from that contact. Raises ValueError for no words or no such kind."""
    text = text.strip()
    if kind not in KINDS or not text:
        raise ValueError(_("Say in a line what you heard, and whether it is a possibility or a thought."))
    about = {"owner": owner, "contact": contact, "on": on, "interaction": talk}
    row: Possibility | Perspective
    if kind == "possibility":
        words, url = _words_and_link(text)
        row = Possibility.objects.create(**about, text=words[:500], url=url)
    else:
        row = Perspective.objects.create(**about, text=text[:5000], work=work.strip()[:100])
    label = _("Kept, from %(name)s.") % {"name": contact.first_name}
    return row, remember(owner, label, remove=[made(row)])


def _words_and_link(text: str) -> tuple[str, str]:
    """A link in the line is kept apart; without other words it is the words, too."""
    words = text.split()
    url = next((word for word in words if word.startswith(("https://", "http://"))), "")[:1000]
    return " ".join(word for word in words if word != url) or url, url


@transaction.atomic
def add_to_undo(undo: Undo, more: Undo) -> None:
    """One tap takes both back: what was logged, and what was heard with it."""
    undo.steps["remove"] = [*more.steps["remove"], *undo.steps.get("remove", [])]
    undo.save(update_fields=["steps"])
    more.delete()


def keep_with(owner: Owner, contact: Contact, kind: str, text: str, talk: Interaction) -> None:
    """What was heard in a talk, without an undo of its own: forget_heard_in() takes it back with the talk."""
    kind = kind if kind in KINDS else "perspective"
    keep_heard(owner, contact, kind, text, timezone.localdate(talk.at), talk=talk)[1].delete()


def forget_heard_in(owner: Owner, talk: Interaction) -> None:
    """The talk is taken back, and so is what was heard in it."""
    for model in (Possibility, Perspective):
        model.objects.of(owner).filter(interaction=talk).delete()


def keep_told(
    owner: Owner, note: str, people: Sequence[Contact], talk: Interaction | None, undo: Undo, now: datetime
) -> None:
    """What a logged line tells of ("heard of a job at …") is kept beside the talk, and goes with its undo."""
    told = heard_in(note)
    if told.kind and people:
        on = timezone.localdate(talk.at if talk else now)
        add_to_undo(undo, keep_heard(owner, people[0], told.kind, told.text, on, talk=talk)[1])


@transaction.atomic
def pass_on(owner: Owner, pk: int, now: datetime) -> tuple[Opportunity, Undo]:
    """It becomes an opportunity, matched to everybody but whom it came from. Raises Possibility.DoesNotExist."""
    row: Possibility = Possibility.objects.of(owner).select_related("contact").get(pk=pk)
    before = kept(row, ["state", "opportunity_id", "settled_on"])
    opening, is_new = keep_posting(owner, Posting(row.url, row.text[:500]), now)
    match_shared(owner, opening, now)
    opening.tips.filter(contact=row.contact, state="open").delete()
    row.state, row.opportunity, row.settled_on = State.PASSED_ON, opening, None
    row.save(update_fields=["state", "opportunity", "settled_on"])
    label = _("To be passed on: %(text)s") % {"text": row.text}
    return opening, remember(owner, label, restore=[before], remove=[made(opening)] if is_new else [])


@transaction.atomic
def settle(owner: Owner, pk: int, outcome: str, on: date) -> Undo:
    """What became of it; without words nothing did, and that is fine. Raises Possibility.DoesNotExist."""
    row: Possibility = Possibility.objects.of(owner).get(pk=pk)
    before = kept(row, ["state", "outcome", "settled_on"])
    row.state, row.settled_on = State.SETTLED, on
    row.outcome = outcome.strip()[:1000]
    row.save(update_fields=["state", "outcome", "settled_on"])
    return remember(owner, _("Noted what became of it."), restore=[before])


@transaction.atomic
def keep_open(owner: Owner, pk: int) -> Undo:
    """For the owner, and open again. Raises Possibility.DoesNotExist."""
    row: Possibility = Possibility.objects.of(owner).get(pk=pk)
    before = kept(row, ["state", "settled_on"])
    row.state, row.settled_on = State.KEPT, None
    row.save(update_fields=["state", "settled_on"])
    return remember(owner, _("Open again."), restore=[before])


@transaction.atomic
def tag_perspective(owner: Owner, pk: int, text: str, work: str) -> Undo:
    """Other words, or another part of the owner's work. Raises Perspective.DoesNotExist."""
    row: Perspective = Perspective.objects.of(owner).get(pk=pk)
    before = kept(row, ["text", "work"])
    row.text, row.work = text.strip()[:5000] or row.text, work.strip()[:100]
    row.save(update_fields=["text", "work"])
    return remember(owner, _("Changed."), restore=[before])


@transaction.atomic
def remove_heard(owner: Owner, kind: str, pk: int) -> Undo:
    """It goes. Raises the model's DoesNotExist."""
    model = Possibility if kind == "possibility" else Perspective
    row = model.objects.of(owner).get(pk=pk)
    undo = remember(owner, _("Removed."), insert=[whole(row)])
    row.delete()
    return undo
