"""Makes a day's plan, once, within the day's and the week's minutes (M1): a budget, never a backlog."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from needless.contacts.models import Contact
from needless.imports.models import Import
from needless.method.choosing import MOST, Option, choose
from needless.method.folding import fold
from needless.owners.models import Owner
from needless.plan.about import about_of
from needless.plan.candidates import Candidate, desk_of
from needless.plan.kinds import KINDS
from needless.plan.models import DayPlan, Suggestion
from needless.plan.options import action_of, options_of

TRY_AGAIN_AFTER = timedelta(hours=1)
COUNTED = (
    Suggestion.Stage.OPEN,
    Suggestion.Stage.DONE,
)  # what was skipped, put off or let go gives its minutes back


def plan_of_day(owner: Owner, on: date, minutes: int | None = None) -> DayPlan:
    """The plan of that day: made and stored the first time, then the same; an empty one is tried again
    once something has changed that may fill it.

    ``minutes`` (0 or more) sets this day's own budget: the list keeps its order and grows, or loses its
    undecided end. In a pause the plan is empty and not stored. The week's minutes, Monday to Sunday, are
    never exceeded.
    """
    if owner.is_paused(on):
        return DayPlan(owner=owner, on=on, minutes=0)
    of_plan = Suggestion.objects.of(owner).filter(plan=OuterRef("pk"))
    rows = DayPlan.objects.of(owner).annotate(
        has_any=Exists(of_plan)
    )  # one query: the page has few to give away
    plan = rows.filter(on=on).first()
    if plan and minutes in (None, plan.minutes) and (plan.has_any or not _may_fill(plan)):
        found: DayPlan = plan
        return found
    return _fit(owner, on, minutes)


def _may_fill(plan: DayPlan) -> bool:
    """Is there, since the empty plan was made, a changed contact, an import or an hour's worth of anything else?"""
    if timezone.now() - plan.made_at > TRY_AGAIN_AFTER:
        return True
    changed = Contact.objects.of(plan.owner).filter(changed_at__gt=plan.made_at)
    return changed.exists() or Import.objects.of(plan.owner).filter(ended_at__gt=plan.made_at).exists()


def forget_empty_plan(owner: Owner, on: date) -> None:
    """Let an empty plan be made anew at once: for when the owner gave it other minutes."""
    DayPlan.objects.of(owner).filter(on=on, suggestions=None).delete()


@transaction.atomic
def renew_plan(owner: Owner, on: date) -> DayPlan:
    """Drop what is undecided on that day and choose anew: for when an import has told more."""
    Suggestion.objects.of(owner).filter(on=on, stage=Suggestion.Stage.OPEN).delete()
    return plan_of_day(owner, on) if owner.is_paused(on) else _fit(owner, on, None)


def minutes_left_this_week(owner: Owner, on: date) -> int:
    """The owner's minutes a week, less what is open or done of this week's plans; never below 0."""
    return max(0, owner.minutes_per_week - minutes_counted(owner, on))


def minutes_this_week(owner: Owner, on: date) -> tuple[int, int]:
    """The week's minutes that are done, and those that are planned and open."""
    by_stage = _minutes_by_stage(owner, on - timedelta(days=on.weekday()))
    return by_stage.get(Suggestion.Stage.DONE, 0), by_stage.get(Suggestion.Stage.OPEN, 0)


def _minutes_by_stage(owner: Owner, monday: date) -> dict[str, int]:
    rows = Suggestion.objects.of(owner).filter(on__range=(monday, monday + timedelta(days=6)))
    return dict(rows.values_list("stage").annotate(sum=Sum("minutes")).order_by())


def minutes_counted(owner: Owner, on: date) -> int:
    """The sum of the week's open and done suggestions, in minutes; the week is Monday to Sunday."""
    monday = on - timedelta(days=on.weekday())
    return sum(_minutes_by_stage(owner, monday).get(stage, 0) for stage in COUNTED)


