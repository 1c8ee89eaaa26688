"""Possibilities and perspectives are kept in one line, from whom, and what became of them is said (M5, M6)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.contacts.undo import undo
from needless.hearing import actions, queries
from needless.hearing.models import Perspective, Possibility
from needless.helping.merging import merge_contacts
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.opportunities import tips
from needless.opportunities.models import Opportunity

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ON = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "title": "Customs specialist"})


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client


def test_a_line_on_the_contacts_page_is_a_possibility_from_them(page, owner, ana):
    page.post(
        "/heard/keep/",
        {"contact": ana.pk, "text": "A planner's job https://x.example/1", "as": "possibility"},
    )
    row = Possibility.objects.get()
    assert (row.contact, row.text, row.url, row.state) == (
        ana,
        "A planner's job",
        "https://x.example/1",
        "kept",
    )
    assert b"A planner" in page.get(f"/people/{ana.pk}/").content
    shown = page.get("/heard/").content.decode()
    assert "Kept for you" in shown and "Ana Silva" in shown


def test_without_a_person_or_words_nothing_is_kept_and_it_is_said(page, ana):
    said = page.post("/heard/keep/", {"text": "x", "as": "possibility"}, follow=True)
    assert "From whom?" in said.content.decode()
    said = page.post("/heard/keep/", {"contact": ana.pk, "text": " ", "as": "possibility"}, follow=True)
    assert "in a line" in said.content.decode()
    assert not Possibility.objects.exists()


def test_a_thought_is_read_again_by_its_quarter_and_work(page, owner, ana):
    for text, work, on in (
        ("Small batches", "planning", "2026-02-03"),
        ("Queues", "", "2026-03-01"),
        ("Old", "", "2025-12-31"),
    ):
        page.post(
            "/heard/keep/", {"contact": ana.pk, "text": text, "as": "perspective", "work": work, "on": on}
        )
    groups = queries.by_work(owner, queries.quarter_of(date(2026, 1, 9)))
    assert [(work, [str(row) for row in rows]) for work, rows in groups] == [
        ("planning", ["Small batches"]), ("", ["Queues"]),
    ]  # fmt: skip
    assert [str(q) for q in queries.quarters_of(owner)] == ["2026-Q1", "2025-Q4"]
    shown = page.get("/heard/perspectives/?quarter=2026-Q1").content.decode()
    assert "Small batches" in shown and "Old" not in shown
    assert "Old" in page.get("/heard/perspectives/?quarter=2025-Q4").content.decode()


def test_after_a_talk_it_is_kept_with_the_talk(page, ana):
    page.post(
        "/log/", {"contact": ana.pk, "channel": "call", "day": "0", "heard": "Queues", "as": "perspective"}
    )
    assert Perspective.objects.get().interaction == Interaction.objects.get()


def test_the_quick_log_sees_it_and_one_undo_takes_both_back(page, owner, ana):
    line = "Call with Ana Silva today, heard of a job in Porto"
    shown = page.get("/log/line/", {"line": line}).content.decode()
    assert 'value="a job in Porto"' in shown
    page.post("/log/line/", {
        "line": line, "contact": ana.pk, "channel": "call", "save": "1", "heard": "a job in Porto", "as": "possibility",
    })  # fmt: skip
    assert Possibility.objects.get().interaction == Interaction.objects.get()
    undo(owner, actions.Undo.objects.of(owner).latest("pk").pk)
    assert not Possibility.objects.exists() and not Interaction.objects.exists()


def test_passed_on_it_is_an_opportunity_for_others_but_not_for_whom_it_came_from(page, owner, ana):
    lars = save_contact(
        owner, {"name": "Lars Mikkola", "title": "Customs specialist", "emails": ["l@example.org"]}
    )
    for contact in (ana, lars):
        log_interaction(owner, [contact], NOW, "call")
    actions.keep_heard(owner, ana, "possibility", "Senior customs specialist, freight and customs papers", ON)
    row = Possibility.objects.get()
    answer = page.post(f"/heard/possibilities/{row.pk}/", {"act": "pass-on"})
    opening = Opportunity.objects.get()
    assert answer.url == f"/opportunities/{opening.pk}/"
    assert [tip.contact for tip in opening.tips.all()] == [lars]
    tips.tell(owner, opening.tips.get().pk, "mail", timezone.now())
    assert "Lars Mikkola" in page.get("/heard/").content.decode()


def test_what_became_of_it_may_be_nothing_and_can_be_taken_back(page, owner, ana):
    actions.keep_heard(owner, ana, "possibility", "A job", ON)
    row = Possibility.objects.get()
    page.post(f"/heard/possibilities/{row.pk}/", {"act": "settle", "outcome": ""})
    assert "Nothing came of it, and that is fine." in page.get("/heard/").content.decode()
    undo(owner, actions.Undo.objects.of(owner).latest("pk").pk)
    row.refresh_from_db()
    assert (row.state, row.settled_on) == ("kept", None)


def test_a_merge_takes_what_was_heard_along(owner, ana):
    other = save_contact(owner, {"name": "A. Silva"})
    actions.keep_heard(owner, other, "possibility", "A job", ON)
    actions.keep_heard(owner, other, "perspective", "Queues", ON)
    taken = merge_contacts(owner, ana.pk, other.pk, ON)
    assert {row.contact for row in (Possibility.objects.get(), Perspective.objects.get())} == {ana}
    undo(owner, taken.pk)
    assert {row.contact for row in (Possibility.objects.get(), Perspective.objects.get())} == {other}


def test_passed_on_and_taken_back_no_opportunity_stays(owner, ana):
    actions.keep_heard(owner, ana, "possibility", "A job", ON)
    _opening, way_back = actions.pass_on(owner, Possibility.objects.get().pk, NOW)
    undo(owner, way_back.pk)
    assert not Opportunity.objects.exists() and Possibility.objects.get().state == "kept"
