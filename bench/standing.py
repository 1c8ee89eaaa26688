"""Who could vouch, what went which way, and whom to ask, in a network of 30,000, beside one page of the contact list (M2, M3).

`ours` is the server's CPU time of the page, `other` that of a page of the contact list in the same run. The pages look at
everybody whom it may concern, the list at fifty: a page may cost as much as twenty of the list. A thirtieth worked at a
firm of the owner's, another gave or got something.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from rows import Row, best, report

if TYPE_CHECKING:
    from needless.owners.models import Owner

PEOPLE, TALKS, FLOOR = 30_000, 120_000, 0.05
FIRMS = ("Nordhafen Logistics", "Blue Line Foods", "Altwerk Energy", "Red Bau Health")
PAGES = ("/references/", "/balance/", "/asks/")


def fill(people: int, talks: int) -> Owner:
    """A network, the owner's jobs and who shared them, what was written and promised, and a search for a job."""
    from instances import Network
    from instances import fill as fill_network

    from needless.asking.actions import set_mode
    from needless.contacts.models import Contact, Position
    from needless.helping.models import Promise, Recommendation
    from needless.owners.models import Owner, OwnPosition

    owner, chance = Owner.objects.create(username="bench", email="bench@example.org"), random.Random(5)
    fill_network(owner, Network("bench", people, talks))
    ids = list(Contact.objects.of(owner).order_by("pk").values_list("pk", flat=True))
    some, others = chance.sample(ids, people // 30), chance.sample(ids, people // 30)
    today = date.today()
    for n, firm in enumerate(FIRMS):
        OwnPosition.objects.create(
            owner=owner,
            title="Planner",
            organisation=firm,
            started=f"{2010 + 3 * n}",
            ended=f"{2013 + 3 * n}",
        )
    Position.objects.bulk_create(
        [
            Position(owner=owner, contact_id=pk, title="Planner", organisation=FIRMS[n % 4], started="2011", ended="2022")
            for n, pk in enumerate(some)
        ]
    )  # fmt: skip
    Recommendation.objects.bulk_create(
        [
            Recommendation(
                owner=owner, contact_id=pk, is_given=n % 2 == 0, on=today - timedelta(days=n), text="Good", key=f"r{n}"
            )
            for n, pk in enumerate(others)
        ]
    )  # fmt: skip
    Promise.objects.bulk_create(
        [Promise(owner=owner, contact_id=pk, text="a book", made_on=today, mine=n % 2 == 0, kept_at=_at(n)) for n, pk in enumerate(others)]
    )  # fmt: skip
    set_mode(owner, True, today)
    return owner


def _at(days: int) -> object:
    from django.utils import timezone

    return timezone.now() - timedelta(days=days)


def measured(people: int, talks: int) -> list[Row]:
    """Each page after one look at it has warmed the instance."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(fill(people, talks))

    def asked(page: str) -> None:
        answer = client.get(page)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answers {answer.status_code}")

    for page in ("/people/", *PAGES):
        asked(page)
    rows = list[Row]()
    for page in PAGES:
        took, other = best(partial(asked, page), 3), best(partial(asked, "/people/"), 3)
        ratio = other / took
        figures = {"ours": round(took, 3), "other": round(other, 3), "ratio": round(ratio, 3)}
        rows.append({"what": f"{page} of {people:,}", **figures, "floor": FLOOR, "ok": ratio >= FLOOR})
    return rows


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=PEOPLE)
    parser.add_argument("--interactions", type=int, default=TALKS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(NEEDLESS_HOME=home, DJANGO_SETTINGS_MODULE="needless.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        rows = measured(asked.contacts, asked.interactions)
    return report(rows, asked.json)


if __name__ == "__main__":
    sys.exit(main())
