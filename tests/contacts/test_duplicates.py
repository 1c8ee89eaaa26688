"""Who may be one person is asked once, with the reason, and never decided by a name alone (M10)."""

import pytest
from django.core.cache import cache

from needless.contacts import duplicates
from needless.contacts.actions import delete_contact, save_contact
from needless.contacts.duplicates import (
    pair_at_hand,
    pair_of,
    pairs_at_hand,
    pairs_of,
    refresh_pairs,
    say_two_people,
)
from needless.contacts.models import Contact
from needless.contacts.undo import undo

BOB = {"name": "Bob Miller", "organisation": "Hafen AG", "emails": ["bob@hafen.example"]}
ROBERT = {"name": "Robert Miller", "organisation": "Hafen", "positions": [{"organisation": "Werft"}]}


@pytest.fixture
def bob(owner):
    return save_contact(owner, BOB)


@pytest.fixture
def robert(owner):
    return save_contact(owner, ROBERT)


def test_a_pair_comes_with_its_score_and_its_reason(owner, bob, robert):
    (pair,) = pairs_of(owner)
    assert (pair.a, pair.b) == (bob.pk, robert.pk) and 0.8 < pair.score < 1
    assert pair.why == "Both at Hafen AG, a short form of the name."


def test_two_people_are_never_asked_about_again_unless_that_is_taken_back(owner, bob, robert):
    way_back = say_two_people(owner, robert.pk, bob.pk)
    assert pairs_of(owner) == []
    say_two_people(owner, bob.pk, robert.pk)
    assert pairs_of(owner) == []
    undo(owner, way_back.pk)
    assert len(pairs_of(owner)) == 1


def test_a_like_name_at_two_organisations_stays_below_half(owner):
    for firm, mail in (("Hafen", "m1@x.example"), ("Werft", "m2@x.example")):
        save_contact(owner, {"name": "Maria Garcia", "organisation": firm, "emails": [mail]})
    assert all(pair.score < 0.5 for pair in pairs_of(owner))


def test_a_former_employer_brings_two_together(owner, robert):
    other = save_contact(owner, {"name": "Robert Miller", "organisation": "Werft"})
    assert pair_of(owner, robert.pk, other.pk).score > 0.8


def test_a_shared_mailbox_says_little_and_a_phone_without_its_country_much(owner):
    ana = save_contact(
        owner, {"name": "Ana Silva", "emails": ["info@x.example"], "phones": ["+351 912 345 678"]}
    )
    tom = save_contact(owner, {"name": "Tom Berg", "emails": ["info@x.example"]})
    too = save_contact(owner, {"name": "Ana Silva", "phones": ["912 345 678"]})
    assert pair_of(owner, ana.pk, tom.pk).score < 0.1
    assert pair_of(owner, ana.pk, too.pk).score > 0.95


def test_the_deleted_and_other_owners_people_are_never_in_a_pair(owner, other_owner, bob, robert):
    save_contact(other_owner, BOB)
    delete_contact(owner, robert.pk)
    assert pairs_of(owner) == [] and pairs_of(other_owner) == []
    with pytest.raises(Contact.DoesNotExist):
        say_two_people(other_owner, bob.pk, robert.pk)
    with pytest.raises(ValueError, match="not two"):
        say_two_people(owner, bob.pk, bob.pk)


def test_queries_do_not_grow_with_the_contacts(owner, bob, robert, django_assert_max_num_queries):
    for number in range(30):
        save_contact(owner, {"name": f"Ana Silva {number}", "emails": [f"a{number}@x.example"]})
    with django_assert_max_num_queries(4):
        pairs_of(owner)


@pytest.fixture
def nothing_found_yet():
    cache.clear()


def test_the_job_looks_again_only_where_somebody_came_or_changed(owner, bob, nothing_found_yet):
    assert refresh_pairs(owner) and not refresh_pairs(owner)
    save_contact(owner, ROBERT)
    assert refresh_pairs(owner) and len(pairs_at_hand(owner)) == 1 and not refresh_pairs(owner)


def test_among_many_a_page_shows_what_the_job_found_last(owner, bob, nothing_found_yet, monkeypatch):
    monkeypatch.setattr(duplicates, "MANY", 1)
    refresh_pairs(owner)
    save_contact(owner, ROBERT)
    assert pairs_at_hand(owner) == []
    refresh_pairs(owner)
    assert len(pairs_at_hand(owner)) == 1


def test_the_likeliest_other_of_one_contact_is_at_hand_without_a_look_at_all(
    owner, bob, robert, nothing_found_yet
):
    assert pair_at_hand(owner, bob) is None
    refresh_pairs(owner)
    assert pair_at_hand(owner, bob).b == robert.pk
    Contact.objects.filter(pk=robert.pk).update(name="Zorro")
    assert pair_at_hand(owner, bob) is None
    say_two_people(owner, bob.pk, robert.pk)
    assert pair_at_hand(owner, bob) is None
