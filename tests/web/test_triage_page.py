"""The deck, the groups and the quiz without JavaScript; undo is one button away, and nothing is a debt (M10)."""

from datetime import date

import pytest
from tests.conftest import a_file_of
from tests.real_postgresql import SAID_TO_POSTGRESQL

from needless.contacts.actions import save_contact
from needless.contacts.duplicates import refresh_pairs
from needless.contacts.models import Contact, Merge
from needless.tables.notes import Stored
from needless.triage.models import Decision, RecallAnswer
from needless.triage.states import restate


@pytest.fixture
def bo(owner):
    return Contact.objects.create(
        owner=owner,
        made_by=a_file_of(owner),
        name="Bo Li",
        organisation="Hafen",
        connected_on=date(2024, 5, 3),
    )


def text(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_card_says_who_it_may_be_and_how_far_one_is(browser, bo):
    page = text(browser.get("/triage/"))
    assert "Bo Li" in page and "Connected in May 2024, never talked." in page
    assert "0 of 1 · stop whenever you like" in page and "Nothing says how you met" in page


@pytest.mark.parametrize(
    "said, what",
    [
        ({"act": "warm"}, "keep"),
        ({"act": "met", "how_we_met": "At the fair", "in_person": "1"}, "met"),
        ({"act": "revive"}, "revive"),
        ({"act": "let-go"}, "let_go"),
        ({"act": "later"}, "later"),
    ],
)
def test_each_button_decides_and_undo_takes_it_back(browser, bo, said, what):
    page = text(browser.post(f"/triage/{bo.pk}/decide/", {**said, "next": "/triage/"}, follow=True))
    decision = Decision.objects.get()
    assert decision.what == what and "Nobody is vague" in page
    assert f'action="/undo/{decision.step_id}/"' in page
    page = text(browser.post(f"/undo/{decision.step_id}/", {"next": "/triage/"}, follow=True))
    assert "Undone." in page and "Bo Li" in page and not Decision.objects.exists()


@pytest.mark.parametrize("said", [{"act": "met"}, {"act": "nonsense"}, {}, {"act": "met", "how_we_met": " "}])
def test_what_makes_no_sense_is_said_and_changes_nothing(browser, bo, said):
    page = text(browser.post(f"/triage/{bo.pk}/decide/", said, follow=True))
    assert 'class="toast"' in page and "Bo Li" in page and not Decision.objects.exists()


def test_another_owners_card_is_nowhere(client, other_owner, bo):
    client.force_login(other_owner)
    assert client.post(f"/triage/{bo.pk}/decide/", {"act": "let-go"}).status_code == 404
    assert client.post(f"/quiz/{bo.pk}/answer/", {"rating": "3"}).status_code == 404
    assert "Bo Li" not in text(client.get("/triage/")) + text(client.get("/triage/groups/"))


def test_a_whole_group_is_told_at_once(browser, owner):
    for n in range(5):
        Contact.objects.create(
            owner=owner, made_by=a_file_of(owner), name=f"Fair {n}", connected_on=date(2019, 5, 14)
        )
    page = text(browser.get("/triage/groups/"))
    assert "Joined on 14 May 2019" in page and "Connected in 2019" in page
    group = {"kind": "event", "value": "2019-05-14..2019-05-14"}
    said = {**group, "act": "met", "how_we_met": "Port fair"}
    page = text(browser.post("/triage/groups/decide/", said, follow=True))
    assert "How you met 5 contacts" in page and "Nobody is vague" in page
    assert Contact.objects.filter(how_we_met="Port fair", state="known").count() == 5
    assert "nobody left" in text(browser.post("/triage/groups/decide/", said, follow=True))


def test_a_group_is_gone_through_one_by_one_and_says_when_it_is_done(browser, owner, bo):
    Contact.objects.create(owner=owner, made_by=a_file_of(owner), name="Other", organisation="Elsewhere")
    address = "/triage/?kind=organisation&value=Hafen"
    assert "Bo Li" in text(browser.get(address))
    page = text(browser.post(f"/triage/{bo.pk}/decide/", {"act": "keep", "next": address}, follow=True))
    assert "This group is decided." in page and "Other" not in page


@pytest.mark.parametrize(
    "asked", ["kind=year&value=x", "kind=import&value=9", "kind=x", "kind=event&value=%00"]
)
def test_a_group_that_is_not_there_is_calm(browser, bo, asked):
    assert "This group is decided." in text(browser.get(f"/triage/?{asked}"))


def test_today_offers_the_next_ten_and_no_number(browser, owner, bo):
    Contact.objects.bulk_create(
        Contact(owner=owner, made_by=a_file_of(owner), name=f"N{n}") for n in range(300)
    )
    page = text(browser.get("/"))
    assert "The next ten" in page and "300" not in page and "301" not in page
    Contact.objects.update(how_we_met=Stored("At school"))
    restate(owner, list(Contact.objects.values_list("pk", flat=True)))
    assert "The next ten" not in text(browser.get("/"))


def test_the_quiz_shows_a_name_and_behind_it_what_is_known(browser, bo):
    assert "Nobody to ask for" in text(browser.get("/quiz/"))
    Contact.objects.update(tier="close")
    page = text(browser.get("/quiz/"))
    assert "Bo Li" in page and "Turn the card" in page and "0 of 5 for today" in page
    page = text(browser.post(f"/quiz/{bo.pk}/answer/", {"rating": "1"}, follow=True))
    assert "That is all for today" in page and RecallAnswer.objects.get().rating == 1
    page = text(browser.post(f"/quiz/{bo.pk}/answer/", {"rating": "9"}, follow=True))
    assert "from 1 to 4" in page and RecallAnswer.objects.count() == 1


def test_the_deck_takes_few_queries(browser, owner, bo, django_assert_max_num_queries):
    Contact.objects.bulk_create(
        Contact(owner=owner, made_by=a_file_of(owner), name=f"N{n}") for n in range(500)
    )
    browser.get("/triage/")
    with django_assert_max_num_queries(
        33 + SAID_TO_POSTGRESQL
    ):  # once in a while one notes when the browser was seen
        assert browser.get("/triage/").status_code == 200


@pytest.fixture
def bo_again(owner, bo):
    return save_contact(owner, {"name": "Bo Li", "organisation": "Hafen", "emails": ["bo@hafen.example"]})


def test_who_is_here_twice_is_merged_on_the_card_and_taken_apart_again(browser, owner, bo, bo_again):
    refresh_pairs(owner)
    page = text(browser.get("/triage/"))
    assert "The same as" in page and 'data-key="m"' in page
    page = text(browser.post(f"/triage/{bo.pk}/decide/", {"act": "merge", "other": bo_again.pk}, follow=True))
    (merge,) = Merge.objects.of(owner)
    assert {merge.contact, merge.into} == {bo, bo_again} and f'action="/undo/{merge.undo_id}/"' in page
    assert "The same as" not in page
    page = text(browser.post(f"/undo/{merge.undo_id}/", {"next": "/triage/"}, follow=True))
    assert "Undone." in page and not Merge.objects.of(owner).exists()


@pytest.mark.parametrize("other", ["", "x", "0", "99999999999999999999"])
def test_nobody_is_merged_with_a_number_that_is_nobody(browser, owner, bo, other):
    answer = browser.post(f"/triage/{bo.pk}/decide/", {"act": "merge", "other": other})
    assert answer.status_code == 404 and not Merge.objects.of(owner).exists()


def test_one_card_is_not_merged_with_itself(browser, owner, bo):
    page = text(browser.post(f"/triage/{bo.pk}/decide/", {"act": "merge", "other": bo.pk}, follow=True))
    assert "That is one contact, not two." in page and not Merge.objects.of(owner).exists()
