"""Today on a page: what to do, done in two taps, and every decision can be taken back (M1, M7)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.real_postgresql import SAID_TO_POSTGRESQL

from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.interactions.tiers import set_tier
from needless.plan.models import DayPlan, Suggestion


@pytest.fixture
def suggestion(owner, ines):
    on = timezone.localdate()
    plan = DayPlan.objects.create(owner=owner, on=on, minutes=15)
    return Suggestion.objects.create(
        owner=owner, plan=plan, on=on, position=1, contact=ines, kind="fading", channel="call", minutes=4,
        action="Call Inês", reason="You have not talked since May.", about=["Berths"],
    )  # fmt: skip


def test_nobody_yet_is_shown_the_way_in(browser):
    page = browser.get("/").content.decode()
    assert "Bring in your people" in page and 'href="/import/"' in page


def test_a_suggestion_says_why_and_has_the_button_that_does_it(browser, suggestion):
    page = browser.get("/").content.decode()
    assert "You have not talked since May." in page and "Berths" in page
    assert 'href="tel:+351912345678"' in page and "Call Inês" in page
    assert "0 minutes done and 4 planned, of 60 minutes this week" in page


def test_done_is_logged_with_how_it_was_and_taken_back(browser, suggestion):
    browser.post(
        f"/suggestions/{suggestion.pk}/done/", {"enjoyment": "5", "summary": "Her boat", "remembered": "yes"}
    )
    talk = Interaction.objects.get(summary="Her boat")
    assert (talk.channel, talk.enjoyment) == ("call", 5)
    page = browser.get("/").content.decode()
    assert "Well done" in page and f"/suggestions/{suggestion.pk}/reopen/" in page
    browser.post(f"/suggestions/{suggestion.pk}/reopen/")
    suggestion.refresh_from_db()
    assert suggestion.stage == "open" and not Interaction.objects.filter(summary="Her boat").exists()


def test_later_wants_a_day_to_come(browser, suggestion):
    on = timezone.localdate()
    browser.post(f"/suggestions/{suggestion.pk}/later/", {"on": on.isoformat()})
    suggestion.refresh_from_db()
    assert suggestion.stage == "open"
    browser.post(f"/suggestions/{suggestion.pk}/later/", {"on": (on + timedelta(days=7)).isoformat()})
    suggestion.refresh_from_db()
    assert (suggestion.stage, suggestion.again_on) == ("later", on + timedelta(days=7))


@pytest.mark.parametrize("name, stage", [("skip", "skipped"), ("let-go", "let_go")])
def test_the_quiet_choices(browser, suggestion, name, stage):
    browser.post(f"/suggestions/{suggestion.pk}/{name}/")
    suggestion.refresh_from_db()
    assert suggestion.stage == stage


def test_what_is_done_cannot_be_skipped_and_says_so(browser, suggestion):
    browser.post(f"/suggestions/{suggestion.pk}/done/")
    assert browser.post(f"/suggestions/{suggestion.pk}/skip/").status_code == 302
    assert "done already" in browser.get("/").content.decode()


@pytest.mark.parametrize("name", ["done", "later", "skip", "let-go", "reopen"])
def test_another_owners_suggestion_is_nowhere(client, other_owner, suggestion, name):
    client.force_login(other_owner)
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(f"/suggestions/{suggestion.pk}/{name}/", {"on": tomorrow.isoformat()})
    assert answer.status_code == 404


def test_a_break_asks_for_nothing(browser, owner, suggestion):
    owner.paused_from = owner.paused_until = timezone.localdate()
    owner.save()
    page = browser.get("/").content.decode()
    assert "You are on a break" in page and "You have not talked since May." not in page


def test_todays_page_takes_few_queries(browser, owner, ines, django_assert_max_num_queries):
    from needless.contacts.actions import save_contact

    long_ago = timezone.now() - timedelta(days=200)
    people = [save_contact(owner, {"name": f"P {n}", "emails": [f"p{n}@example.org"]}) for n in range(12)]
    for person in people:
        log_interaction(owner, [person], long_ago, "call")
    set_tier(owner, [p.pk for p in people], "close")
    browser.get("/")
    with django_assert_max_num_queries(12 + SAID_TO_POSTGRESQL):
        page = browser.get("/")
    assert page.context["suggestions"]
