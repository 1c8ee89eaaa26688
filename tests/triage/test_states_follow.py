"""Known or vague follows at once from what the owner tells: a talk, how they met, a note, a tier (M10)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from needless.contacts.actions import add_note, add_tag, remove_tag, save_contact
from needless.contacts.models import Contact, Undo
from needless.contacts.undo import undo
from needless.imports.models import Import
from needless.interactions.actions import delete_interaction, log_interaction
from needless.interactions.tiers import set_tier


@pytest.fixture
def stranger(owner):
    """Came with an import; nothing but a name."""
    contact = save_contact(owner, {"name": "Bo Li"})
    made_by = Import.objects.create(owner=owner, stage="done")
    Contact.objects.filter(pk=contact.pk).update(state="unknown", made_by=made_by, by_hand=None)
    return Contact.objects.get(pk=contact.pk)


def state(contact):
    return Contact.objects.get(pk=contact.pk).state


def test_a_logged_call_makes_known_and_deleting_it_makes_unknown_again(owner, stranger):
    talk = log_interaction(owner, [stranger], timezone.now() - timedelta(days=1), "call")
    assert state(stranger) == stranger.state == "known"
    delete_interaction(owner, talk.pk)
    assert state(stranger) == "unknown"


def test_one_mail_of_mine_makes_no_more_than_vague(owner, stranger):
    log_interaction(owner, [stranger], timezone.now(), "mail", direction="out")
    assert state(stranger) == "vague"


def test_how_we_met_makes_known_until_it_is_taken_back(owner, stranger):
    save_contact(owner, {"how_we_met": "On the ferry to Bergen"}, stranger)
    assert state(stranger) == "known"
    undo(owner, Undo.objects.of(owner).latest("pk").pk)
    assert state(stranger) == "unknown"


@pytest.mark.parametrize("tell", [
    lambda owner, bo: add_note(owner, bo, "Sings"),
    lambda owner, bo: set_tier(owner, [bo.pk], "keep"),
])  # fmt: skip
def test_a_note_or_a_tier_makes_known(owner, stranger, tell):
    tell(owner, stranger)
    assert state(stranger) == "known"


def test_a_tag_makes_vague_as_long_as_it_is_there(owner, stranger):
    add_tag(owner, [stranger.pk], "choir")
    assert state(stranger) == "vague"
    remove_tag(owner, [stranger.pk], "choir")
    assert state(stranger) == "unknown"


def test_a_state_given_by_hand_is_kept(owner, stranger):
    save_contact(owner, {"how_we_met": "Somewhere", "state": "vague"}, stranger)
    assert state(stranger) == "vague"
