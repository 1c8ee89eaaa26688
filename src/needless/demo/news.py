"""Stories in the made-up network's hands: found for some, sent to one, who liked it (M13)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from needless.news.models import Offer, Story
from needless.news.offers import offers_for
from needless.owners.models import Owner

# (title, what it says, paper, address, how many days ago)
STORIES = (
    ("Container ships queue as customs checks slow at three ports", "Shipping lines warn of delays to cargo; customs "
     "specialists ask for earlier papers.", "The Quayside Review", "https://quayside.example/customs-queue", 2),
    ("How hospitals plan beds for a hard flu season", "Nurses and clinic managers share what worked in the wards last "
     "winter.", "Ward and Clinic", "https://wardclinic.example/flu-beds", 4),
    ("Insurers catch more fraud with fewer questions", "Internal auditors describe how claims are checked, and what they "
     "no longer ask.", "Ledger Weekly", "https://ledger.example/fraud-claims", 9),
    ("A type designer on letters that are read at night", "Graphic designers try typefaces for signs, screens and tired "
     "eyes.", "Plain Shapes", "https://plainshapes.example/night-letters", 12),
)  # fmt: skip


def write_news(owner: Owner, on: date) -> None:
    """Keep the stories, see whom each is for, and send the last."""
    now = timezone.make_aware(datetime.combine(on, time(8)))
    for title, text, source, url, days in STORIES:
        story = Story.objects.create(
            owner=owner, key=url.removeprefix("https://"), url=url, title=title, text=text, source=source,
            at=now - timedelta(days=days), is_shared=True,
        )  # fmt: skip
        found = offers_for(owner, story)
    for offer in found[:1]:
        offer.state, offer.decided_at = Offer.State.SENT, now - timedelta(days=7)
        offer.save()
