"""The house rules that no other tool checks: short functions, owners' scope in every read, strict pages."""

import ast
import re
from pathlib import Path
from statistics import median

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "needless"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
MAILS = SOURCE / "web" / "templates" / "mail"  # a mail carries its own style: there is nothing to link to
TEMPLATES = sorted(p for p in SOURCE.rglob("*.html") if MAILS not in p.parents)
UNSCOPED = re.compile(r"\b(\w+)\.objects\.(?:filter|all|get|exclude|values|values_list|first|count)\(")
# Reads that see all owners: why each may.
ALLOWED = {
    ("Owner", "cli/root.py"): "whom a command acts for",
    ("NotesKey", "keeping/sealing.py"): "the job asks whose notes are to be rewritten, of all owners",
    ("Owner", "owners/"): "accounts are what owners are",
    ("Owner", "dav/signing_in.py"): "whose door was tried is not yet known",
    ("Owner", "clock/jobs.py"): "jobs go through all owners",
    ("Owner", "mcp/server.py"): "whom the server or the token acts for",
    ("Owner", "interactions/tallies.py"): "the owner's own row",
    ("Owner", "web/"): "the signed-in owner's own row, read again",
    ("SignInLink", "owners/"): "whoever holds the link is not yet known",
    ("AuditEntry", "owners/"): "the night forgets the old ones of all",
    ("Authenticator", "owners/"): "by its user, whom it names itself",
    ("Invitation", "owners/"): "whoever holds the link is not yet an owner",
    ("Owner", "exports/leaving.py"): "who may invite once the owner is gone",
    ("Owner", "doctor/"): "accounts of the whole instance, never their people",
    ("KeptAnswer", "owners/"): "the night forgets the old ones of all",
    ("AppPassword", "owners/"): "whoever holds the password is not yet known",
    ("Token", "owners/"): "whoever holds the token is not yet known",
    ("Participation", "exports/tables.py"): "a subquery of a query that is scoped",
    ("model", "imports/taking.py"): "its values hold the owner",
    ("Feed", "news/"): "a feed is fetched once for all who read it, and holds nothing of theirs",
    ("Entry", "news/"): "what a feed brought, the same for all who read it",
    ("Owner", "news/"): "jobs go through all owners",
    ("Backup", "backups/"): "of the whole instance, and nobody's",
    ("BackupPlan", "backups/"): "of the whole instance, and nobody's",
    ("Portal", "opportunities/portals.py"): "jobs ask what is due, of all owners",
    (
        "Board",
        "opportunities/portals.py",
    ): "a board is fetched once for all who follow it, and holds nothing of theirs",
    ("Endpoint", "webhooks/delivering.py"): "the clock empties the outbox, of all owners",
    (
        "Outgoing",
        "webhooks/",
    ): "the clock empties the outbox, of all owners; the log of an endpoint that is the owner's",
    ("PlanChannel", "channels/"): "the clock asks what is due, of all owners; a signed link names its owner",
    ("Digest", "channels/delivering.py"): "the clock asks what is due, of all owners",
    ("DatesFeed", "channels/queries.py"): "whoever holds the address is not yet known",
    ("Owner", "channels/"): "a signed link names its owner",
    ("CalendarFeed", "gatherings/feeds.py"): "jobs ask what is due, of all owners",
    ("Mailbox", "mailboxes/"): "jobs ask what is due, of all owners",
    ("Account", "syncing/accounts.py"): "jobs ask what is due, of all owners",
    ("MailFolder", "mailboxes/watching.py"): "a thread that waits at one mailbox",
    ("CopyAddress", "mailboxes/"): "whoever knows the address is not yet known",
    ("Import", "imports/actions.py"): "jobs ask what is due, of all owners",
}


def lengths():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short():
    found = sorted(lengths())
    assert median(found) <= 10
    assert found[int(len(found) * 0.9)] <= 32


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_is_at_most_400_lines_and_says_what_it_is_for(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "a module opens with one sentence"


def test_every_read_names_whose_it_is():
    strays = []
    for path in MODULES:
        where = str(path.relative_to(SOURCE))
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            for model in UNSCOPED.findall(line):
                if not any(model == m and where.startswith(w) for m, w in ALLOWED):
                    strays.append(f"{where}:{number}: {line.strip()}")
    assert strays == []


def test_no_page_holds_a_script_or_a_style_of_its_own():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    found = [f"{p.name}: {m[0]}" for p in TEMPLATES for m in inline.finditer(p.read_text())]
    assert found == []


def test_no_page_asks_another_site_for_anything():
    outside = re.compile(r"(?:src|href|action|hx-[a-z]+)=\"(?:https?:)?//")
    assert [p.name for p in TEMPLATES if outside.search(p.read_text())] == []


def test_what_a_page_says_goes_through_gettext():
    bare = re.compile(r">\s*([A-Z][a-z]+ [a-z]+[^<{]*)<")
    for path in TEMPLATES:
        text = re.sub(r"{% (blocktranslate|comment)\b.*?{% end\1 %}", "", path.read_text(), flags=re.DOTALL)
        assert bare.findall(text) == [], path.name


def test_no_drawer_for_odds_and_ends():
    drawers = {"utils.py", "helpers.py", "managers.py", "services.py", "signals.py", "common.py", "misc.py"}
    assert [p for p in MODULES if p.name in drawers] == []
