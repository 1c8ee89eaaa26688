"""How fast files come in, beside what one would use without Needless: ratios measured in this very run (M17).

CPU seconds on both sides, since what else the machine does should not count; notmuch and mu, which use more than one
thread, by the clock or their CPU seconds, whichever is less. They index the bodies too, which we never read.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
os.environ["NEEDLESS_HOME"] = tempfile.mkdtemp(prefix="needless-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "needless.settings"

import django

django.setup()

from django.core.management import call_command
from mailboxes import OWNER, make_mbox, python_rate
from vcards import made_up_file, vcard_read_row

Row = dict[str, Any]


def row(what: str, ours: float, other: float, floor: float | None) -> Row:
    """Both in items a second: the ratio is ours divided by the other's."""
    ratio = ours / other
    return {
        "what": what,
        "ours": ours,
        "other": other,
        "ratio": ratio,
        "floor": floor,
        "ok": floor is None or ratio >= floor,
    }


def import_seconds(path: Path, me: str = "", preview: bool = False) -> float:
    """Import one file into an empty database (which is cleared first), its preview included where asked."""
    from needless.imports import actions
    from needless.owners.first_run import first_owner

    call_command("flush", interactive=False, verbosity=0)
    owner = first_owner()
    began = time.process_time()
    work = actions.start_import(owner, [str(path)], [me] if me else [])
    on = owner.date_joined.date()
    if preview:
        actions.run_preview(work, on)
    actions.run_import(work, on)
    return time.process_time() - began


def best(measure: Callable[[], float], times: int = 3) -> float:
    """The least of several readings: what else the machine does only adds."""
    return min(measure() for _ in range(times))


def mail_rows(folder: Path, messages: int) -> list[Row]:
    """Our whole import, database writes included, beside Python's mailbox reading the same headers."""
    path = folder / "mail.mbox"
    make_mbox(path, messages)
    other = max(python_rate(path) for _ in range(2))
    ours = messages / best(lambda: import_seconds(path, OWNER))
    rows = [row("mbox headers", ours, other, 1.5)]
    return rows + [
        row(f"mbox beside {name}", ours, rate, 5.0) for name, rate in indexers(folder, path, messages)
    ]


def indexers(folder: Path, path: Path, messages: int) -> list[tuple[str, float]]:
    """notmuch and mu, where they are installed: they index bodies too, we never read them."""
    maildir = folder / "maildir"
    found = []
    for name, measure in (("notmuch", notmuch_seconds), ("mu", mu_seconds)):
        if shutil.which(name):
            if not maildir.exists():
                unpack(path, maildir)
            found.append((name, messages / measure(folder, maildir)))
    return found


def unpack(path: Path, maildir: Path) -> None:
    """One file for each message, as both want it."""
    import mailbox

    target = mailbox.Maildir(maildir, create=True)
    for message in mailbox.mbox(path, create=False):
        target.add(message)


def notmuch_seconds(folder: Path, maildir: Path) -> float:
    config = folder / "notmuch.conf"
    config.write_text(
        f"[database]\npath={maildir}\n[user]\nname=Me\nprimary_email={OWNER}\n[new]\ntags=new\n"
    )
    env = os.environ | {"NOTMUCH_CONFIG": str(config)}
    return program_seconds(["notmuch", "new", "--quiet"], env)


def mu_seconds(folder: Path, maildir: Path) -> float:
    home = f"--muhome={folder / 'mu'}"
    subprocess.run(["mu", "init", home, f"--maildir={maildir}"], check=True, capture_output=True)
    return program_seconds(["mu", "index", home, "--quiet"], dict(os.environ))


def program_seconds(command: list[str], env: dict[str, str]) -> float:
    """Its CPU seconds, or those on the clock where it was done sooner."""
    before, began = children_seconds(), time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    return min(children_seconds() - before, time.perf_counter() - began)


def children_seconds() -> float:
    """CPU seconds of all programs that ran and ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def card_rows(folder: Path, cards: int = 5000) -> list[Row]:
    """Our reader beside vobject's; our whole import beside vobject's reader alone."""
    import vobject

    path = folder / "cards.vcf"
    path.write_bytes(made_up_file(cards))
    ours = cards / best(lambda: import_seconds(path))
    began = time.process_time()
    with path.open(encoding="utf-8") as file:
        read = sum(1 for _card in vobject.readComponents(file))
    return [vcard_read_row(), row("vcard import", ours, read / (time.process_time() - began), 1.0)]


def linkedin_row(folder: Path, rows: int = 30_000) -> Row:
    """Preview and import of a Connections.csv beside csv.DictReader and one executemany of the same rows."""
    path = folder / "Connections.csv"
    columns = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for n in range(rows):
            mail = f"p{n}@example.com" if n % 20 == 0 else ""
            url = f"https://www.linkedin.com/in/person-{n}"
            writer.writerow(
                [
                    f"Given{n % 997}",
                    f"Family{n}",
                    url,
                    mail,
                    f"Company {n % 3000}",
                    f"Role {n % 500}",
                    "08 Feb 2024",
                ]
            )
    ours = rows / best(lambda: import_seconds(path, preview=True))
    return row("linkedin 30000", ours, rows / best(lambda: plain_seconds(folder, path, columns)), 1 / 25)


def plain_seconds(folder: Path, path: Path, columns: list[str]) -> float:
    database = folder / "plain.sqlite3"
    database.unlink(missing_ok=True)
    began = time.process_time()
    with path.open(newline="") as file, closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE c (a, b, c, d, e, f, g)")
        rows = ([line[name] for name in columns] for line in csv.DictReader(file))
        connection.executemany("INSERT INTO c VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.commit()
    return time.process_time() - began


def memory_row(folder: Path, gigabytes: float) -> Row:
    """Peak memory of a big mailbox's import, in a process of its own: ratio = 300 MB / peak."""
    path = folder / "big.mbox"
    make_mbox(path, int(gigabytes * 420_000))
    env = os.environ | {"NEEDLESS_HOME": str(folder / "big")}
    command = [sys.executable, "-m", "needless", "import", str(path), "--yes", "--json", "--me", OWNER]
    subprocess.run(command, env=env, check=True, capture_output=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    path.unlink()
    return {
        "what": f"memory of {gigabytes:g} GB, MB",
        "ours": peak,
        "other": 300.0,
        "ratio": 300 / peak,
        "floor": 1.0,
        "ok": peak <= 300,
    }


def main() -> int:
    """Print the table; 0 where every floor is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument(
        "--memory", type=float, default=0.0, metavar="GB", help="also the peak memory of such a mailbox"
    )
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [*mail_rows(folder, asked.messages), *card_rows(folder), linkedin_row(folder)]
        if asked.memory:
            rows.append(memory_row(folder, asked.memory))
    show(rows, asked.json)
    return 0 if all(r["ok"] for r in rows) else 1


def show(rows: list[Row], as_json: bool) -> None:
    """As one JSON document, or as a table."""
    if as_json:
        print(json.dumps({"rows": rows}))
        return
    print(f"{'what':24}{'ours':>12}{'other':>12}{'ratio':>9}{'floor':>9}")
    for r in rows:
        floor = "" if r["floor"] is None else f"{r['floor']:9.2f}"
        print(
            f"{r['what']:24}{r['ours']:12.0f}{r['other']:12.0f}{r['ratio']:9.2f}{floor:>9}{'' if r['ok'] else '  BELOW'}"
        )


if __name__ == "__main__":
    sys.exit(main())
