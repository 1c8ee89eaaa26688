"""The acts that tools/crash.py kills, each in a process of its own: `crash_acts.py ACT [KIND] [SIZE]`.

An act prints "begins" when its real work starts, and a line that ends in a full stop for each thing that is confirmed: from
then on it may never be missing.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import crash_sync
import django
from django.utils import timezone

OLD = "0030"  # the migration from which "migration" goes up again


def say(line: str) -> None:
    """Out at once: what is in a buffer dies with the process."""
    print(line, flush=True)


def owner() -> Any:
    from needless.owners.first_run import first_owner

    return first_owner()


def home() -> Path:
    from django.conf import settings

    return Path(settings.HOME)


# What is there before the work begins -----------------------------------------------------------------------------------


def prepare(kind: str, size: str) -> None:
    """Tables, an owner, and what the work is about."""
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    _write_cards(int(size))
    if kind == "migration":
        _old_people()
        return
    call_command("migrate", verbosity=0)
    from needless.contacts.actions import save_contact

    if kind == "sync":
        crash_sync.prepare(owner(), int(size) // 8)
    for n in range(int(size) // 2 if kind == "merge" else 40 if kind == "backup" else 0):
        for which in "ab":
            save_contact(owner(), {"name": f"Person {n:04}", "emails": [f"{which}{n}@example.org"]})


def _old_people() -> None:
    """Eighty people in the tables of an older release, by the models that it had."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    call_command("migrate", "needless", OLD, verbosity=0)
    call_command("migrate", "contenttypes", verbosity=0)
    loader = MigrationLoader(connection)
    name = next(name for app, name in loader.applied_migrations if app == "needless" and name.startswith(OLD))
    old = loader.project_state([("needless", name)]).apps
    who = old.get_model("needless", "Owner").objects.create(username="owner")
    contacts = old.get_model("needless", "Contact").objects
    contacts.bulk_create(contacts.model(owner=who, name=f"Person {n:04}") for n in range(80))


def _write_cards(size: int) -> None:
    cards = (
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Card {n:04}\nEMAIL:c{n}@example.org\nNOTE:note {n}\nEND:VCARD\n"
        for n in range(size)
    )
    (home() / "cards.vcf").write_text("".join(cards))


# The work ---------------------------------------------------------------------------------------------------------------


def import_(size: str) -> None:
    """One import, gone on with as often as it takes; confirmed is what its own row says is done."""
    from django.db import connection

    from needless.imports import actions, running
    from needless.imports.models import ImportFile

    running.BATCH = 20  # drafts: many commits in a short import
    path = str(home() / "cards.vcf")
    work = actions.start_or_go_on(owner(), [path], [])
    say("begins")

    def heard(*_told: object) -> None:
        if connection.in_atomic_block:
            return  # not yet confirmed
        done = (
            ImportFile.objects.of(owner())
            .filter(of=work, is_preview=False)
            .values_list("drafts_done", flat=True)
        )
        say(f"{sum(done)}.")

    actions.claim(work)
    actions.run_import(work, timezone.localdate(), heard)
    heard()


def merge(size: str) -> None:
    """Pairs, one after the other."""
    from needless.contacts.queries import contacts_of
    from needless.helping.merging import merge_contacts

    say("begins")
    for n in range(int(size) // 2):
        pair = list(contacts_of(owner()).filter(name=f"Person {n:04}").values_list("pk", flat=True))
        if len(pair) == 2:
            merge_contacts(owner(), *sorted(pair), timezone.localdate())
            say(f"{n}.")


def queue(size: str) -> None:
    """The consumer of the jobs, with an import in its queue: looked at, confirmed, run."""
    import threading

    from needless.clock.consumer import consume
    from needless.imports import actions, running
    from needless.imports.models import Import

    running.BATCH = 20
    if not Import.objects.of(owner()).exists():
        actions.start_import(owner(), [str(home() / "cards.vcf")])
    # Whoever ran it is dead: the real clock takes a minute and a half to believe it.
    Import.objects.of(owner()).filter(stage__in=["previewing", "running"]).update(beat_at=None)
    threading.Thread(target=_confirm_and_end, args=[owner()], daemon=True).start()
    say("begins")
    consume()


def _confirm_and_end(who: object) -> None:
    import signal
    import time

    from needless.clock.jobs import run_due_imports
    from needless.imports import actions
    from needless.imports.models import Import

    while Import.objects.of(who).exclude(stage="done").exists():
        for work in Import.objects.of(who).filter(stage="previewed"):
            actions.confirm(who, work.pk)
            say(f"{work.pk}.")
            run_due_imports()
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)  # SIGINT may be ignored where a shell put it into the background


