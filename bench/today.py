"""How Today's page and logging hold up with 10,000 contacts and 1,000,000 interactions (M1, M9).

Each network lies in an instance and a process of its own; the same thing is asked of both in turn, and
medians are compared: `ours` is the large network's milliseconds, `other` those of the empty (page) or the
small (log) one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.instances import Network, serve

REPEATS = 25
PLANS = 5
MOST_QUERIES = 12


class Instance:
    """A network in a process of its own, which is asked by a pipe."""

    def __init__(self, network: Network, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        self.child = context.Process(target=serve, args=(network, str(folder / network.name), theirs))
        self.child.start()

    def ask(self, what: str, *args: int) -> Any:
        """The answer to one question; the child's own error ends the bench."""
        self.pipe.send((what, *args))
        return self.pipe.recv()

    def stop(self) -> None:
        self.pipe.send(("stop",))
        self.child.join(10)


def timed(what: str, ours: Instance, other: Instance, repeats: int) -> tuple[float, float]:
    """Medians in milliseconds of the same question, asked of both in turn."""
    pairs = [(ours.ask(what, n), other.ask(what, n)) for n in range(repeats)]
    return median(a for a, _b in pairs), median(b for _a, b in pairs)


def row(what: str, ours: float, other: float, floor: float | None) -> dict[str, Any]:
    """A row of the table: ``ratio`` is other divided by ours, higher is better."""
    ratio = other / ours
    is_ok = floor is None or ratio >= floor
    figures = {"ours": round(ours, 3), "other": round(other, 3), "ratio": round(ratio, 3)}
    return {"what": what, **figures, "floor": floor, "ok": is_ok}


def measure(contacts: int, interactions: int, folder: Path) -> list[dict[str, Any]]:
    """All rows, for a network of that size."""
    large = Instance(Network("large", contacts, interactions), folder)
    small, empty = Instance(Network("small", 100, 10_000), folder), Instance(Network("empty", 0, 0), folder)
    try:
        for instance in (large, small, empty):
            print(instance.ask("ready"), file=sys.stderr)
        timed("page", large, empty, 3)  # warms up, and makes the day's plan
        print(f"suggestions on the page: {large.ask('suggestions')}", file=sys.stderr)
        return [
            row("today page", *timed("page", large, empty, REPEATS), round(1 / 3, 4)),
            row("log one", *timed("log", large, small, REPEATS), 0.5),
            row("today queries", large.ask("queries"), MOST_QUERIES, 1),
            row("plan made", *timed("plan", large, empty, PLANS), None),
        ]
    finally:
        for instance in (large, small, empty):
            instance.stop()


def show(rows: list[dict[str, Any]]) -> None:
    """The table, in milliseconds (queries: a number)."""
    print(f"{'':16}{'ours':>10}{'other':>10}{'ratio':>8}{'floor':>8}")
    for r in rows:
        floor = "" if r["floor"] is None else f"{r['floor']:.2f}"
        figures = f"{r['ours']:>10.2f}{r['other']:>10.2f}{r['ratio']:>8.2f}{floor:>8}"
        print(f"{r['what']:16}{figures}  {'' if r['ok'] else 'FAILS'}")


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--interactions", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(asked.contacts, asked.interactions, Path(folder))
    print(json.dumps({"rows": rows})) if asked.json else show(rows)
    return 0 if all(r["ok"] for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
