"""Needs and offers: from the contact's page and after a talk, and the old ones asked about again (M16)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.contacts.undo import latest_undo, undo
from needless.helping import queries, wishes
from needless.helping.models import Wish
from needless.interactions.models import Interaction
from needless.plan import actions as plan
from needless.plan.candidates import desk_of
from needless.plan.kinds import need
from needless.plan.models import DayPlan, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Prado"})


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner)
    return client


def old(contact, kind, days, **values):
    on = timezone.localdate() - timedelta(days=days)
    return Wish.objects.create(
        owner=contact.owner, contact=contact, kind=kind, text=f"{kind} {days}", on=on, **values
    )


def suggested(owner, contact, kind, hand):
    today = timezone.localdate()
    made = DayPlan.objects.create(owner=owner, on=today, minutes=15)
    return Suggestion.objects.create(
        owner=owner, plan=made, on=today, position=0, contact=contact, kind=kind, channel="mail", action="x", minutes=3,
        reason="x", in_hand=hand,
    )  # fmt: skip


def test_on_their_page_both_are_noted_shown_and_taken_back(owner, ana, browser):
    for kind in ("need", "offer"):
        browser.post(f"/people/{ana.pk}/wishes/", {"kind": kind, "text": f"some {kind}"})
    page = browser.get(f"/people/{ana.pk}/").content.decode()
    assert "some need" in page and "some offer" in page
    undo(owner, latest_undo(owner).pk)
    assert [row.text for row in wishes.wishes_of(owner, ana)] == ["some need"]
    said = browser.post(f"/people/{ana.pk}/wishes/", {"kind": "x", "text": "y"}, follow=True).content.decode()
    assert "What do they look for, or offer?" in said


def test_said_again_it_is_one_and_new(owner, ana):
    row = old(ana, "need", 200)
    again, step = wishes.add_wish(owner, ana, "need", "NEED 200", timezone.localdate())
    assert (again.pk, Wish.objects.get().on) == (row.pk, timezone.localdate())
    undo(owner, step.pk)
    assert Wish.objects.get().on == row.on


def test_after_a_talk_what_they_mentioned_is_noted_and_undo_takes_back_both(owner, ana, browser):
    assert "mention something they need" in browser.get(f"/log/?contact={ana.pk}").content.decode()
    browser.post("/log/", {"contact": ana.pk, "channel": "call", "day": "0", "need": "a designer"})
    assert Wish.objects.get().text == "a designer"
    undo(owner, latest_undo(owner).pk)
    assert not Wish.objects.exists() and not Interaction.objects.exists()


def test_after_a_suggestion_likewise_and_reopened_it_is_gone(owner, ana, browser):
    row = suggested(owner, ana, "fading", None)
    browser.post(f"/suggestions/{row.pk}/done/", {"enjoyment": "4", "need": "a designer"})
    assert Wish.objects.get().text == "a designer"
    browser.post(f"/suggestions/{row.pk}/reopen/")
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("kind", "days", "is_asked"),
    [
        ("need", 119, False),
        ("need", 121, True),
        ("offer", 200, False),
        ("offer", 366, True),
        ("need", 800, False),
    ],
)
def test_old_ones_are_asked_about_again_in_the_plan(owner, ana, kind, days, is_asked):
    row, today = old(ana, kind, days), timezone.localdate()
    found = need.candidates(owner, today, desk_of(owner, today))
    assert [each.contact for each in found] == ([ana] if is_asked else [])
    assert queries.is_to_be_asked_again(row, today) == (is_asked or days == 800)


def test_once_asked_it_rests_and_reopened_it_is_asked_again(owner, ana):
    wish = old(ana, "need", 130)
    row = suggested(owner, ana, "need", {"kind": "need", "title": wish.text, "url": ""})
    today = timezone.localdate()
    plan.finish(owner, row.pk, today)
    assert not wishes.wishes_to_ask_about(owner, today).exists()
    plan.reopen(owner, row.pk)
    assert wishes.wishes_to_ask_about(owner, today).get() == wish


def test_what_ended_or_whose_contact_is_busy_is_not_asked(owner, ana):
    old(ana, "need", 130, ended_at=timezone.now())
    assert not wishes.wishes_to_ask_about(owner, timezone.localdate()).exists()
