"""What one owner costs: rows, bytes and CPU time of a day, and so how many one machine carries (docs/scale.md).

The owner has 1,000 contacts and 20,000 interactions of six years. A day is: the plan made, Today opened five times, ten
people looked at, a search, three talks logged, the digest, and the clock's look at what is due, each minute. ``ours`` is
CPU milliseconds of the process (rows and bytes where the name says so), ``other`` half a core's day; ``ratio`` is owners to a core.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

HALF_A_DAY = 43_200_000.0  # milliseconds of a core that is half busy
OPENED, LOOKED_AT, LOGGED, MINUTES = 5, 10, 3, 1440


def cpu(act: Callable[[], object], times: int = 1) -> float:
    """Milliseconds of CPU for one of several times."""
    began = time.process_time()
    for _time in range(times):
        act()
    return (time.process_time() - began) * 1000 / times


def size(folder: Path) -> int:
    """Bytes of the database, what was written last included."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "needless.sqlite3").stat().st_size


def rows_of_owner() -> int:
    """Rows in all tables that hold owners' rows."""
    from django.apps import apps

    from needless.tables.owned import Owned

    models = [m for m in apps.get_app_config("needless").get_models() if issubclass(m, Owned)]
    return sum(int(model._base_manager.count()) for model in models)


def day(asked: Any) -> dict[str, float]:
    """CPU milliseconds of each thing of a day, times how often it happens."""
    from django.utils import timezone

    from needless.channels.delivering import send_due
    from needless.channels.texts import text_of
    from needless.contacts.models import Contact
    from needless.plan.making import plan_of_day

    owner, client = asked.owner, asked.client
    people = list(Contact.objects.of(owner).order_by("pk").values_list("pk", flat=True)[:LOOKED_AT])
    asked.page(0)
    return {
        "plan": cpu(lambda: plan_of_day(owner, date.today() + timedelta(weeks=1))),
        "Today opened": cpu(lambda: asked.page(0), OPENED) * OPENED,
        "people looked at": sum(cpu(lambda pk=pk: client.get(f"/people/{pk}/")) for pk in people),
        "a search": cpu(lambda: client.get("/people/?q=freight")),
        "talks logged": cpu(lambda: asked.log(0), LOGGED) * LOGGED,
        "digest": cpu(lambda: text_of(owner, date.today(), "https://needless.example")),
        "what is due": cpu(lambda: send_due(timezone.now()), 10)
        * MINUTES
        / 1000,  # one look for all owners: of a thousand
    }


def measure(contacts: int, interactions: int, folder: Path) -> list[dict[str, Any]]:
    """The rows of the table."""
    from bench.instances import Asked, Network

    empty = size(folder)
    asked = Asked(Network("owner", contacts, interactions))
    took = day(asked)
    total = sum(took.values())
    plain: list[tuple[str, float]] = [("rows", rows_of_owner()), ("bytes", size(folder) - empty)]
    return [
        *({"what": what, "ours": round(n), "other": None, "ratio": None, "floor": None, "ok": True} for what, n in plain),
        *({"what": f"day: {what}", "ours": round(ms, 2), "other": None, "ratio": None, "floor": None, "ok": True} for what, ms in took.items()),
        {"what": "day", "ours": round(total, 1), "other": HALF_A_DAY, "ratio": round(HALF_A_DAY / total), "floor": None, "ok": True},
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=1000)
    parser.add_argument("--interactions", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(NEEDLESS_HOME=folder, DJANGO_SETTINGS_MODULE="needless.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        rows = measure(given.contacts, given.interactions, Path(folder))
    if given.json:
        print(json.dumps({"rows": rows}))
    else:
        for row in rows:
            print(f"{row['what']:22} {row['ours']:>14,} {row['ratio'] or '':>12}")
        print(f"measured {datetime.now(UTC):%Y-%m-%d}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
