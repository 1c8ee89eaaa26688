"""Who is to be revived comes into the plan, until one has talked (M10)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from needless.contacts.undo import undo
from needless.interactions.actions import log_interaction
from needless.plan.candidates import desk_of
from needless.plan.kinds import revive
from needless.plan.making import plan_of_day
from needless.triage import actions

pytestmark = pytest.mark.django_db


def offered(owner, on):
    return [(c.contact.name, c.reason) for c in revive.candidates(owner, on, desk_of(owner, on))]


def test_a_wish_comes_into_the_plan_with_who_they_are_and_goes_when_taken_back(owner, person):
    on = timezone.localdate()
    bo = person("Bo Li", [(datetime(2022, 3, 1, tzinfo=UTC).date(), "in")])
    step = actions.revive(owner, [bo.pk], on)
    said = "You wanted Bo back in touch: wrote to you once, in 2022, and never again."
    assert offered(owner, on) == [("Bo Li", said)]
    undo(owner, step.pk)
    assert offered(owner, on) == []


def test_a_wish_that_came_true_is_not_repeated(owner, person):
    on = timezone.localdate()
    bo = person("Bo Li", connected_on=on - timedelta(days=900))
    actions.revive(owner, [bo.pk], on)
    log_interaction(owner, [bo], timezone.now() + timedelta(days=1), "message")
    assert offered(owner, on + timedelta(days=30)) == []


def test_the_wish_is_suggested_on_the_day(owner, person):
    on = timezone.localdate()
    bo = person("Bo Li", connected_on=on - timedelta(days=900))
    person("Zed", connected_on=on - timedelta(days=2000))
    actions.revive(owner, [bo.pk], on)
    rows = plan_of_day(owner, on).suggestions.values_list("contact__name", "kind")
    assert ("Bo Li", "revive") in set(rows)
