"""An owner with a plan for one day, and ways to send it."""

from datetime import UTC, date, datetime

import pytest

from needless.channels.actions import add_channel
from needless.contacts.actions import save_contact
from needless.plan.models import DayPlan, Suggestion

ON = date(2026, 3, 2)  # a Monday
SEVEN = datetime(2026, 3, 2, 7, tzinfo=UTC)
SITE = "https://needless.example"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.SECRET_KEY = "a key of these tests"


def plan(owner, on=ON, names=("Ana Sá",), **more):
    """Open suggestions of a day, one for each name."""
    row = DayPlan.objects.create(owner=owner, on=on, minutes=15)
    usual = {"kind": "fading", "channel": "mail", "minutes": 5}
    usual |= {"reason": "You have not spoken since <2023>.", "about": ["She moved to logistics."]} | more
    return [
        Suggestion.objects.create(
            owner=owner,
            plan=row,
            on=on,
            position=n,
            contact=save_contact(owner, {"name": name}),
            **{"action": f"Write {name} a mail"} | usual,
        )
        for n, name in enumerate(names, 1)
    ]


def mail_channel(owner, hour=7, days="0123456", to="ana@me.example"):
    return add_channel(owner, "email", {"to": to}, hour, days, SITE)
