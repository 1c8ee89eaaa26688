"""Kills Needless at random moments of its work and looks at what is left: nothing that was confirmed may be missing.

    python tools/crash.py --times 200                  # on SQLite
    tools/on_postgresql.sh python tools/crash.py --times 200

Each kind of work runs in a process of its own that says what was confirmed, is ended by SIGKILL after a random time, and
is started again until it is through. After each kill the database is checked (integrity, foreign keys, what was confirmed),
at the end also that nothing is there twice. Kinds: import, merge, sync, queue, migration, backup.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
ACTS = Path(__file__).with_name("crash_acts.py")


@dataclass
class Tally:
    """What became of one kind of work."""

    kind: str
    kills: int = 0
    finished: int = 0
    confirmed: int = 0
    problems: list[str] = field(default_factory=list)


class Instance:
    """A data folder (and with NEEDLESS_DATABASE_URL a schema of PostgreSQL that is emptied first)."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.folder = folder
        self.environment = {**os.environ, "NEEDLESS_HOME": str(self.home), "NEEDLESS_JOBS": ""}
        self.environment |= {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "needless.settings"}
        self.environment.pop("PYTEST_RUNNING", None)

    def start(self, act: str, *words: str) -> subprocess.Popen[str]:
        """Begin one act of crash_acts.py; what it prints is what it confirms."""
        command = [sys.executable, str(ACTS), act, *words]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def ask(self, act: str, *words: str) -> str:
        """One act to its end. Raises RuntimeError with what it said."""
        running = self.start(act, *words)
        out, error = running.communicate(timeout=300)
        if running.returncode not in (0, -signal.SIGTERM):  # the consumer is ended so
            raise RuntimeError(f"{act} failed: {error[-1500:]}")
        return out


def kill_while(
    instance: Instance, act: str, words: list[str], longest: float
) -> tuple[bool, list[str], float]:
    """Start an act and end it at a random moment after it said that it begins.
    (was it killed, what it confirmed, seconds of its work)."""
    running = instance.start(act, *words)
    assert running.stdout and running.stderr
    first = running.stdout.readline()
    if not first.startswith("begins"):
        running.wait(60)
        raise RuntimeError(f"{act} did not begin: {running.stderr.read()[-1500:]}")
    began = time.monotonic()
    with suppress(subprocess.TimeoutExpired):
        running.wait(random.uniform(0, longest))
    running.kill()
    spent = time.monotonic() - began
    lines = running.stdout.read().splitlines()
    running.wait(60)
    whole = [line for line in lines if line.endswith(".")]
    return running.returncode == -9, [line.rstrip(".") for line in whole], spent


def crash(kind: str, times: int, size: int, say: Callable[[str], None]) -> Tally:
    """Kill one kind of work so many times; each time it goes on where it was."""
    tally = Tally(kind)
    longest = 1.0
    template = Path(tempfile.mkdtemp()) / kind
    while tally.kills < times:
        with tempfile.TemporaryDirectory() as folder:
            instance = Instance(Path(folder))
            _prepare(instance, kind, size, template)
            confirmed: list[str] = []
            is_through = False
            while not is_through and tally.kills < times:
                was_killed, said, spent = kill_while(instance, kind, [str(size)], longest)
                confirmed += said
                tally.kills += was_killed
                is_through = not was_killed
                longest = 0.8 * longest + 0.2 * (4 * spent if was_killed else 0.8 * spent)
                _look(instance, kind, confirmed, tally)
            instance.ask(kind, str(size))  # whatever is left, to the end
            tally.finished += 1
            tally.confirmed += len(confirmed)
            _look(instance, kind, confirmed, tally, at_end=True)
        say(f"{kind}: {tally.kills} of {times} kills, {len(tally.problems)} problems")
    return tally


def _prepare(instance: Instance, kind: str, size: int, template: Path) -> None:
    """What the work begins with; on SQLite it is made once and copied."""
    if "NEEDLESS_DATABASE_URL" not in os.environ and template.exists():
        shutil.copytree(template, instance.home)
        return
    instance.ask("prepare", kind, str(size))
    shutil.copytree(instance.home, template, dirs_exist_ok=True)


def _look(instance: Instance, kind: str, confirmed: list[str], tally: Tally, at_end: bool = False) -> None:
    (instance.folder / "confirmed.json").write_text(json.dumps(confirmed))
    said = instance.ask("look", kind, str(instance.folder / "confirmed.json"), "end" if at_end else "")
    tally.problems += [line for line in said.splitlines() if line]


KINDS = ("import", "merge", "sync", "queue", "migration", "backup")


def main() -> None:
    """Kill, look, print the table; exit code 1 where anything was lost, broken or doubled."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=20, help="kills of all kinds together")
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--size", type=int, default=400, help="contacts of an import, half as many merges")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    random.seed(given.seed)
    kinds = given.kind or list(KINDS)
    tallies = [
        crash(kind, max(1, given.times // len(kinds)), given.size, lambda line: print(line, file=sys.stderr))
        for kind in kinds
    ]
    if given.json:
        print(json.dumps([vars(tally) for tally in tallies]))
    else:
        print(f"{'work':<12}{'kills':>7}{'runs':>7}{'confirmed':>11}  problems")
        for t in tallies:
            print(
                f"{t.kind:<12}{t.kills:>7}{t.finished:>7}{t.confirmed:>11}  {'; '.join(t.problems[:3]) or 'none'}"
            )
    raise SystemExit(1 if any(tally.problems for tally in tallies) else 0)


if __name__ == "__main__":
    main()
