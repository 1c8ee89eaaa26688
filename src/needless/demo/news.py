"""Something in the made-up network's hands: stories for some, and two who should know each other (M13, M16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from needless.contacts.models import Contact
from needless.gatherings.models import Trip
from needless.helping.models import Wish
from needless.introducing.stages import choose, step
from needless.introducing.suggesting import acquainted, wishes_that_meet
from needless.meetings.prelude import ripe_threads
from needless.meetings.proposing import propose, times_for
from needless.news.models import Offer, Story
from needless.news.offers import look_for_readers
from needless.opportunities.reading import Posting
from needless.opportunities.tips import keep_posting, match_shared
from needless.owners.models import Owner
from needless.recommending.actions import write
from needless.recommending.coming import who_has_one_coming

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


# (title, firm, what it says, address, how many days ago)
OPENINGS = (
    ("Senior internal auditor, claims", "Birchgate Mutual", "Internal audit of claims and fraud checks for an insurer.",
     "https://birchgate.example/jobs/auditor", 3),
    ("Customs and shipping specialist", "Quayline", "Customs papers, freight and cargo at two container ports.",
     "https://quayline.example/jobs/customs", 5),
)  # fmt: skip


# (what one looks for, what another offers)
WISHES = (
    ("somebody who draws clear diagrams for a safety manual", "illustration and clear diagrams for manuals"),
    ("advice on customs papers for a first shipment overseas", "advice on customs papers and shipments"),
    ("a mentor for a nurse who wants to lead a ward", "mentoring for nurses who start to lead"),
)


def write_wishes(owner: Owner, on: date) -> None:
    """Needs that meet offers, among those who are near; one pair is chosen, and one of them asked."""
    near = Contact.objects.of(owner).filter(talks_in__gt=3, tier__in=("close", "warm"), let_go_at=None)
    for (need, offer), (asker, giver) in zip(
        WISHES, _strangers(owner, list(near.order_by("pk"))), strict=False
    ):
        for contact, kind, text in ((asker, Wish.Kind.NEED, need), (giver, Wish.Kind.OFFER, offer)):
            Wish.objects.create(
                owner=owner, contact=contact, kind=kind, text=text, on=on - timedelta(days=12)
            )
    now = timezone.make_aware(datetime.combine(on, time(8)))
    for pair in wishes_that_meet(owner, on, 1):
        row = choose(owner, pair.a, pair.b, pair.reason_for_a, pair.reason_for_b, now - timedelta(days=3))
        step(owner, row.pk, "ask_a", now - timedelta(days=2))


def write_opportunities(owner: Owner, on: date) -> None:
    """Openings that were shared, for whom they fit."""
    now = timezone.make_aware(datetime.combine(on, time(8)))
    for title, firm, text, url, days in OPENINGS:
        posting = Posting(url, title, firm, "Remote", text, now - timedelta(days=days))
        match_shared(owner, keep_posting(owner, posting, now)[0], now)


def write_draft(owner: Owner, on: date) -> None:
    """A recommendation that is begun, for the one who has it coming most."""
    now = timezone.make_aware(datetime.combine(on, time(8)))
    for each in who_has_one_coming(owner, on, 1):
        words = f"When a week goes wrong, {each.contact.first_name} is who one wants at the table: calm, exact, and kind."
        write(owner, each.contact, words, now - timedelta(days=2))


def write_meetings(owner: Owner, on: date) -> None:
    """A trip to come, and a meeting that was proposed to somebody near."""
    Trip.objects.create(
        owner=owner, place="London", begins_on=on + timedelta(days=13), ends_on=on + timedelta(days=16)
    )
    now = timezone.make_aware(datetime.combine(on, time(8)))
    near = [ripe for ripe in ripe_threads(owner, on) if ripe.step == "coffee"]
    for ripe in near[:1]:
        times = times_for(owner, ripe.contact, "coffee", on)
        propose(owner, ripe.contact, "coffee", times, "Café da Praça", now - timedelta(days=1))


def _strangers(owner: Owner, people: list[Contact]) -> Iterator[tuple[Contact, Contact]]:
    """Pairs who were in no talk together, nobody twice."""
    known = acquainted(owner, [contact.pk for contact in people])
    while people:
        one = people.pop(0)
        firm = one.organisation
        other = next((c for c in people if (one.pk, c.pk) not in known and c.organisation != firm), None)
        if other:
            people.remove(other)
            yield one, other


def write_news(owner: Owner, on: date) -> None:
    """Keep the stories, see whom each is for, and send the last."""
    now = timezone.make_aware(datetime.combine(on, time(8)))
    for title, text, source, url, days in STORIES:
        story = Story.objects.create(
            owner=owner, key=url.removeprefix("https://"), url=url, title=title, text=text, source=source,
            at=now - timedelta(days=days), is_shared=True,
        )  # fmt: skip
        found = look_for_readers(owner, story)
    for offer in found[:1]:
        offer.state, offer.decided_at = Offer.State.SENT, now - timedelta(days=7)
        offer.save()
