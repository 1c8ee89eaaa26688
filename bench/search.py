"""Search among the contacts of one owner on PostgreSQL, beside a plain LIKE for each word over the same owner's rows (M10).

The server is a throwaway one, with row-level security as in earnest. `ours` and `other` are milliseconds on the clock, the
best of several: from what was typed to the first page's rows. What LIKE is beside a misspelt name is a LIKE that finds nobody
and then the likeness of every name, read one by one.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from rows import Row, report

if TYPE_CHECKING:
    from needless.owners.models import Owner

TIMES, A_PAGE, TYPED, FLOOR = 15, 50, 8, 1.0
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvz" for vowel in "aeiou"]
ASKED = (
    ("beginning of a name, typed", "names"),
    ("whole name, list", "list"),
    ("name and firm, list", "both"),
    ("misspelt name, list", "misspelt"),
)


def word(chance: random.Random, syllables: int) -> str:
    """A made-up word."""
    return "".join(chance.choices(SYLLABLES, k=syllables))


def fill(owner: Owner, contacts: int) -> list[tuple[str, str]]:
    """So many, each with some forty words of notes. Gives each one's name and firm."""
    from django.db import connection
    from django.utils import timezone

    from needless.contacts.models import Contact
    from needless.tables import bulk

    chance = random.Random(7)
    given, family = ([word(chance, n) for _ in range(2000)] for n in (2, 3))
    firms, others = ([word(chance, 4) for _ in range(1500)] for _ in range(2))
    who = [(f"{chance.choice(given)} {chance.choice(family)}", chance.choice(firms)) for _ in range(contacts)]
    rows = [(name, firm, f"{name}\n{firm}\n{' '.join(chance.choices(others, k=40))}") for name, firm in who]
    now = timezone.now()
    bulk.insert(
        Contact, ["name", "organisation", "search"], rows, owner_id=owner.pk, made_at=now, changed_at=now
    )
    connection.commit()
    with connection.cursor() as cursor:  # what the server does by itself, after a while
        cursor.execute("VACUUM ANALYZE contact_search")
        cursor.execute("VACUUM ANALYZE needless_contact")
    return who


def least(measure: Callable[[], object]) -> float:
    """Milliseconds."""
    readings = []
    for _ in range(TIMES):
        began = time.perf_counter()
        measure()
        readings.append(time.perf_counter() - began)
    return min(readings) * 1000


def measured(contacts: int) -> list[Row]:
    """Each kind of question, both ways; those that words find must be the same people."""
    from django.db.models import QuerySet

    from needless.contacts.models import Contact
    from needless.contacts.queries import contacts_found, contacts_of, names_like
    from needless.owners.models import Owner
    from needless.tables import row_security

    row_security.begin_with(row_security.EVERYONE)
    owner = Owner.objects.create(username="bench", email="bench@example.org")
    who = fill(owner, contacts)
    row_security.begin_with(str(owner.pk))
    name, firm = who[contacts // 2]
    first, last = name.split()
    queries = {
        "names": last[:4],
        "list": name,
        "both": f"{last} {firm}",
        "misspelt": f"{first} {last[:-2]}{last[-1]}{last[-2]}",
    }

    def like(query: str) -> QuerySet[Contact]:
        rows = contacts_of(owner).order_by("name")
        return reduce(lambda rows, each: rows.filter(search__contains=each), query.split(), rows)

    def plainly(kind: str) -> list[Contact]:
        found = list(like(queries[kind]).defer("search", "extra")[: TYPED if kind == "names" else A_PAGE])
        if kind == "misspelt":
            from rapidfuzz import process

            named = dict(contacts_of(owner).values_list("pk", "name"))
            near = process.extract(queries[kind], named, limit=A_PAGE)
            return list(
                contacts_of(owner).filter(pk__in=[pk for *_rest, pk in near]).defer("search", "extra")
            )
        return found

    def ours(kind: str) -> list[Contact]:
        if kind == "names":
            return names_like(owner, queries[kind], TYPED)
        return list(contacts_found(owner, queries[kind]).defer("search", "extra")[:A_PAGE])

    rows = []
    for what, kind in ASKED:
        found = {contact.name for contact in ours(kind)}
        assert kind == "names" or name in found, (kind, queries[kind], found)
        assert kind == "names" or found <= {contact.name for contact in plainly(kind)}
        here, there = least(lambda kind=kind: ours(kind)), least(lambda kind=kind: plainly(kind))
        ratio = there / here
        rows.append(
            {"what": what, "ours": here, "other": there, "ratio": ratio, "floor": FLOOR, "ok": ratio >= FLOOR}
        )
    return rows


def main() -> int:
    """0 where every floor is reached; begins anew within a throwaway server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=20_000)
    asked = parser.parse_args()
    if "NEEDLESS_TEST_SERVER" not in os.environ:
        server = HERE.parent / "tools" / "on_postgresql.sh"
        return subprocess.run([server, sys.executable, *sys.argv], check=False).returncode
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"NEEDLESS_HOME": home, "DJANGO_SETTINGS_MODULE": "needless.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return report(measured(asked.contacts), asked.json)


if __name__ == "__main__":
    sys.exit(main())
