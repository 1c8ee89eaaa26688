"""Tiers: wanting a tie closer moves its fading day, and both can be taken back (M9)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact, Undo
from needless.contacts.undo import undo
from needless.interactions.actions import delete_interaction, log_interaction
from needless.interactions.tiers import set_tier


@pytest.fixture
def ana(owner):
    contact = save_contact(owner, {"name": "Ana"})
    for weeks in range(4):
        log_interaction(owner, [contact], timezone.now() - timedelta(weeks=weeks), "call")
    return contact


def test_a_closer_tier_fades_sooner(owner, ana):
    set_tier(owner, [ana.pk], "keep")
    keep = Contact.objects.get(pk=ana.pk).fades_on
    set_tier(owner, [ana.pk], "close")
    close = Contact.objects.get(pk=ana.pk)
    assert close.fades_on < keep and close.tier_is_mine and close.tier == "close"


def test_a_tier_taken_back_brings_its_fading_day_back(owner, ana):
    first = set_tier(owner, [ana.pk], "keep")
    keep = Contact.objects.get(pk=ana.pk).fades_on
    second = set_tier(owner, [ana.pk], "inner")
    undo(owner, second.pk)
    assert Contact.objects.get(pk=ana.pk).fades_on == keep
    undo(owner, first.pk)
    assert Contact.objects.get(pk=ana.pk).fades_on is None


def test_a_bulk_change_is_one_undo_and_leaves_other_owners_alone(owner, other_owner, ana):
    others = save_contact(other_owner, {"name": "Bo"})
    before = Undo.objects.of(owner).count()
    set_tier(owner, [ana.pk, others.pk], "warm", date(2026, 1, 1))
    others.refresh_from_db()
    assert others.tier == "none" and Undo.objects.of(owner).count() == before + 1


def test_a_proposal_never_overrides_the_owners_word(owner, ana):
    set_tier(owner, [ana.pk], "close")
    set_tier(owner, [ana.pk], "keep", is_mine=False)
    assert Contact.objects.get(pk=ana.pk).tier == "close"


def test_there_are_five_tiers(owner, ana):
    with pytest.raises(ValidationError):
        set_tier(owner, [ana.pk], "best")


def test_a_deleted_interaction_that_comes_back_counts_again(owner, ana):
    before = Contact.objects.get(pk=ana.pk)
    step = delete_interaction(owner, ana.participations.order_by("-at").first().interaction_id)
    assert Contact.objects.get(pk=ana.pk).interactions == 3
    undo(owner, step.pk)
    after = Contact.objects.get(pk=ana.pk)
    assert (after.interactions, after.last_talk_on) == (4, before.last_talk_on)
    assert after.strength == pytest.approx(before.strength)
