"""A shared link with its people, beside one page of the contact list, both as pages of one instance (M13).

`ours` is the server's CPU time from the posted link (title and text, no network) to the page with its people; `other` that of
the list's first page times 10: a link answers in less than ten times the time of one page of the list.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from rows import Row, best, report

PEOPLE, TIMES, FLOOR = 10_000, 10, 1.0
STORIES = (
    ("Container ships queue as customs checks slow", "Shipping lines warn of delays to cargo at the ports."),
    ("How hospitals plan beds for a hard flu season", "Nurses share what worked in the wards last winter."),
    ("Insurers catch more fraud with fewer questions", "Internal auditors describe how claims are checked."),
    ("Engineers test a longer bridge of timber", "Builders and planners look at the cost of the beams."),
    ("A court rules on contracts of bank clerks", "Lawyers read the judgement in different ways."),
)
TITLES = (
    "Customs specialist", "Head of logistics", "Staff nurse", "Clinic manager", "Internal auditor", "Civil engineer",
    "Data analyst", "Graphic designer", "Primary school teacher", "Contracts lawyer", "Bank clerk", "Sales manager",
    "Software developer", "Chef", "Journalist", "Product manager", "Research chemist", "Pilot", "Estate agent", "Translator",
)  # fmt: skip


def fill(people: int) -> object:
    """An owner with so many people, each with a title of a level and a branch: thousands of different ones."""
    from needless.contacts.models import Contact
    from needless.owners.models import Owner

    owner = Owner.objects.create(username="bench", email="bench@example.org")
    chance = random.Random(5)
    levels = ("", "Senior ", "Junior ", "Lead ", "Deputy ", "Interim ", "Regional ", "Group ")
    Contact.objects.bulk_create(
        [
            Contact(
                owner=owner, name=f"Person {n:05}", organisation=f"Firm {n % 997}", talks=n % 3,
                title=f"{chance.choice(levels)}{chance.choice(TITLES)}, {chance.choice(('north', 'south', 'retail', 'export'))}",
            )
            for n in range(people)
        ],
        batch_size=1000,
    )  # fmt: skip
    return owner


def measured(people: int) -> list[Row]:
    """Both asked of one instance, after one of each has warmed it."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(fill(people))
    stories = iter(STORIES * 3)

    def share() -> None:
        title, text = next(stories)
        answer = client.post(
            "/news/share/", {"title": f"{title} {random.random():.9f}", "text": text}, follow=True
        )
        assert answer.status_code == 200 and b"Who would like this?" in answer.content

    def listed() -> None:
        assert client.get("/people/").status_code == 200

    share()
    listed()
    ours, page = best(share), best(listed)
    ratio = TIMES * page / ours
    figures = {"ours": ours, "other": TIMES * page, "ratio": ratio}
    return [{"what": f"share a link, {people} contacts", **figures, "floor": FLOOR, "ok": ratio >= FLOOR}]


def main() -> int:
    """0 where the floor is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=PEOPLE)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"NEEDLESS_HOME": home, "DJANGO_SETTINGS_MODULE": "needless.settings"}
        os.environ.pop("NEEDLESS_DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return report(measured(asked.contacts), asked.json)


if __name__ == "__main__":
    sys.exit(main())
