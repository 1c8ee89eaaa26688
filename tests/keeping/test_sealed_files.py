"""Sealed notes on a real data folder: killed at any moment, and not a word of them in any file afterwards (M17)."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

MARKER = "zanzibarquokka"
pytestmark = pytest.mark.real
SETUP = """
import sys, needless.cli.root as root
root.start(); root.migrate()
from django.utils import timezone
from needless.owners.first_run import first_owner
from needless.contacts.actions import add_note, delete_note, save_contact
from needless.contacts.models import Contact
from needless.interactions.actions import log_interaction
from needless.imports.models import Import
owner = first_owner()
at = timezone.now()
save_contact(owner, {"name": "Quentin Marsh"})
for n in range(30):
    c = save_contact(owner, {"name": f"Person {n}", "how_we_met": f"zanzibarquokka fair {n}"})
    for k in range(3):
        note = add_note(owner, c, f"zanzibarquokka note {n} {k}, interested in zanzibarquokka {n}")
    log_interaction(owner, [c], at, "call", summary=f"zanzibarquokka talk {n}")
    if n % 3 == 0:
        delete_note(owner, note.pk)
"""
TURN_ON = """
import needless.cli.root as root
root.start()
from needless.owners.first_run import first_owner
from needless.owners import note_keys
print(note_keys.turn_on(first_owner(), "five words are quite good"), flush=True)
"""
WORK = """
import needless.cli.root as root
root.start()
from needless.keeping import sealing
from needless.owners.models import NotesKey
sealing.AT_ONCE = 20
write = sealing.bulk.write_column
def slowly(*given):
    write(*given)
    print("batch", flush=True)
sealing.bulk.write_column = slowly
row = NotesKey.objects.select_related("owner").get()
assert sealing.work_on(row), "not done"
print("done", flush=True)
"""


class Folder:
    def __init__(self, home):
        self.home = home
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLESS_", "DJANGO_", "PYTEST"))}
        self.environment = {**kept, "NEEDLESS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "needless.settings"}

    def begin(self, script, **more):
        return subprocess.Popen(
            [sys.executable, "-c", script],
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def python(self, script, **more):
        process = self.begin(script, **more)
        out, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        return out

    def run(self, *arguments, **more):
        done = subprocess.run(
            [sys.executable, "-m", "needless", *map(str, arguments)], env=self.environment | more,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def files_with(self, text):
        return [
            p.name for p in self.home.rglob("*") if p.is_file() and text.encode() in p.read_bytes().lower()
        ]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    home = tmp_path_factory.mktemp("filled") / "home"
    home.mkdir()
    Folder(home).python(SETUP)
    return home


@pytest.fixture
def folder(filled, tmp_path):
    shutil.copytree(filled, tmp_path / "home")
    return Folder(tmp_path / "home")


def test_killed_again_and_again_it_ends_with_nothing_lost_and_no_word_in_any_file(folder):
    assert folder.files_with(MARKER)
    key = folder.python(TURN_ON).strip()
    for batches in (1, 3, 2, 4):  # less and less is left: at last it ends by itself
        process = folder.begin(WORK)
        for _batch in range(batches):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
    folder.python(WORK)
    assert folder.files_with(MARKER) == []
    folder.run("backup", folder.home.parent / "copy.sqlite3")
    folder.run("export", folder.home.parent / "out.zip")
    assert MARKER.encode() not in (folder.home.parent / "copy.sqlite3").read_bytes().lower()
    database = sqlite3.connect(folder.home / "needless.sqlite3")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT count(*) FROM needless_note").fetchone() == (80,)
    database.close()

    shown = json.loads(folder.run("contact", 8, "--json", NEEDLESS_NOTES_KEY=key))
    assert [note["text"] for note in shown["notes"]][:2] == [
        f"zanzibarquokka note 6 {k}, interested in zanzibarquokka 6" for k in range(2)
    ]
    assert (shown["how_we_met"], shown["notes_locked"]) == ("zanzibarquokka fair 6", False)
    assert shown["history"][0]["summary"] == "zanzibarquokka talk 6"
    locked = json.loads(folder.run("contact", 8, "--json"))
    assert (locked["notes"], locked["how_we_met"], locked["notes_locked"]) == ([], "", True)
    assert "Your notes are locked" in folder.run("contact", 8)


def test_a_backup_that_is_restored_opens_by_the_same_key(folder, tmp_path):
    key = folder.python(TURN_ON).strip()
    folder.python(WORK)
    folder.run("backup", tmp_path / "copy.sqlite3")
    other = Folder(tmp_path / "other")
    other.home.mkdir()
    other.run("restore", tmp_path / "copy.sqlite3")
    shown = json.loads(other.run("contact", 8, "--json", NEEDLESS_NOTES_KEY=key))
    assert shown["how_we_met"] == "zanzibarquokka fair 6"


def test_what_is_written_on_the_command_line_is_sealed_and_a_wrong_key_ends_the_command(folder):
    key = folder.python(TURN_ON).strip()
    folder.python(WORK)
    folder.run("log", "--yes", "called Quentin Marsh yesterday about secretgarden")
    assert folder.files_with("secretgarden") == []
    assert re.search("secretgarden", folder.run("contact", 1, NEEDLESS_NOTES_KEY=key))
    done = subprocess.run(
        [sys.executable, "-m", "needless", "contact", "1"], check=False, capture_output=True, text=True,
        env=folder.environment | {"NEEDLESS_NOTES_KEY": "no such words at all"},
    )  # fmt: skip
    assert done.returncode == 3 and "neither the passphrase nor the recovery key" in done.stderr
