"""Duplicates over the API: listed with their reason, decided once, and another owner's are not there (M10)."""

import pytest

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact, Merge, TwoPeople
from needless.contacts.undo import undo


@pytest.fixture
def pair(owner):
    bob = save_contact(owner, {"name": "Bob Miller", "organisation": "Hafen AG"})
    return bob, save_contact(owner, {"name": "Robert Miller", "organisation": "Hafen"})


def verdict(program, pair, said):
    keep, other = (getattr(each, "pk", each) for each in pair)
    return program.ask("POST", "/duplicates", {"keep": keep, "other": other, "verdict": said})


def test_a_pair_is_listed_with_its_score_and_its_reason(program, pair):
    status, page = program.ask("GET", "/duplicates")
    assert status == 200 and page["next"] is None
    (item,) = page["items"]
    assert {item["a"], item["b"]} == {each.pk for each in pair}
    assert 0.8 < item["score"] < 1 and item["why"].endswith(".")


def test_pairs_come_in_pages(program, owner, pair):
    save_contact(owner, {"name": "Rob Miller", "organisation": "Hafen"})
    seen, cursor = [], ""
    for _page in range(3):
        page = program.ask("GET", f"/duplicates?limit=1&cursor={cursor}")[1]
        seen += [(item["a"], item["b"]) for item in page["items"]]
        cursor = page["next"]
    assert len(set(seen)) == 3 and cursor is None


def test_one_person_is_merged_and_can_be_undone(program, owner, pair):
    status, done = verdict(program, pair, "one")
    assert status == 201 and Merge.objects.of(owner).get().into == pair[0]
    assert program.ask("GET", "/duplicates")[1]["items"] == []
    undo(owner, done["undo"])
    assert not Merge.objects.of(owner).exists() and len(program.ask("GET", "/duplicates")[1]["items"]) == 1


def test_two_people_are_not_listed_again(program, owner, pair):
    assert verdict(program, pair, "two")[0] == 201
    assert TwoPeople.objects.of(owner).count() == 1 and program.ask("GET", "/duplicates")[1]["items"] == []


def test_nonsense_is_a_problem_and_changes_nothing(program, reader, others_program, owner, pair):
    bob = pair[0]
    assert verdict(program, (bob, bob), "one")[0] == 422
    assert verdict(program, pair, "three")[0] == 422
    assert verdict(program, (bob, 0), "one")[0] == 422
    assert verdict(program, (bob, 999_999), "one")[0] == 404
    assert verdict(others_program, pair, "one")[0] == 404
    assert verdict(reader, pair, "one")[0] == 403
    assert others_program.ask("GET", "/duplicates")[1]["items"] == []
    assert Contact.objects.of(owner).filter(deleted_at=None).count() == 2 and not TwoPeople.objects.exists()
