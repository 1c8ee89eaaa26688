"""The day's plan: made once, varied, within the minutes of the day and the week (M1)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from needless.contacts.actions import delete_contact, let_go, set_flags
from needless.imports.models import Import
from needless.owners.models import OwnAddress, Owner
from needless.plan import actions
from needless.plan.kinds import KINDS
from needless.plan.models import DayPlan, Suggestion
from needless.plan.queries import minutes_left_this_week, open_suggestions_of, plan_of_day, suggestions_of

MONDAY = date(2026, 3, 2)


def planned(owner, on=MONDAY, minutes=None):
    plan_of_day(owner, on, minutes)
    return suggestions_of(owner, on)


def ids(rows):
    return [row.pk for row in rows]


def test_a_fresh_week_with_enough_people_gives_three_to_seven_within_the_minutes(owner, network):
    rows = planned(owner)
    assert 3 <= len(rows) <= 7
    assert sum(row.minutes for row in rows) <= 15
    assert len({row.contact_id for row in rows}) == len(rows)


def test_an_archive_of_mere_connections_still_gives_three_and_says_so(owner, person):
    for n in range(6):
        person(f"Connected {n}", emails=[], connected_on=date(2024, 5, 1), organisation="Firm")
    rows = planned(owner)
    assert len(rows) >= 3
    assert {row.channel for row in rows} == {"message"}
    assert rows[0].reason == "You connected in May 2024 and never talked; Connected is at Firm."


def test_a_longer_day_has_people_and_ways_of_many_sorts(owner, network):
    rows = planned(owner, minutes=35)
    assert len(rows) == 7
    assert len({row.channel for row in rows}) >= 2
    assert len({row.kind for row in rows}) >= 2


def test_the_plan_is_stored_once_and_does_not_reshuffle(owner, network, person):
    before = ids(planned(owner))
    person("Somebody New", [(8, "meeting")], tier="inner")
    assert ids(planned(owner)) == before
    assert DayPlan.objects.of(owner).count() == 1


def test_reading_the_stored_plan_takes_few_queries(owner, network, django_assert_max_num_queries):
    planned(owner)
    with django_assert_max_num_queries(4):
        planned(owner)


def test_making_the_plan_reads_no_histories(owner, network, django_assert_max_num_queries):
    with django_assert_max_num_queries(
        3 * len(KINDS) + 8
    ):  # two or three for each kind and a few for the exercise, however many people there are
        planned(owner)


def test_an_empty_plan_is_tried_again_once_people_have_come(owner, person):
    assert planned(owner) == []
    person(talks=[(30, "mail")])
    assert len(planned(owner)) == 1


def test_an_empty_plan_is_not_made_anew_at_each_look(owner, person, django_assert_max_num_queries):
    person(never_suggest=True)
    assert planned(owner) == []
    with django_assert_max_num_queries(6):
        assert planned(owner) == []


def test_an_empty_plan_is_tried_again_after_an_hour_and_after_an_import(owner, monday):
    made = plan_of_day(owner, monday).made_at
    assert plan_of_day(owner, monday).made_at == made
    Import.objects.create(owner=owner, stage="done", ended_at=timezone.now())
    again = plan_of_day(owner, monday).made_at
    assert again > made
    DayPlan.objects.of(owner).update(made_at=again - timedelta(hours=2))
    assert plan_of_day(owner, monday).made_at > again


def test_more_minutes_append_and_fewer_take_the_undecided_end_away(owner, network):
    first = ids(planned(owner))
    more = ids(planned(owner, minutes=25))
    assert more[: len(first)] == first and len(more) > len(first)
    fewer = planned(owner, minutes=8)
    assert ids(fewer) == more[: len(fewer)]
    assert sum(row.minutes for row in fewer) <= 8


def test_what_is_done_stays_when_the_minutes_shrink(owner, network):
    rows = planned(owner)
    actions.finish(owner, rows[-1].pk, MONDAY)
    assert rows[-1].pk in ids(planned(owner, minutes=0))


@pytest.mark.parametrize("decide", ["nothing", "done", "skip"])
def test_the_week_never_exceeds_its_minutes(owner, network, decide):
    for week in range(3):
        counted = 0
        for day in range(7):
            on = MONDAY + timedelta(days=7 * week + day)
            for row in planned(owner, on, minutes=25 if day % 2 else None):
                if decide == "done":
                    actions.finish(owner, row.pk, on)
                if decide == "skip":
                    actions.skip(owner, row.pk)
                else:
                    counted += row.minutes
        assert counted <= owner.minutes_per_week
        assert minutes_left_this_week(owner, on) == owner.minutes_per_week - counted


def test_where_nothing_fades_three_are_still_found(owner, person):
    for n in range(5):
        person(f"Mate {n}", [(30 + 10 * i, "mail") for i in range(3)], tier="keep")
    rows = planned(owner)
    assert len(rows) >= 3 and {row.kind for row in rows} - {"exercise"} == {"drifting"}


def test_the_week_begins_on_monday(owner, network):
    for day in range(7):
        planned(owner, MONDAY + timedelta(days=day))
    assert minutes_left_this_week(owner, MONDAY + timedelta(days=6)) < 15
    assert minutes_left_this_week(owner, MONDAY + timedelta(days=7)) == 60
    assert len(planned(owner, MONDAY + timedelta(days=7))) >= 3


def test_a_pause_has_no_suggestions_and_leaves_nothing_stored(owner, network):
    Owner.objects.filter(pk=owner.pk).update(paused_from=MONDAY, paused_until=MONDAY + timedelta(days=3))
    owner.refresh_from_db()
    assert planned(owner) == []
    assert not DayPlan.objects.of(owner).exists()
    assert planned(owner, MONDAY + timedelta(days=4))


def test_an_owner_with_no_minutes_is_left_in_peace(owner, network):
    owner.minutes_per_week = 0
    owner.save()
    assert planned(owner, minutes=30) == []


def test_another_owner_sees_no_plan_and_cannot_decide_about_one(owner, other_owner, network):
    row = planned(owner)[0]
    assert planned(other_owner) == []
    for decide in (
        lambda: actions.finish(other_owner, row.pk, MONDAY),
        lambda: actions.skip(other_owner, row.pk),
        lambda: actions.postpone(other_owner, row.pk, MONDAY + timedelta(days=3)),
        lambda: actions.let_go(other_owner, row.pk),
        lambda: actions.reopen(other_owner, row.pk),
    ):
        with pytest.raises(Suggestion.DoesNotExist):
            decide()
    row.refresh_from_db()
    assert row.stage == Suggestion.Stage.OPEN


def test_who_is_not_to_be_suggested_is_not(owner, person):
    people = [person(f"Person {n}", [(90 + n, "mail"), (120, "mail")], tier="warm") for n in range(5)]
    set_flags(owner, [people[0].pk], never_suggest=True)
    set_flags(owner, [people[1].pk], is_deceased=True)
    delete_contact(owner, people[2].pk)
    let_go(owner, [people[3].pk])
    assert [row.contact for row in planned(owner)] == [people[4]]


def test_who_was_talked_with_these_days_is_left_in_peace(owner, person):
    person("Just Now", [(2, "call"), (200, "mail")], tier="inner")
    assert planned(owner) == []


def test_the_owners_own_card_is_no_suggestion(owner, person):
    person("Me Myself", [(90, "mail")], emails=["me@example.org"])
    OwnAddress.objects.create(owner=owner, kind="email", value="me@example.org")
    person("The Owner", [(90, "mail")])
    OwnAddress.objects.create(owner=owner, kind="name", value="the owner")
    assert planned(owner) == []


def test_who_is_deleted_after_the_plan_was_made_disappears_from_it(owner, network):
    rows = planned(owner)
    delete_contact(owner, rows[0].contact_id)
    assert ids(planned(owner)) == ids(rows)[1:]


def test_a_plan_made_anew_keeps_what_was_decided(owner, network, person):
    rows = planned(owner)
    actions.finish(owner, rows[0].pk, MONDAY)
    actions.renew_plan(owner, MONDAY)
    again = suggestions_of(owner, MONDAY)
    assert again[0].pk == rows[0].pk
    assert not set(ids(again[1:])) & set(ids(rows))
    assert sum(row.minutes for row in open_suggestions_of(owner, MONDAY)) + rows[0].minutes <= 15
