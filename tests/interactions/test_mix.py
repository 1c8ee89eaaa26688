"""The honest week from real rows, in one sentence; on the page, the command line and the API (M8)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.test import Client

from needless.cli.mix import mix as command
from needless.contacts.actions import save_contact
from needless.interactions.actions import log_interaction
from needless.interactions.mix import honest_week, sentence_of
from needless.interactions.models import Interaction

ON = date(2026, 11, 20)  # a Friday
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)


@pytest.fixture
def ana(owner):
    ana = save_contact(owner, {"name": "Ana Silva"})
    ana.connected_on = ON
    ana.save()
    return ana


def click(owner, kind, contacts=(), direction="in", at=MONDAY):
    row = Interaction.objects.create(owner=owner, at=at, channel="click", direction=direction, kind=kind)
    for contact in contacts:
        row.participations.create(owner=owner, contact=contact, at=at)


def clicks(owner, ana):
    for _n in range(6):
        click(owner, "invitation", [ana])
    for _n in range(2):
        click(owner, "post", direction="out")


def test_a_week_of_clicks_is_called_what_it_is(owner, ana):
    clicks(owner, ana)
    said = sentence_of(honest_week(owner, ON))
    assert said == "Six invitations accepted, two posts: no conversation this week."


def test_talk_is_set_beside_the_owners_own_past(owner, ana):
    for week in range(1, 5):
        log_interaction(owner, [ana], MONDAY - timedelta(weeks=week), "call", minutes=60)
    log_interaction(owner, [ana], MONDAY, "meeting", minutes=60)
    clicks(owner, ana)
    week = honest_week(owner, ON)
    assert (week.share, week.usual_share) == (1.0, 0.0) and len(week.past) == 26
    assert sentence_of(week) == (
        "One conversation, face to face. 100 % of the time was face to face, more than your usual 0 %. "
        "The clicks beside it, six invitations accepted, two posts, are not counted."
    )


def test_an_empty_week_is_no_debt(owner):
    assert sentence_of(honest_week(owner, ON)) == "Nothing passed this week, and that is no debt."


def test_a_note_without_an_answer_is_no_conversation(owner, ana):
    log_interaction(owner, [ana], MONDAY, "mail", "out")
    assert sentence_of(honest_week(owner, ON)) == "One note one way."


def test_another_owners_week_is_not_counted(owner, other_owner, ana):
    clicks(owner, ana)
    assert not honest_week(other_owner, ON).mix.clicks


def test_page_command_and_api_say_the_same(owner, ana):
    clicks(owner, ana)
    said = "Six invitations accepted, two posts: no conversation this week."
    client = Client()
    client.force_login(owner)
    page = client.get("/mix/", {"on": "2026-11-20"}).content.decode()
    assert said in page and "<title id=" in page and "<desc id=" in page
    printed = json.loads(CliRunner().invoke(command, ["--json", "--on", "2026-11-20"]).stdout)
    assert printed["sentence"] == said and printed["clicks"] == {"accepted": 6, "post": 2}
    assert printed["in_person_share"] is None and printed["talk"] == []
    for nonsense in ("x", "2026-99-99", "0001-01-01", "9999-12-31"):
        assert client.get("/mix/", {"on": nonsense}).status_code == 200


def test_one_mail_on_a_tuesday_is_not_set_beside_a_whole_week(owner, ana):
    for week in range(1, 27):
        log_interaction(owner, [ana], MONDAY - timedelta(weeks=week), "meeting", minutes=120)
    log_interaction(owner, [ana], MONDAY, "mail", "out")
    assert sentence_of(honest_week(owner, ON)) == "One note one way."
