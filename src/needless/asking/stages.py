"""The way of an ask, from a draft to thanks; silence is one of its ends, and none is a failure (M2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from needless.asking.models import Ask, AskStep
from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember, whole
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.models import Interaction, Participation
from needless.owners.models import Owner, OwnPosition

Stage, Who = Ask.Stage, AskStep.Who
WAITING = (Stage.SENT, Stage.ANSWERED)
OPEN = (*WAITING, Stage.SILENT)
# act -> (who does it, {stage before: stage after}); what is not here cannot be done.
ACTS: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "send": (Who.ME, {Stage.DRAFTED: Stage.SENT}),
        "answer": (Who.THEM, dict.fromkeys((Stage.SENT, Stage.SILENT), Stage.ANSWERED)),
        "help": (Who.THEM, dict.fromkeys(OPEN, Stage.HELPED)),
        "decline": (Who.THEM, dict.fromkeys(OPEN, Stage.DECLINED)),
        "silent": (Who.ME, dict.fromkeys(WAITING, Stage.SILENT)),
        "thank": (Who.ME, {Stage.HELPED: Stage.THANKED}),
    }
)
SILENT_AFTER = timedelta(days=21)
WRITTEN = ("mail", "message", "letter")


@transaction.atomic
def draft(
    owner: Owner, contact: Contact, kind: str, about: str, text: str, now: datetime, position_id: int | None = None
) -> Ask:  # fmt: skip
    """Begin an ask; nobody is told by this. Raises ValueError for an unknown kind or somebody else's contact."""
    if kind not in Ask.Kind.values or contact.owner_id != owner.pk:
        raise ValueError(
            _("An ask is for a reference, an introduction, advice or a lead, of a contact of yours.")
        )
    position = OwnPosition.objects.of(owner).filter(pk=position_id).first() if position_id else None
    row: Ask = Ask.objects.create(
        owner=owner, contact=contact, kind=kind, about=about.strip()[:300], text=text.strip(), position=position,
        stage_at=now,
    )  # fmt: skip
    return row


@transaction.atomic
def rewrite(owner: Owner, pk: int, about: str, text: str) -> Ask:
    """Other words, while it is not sent. Raises Ask.DoesNotExist; ValueError where it was sent."""
    row: Ask = Ask.objects.of(owner).get(pk=pk)
    if row.stage != Stage.DRAFTED:
        raise ValueError(_("It was sent already."))
    row.about, row.text = about.strip()[:300], text.strip()
    row.save(update_fields=["about", "text"])
    return row


def may(row: Ask) -> list[str]:
    """What can be done next."""
    return [act for act, (_who, ways) in ACTS.items() if row.stage in ways]


@transaction.atomic
def step(owner: Owner, pk: int, act: str, now: datetime, channel: str = "mail", who: str = "") -> Undo:
    """Do the next thing; sending and thanking are logged. Raises Ask.DoesNotExist; ValueError for what cannot be done now."""
    row: Ask = (
        Ask.objects.of(owner).select_related("contact").select_for_update(of=("self",)).get(pk=pk)
    )  # fmt: skip
    usual, ways = ACTS.get(act, ("", {}))
    if row.stage not in ways:
        raise ValueError(_("That cannot be done now: %(stage)s.") % {"stage": row.get_stage_display()})
    talk = _logged(owner, row, act, now, channel)
    before = kept(row, ["stage", "stage_at", "sent_at"])
    done = _move(row, ways[row.stage], now, who or usual, talk)
    return remember(owner, said(row), restore=[before], remove=[made(done), *way_back(talk)])


def _move(row: Ask, after: str, at: datetime, who: str, talk: Interaction | None) -> AskStep:
    step_: AskStep = AskStep.objects.create(
        owner=row.owner, ask=row, at=at, who=who, before=row.stage, after=after, interaction=talk
    )
    row.stage, row.stage_at = after, at
    row.sent_at = at if after == Stage.SENT else row.sent_at
    row.save(update_fields=["stage", "stage_at", "sent_at"])
    return step_


def _logged(owner: Owner, row: Ask, act: str, now: datetime, channel: str) -> Interaction | None:
    words = {"send": (_("Asked for %(what)s"), "ask"), "thank": (_("Thanked for %(what)s"), "thanks")}
    if act not in words:
        return None
    summary, kind = words[act]
    direction = "out" if channel in WRITTEN else "both"
    what = row.about or row.get_kind_display()
    return log_interaction(
        owner, [row.contact], now, channel, direction, summary=summary % {"what": what}, kind=kind
    )


def said(row: Ask) -> str:
    """What is so now, in words."""
    words = {
        Stage.SENT: _("Asked %(name)s, and logged."), Stage.ANSWERED: _("%(name)s answered."),
        Stage.HELPED: _("%(name)s helped."), Stage.DECLINED: _("%(name)s said no. That is fine."),
        Stage.SILENT: _("No answer from %(name)s. That happens, and means little."),
        Stage.THANKED: _("Thanked %(name)s, and logged."), Stage.DRAFTED: _("A draft for %(name)s."),
    }  # fmt: skip
    return words[Stage(row.stage)] % {"name": row.contact.first_name}


@transaction.atomic
def drop(owner: Owner, pk: int) -> Undo:
    """The ask goes, with its history; what was logged stays. Raises Ask.DoesNotExist."""
    row: Ask = Ask.objects.of(owner).select_related("contact").get(pk=pk)
    rows = [whole(row), *(whole(each) for each in row.steps.order_by("pk"))]
    label = _("Removed an ask of %(name)s") % {"name": row.contact.first_name}
    undo = remember(owner, label, insert=rows)
    row.delete()
    return undo


def mark_thanked(owner: Owner, contact: Contact, talk: Interaction) -> None:
    """The plan's thanks were said, by that interaction: for everything of theirs that waits for thanks."""
    for row in Ask.objects.of(owner).filter(contact=contact, stage=Stage.HELPED):
        _move(row, Stage.THANKED, talk.at, Who.ME, talk)


def take_back_thanked(owner: Owner, talk: Interaction) -> None:
    """They were not said by that interaction after all."""
    for step_ in (
        AskStep.objects.of(owner).filter(interaction=talk, after=Stage.THANKED).select_related("ask")
    ):
        row = step_.ask
        earlier = row.steps.exclude(pk=step_.pk).order_by("-at", "-pk").first()
        row.stage, row.stage_at = step_.before, earlier.at if earlier else row.stage_at
        row.save(update_fields=["stage", "stage_at"])
        step_.delete()


@transaction.atomic
def follow(owner: Owner, now: datetime) -> int:
    """Notice by itself who answered since an ask was sent, and where it has been silent for three weeks; how many."""
    changed = 0
    for row in Ask.objects.of(owner).filter(stage=Stage.SENT, contact__deleted_at=None):
        answered = _answered(owner, row)
        if answered:
            _move(row, Stage.ANSWERED, answered.at, Who.CLOCK, None)
        elif row.sent_at and row.sent_at <= now - SILENT_AFTER:
            _move(row, Stage.SILENT, row.sent_at + SILENT_AFTER, Who.CLOCK, None)
        changed += row.stage != Stage.SENT
    return changed


def _answered(owner: Owner, row: Ask) -> Participation | None:
    """The first talk after it in which something came back."""
    talks = Participation.objects.of(owner).filter(contact=row.contact_id, at__gt=row.sent_at)
    talks = talks.filter(interaction__direction__in=("in", "both"), interaction__group_size__lte=6)
    found: Participation | None = talks.exclude(interaction__channel="click").order_by("at").first()
    return found
