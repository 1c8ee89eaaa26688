"""Who may be one person is asked once, with the reason, and never decided by a name alone (M10)."""

import pytest

from needless.contacts.actions import delete_contact, save_contact
from needless.contacts.duplicates import pair_of, pairs_of, say_two_people
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