def migration(size: str) -> None:
    """From an older release's tables to today's."""
    from needless.tables.migrating import migrate_safely

    say("begins")
    migrate_safely()
    say("migrated.")


def backup(size: str) -> None:
    """Backups over one file, again and again: whole each time, whenever it ends."""
    from needless.backups.making import back_up

    say("begins")
    for n in range(4):
        back_up(home() / "backup")
        say(f"{n}.")


def sync(size: str) -> None:
    """Two-way runs over an address book that is changed on both sides."""
    crash_sync.work(owner(), say)


# What is left -----------------------------------------------------------------------------------------------------------


def look(kind: str, path: str, at_end: str = "") -> None:
    """Print a line for each thing that is wrong."""
    confirmed = json.loads(Path(path).read_text())
    problems = [*_broken(), *LOOKS[kind](confirmed, bool(at_end))]
    for problem in problems:
        say(f"{kind}: {problem}")


def _broken() -> list[str]:
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        said = database.execute("PRAGMA integrity_check").fetchone()[0]
        loose = database.execute("PRAGMA foreign_key_check").fetchall()
    return ([] if said == "ok" else [said]) + [f"points nowhere: {row}" for row in loose[:3]]


def _names(prefix: str) -> Counter[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM needless_contact WHERE name LIKE %s AND deleted_at IS NULL", [f"{prefix} %"]
        )
        return Counter(name for (name,) in cursor.fetchall())


def _look_at_cards(confirmed: list[str], at_end: bool) -> list[str]:
    from needless.contacts.models import Note

    names = _names("Card")
    wrong = [f"{name} is there {n} times" for name, n in names.items() if n > 1]
    notes = Counter(Note.objects.of(owner()).values_list("text", flat=True))
    wrong += [f"{text} is there {n} times" for text, n in notes.items() if n > 1]
    wanted = max((int(line) for line in confirmed), default=0)
    size = (home() / "cards.vcf").read_text().count("FN:")
    wanted = size if at_end else wanted
    return wrong + ([f"{len(names)} of {wanted} confirmed cards are there"] if len(names) < wanted else [])


def _look_at_merges(confirmed: list[str], at_end: bool) -> list[str]:
    from needless.contacts.models import Address

    names = _names("Person")
    wrong = [
        f"the merge of {n} was confirmed and is gone" for n in confirmed if names[f"Person {int(n):04}"] != 1
    ]
    rows = (
        Address.objects.of(owner()).filter(contact__deleted_at=None).values_list("contact__name", flat=True)
    )
    wrong += [f"{name} has {n} addresses" for name, n in Counter(rows).items() if n != 2 and names[name] == 1]
    return wrong + ([f"{name} is still two" for name, n in names.items() if n != 1] if at_end else [])


def _look_at_queue(confirmed: list[str], at_end: bool) -> list[str]:
    from needless.imports.models import Import

    there = set(
        Import.objects.of(owner()).exclude(stage__in=["previewing", "previewed"]).values_list("pk", flat=True)
    )
    lost = [f"import {pk} was confirmed and is not" for pk in confirmed if int(pk) not in there]
    return lost + _look_at_cards([], at_end)


def _look_at_people(confirmed: list[str], at_end: bool) -> list[str]:
    names = _names("Person")
    return [] if sum(names.values()) == 80 else [f"{sum(names.values())} of 80 people are there"]


def _look_at_backup(confirmed: list[str], at_end: bool) -> list[str]:
    from needless.backups.container import NotABackup, check

    if not confirmed and not (home() / "backup").exists():
        return []
    try:
        check(home() / "backup")
    except NotABackup as error:
        return [str(error)]
    return _look_at_people(confirmed, at_end)


LOOKS = {
    "import": _look_at_cards, "merge": _look_at_merges, "queue": _look_at_queue, "migration": _look_at_people,
    "backup": _look_at_backup, "sync": lambda confirmed, at_end: crash_sync.look(owner(), confirmed, at_end),
}  # fmt: skip
ACTS = {
    "prepare": prepare, "look": look, "import": import_, "merge": merge, "queue": queue, "migration": migration,
    "backup": backup, "sync": sync,
}  # fmt: skip

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")
    django.setup()
    from needless.tables import row_security

    row_security.begin_with(row_security.EVERYONE)
    ACTS[sys.argv[1]](*sys.argv[2:])