def make_room(owner: Owner, on: date, spare: int) -> None:
    """Remove this week's undecided suggestions, the last first, until they fit; never the one ``spare``."""
    over = minutes_counted(owner, on) - owner.minutes_per_week
    monday = on - timedelta(days=on.weekday())
    undecided = Suggestion.objects.of(owner).filter(
        on__range=(monday, monday + timedelta(days=6)), stage=Suggestion.Stage.OPEN
    )
    for suggestion in undecided.exclude(pk=spare).order_by("-on", "-position"):
        if over <= 0:
            return
        suggestion.delete()
        over -= suggestion.minutes


@transaction.atomic
def _fit(owner: Owner, on: date, minutes: int | None) -> DayPlan:
    """Make or re-fit the plan; the lock on the owner guards it and the week's budget from other requests."""
    Owner.objects.select_for_update().get(pk=owner.pk)
    budget = owner.minutes_per_day if minutes is None else max(0, minutes)
    plan, is_new = DayPlan.objects.get_or_create(owner=owner, on=on, defaults={"minutes": budget})
    if not is_new and minutes is None:
        budget = plan.minutes
    elif plan.minutes != budget:
        plan.minutes = budget
    plan.made_at = timezone.now()
    plan.save(update_fields=["minutes", "made_at"])
    rows = list(plan.suggestions.select_related("contact").order_by("position"))
    kept = _cut(rows, budget)
    if len(kept) == len(rows) or not kept:  # a shorter day is the same day's beginning, not other people
        used = sum(s.minutes for s in kept if s.stage in COUNTED)
        _append(plan, kept, min(budget - used, minutes_left_this_week(owner, on)))
    return plan


def _cut(rows: list[Suggestion], budget: int) -> list[Suggestion]:
    """Remove the undecided end that does not fit; what is done counts first, whatever its place."""
    kept, used, is_full = [], sum(s.minutes for s in rows if s.stage == Suggestion.Stage.DONE), False
    for row in rows:
        if row.stage == Suggestion.Stage.OPEN:
            is_full = is_full or used + row.minutes > budget
            if is_full:
                row.delete()
                continue
            used += row.minutes
        kept.append(row)
    return kept


def _append(plan: DayPlan, kept: list[Suggestion], minutes: int) -> None:
    present = [_as_option(s) for s in kept if s.stage in COUNTED and s.contact_id]
    most = MOST - len([s for s in kept if s.stage in COUNTED])
    if minutes <= 0 or most <= 0:
        return
    owner, on = plan.owner, plan.on
    desk = desk_of(owner, on)
    with owner.speaking():  # a plan made at night is in the language of the one who reads it
        options = options_of(owner, desk, [c for kind in KINDS for c in kind.candidates(owner, on, desk)])
        chosen = choose(options, minutes, most, present)
        first = max((s.position for s in kept), default=0) + 1
        _store(plan, [(option, options[option]) for option in chosen], first)


def _as_option(suggestion: Suggestion) -> Option:
    assert suggestion.contact is not None
    organisation = fold(suggestion.contact.organisation)
    return Option(
        f"{suggestion.pk}", suggestion.contact.pk, suggestion.kind, suggestion.channel, suggestion.minutes,
        organisation=organisation,
    )  # fmt: skip


def _store(plan: DayPlan, chosen: Sequence[tuple[Option, Candidate]], first: int) -> None:
    about = about_of(plan.owner, [candidate.contact for _option, candidate in chosen], plan.on)
    Suggestion.objects.bulk_create(
        Suggestion(
            owner=plan.owner,
            plan=plan,
            on=plan.on,
            position=position,
            contact=candidate.contact,
            kind=candidate.kind,
            channel=option.channel,
            action=action_of(candidate, option.channel)[:200],
            minutes=option.minutes,
            reason=candidate.reason,
            about=about[candidate.contact.pk],
            in_hand=candidate.in_hand,
        )
        for position, (option, candidate) in enumerate(chosen, first)
    )
