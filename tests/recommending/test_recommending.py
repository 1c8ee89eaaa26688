"""A recommendation: who has one coming, facts with their places, the owner's words, posted, and back again (M16)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from needless.contacts.actions import add_note, save_contact
from needless.contacts.undo import latest_undo, undo
from needless.helping.models import Promise, Recommendation
from needless.interactions.actions import log_interaction
from needless.owners.models import OwnPosition
from needless.owners.tokens import make_token
from needless.recommending import actions, queries
from needless.recommending.coming import who_has_one_coming
from needless.recommending.models import Draft
from needless.recommending.points import points_for

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WORDS = "Calm, exact and kind."
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(owner):
    OwnPosition.objects.create(owner=owner, organisation="Orient Lines Ltd", started="2018", ended="2022-05")
    job = {"organisation": "Orient Lines", "title": "Planner", "started": "2019", "ended": "2021"}
    contact = save_contact(owner, {"name": "Ana Prado", "organisation": "Quay", "positions": [job]})
    log_interaction(owner, [contact], NOW, "call", enjoyment=5, summary="How the night shift was saved")
    contact.refresh_from_db()
    return contact


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner)
    return client


def names(owner):
    return [each.contact.name for each in who_has_one_coming(owner, ON)]


def test_who_worked_with_me_in_the_same_years_has_one_coming(owner, ana):
    (each,) = who_has_one_coming(owner, ON)
    assert each.contact == ana
    assert "Orient Lines Ltd from 2019 to 2021" in each.why


def test_who_was_there_in_other_years_has_not(owner, ana):
    OwnPosition.objects.update(started="2022-05", ended="")
    assert names(owner) == []


def test_who_connected_while_both_were_there_has(owner):
    OwnPosition.objects.create(owner=owner, organisation="Hafen", started="2018")
    bo = save_contact(owner, {"name": "Bo Li", "organisation": "Hafen GmbH"})
    type(bo).objects.filter(pk=bo.pk).update(connected_on=date(2020, 5, 1), met_in_person=True)
    assert "since 2020" in who_has_one_coming(owner, ON)[0].why


def test_who_gave_me_one_and_who_kept_promises_come_in_that_order(owner, ana):
    bo = save_contact(owner, {"name": "Bo Li"})
    for contact in (bo, ana):
        log_interaction(owner, [contact], NOW, "call")
    Promise.objects.create(owner=owner, contact=bo, text="the list", mine=False, made_on=ON, kept_at=NOW)
    Recommendation.objects.create(owner=owner, contact=ana, is_given=False, text="Good.", on=ON, key="r")
    assert names(owner) == ["Ana Prado", "Bo Li"]
    assert "they recommended you" in who_has_one_coming(owner, ON)[0].why


def test_who_has_one_or_was_passed_over_is_not_asked_again(owner, ana):
    step = actions.pass_over(owner, ana, NOW)
    assert names(owner) == []
    undo(owner, step.pk)
    assert names(owner) == ["Ana Prado"]
    Recommendation.objects.create(owner=owner, contact=ana, is_given=True, text="Good.", on=ON, key="r")
    assert names(owner) == []


def test_with_whom_no_talk_is_on_record_has_not(owner, ana):
    type(ana).objects.filter(pk=ana.pk).update(talks=0)
    assert names(owner) == []


def test_each_point_stands_on_a_page_that_is_there(owner, ana, browser):
    add_note(owner, ana, "Teaches sailing to beginners")
    Recommendation.objects.create(
        owner=owner, contact=ana, is_given=False, text="You listen.", on=ON, key="r"
    )
    Recommendation.objects.create(owner=owner, contact=ana, is_given=True, skill="Planning", on=ON, key="s")
    Promise.objects.create(owner=owner, contact=ana, text="the list", mine=False, made_on=ON, kept_at=NOW)
    points = points_for(owner, ana, ON)
    text = " ".join(point.text for point in points)
    for fact in ("2019 to 2021", "Planner", "the list", "You listen.", "Planning", "sailing", "night shift"):
        assert fact in text
    for point in points:
        address, _hash, mark = point.url.partition("#")
        page = browser.get(address)
        assert page.status_code == 200, point
        assert not mark or f'id="{mark}"' in page.content.decode(), point


def test_words_are_kept_changed_and_taken_back(owner, ana):
    row, first = actions.write(owner, ana, WORDS, NOW)
    _row, second = actions.write(owner, ana, "Other words.", NOW)
    undo(owner, second.pk)
    row.refresh_from_db()
    assert (row.text, Draft.objects.count()) == (WORDS, 1)
    undo(owner, first.pk)
    assert not Draft.objects.exists()


def test_posted_it_stands_among_those_given_is_logged_and_can_be_undone(owner, ana):
    row, _undo = actions.write(owner, ana, WORDS, NOW)
    step = actions.post(owner, row.pk, "LinkedIn", timezone.localdate())
    (sides,) = queries.side_by_side(owner)
    assert [each.text for each in sides.given] == [WORDS]
    ana.refresh_from_db()
    assert ana.talks == 2
    with pytest.raises(ValueError, match="already"):
        actions.post(owner, row.pk, "LinkedIn", timezone.localdate())
    undo(owner, step.pk)
    row.refresh_from_db()
    ana.refresh_from_db()
    assert (row.stage, row.given, ana.talks) == ("open", None, 1)
    assert not Recommendation.objects.exists()


def test_the_same_one_from_an_archive_is_not_there_twice(owner, ana, tmp_path):
    from needless.imports.actions import import_now

    row, _undo = actions.write(owner, ana, WORDS, NOW)
    actions.post(owner, row.pk, "LinkedIn", timezone.localdate())
    path = tmp_path / "Recommendations_Given.csv"
    path.write_text(
        "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
        f'Ana,Prado,Quay,,"{WORDS}","11/20/26, 10:10 AM",VISIBLE\n'
    )
    for _time in range(2):
        import_now(owner, [str(path)], on=ON)
        given = Recommendation.objects.get()
        assert (given.contact, given.key.startswith("li-rec:")) == (ana, True)
        row.refresh_from_db()
        assert row.given == given


def test_the_page_shows_both_sides_and_whose_turn_it_is(owner, ana, browser):
    Recommendation.objects.create(
        owner=owner, contact=ana, is_given=False, text="You listen.", on=ON, key="r"
    )
    Recommendation.objects.create(owner=owner, person_name="Zed", is_given=True, text="Fine.", on=ON, key="z")
    page = browser.get("/recommendations/").content.decode()
    for words in (
        "You listen.",
        "Write one back",
        "Zed",
        "not among your contacts",
        "has one coming from you",
    ):
        assert words in page


def test_on_the_pages_it_is_written_kept_and_posted(owner, ana, browser):
    page = browser.get(f"/recommendations/new/?contact={ana.pk}").content.decode()
    assert "You were both at Orient Lines Ltd, 2019 to 2021." in page
    assert not Draft.objects.exists()
    kept = browser.post("/recommendations/new/", {"contact": ana.pk, "text": WORDS}, follow=True)
    assert WORDS in kept.content.decode()
    row = Draft.objects.get()
    refused = browser.post(f"/recommendations/{row.pk}/posted/", {"where": "", "on": "x"}, follow=True)
    assert "Nothing was changed" in refused.content.decode()
    done = browser.post(f"/recommendations/{row.pk}/posted/", {"where": "LinkedIn"}, follow=True)
    assert "Recommended Ana Prado." in done.content.decode()
    undo(owner, latest_undo(owner).pk)
    browser.post(f"/recommendations/{row.pk}/delete/")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"organisation": "Quay", "started": "2019", "ended": "2020-03"}, "Kept: Quay."),
        ({"organisation": "Quay", "started": "May 2019"}, "Write a year or a month"),
        ({"organisation": "Quay", "started": "2019", "ended": "2018"}, "ended before it began"),
        ({"organisation": " "}, "Where was it?"),
    ],
)
def test_where_i_worked_is_added_or_refused_in_words(owner, browser, form, said):
    page = browser.post("/recommendations/jobs/", form, follow=True).content.decode()
    assert said in page
    assert OwnPosition.objects.count() == (said == "Kept: Quay.")
    for row in OwnPosition.objects.all():
        browser.post(f"/recommendations/jobs/{row.pk}/remove/")
        undo(owner, latest_undo(owner).pk)
        assert OwnPosition.objects.get().organisation == "Quay"


def test_the_plan_brings_it_up_once_a_month_and_done_gives_the_words_that_are_there(owner, ana):
    from needless.plan import actions as plan
    from needless.plan.candidates import desk_of
    from needless.plan.kinds import recommend
    from needless.plan.models import DayPlan, Suggestion

    today = timezone.localdate()
    type(ana).objects.filter(pk=ana.pk).update(last_talk_on=date(2026, 1, 1))
    (candidate,) = recommend.candidates(owner, today, desk_of(owner, today))
    assert candidate.in_hand["url"] == f"/recommendations/new/?contact={ana.pk}"
    plan_of_day = DayPlan.objects.create(owner=owner, on=today, minutes=15)
    row = Suggestion.objects.create(
        owner=owner, plan=plan_of_day, on=today, position=0, contact=ana, kind="recommend", channel="mail", action="x",
        minutes=3, reason="x",
    )  # fmt: skip
    draft, _undo = actions.write(owner, ana, WORDS, NOW)
    plan.finish(owner, row.pk, today)
    assert Recommendation.objects.get().text == WORDS
    plan.reopen(owner, row.pk)
    draft.refresh_from_db()
    assert (draft.stage, Recommendation.objects.count()) == ("open", 0)
    draft.delete()
    for days, expected in ((10, []), (40, [ana])):
        Suggestion.objects.update(on=today - timedelta(days=days))
        assert [c.contact for c in recommend.candidates(owner, today, desk_of(owner, today))] == expected


def test_over_the_api_words_are_kept_and_posted_once(owner, ana):
    token = make_token(owner, "x", may_write=True)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    assert client.get("/api/recommendations").json()["coming"][0]["contact"]["name"] == "Ana Prado"
    points = client.get(f"/api/contacts/{ana.pk}/recommendation").json()
    assert points[0]["url"].endswith("#positions")

    def send(path, body):
        return client.post(path, json.dumps(body), content_type="application/json")

    made = send("/api/recommendations", {"contact": ana.pk, "text": WORDS})
    assert made.status_code == 201
    path = f"/api/recommendations/{made.json()['id']}/posted"
    assert send(path, {"where": "LinkedIn"}).json()["stage"] == "posted"
    assert send(path, {"where": "LinkedIn"}).status_code == 409
    assert client.get("/api/recommendations").json()["given"][0]["text"] == WORDS


def test_the_command_says_the_same_as_json(owner, ana):
    from click.testing import CliRunner

    from needless.cli.root import needless

    done = CliRunner().invoke(needless, ["recommendations", "--json"])
    assert json.loads(done.stdout)["coming"][0]["contact"]["name"] == "Ana Prado"
    assert "has one coming" in CliRunner().invoke(needless, ["recommendations"]).stdout


def test_merged_into_another_the_words_move_along(owner, ana):
    from needless.helping.merging import merge_contacts

    row, _undo = actions.write(owner, ana, WORDS, NOW)
    other = save_contact(owner, {"name": "Ana P."})
    merge_contacts(owner, other.pk, ana.pk, ON)
    row.refresh_from_db()
    assert row.contact == other
