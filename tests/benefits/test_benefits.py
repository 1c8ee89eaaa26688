"""What came is noted with the chain back to where it began, and nothing is a row like any other (M15)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from needless.benefits import actions, queries
from needless.benefits.chains import proposed, steps_of
from needless.benefits.models import Benefit, Link
from needless.cli.root import needless
from needless.contacts.actions import add_relation, delete_contact, save_contact
from needless.contacts.undo import undo
from needless.gatherings.models import Activity, Companion, Event, Guest
from needless.helping.merging import merge_contacts
from needless.interactions.actions import log_interaction
from needless.introducing.models import Introduction, IntroductionStep

ON = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


def person(owner, name, **values):
    return save_contact(owner, {"name": name, **values})


def at(days):
    return datetime(2026, 11, 20, 12, tzinfo=UTC) - timedelta(days=days)


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def hiker(owner):
    return person(owner, "Oscar Fairbairn")


@pytest.fixture
def hikes(owner, hiker):
    activity = Activity.objects.create(owner=owner, name="Sunday hikes")
    Companion.objects.create(
        owner=owner, activity=activity, contact=hiker, since=date(2022, 5, 1), met_there=True
    )
    return activity


@pytest.fixture
def client_(owner, hiker, hikes):
    """Introduced by somebody from the hikes, and talked with ten days ago and since."""
    found = person(owner, "Lennart Ehlers")
    add_relation(owner, found, "introduced by", hiker)
    for days, summary in ((40, "old"), (10, "the tender"), (-3, "later")):
        log_interaction(owner, [found], at(days), "call", summary=summary)
    return found


def words(row, owner):
    return [step.words for step in steps_of(queries.benefits_of(owner).get(pk=row.pk))]


def test_the_chain_is_filled_in_from_activity_over_introducer_and_talk(owner, client_):
    row, _undo = actions.note_benefit(owner, "client", "The depot", ON, [client_])
    assert words(row, owner) == [
        "Sunday hikes", "Oscar Fairbairn", "Lennart Ehlers", "Call: the tender", "The depot",
    ]  # fmt: skip


def test_an_event_is_where_it_began_only_if_they_were_not_known_before(owner):
    new, old = person(owner, "New"), person(owner, "Old")
    event = Event.objects.create(owner=owner, key="x", name="Expo", starts_at=at(30), ends_at=at(30))
    log_interaction(owner, [old], at(900), "call")
    for each in (new, old):
        Guest.objects.create(owner=owner, event=event, contact=each)
    log_interaction(owner, [new], at(30), "meeting")
    came = [actions.note_benefit(owner, "advice", "", ON, [each])[0] for each in (new, old)]
    assert [row.event for row in came] == [event, None]


def test_who_led_there_is_read_from_how_one_met_and_an_introduction_that_the_owner_made(owner, hiker, hikes):
    bo, other = (
        person(owner, "Bo Dahl", how_we_met="Introduced by Oscar Fairbairn, at lunch"),
        person(owner, "Al"),
    )
    made = Introduction.objects.create(owner=owner, a=bo, b=other, for_a="x", for_b="y", stage_at=at(50))
    IntroductionStep.objects.create(
        owner=owner, introduction=made, at=at(50), act="introduce", before="agreed", after="made"
    )
    row, _undo = actions.note_benefit(owner, "friend", "A friend", ON, [bo])
    assert words(row, owner) == [
        "Sunday hikes", "Oscar Fairbairn", "You introduced Bo and Al", "Bo Dahl", "A friend",
    ]  # fmt: skip
    person(owner, "Oscar Fairbairn")
    assert [c.name for c in proposed(owner, bo, ON)[0]] == ["Bo Dahl"]


def test_introductions_in_a_ring_do_not_hang(owner, hiker, client_):
    add_relation(owner, hiker, "introduced by", client_)
    row, _undo = actions.note_benefit(owner, "friend", "", ON, [client_])
    assert row.links.count() == 2


def test_it_is_noted_drawn_and_put_right_on_pages(page, owner, client_, hiker):
    page.post(
        "/benefits/new/", {"kind": "job", "text": "The lead", "contact": client_.pk, "on": "2026-11-20"}
    )
    row = Benefit.objects.get()
    shown = page.get(f"/benefits/{row.pk}/").content.decode()
    picture = re.search(r'<svg class="chain".*?</svg>', shown, re.S)[0]
    assert "<title" in picture and "Sunday hikes; Oscar Fairbairn; Lennart Ehlers" in picture
    assert f'href="/people/{hiker.pk}/"' in picture and "The same as a table" in shown
    made = Introduction.objects.create(owner=owner, a=hiker, b=client_, for_a="x", for_b="y", stage_at=at(5))
    change = {"kind": "job", "text": "The lead", "on": "2026-11-20", "contact": [client_.pk, hiker.pk]}
    page.post(
        f"/benefits/{row.pk}/", {**change, "activity": "0", "interaction": "0", "introduction": made.pk}
    )
    assert words(row, owner) == [
        "Lennart Ehlers", "You introduced Oscar and Lennart", "Oscar Fairbairn", "The lead",
    ]  # fmt: skip


def test_nothing_came_of_it_is_a_row_and_no_failure(page, owner, hiker, hikes):
    page.post("/benefits/new/", {"kind": "nothing", "contact": hiker.pk})
    shown = page.get("/benefits/").content.decode()
    assert "Nothing came of these, and that is fine" in shown and "Oscar Fairbairn" in shown
    (row,) = [row for row in queries.by_origin(owner) if row.origin == "informal"]
    assert (row.people, row.brought, row.fine) == (1, 0, 1) and "too few to say" in shown


def test_people_are_counted_by_how_the_tie_began(owner, client_):
    person(owner, "Online", connected_on=ON)
    found = {row.origin: row.people for row in queries.by_origin(owner)}
    assert found == {"informal": 1, "introduced": 1, "online": 1}


def test_no_such_kind_is_refused_in_words(page, owner):
    said = page.post("/benefits/new/", {"kind": "fame"}).content.decode()
    assert "Choose what came of it" in said and not Benefit.objects.exists()


def test_noting_changing_and_removing_can_be_taken_back(owner, client_, hiker):
    row, noted = actions.note_benefit(owner, "job", "A", ON, [client_])
    before = list(Link.objects.values()), list(Benefit.objects.values())
    undo(owner, actions.change_benefit(owner, row.pk, {"text": "B"}, [hiker]).pk)
    assert (list(Link.objects.values()), list(Benefit.objects.values())) == before
    undo(owner, actions.remove_benefit(owner, row.pk).pk)
    assert (list(Link.objects.values()), list(Benefit.objects.values())) == before
    undo(owner, noted.pk)
    assert not Benefit.objects.exists()


def test_a_merge_moves_the_links_and_one_person_is_one_link(owner, client_, hiker):
    row, _undo = actions.note_benefit(owner, "job", "A", ON, [client_])
    merged = merge_contacts(owner, hiker.pk, client_.pk, ON)
    assert [link.contact for link in row.links.all()] == [hiker]
    undo(owner, merged.pk)
    assert {link.contact for link in row.links.all()} == {hiker, client_}


def test_of_a_deleted_contact_the_chain_shows_nothing(owner, client_):
    row, _undo = actions.note_benefit(owner, "job", "A", ON, [client_])
    delete_contact(owner, client_.pk)
    assert "Lennart Ehlers" not in words(row, owner)


def test_api_and_command_tell_the_same(program, owner, client_):
    status, kept = program.ask(
        "POST", "/benefits", {"kind": "client", "text": "The depot", "contacts": [client_.pk]}
    )
    assert status == 201 and [step["kind"] for step in kept["chain"]] == [
        "activity",
        "person",
        "person",
        "talk",
        "benefit",
    ]
    assert program.ask("POST", "/benefits", {"kind": "fame"})[0] == 422
    assert program.ask("GET", f"/benefits/{kept['id']}")[1] == kept
    run = CliRunner().invoke(needless, ["benefits"])
    assert "Sunday hikes → Oscar Fairbairn → Lennart Ehlers" in run.output
    assert program.ask("DELETE", f"/benefits/{kept['id']}")[0] == 204 and not Benefit.objects.exists()
