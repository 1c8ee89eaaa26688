"""With --json every command prints exactly one JSON document on standard output, and nothing else."""

import json
import os
import shutil
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests import ready_tables
from tests.test_owners_are_apart import network  # noqa: F401 - a fixture: one row of everything

from needless.cli.root import needless
from needless.contacts.actions import delete_contact, save_contact
from needless.contacts.models import Contact, Undo
from needless.gatherings.models import Event
from needless.mailboxes.models import Mailbox
from needless.meetings.models import Meeting
from needless.news.models import Subscription
from needless.owners.models import AppPassword, Token
from needless.plan.models import Suggestion
from needless.recommending.models import Draft
from needless.syncing.models import Account, Collection, SyncRun


def first(model):
    return model.objects.order_by("pk").first().pk


def ended_run():
    SyncRun.objects.update(ended_at=timezone.now(), undo=Undo.objects.order_by("pk").first())
    return first(SyncRun)


def deleted():
    row = Contact.objects.get(pk=ANA())
    return delete_contact(row.owner, row.pk).pk


UNTIL_STOPPED = {
    "serve",
    "worker",
    "lmtp",
    "mcp",
}  # they run until they are told to stop; mcp's output is its protocol
OPML = '<opml version="2.0"><body><outline xmlUrl="https://a.example/feed"/></body></opml>'
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eva Roth\r\nEND:VCARD\r\n"
ANA, BO = (lambda: first(Contact)), (lambda: Contact.objects.order_by("pk")[1].pk)
IN_PROCESS = {
    "activities": [], "add": ["Carl Weber"], "asks": [], "asks --check": ["--check", ANA], "benefits": [],
    "calendars": [], "completion": ["bash"], "contact": [ANA], "contacts": [], "debrief": [lambda: first(Event), "--met", ANA],
    "doctor": [], "done": [lambda: first(Suggestion)], "duplicates": [], "events": [], "feeds": [],
    "feeds add": ["FILE.opml"], "feeds remove": [lambda: first(Subscription)], "fetch": [], "find": ["example"],
    "heard": [], "import": ["FILE.vcf", "--yes"], "intro": [], "introductions": [], "invite": [],
    "later": [lambda: first(Suggestion), "--on", "2099-01-01"], "let-go": [lambda: first(Suggestion)],
    "letter": [ANA, "OUT.pdf"], "log": ["call with Bo"], "mail address": [], "mail fetch": [], "mail list": [],
    "mail pause": [lambda: first(Mailbox)], "mail remove": [lambda: first(Mailbox)], "meet": [], "meetings": [],
    "meetings --lapse": [lambda: first(Meeting), "--lapse"], "merge": [ANA, BO], "mix": [], "mode": [], "notify": [],
    "opportunities": [], "owners": [], "phone list": [], "phone make": ["x"], "phone revoke": [lambda: first(AppPassword)],
    "practice": [], "recommendations": [], "recommendations drop": [lambda: first(Draft)],
    "recommendations pass": [ANA], "record": [ANA], "references": [], "retention": ["--subjects", "6"],
    "share": ["FILE.txt"], "sign-in": [], "skip": [lambda: first(Suggestion)], "sync back": [ended_run],
    "sync choose": [lambda: first(Collection), "off"], "sync list": [], "sync remove": [lambda: first(Account)],
    "today": [], "token list": [], "token make": ["x"], "token revoke": [lambda: first(Token)], "trash": [],
    "note": [ANA, "sings"], "change": [ANA, "--tier", "warm"], "open": [], "triage": [], "conflicts": [],
    "trash --restore": ["--restore", deleted], "trips": [], "two-people": [ANA, BO], "undo": [],
    "undo --list": ["--list"], "who": [ANA], "erase": [ANA, "--name", lambda: Contact.objects.get(pk=ANA()).name],
    "export": ["OUT.zip"],
}  # fmt: skip
BESIDE = {  # what wants an instance of its own, in this order
    "demo": [], "backup": ["OUT.backup"], "backups": ["--now"], "undo-import": ["999"], "restore": ["OUT.backup"],
    "renew-key": [], "move": ["--to", "sqlite:MOVED.sqlite3"],
}  # fmt: skip
WANT_A_SERVER = {
    "mail add": ["me@a.invalid", "--host", "imap.a.invalid"],
    "sync": ["--dry-run"],
    "sync add": ["x", "--user", "x"],
}


def leaves(command=needless, path=()):
    """Every command that does something: its words and itself."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    if command.invoke_without_command:
        yield " ".join(path), command
    for name in command.list_commands(click.Context(command)):
        yield from leaves(command.get_command(click.Context(command), name), (*path, name))


def files(folder):
    for name, text in (("FILE.opml", OPML), ("FILE.vcf", CARD), ("FILE.txt", "Ports go electric")):
        (folder / name).write_text(text)


def filled(words, folder):
    told = [str(word() if callable(word) else word) for word in words]
    names = ("FILE.", "OUT.", "sqlite:")
    return [word.replace("sqlite:", f"sqlite:{folder}/") if word.startswith("sqlite:")
            else str(folder / word) if word.startswith(names) else word for word in told]  # fmt: skip


def test_every_command_knows_json_and_is_tried_here():
    for path, command in leaves():
        options = {name for parameter in command.params for name in parameter.opts}
        assert ("--json" in options) != (path in UNTIL_STOPPED), path
    tried = {key.split(" --")[0] for key in {**IN_PROCESS, **BESIDE, **WANT_A_SERVER}}
    assert tried == {path for path, _command in leaves()} - UNTIL_STOPPED


@pytest.mark.parametrize("path", sorted(IN_PROCESS))
def test_one_document_and_nothing_else(path, network, owner, tmp_path):  # noqa: F811
    files(tmp_path)
    save_contact(owner, {"name": "Dora Lind"})
    words = [*path.split(" --")[0].split(), *filled(IN_PROCESS[path], tmp_path), "--json"]
    done = CliRunner().invoke(needless, words, catch_exceptions=False)
    assert done.exit_code in {0, 1}, done.stderr
    json.loads(done.stdout)


@pytest.mark.parametrize("path", sorted(WANT_A_SERVER))
def test_what_could_not_be_done_prints_nothing_there(path, owner, monkeypatch):
    monkeypatch.setenv("NEEDLESS_SYNC_PASSWORD", "x")
    done = CliRunner().invoke(needless, [*path.split(), *WANT_A_SERVER[path], "--json"], input="x\n")
    assert done.exit_code == 3 and done.stdout == "" and done.stderr


@pytest.mark.real
def test_an_instances_own_commands_do_so_too(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(ready_tables.ready_file(), home / "needless.sqlite3")
    given = {**os.environ, "NEEDLESS_HOME": str(home), "NEEDLESS_DATABASE_URL": ""}
    for path, words in BESIDE.items():
        command = [sys.executable, "-m", "needless", path, *filled(words, tmp_path), "--json"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=given)
        if path == "undo-import":
            assert (done.returncode, done.stdout) == (3, ""), done.stderr
        else:
            assert done.returncode == 0, (path, done.stderr)
            json.loads(done.stdout)
