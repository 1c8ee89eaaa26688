"""People of every kind of vagueness, on a fixed day."""

from datetime import UTC, date, datetime

import pytest
from tests.conftest import a_file_of

from needless.contacts.models import Contact
from needless.contacts.search import reindex
from needless.interactions.actions import log_interaction
from needless.triage.states import restate


@pytest.fixture
def on():
    return date(2026, 3, 2)


@pytest.fixture
def person(owner):
    """Adds somebody: ``talks`` are (day, direction); any column of a contact may be given."""

    def add(name="Ana Silva", talks=(), of=None, **columns):
        whose = of or owner
        contact = Contact.objects.create(
            **{"owner": whose, "name": name, "made_by": a_file_of(whose)} | columns
        )
        for day, direction in talks:
            at = datetime.combine(day, datetime.min.time(), UTC).replace(hour=12)
            log_interaction(whose, [contact], at, "message", direction)
        reindex(whose, [contact.pk])
        restate(whose, [contact.pk])
        contact.refresh_from_db()
        return contact

    return add
