"""The way of an introduction: nobody is written to before the other's consent is logged (M16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.models import Interaction
from needless.introducing.models import Introduction, IntroductionStep
from needless.owners.models import Owner
from needless.webhooks.outbox import tell

Stage = Introduction.Stage
# act -> {stage before: stage after}; what is not here cannot be done.
ACTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ask_a": {Stage.CHOSEN: Stage.ASKING_A, Stage.HALF_B: Stage.ASKING_A},
        "ask_b": {Stage.CHOSEN: Stage.ASKING_B, Stage.HALF_A: Stage.ASKING_B},
        "yes_a": {Stage.ASKING_A: Stage.HALF_A},
        "yes_b": {Stage.ASKING_B: Stage.HALF_B},
        "no": {Stage.ASKING_A: Stage.CLOSED, Stage.ASKING_B: Stage.CLOSED},
        "introduce": {Stage.AGREED: Stage.MADE},
        "outcome": {Stage.MADE: Stage.CLOSED},
        "drop": {stage: Stage.CLOSED for stage in Stage.values if stage not in (Stage.CLOSED, Stage.MADE)},
    }
)
ASKED = frozenset({"ask_a", "ask_b", "introduce"})  # acts by which somebody is written to


@transaction.atomic
def choose(owner: Owner, a: Contact, b: Contact, for_a: str, for_b: str, now: datetime) -> Introduction:
    """Begin an introduction; the same two again are the one that is there. Nobody is told by this."""
    same: Introduction | None = Introduction.objects.of(owner).filter(a__in=(a, b), b__in=(a, b)).first()
    if same:
        return same
    if a == b:
        raise ValueError(_("An introduction takes two people."))
    row: Introduction = Introduction.objects.create(
        owner=owner, a=a, b=b, for_a=for_a, for_b=for_b, stage_at=now
    )
    return row


def may(row: Introduction) -> list[str]:
    """What can be done next."""
    return [act for act, ways in ACTS.items() if row.stage in ways]


@transaction.atomic
def step(
    owner: Owner, pk: int, act: str, now: datetime, outcome: str = "", talk: Interaction | None = None
) -> Undo:
    """Do the next thing. Raises Introduction.DoesNotExist; ValueError for what cannot be done at this stage.

    Asking somebody, and introducing, is a note of the owner's and is logged as one, unless it was: as ``talk``.
    """
    rows = Introduction.objects.of(owner).select_related("a", "b").select_for_update(of=("self",))
    row: Introduction = rows.get(pk=pk)
    if row.stage not in ACTS.get(act, {}):
        raise ValueError(_("That cannot be done now: %(stage)s.") % {"stage": row.get_stage_display()})
    was = kept(row, ["stage", "stage_at", "outcome"])
    before, after = row.stage, _after(row, act)
    row.stage, row.stage_at, row.outcome = after, now, outcome or row.outcome
    row.save()
    logged = None if talk else _logged(owner, row, act, now)
    done = IntroductionStep.objects.create(
        owner=owner, introduction=row, at=now, act=act, before=before, after=after, interaction=talk or logged
    )
    tell(owner, "introduction.moved", introduction=pk, act=act, stage=after, contacts=[row.a_id, row.b_id])
    return remember(owner, said(row, act), restore=[was], remove=[made(done), *way_back(logged)])


def take_back_step(owner: Owner, talk: Interaction) -> None:
    """The step that this talk stands for was not taken after all; one that was followed by another stays."""
    for done in IntroductionStep.objects.of(owner).filter(interaction=talk).select_related("introduction"):
        row = done.introduction
        if row.stage == done.after and not row.steps.filter(pk__gt=done.pk).exists():
            row.stage, row.outcome = done.before, ""
            row.save(update_fields=["stage", "outcome"])
            done.delete()


def _after(row: Introduction, act: str) -> str:
    """The stage that follows; the second yes makes both agreed."""
    after = ACTS[act][row.stage]
    yes = set(row.steps.filter(act__in=("yes_a", "yes_b")).values_list("act", flat=True))
    both = {act, *yes} >= {"yes_a", "yes_b"}
    return Stage.AGREED if act in {"yes_a", "yes_b"} and both else after


def _logged(owner: Owner, row: Introduction, act: str, now: datetime) -> Interaction | None:
    if act not in ASKED:
        return None
    people = {"ask_a": [row.a], "ask_b": [row.b]}.get(act, [row.a, row.b])
    names = f"{row.a.name}, {row.b.name}"
    summary = _("Introduction: %(names)s") % {"names": names}
    return log_interaction(owner, people, now, "mail", "out", summary=summary, kind="introduction")


def said(row: Introduction, act: str) -> str:
    """What was done, in words."""
    a, b = row.a.first_name, row.b.first_name
    words = {
        "ask_a": _("%(a)s is asked."), "ask_b": _("%(b)s is asked."), "yes_a": _("%(a)s would like to."),
        "yes_b": _("%(b)s would like to."), "no": _("Then not. Nobody else is told."),
        "introduce": _("%(a)s and %(b)s are introduced."), "outcome": _("Noted what came of it."),
        "drop": _("Let be."),
    }  # fmt: skip
    return words[act] % {"a": a, "b": b}
