"""Done, later, not now, let go, and back (M1, M4)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from needless.contacts.models import Contact
from needless.hearing.models import Perspective, Possibility
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.interactions.queries import history_of
from needless.plan import actions
from needless.plan.models import Suggestion
from needless.plan.queries import plan_of_day, suggestions_of

MONDAY = date(2026, 3, 2)
STAGE = Suggestion.Stage


def planned(owner, on=MONDAY):
    plan_of_day(owner, on)
    return suggestions_of(owner, on)


@pytest.fixture
def only(owner, person):
    """A plan with one suggestion."""
    person("Ana Silva", [(100 + 20 * n, "mail") for n in range(6)], tier="close")
    (row,) = planned(owner)
    return row


def stage_of(row):
    return Suggestion.objects.get(pk=row.pk).stage


def test_done_logs_the_interaction_with_how_it_was(owner, only):
    logged = actions.finish(owner, only.pk, MONDAY, enjoyment=5, summary="Her new flat", remembered="yes")
    assert (logged.channel, logged.enjoyment, logged.summary) == (only.channel, 5, "Her new flat")
    contact = Contact.objects.get(pk=only.contact_id)
    assert contact.last_talk_on == MONDAY
    assert history_of(owner, contact)[0] == logged
    assert stage_of(only) == STAGE.DONE


def test_done_twice_is_done_once(owner, only):
    first = actions.finish(owner, only.pk, MONDAY)
    assert actions.finish(owner, only.pk, MONDAY, enjoyment=1) == first
    assert Interaction.objects.of(owner).count() == 7


def test_done_by_another_way_is_logged_as_it_was(owner, only):
    assert actions.finish(owner, only.pk, MONDAY, channel="meeting", minutes=90).channel == "meeting"


def test_undoing_a_done_one_deletes_what_it_logged(owner, only):
    before = Contact.objects.get(pk=only.contact_id).last_talk_on
    actions.finish(owner, only.pk, MONDAY)
    assert actions.reopen(owner, only.pk)
    assert stage_of(only) == STAGE.OPEN
    assert Interaction.objects.of(owner).count() == 6
    assert Contact.objects.get(pk=only.contact_id).last_talk_on == before


def test_a_skipped_one_is_no_contact_and_stays_away_for_two_weeks(owner, only):
    assert actions.skip(owner, only.pk)
    assert not actions.skip(owner, only.pk)
    assert Interaction.objects.of(owner).count() == 6
    assert planned(owner, MONDAY + timedelta(days=13)) == []
    assert [row.contact_id for row in planned(owner, MONDAY + timedelta(days=14))] == [only.contact_id]


def test_one_left_open_may_come_again_the_next_day(owner, only):
    assert [row.contact_id for row in planned(owner, MONDAY + timedelta(days=1))] == [only.contact_id]


def test_a_later_one_comes_back_first_on_its_day_and_not_before(owner, network):
    row = planned(owner)[-1]
    actions.postpone(owner, row.pk, MONDAY + timedelta(days=9))
    for days in range(1, 9):
        assert row.contact_id not in [r.contact_id for r in planned(owner, MONDAY + timedelta(days=days))]
    first = planned(owner, MONDAY + timedelta(days=9))[0]
    assert (first.contact_id, first.kind, first.channel) == (row.contact_id, "returning", row.channel)


def test_a_later_one_comes_back_though_nobody_looked_on_its_day(owner, only):
    actions.postpone(owner, only.pk, MONDAY + timedelta(days=2))
    assert planned(owner, MONDAY + timedelta(days=20))[0].kind == "returning"


def test_a_later_one_is_settled_by_a_talk_in_between(owner, only, person):
    actions.postpone(owner, only.pk, MONDAY + timedelta(days=30))
    actions.log_interaction(owner, [only.contact], actions._moment(MONDAY + timedelta(days=3)), "call")
    assert "returning" not in [row.kind for row in planned(owner, MONDAY + timedelta(days=30))]


def test_later_must_be_later(owner, only):
    with pytest.raises(ValueError, match="after 2026-03-02"):
        actions.postpone(owner, only.pk, MONDAY)
    assert stage_of(only) == STAGE.OPEN


def test_letting_go_archives_the_contact_and_can_be_taken_back(owner, only):
    assert actions.let_go(owner, only.pk)
    assert Contact.objects.get(pk=only.contact_id).let_go_at
    assert planned(owner, MONDAY + timedelta(days=1)) == []
    assert actions.reopen(owner, only.pk)
    assert Contact.objects.get(pk=only.contact_id).let_go_at is None
    assert stage_of(only) == STAGE.OPEN


def test_what_is_done_is_not_skipped_afterwards(owner, only):
    actions.finish(owner, only.pk, MONDAY)
    for decide in (actions.skip, actions.let_go):
        with pytest.raises(ValueError, match="done already"):
            decide(owner, only.pk)
    assert stage_of(only) == STAGE.DONE


def test_reopening_makes_room_where_its_minutes_went_to_others(owner, network):
    skipped = planned(owner)
    for row in skipped:
        actions.skip(owner, row.pk)
    for day in range(1, 7):
        planned(owner, MONDAY + timedelta(days=day))
    for row in skipped:
        actions.reopen(owner, row.pk)
    counted = Suggestion.objects.of(owner).filter(stage__in=("open", "done"))
    assert sum(row.minutes for row in counted) <= owner.minutes_per_week
    assert {row.pk for row in skipped} <= {row.pk for row in counted}


def test_what_was_heard_is_kept_with_the_talk_and_goes_with_it(owner, only):
    actions.finish(owner, only.pk, MONDAY, heard=("possibility", "A planner is wanted in Porto"))
    row = Possibility.objects.get()
    assert (row.text, row.contact_id, row.on) == ("A planner is wanted in Porto", only.contact_id, MONDAY)
    actions.reopen(owner, only.pk)
    assert not Possibility.objects.exists()


def test_a_form_says_what_was_heard_and_as_what(owner, only, client):
    client.force_login(owner)
    client.post(
        f"/suggestions/{only.pk}/done/",
        {"heard": "Queues are a design fault", "heard_as": "perspective", "enjoyment": "4"},
    )
    assert Perspective.objects.get().text == "Queues are a design fault"


def test_a_talk_that_was_logged_elsewhere_ends_what_only_a_silence_suggested(owner, only):
    tomorrow = MONDAY + timedelta(days=1)
    assert planned(owner, tomorrow)
    log_interaction(owner, [only.contact], datetime(2026, 3, 2, 11, tzinfo=UTC), "call")
    assert planned(owner) == planned(owner, tomorrow) == []


def test_later_and_not_now_hold_in_plans_that_were_looked_at_before(owner, only):
    ahead = [MONDAY + timedelta(days=n) for n in (1, 5)]
    assert all(planned(owner, on) for on in ahead)
    actions.postpone(owner, only.pk, ahead[1])
    assert [bool(planned(owner, on)) for on in ahead] == [False, True]
    actions.reopen(owner, only.pk)
    actions.skip(owner, only.pk)
    assert not planned(owner, ahead[1])
