"""A made-up network on a fixed Monday, through the same doors that the product uses."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.interactions.actions import log_interaction
from needless.interactions.tallies import retally


@pytest.fixture
def monday():
    return date(2026, 3, 2)


@pytest.fixture
def person(owner, monday):
    """Adds somebody: ``talks`` are (days before Monday, channel); any column of a contact may be given."""

    def add(name="Ana Silva", talks=(), of=None, notes="", tier="none", **values):
        whose = of or owner
        contact = save_contact(
            whose, {"name": name, "emails": [f"{name.replace(' ', '.')}@example.org"], **values}
        )
        Contact.objects.filter(pk=contact.pk).update(tier=tier)
        for days, channel in talks:
            on = datetime.combine(monday - timedelta(days=days), time(12))
            log_interaction(
                whose, [Contact.objects.get(pk=contact.pk)], timezone.make_aware(on), channel, summary=notes
            )
        retally(whose, [contact.pk], monday)
        return Contact.objects.get(pk=contact.pk)

    return add


@pytest.fixture
def network(person):
    """Forty people: some fading, some dormant, some new, some only connected."""
    for n in range(12):
        every = [(40 + 9 * n + 20 * i, "call" if i % 2 else "mail") for i in range(4)]
        person(
            f"Warm {n}", every, tier=("inner", "close", "warm", "keep")[n % 4], phones=[f"+3519121234{n:02d}"]
        )
    for n in range(10):
        person(f"Dormant {n}", [(600 + 30 * n + 15 * i, "meeting" if i == 2 else "mail") for i in range(3)])
    for n in range(8):
        person(f"New {n}", [(10 + n, "mail")])
    for n in range(10):
        person(f"Connected {n}", connected_on=date(2024, 5, 1 + n), organisation=f"Firm {n % 3}")
