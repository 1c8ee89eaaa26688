"""Whoever would like what one enjoys is asked along, with what stands on their card (M12, M14)."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from needless.contacts.actions import add_tag
from needless.gatherings.activities import log_occasion, save_activity
from needless.gatherings.models import Event
from needless.plan.queries import plan_of_day, suggestions_of


@pytest.fixture
def hike(owner, monday):
    activity = save_activity(owner, {"name": "Sunday hikes", "interests": "hiking"})
    at = timezone.make_aware(datetime.combine(monday, time(9)))
    for week in range(4):
        log_occasion(owner, activity, [], at, monday - timedelta(weeks=week + 1), 5)
    begin = at + timedelta(days=6)
    return Event.objects.create(
        owner=owner, key="x", name="Hike: Cabo Espichel", activity=activity, answer="going",
        starts_at=begin, ends_at=begin + timedelta(hours=5),
    )  # fmt: skip


def kinds(owner, on):
    plan_of_day(owner, on)
    return [(row.kind, row.action, row.reason) for row in suggestions_of(owner, on)]


def test_who_would_like_it_is_asked_along(owner, person, monday, hike):
    ana = person("Ana Silva", [(500, "mail")])
    add_tag(owner, [ana.pk], "hiking")
    reason = "You go to “Hike: Cabo Espichel” on Sunday, 8 March and enjoy it; on Ana's card stands “hiking”."
    assert ("along", "Ask Ana Silva along", reason) in kinds(owner, monday)


def test_nobody_is_asked_to_what_is_not_enjoyed_or_not_decided(owner, person, monday, hike):
    ana = person("Ana Silva", [(500, "mail")])
    add_tag(owner, [ana.pk], "hiking")
    Event.objects.update(answer="")
    assert "along" not in {kind for kind, *_ in kinds(owner, monday)}


def test_nobody_is_asked_along_from_another_town(owner, person, monday, hike):
    from needless.owners.models import OwnPosition

    OwnPosition.objects.create(owner=owner, organisation="Hafen", place="Lisbon, Portugal")
    ana = person("Ana Silva", [(500, "mail")], place="Oslo, Norway")
    add_tag(owner, [ana.pk], "hiking")
    assert "along" not in {kind for kind, *_ in kinds(owner, monday)}
