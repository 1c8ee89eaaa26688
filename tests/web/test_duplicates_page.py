"""One pair at a time, side by side; one key decides, and it can be taken back (M10)."""

import pytest

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact

ANA = {"name": "Ana Silva", "organisation": "Hafen", "emails": ["ana@x.example"], "tags": ["choir"]}


@pytest.fixture
def pair(owner):
    more = {
        "name": "Ana M. Silva",
        "title": "Planner",
        "emails": ["ana@x.example"],
        "positions": [{"title": "Clerk"}],
    }
    return save_contact(owner, ANA), save_contact(owner, more)


def text_of(browser, url="/people/duplicates/"):
    return browser.get(url, follow=True).content.decode()


def decide(browser, pair, act, **more):
    values = {"keep": pair[0].pk, "other": pair[1].pk, "act": act} | more
    return browser.post("/people/duplicates/decide/", values, follow=True).content.decode()


def test_a_pair_is_shown_field_by_field_with_the_reason(browser, pair):
    page = text_of(browser)
    assert "The same e-mail ana@x.example" in page and "1 question" in page
    assert "Planner" in page and "choir" in page and page.count("ana@x.example") == 3
    assert '<tr class="same">' in page and "/people/duplicates/" in text_of(browser, "/people/")


def test_one_person_is_merged_by_one_press_and_taken_apart_by_undo_or_later(browser, owner, pair):
    page = decide(browser, pair, "merge")
    assert "Merged Ana M. Silva into Ana Silva" in page and "Nobody is here twice" in page
    assert "Take apart" in page
    undo = Contact.objects.get(pk=pair[1].pk).merge.undo_id
    browser.post(f"/undo/{undo}/")
    assert Contact.objects.of(owner).filter(deleted_at=None).count() == 2
    assert "1 question" in text_of(browser) and "Take apart" not in text_of(browser)


def test_the_other_name_may_be_the_one_that_stays(browser, owner, pair):
    decide(browser, pair, "swap")
    assert Contact.objects.of(owner).get(deleted_at=None).name == "Ana M. Silva"


def test_two_people_are_not_asked_about_again(browser, pair):
    assert "Two people: Ana Silva and Ana M. Silva" in decide(browser, pair, "two")
    assert "Nobody is here twice" in text_of(browser)


def test_who_is_not_sure_passes_on_and_may_look_again(browser, pair):
    assert "?at=1" in text_of(browser)
    assert "That was all for now" in text_of(browser, "/people/duplicates/?at=1")
    assert "That was all for now" in text_of(browser, "/people/duplicates/?at=99")
    assert "1 question" in text_of(browser, "/people/duplicates/?at=x")


def test_any_two_may_be_put_side_by_side_but_only_ones_own(browser, other_owner, pair):
    theirs = save_contact(other_owner, ANA)
    assert browser.get(f"/people/duplicates/?a={pair[0].pk}&b={pair[1].pk}").status_code == 200
    assert browser.get(f"/people/duplicates/?a={pair[0].pk}&b={theirs.pk}").status_code == 404
    values = {"keep": theirs.pk, "other": pair[0].pk, "act": "merge"}
    assert browser.post("/people/duplicates/decide/", values).status_code == 404
    assert "not two" in decide(browser, (pair[0], pair[0]), "merge")
