"""Changed here and elsewhere at once: nothing is lost, and the owner says which version holds (M10)."""

import pytest

from needless.contacts.actions import save_contact
from needless.contacts.conflicts import (
    answer_conflict,
    ask_about,
    fields_asked_about,
    open_conflicts,
    withdraw,
)
from needless.contacts.models import Conflict, Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(owner):
    ana = save_contact(owner, {"name": "Ana", "title": "Baker"})
    return ask_about(owner, ana, "title", {"title": "Baker"}, {"title": "Miller"}, "sync:1", "Nextcloud")


def test_their_version_is_taken_when_the_owner_says_so(owner, asked):
    answer_conflict(owner, asked.pk, "theirs")
    assert Contact.objects.get().title == "Miller" and not open_conflicts(owner)


def test_ones_own_version_stays_and_is_not_asked_about_again(owner, asked):
    answer_conflict(owner, asked.pk, "mine")
    assert Contact.objects.get().title == "Baker" and not open_conflicts(owner)
    with pytest.raises(Conflict.DoesNotExist):
        answer_conflict(owner, asked.pk, "theirs")


def test_asked_twice_it_is_one_question_with_the_newest_versions(owner, asked):
    ask_about(owner, asked.contact, "title", {"title": "Baker"}, {"title": "Cook"}, "sync:1", "Nextcloud")
    assert open_conflicts(owner).get().theirs == {"title": "Cook"}
    assert fields_asked_about(owner, "sync:1") == {asked.contact_id: {"title"}}
    withdraw(owner, asked.contact_id, ["title"], "sync:1")
    assert not open_conflicts(owner)


def test_another_owner_has_nothing_to_answer(other_owner, asked):
    assert not open_conflicts(other_owner)
    with pytest.raises(Conflict.DoesNotExist):
        answer_conflict(other_owner, asked.pk, "theirs")
