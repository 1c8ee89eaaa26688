"""Opportunities as pages: in hand with a message, told in one tap, the owner's own apart (M16, M17)."""

import pytest
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.opportunities import tips
from needless.opportunities.models import Opportunity, Portal, Tip
from needless.opportunities.reading import Posting

CUSTOMS = Posting(
    "https://x.example/1",
    "Senior customs specialist",
    "Orient Lines",
    "Lisbon",
    "Customs papers and freight.",
)


@pytest.fixture
def tip(owner):
    save_contact(
        owner,
        {
            "name": "Lars Mikkola",
            "title": "Customs specialist",
            "emails": ["lars@example.org"],
        },
    )
    row, _new = tips.keep_posting(owner, CUSTOMS, timezone.now())
    (found,) = tips.match_shared(owner, row, timezone.now())
    return found


def test_what_is_in_hand_has_its_reason_and_a_message_ready(browser, tip):
    for address in ("/opportunities/", f"/opportunities/{tip.opportunity_id}/"):
        page = browser.get(address).content.decode()
        assert "Lars Mikkola" in page
        assert "mailto:lars@example.org?subject=Senior" in page
        assert "Orient Lines, Lisbon" in page


def test_told_is_one_tap_and_asks_what_came_of_it(browser, tip):
    page = browser.post(f"/opportunities/tips/{tip.pk}/", {"act": "told", "channel": "mail"}, follow=True)
    assert "Told Lars, and logged." in page.content.decode()
    assert "What came of it?" in page.content.decode()
    again = browser.post(f"/opportunities/tips/{tip.pk}/", {"act": "told"}, follow=True)
    assert "told already" in again.content.decode()
    browser.post(f"/opportunities/tips/{tip.pk}/", {"act": "outcome", "outcome": "She starts in May"})
    assert "She starts in May" in browser.get(f"/opportunities/{tip.opportunity_id}/").content.decode()


def test_not_for_them_is_not_asked_again(browser, owner, tip):
    browser.post(f"/opportunities/tips/{tip.pk}/", {"act": "declined"})
    assert "Lars Mikkola" not in browser.get("/opportunities/").content.decode()
    assert Tip.objects.of(owner).get().state == Tip.State.DECLINED


def test_the_owners_own_are_apart(browser, owner, tip):
    Opportunity.objects.of(owner).update(for_me="open")
    assert "For you" in browser.get("/opportunities/").content.decode()
    browser.post(f"/opportunities/{tip.opportunity_id}/mine/", {"act": "pursued"})
    browser.post(f"/opportunities/{tip.opportunity_id}/mine/", {"act": "nonsense"})
    assert Opportunity.objects.of(owner).get().for_me == "pursued"


def test_a_private_address_is_refused_on_the_page(browser):
    page = browser.post("/opportunities/", {"url": "http://10.0.0.1/jobs"}).content.decode()
    assert "private network" in page


def test_a_portal_can_be_left(browser, owner):
    portal = Portal.objects.create(owner=owner, url="https://x.example/jobs")
    assert "x.example" in browser.get("/opportunities/").content.decode()
    browser.post(f"/opportunities/portals/{portal.pk}/unfollow/")
    assert not Portal.objects.of(owner).exists()
