"""How well the odds fit: told in plain words from the owner's own past, and switched (M9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.interactions.actions import log_interaction
from needless.interactions.tiers import set_tier
from needless.owners.models import Owner

PAGE = "/settings/calibration/"


@pytest.fixture
def past(owner):
    """Twelve with whom there is talk every 25 days for two years, in 2 tiers; three long silent."""
    now = timezone.now()
    for number in range(15):
        contact = save_contact(owner, {"name": f"Friend {number}"})
        for days in range(25 if number < 12 else 500, 700, 25):
            log_interaction(owner, [contact], now - timedelta(days=days + number), "call")
    set_tier(owner, list(Contact.objects.of(owner).values_list("pk", flat=True)), "close")
    return owner


def test_what_was_expected_stands_beside_what_came(browser, past):
    page = browser.get(PAGE).content.decode()
    assert "90 days ago you had talked with 15 people so far" in page
    assert "You did with 12." in page and "the published odds 0." in page
    assert "Your ties are read with the published odds." in page


def test_own_odds_move_the_fading_days_and_published_ones_move_them_back(browser, past):
    def days():
        return list(Contact.objects.of(past).order_by("pk").values_list("fades_on", flat=True))

    before = days()
    page = browser.post(PAGE, {"odds": "own"}, follow=True).content.decode()
    assert "odds fitted to your own past" in page and "Use the published odds" in page
    fitted = Owner.objects.get(pk=past.pk)
    assert fitted.calibrated and fitted.calibration["b0_90"] > 0.9
    assert all(after > earlier for after, earlier in zip(days(), before, strict=True))
    browser.post(PAGE, {"odds": "published"})
    assert days() == before and not Owner.objects.get(pk=past.pk).calibrated


def test_without_a_past_there_is_nothing_to_fit(browser, owner):
    assert "no past here yet" in browser.get(PAGE).content.decode()
    page = browser.post(PAGE, {"odds": "own"}, follow=True).content.decode()
    assert "too little talk" in page and not Owner.objects.get(pk=owner.pk).calibrated


def test_settings_lead_to_it_and_to_ones_own_card(browser):
    page = browser.get("/settings/").content.decode()
    assert PAGE in page and "/cards/mine/" in page
