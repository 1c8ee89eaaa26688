"""Fifty owners with 5,000 contacts each look around and log, at once, on one machine: throughput and p95, and no errors.

Loopback only, two web processes. Each visit of an owner, over a connection that stays open: Today, the list of people, a search, a contact, and a
talk logged by the API. Beside it the bare server of bench/bare.py, which returns the bytes of Today that it has in hand:
``ours`` and ``other`` are requests per second (milliseconds for p95), ``ratio`` ours by the other's. The floor is that
nothing went wrong: the row `errors`, whose ratio is 1 where there are none.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import multiprocessing.connection
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.api import GRANIAN, free_port, server
from bench.instances import Network, fill
from bench.rows import Row, report

AT_ONCE = 8  # owners who look around in the same moment


class Visitor(NamedTuple):
    """How one owner comes in, and somebody of theirs."""

    session: str
    token: str
    contacts: list[int]


def prepare(home: str, owners: int, contacts: int, pipe: multiprocessing.connection.Connection) -> None:
    """Run in a process of its own: the networks, a session and a token for each."""
    os.environ |= {"NEEDLESS_HOME": home, "DJANGO_SETTINGS_MODULE": "needless.settings"}
    os.environ.pop("NEEDLESS_DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    pipe.send([_visitor(number, contacts) for number in range(owners)])


def _visitor(number: int, contacts: int) -> Visitor:
    from django.test import Client

    from needless.contacts.models import Contact
    from needless.owners.models import Owner
    from needless.owners.tokens import make_token

    owner = Owner.objects.create(username=f"owner{number}")
    fill(owner, Network(f"owner{number}", contacts, contacts * 4))
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner)
    ids = list(Contact.objects.of(owner).order_by("pk").values_list("pk", flat=True)[:200])
    return Visitor(client.cookies["sessionid"].value, make_token(owner, "bench", may_write=True), ids)


def visit(line: http.client.HTTPConnection, visitor: Visitor, rng: random.Random, took: list[float]) -> int:
    """One visit; how many answers were none that one wants."""
    contact, cookie = rng.choice(visitor.contacts), {"Cookie": f"sessionid={visitor.session}"}
    talk = json.dumps({"contacts": [contact], "channel": "call", "minutes": 10})
    bearer = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
    asked = [
        ("GET", address, None, cookie)
        for address in ("/", "/people/", "/people/?q=freight", f"/people/{contact}/")
    ]
    return sum(not _asked(line, one, took) for one in [*asked, ("POST", "/api/interactions", talk, bearer)])


def _asked(
    line: http.client.HTTPConnection, one: tuple[str, str, str | None, dict[str, str]], took: list[float]
) -> bool:
    method, address, body, headers = one
    began = time.perf_counter()
    try:
        line.request(method, address, body, headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        return False
    took.append(time.perf_counter() - began)
    return answer.status in (200, 201)


def load(
    act: Callable[[http.client.HTTPConnection, random.Random, list[float]], int], port: int, seconds: float
) -> tuple[float, float, int]:
    """Requests per second, p95 in milliseconds, and errors, of several who act at once."""
    took: list[list[float]] = [[] for _ in range(AT_ONCE)]
    errors = [0] * AT_ONCE
    end = time.perf_counter() + seconds

    def act_on(number: int) -> None:
        line, rng = http.client.HTTPConnection("localhost", port, timeout=60), random.Random(number)
        while time.perf_counter() < end:
            errors[number] += act(line, rng, took[number])

    threads = [threading.Thread(target=act_on, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(one for some in took for one in some)
    return len(every) / seconds, every[int(len(every) * 0.95)] * 1000 if every else 0.0, sum(errors)


def measure(owners: int, contacts: int, seconds: float, folder: Path) -> list[Row]:
    """All rows."""
    pipe, theirs = multiprocessing.Pipe()
    making = multiprocessing.get_context("spawn").Process(
        target=prepare, args=(str(folder / "home"), owners, contacts, theirs)
    )
    making.start()
    visitors: list[Visitor] = pipe.recv()
    making.join()
    (folder / "bodies").mkdir()
    env = {k: v for k, v in os.environ.items() if k != "NEEDLESS_DATABASE_URL"} | {
        "NEEDLESS_HOME": str(folder / "home")
    }
    ours_at, bare_at = free_port(), free_port()
    with ExitStack() as stack:
        stack.enter_context(
            server(
                [
                    sys.executable,
                    "-m",
                    "needless",
                    "serve",
                    "--no-jobs",
                    "--processes",
                    "2",
                    "--port",
                    str(ours_at),
                ],
                ours_at,
                env,
            )
        )
        line = http.client.HTTPConnection("localhost", ours_at, timeout=60)
        line.request("GET", "/", headers={"Cookie": f"sessionid={visitors[0].session}"})
        (folder / "bodies" / "today").write_bytes(line.getresponse().read())
        bare = {**env, "BENCH_BODIES": str(folder / "bodies"), "PYTHONPATH": str(Path(__file__).parents[1])}
        stack.enter_context(server([sys.executable, "-c", GRANIAN, str(bare_at)], bare_at, bare))
        load(
            lambda line, rng, took: visit(line, rng.choice(visitors), rng, took), ours_at, seconds / 4
        )  # warms up, makes plans
        rate, slow, errors = load(
            lambda line, rng, took: visit(line, rng.choice(visitors), rng, took), ours_at, seconds
        )
        head = {"Host": f"127.0.0.1:{bare_at}"}
        bare_rate, bare_slow, _none = load(
            lambda line, _rng, took: int(not _asked(line, ("GET", "/today", None, head), took)),
            bare_at,
            seconds / 4,
        )
    return [
        {"what": "requests per second", "ours": round(rate), "other": round(bare_rate), "ratio": round(rate / bare_rate, 4), "floor": None, "ok": True},
        {"what": "p95 ms", "ours": round(slow, 1), "other": round(bare_slow, 1), "ratio": round(bare_slow / slow, 4), "floor": None, "ok": True},
        {"what": "errors", "ours": errors, "other": 0, "ratio": 1 if errors == 0 else 0, "floor": 1, "ok": errors == 0},
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--owners", type=int, default=50)
    parser.add_argument("--contacts", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(given.owners, given.contacts, given.seconds, Path(folder))
    return report(rows, given.json)


if __name__ == "__main__":
    sys.exit(main())
