"""A signed-in browser without JavaScript, and a person with something of everything."""

from datetime import UTC, datetime

import pytest
from django.test import Client


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def ines(owner):
    from needless.contacts.actions import add_note, add_relation, save_contact
    from needless.interactions.actions import log_interaction

    values = {
        "name": "Inês Okafor",
        "organisation": "Hafen Logistik",
        "title": "Planner",
        "place": "Lisbon",
        "birthday": "--02-08",
        "how_we_met": "At the port workshop",
        "emails": [("ines@example.org", "work")],
        "phones": ["+351 912 345 678"],
        "links": ["https://www.linkedin.com/in/ines-okafor/", "javascript:alert(1)"],
        "postal": ["Rua do Cais 1, Lisbon"],
        "tags": ["choir"],
        "positions": [{"organisation": "Hafen", "title": "Clerk", "started": "2018-03", "ended": "2020"}],
        "dates": [("married", "2010-06-01")],
        "fields": [("Tea", "green <b>no sugar</b>")],
    }
    contact = save_contact(owner, values)
    bo = save_contact(owner, {"name": "Bo Li"})
    add_note(owner, contact, "Sails on Sundays")
    add_relation(owner, contact, "works with", bo)
    for month in (1, 2, 5):
        log_interaction(owner, [contact], datetime(2026, month, 3, 12, tzinfo=UTC), "call", summary="Berths")
    contact.refresh_from_db()
    return contact
