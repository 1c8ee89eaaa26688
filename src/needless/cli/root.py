"""The `needless` command. Each chapter adds its commands; Django starts only when one of them runs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from needless.contacts.models import Undo
    from needless.owners.models import Owner

UNLOCK = "needless.unlock"
ANSWERING = {"mcp"}  # others ask there, not the owner
COMMANDS = {
    "import": "incoming", "undo-import": "incoming",
    "contacts": "people", "contact": "people",
    "add": "daily", "find": "daily", "who": "daily", "intro": "daily", "completion": "daily",
    "log": "log", "note": "changing", "change": "changing",
    "open": "settling", "triage": "settling", "conflicts": "settling",
    "introductions": "introductions", "opportunities": "opportunities",
    "recommendations": "recommendations",
    "feeds": "news", "fetch": "news", "share": "news",
    "heard": "hearing", "benefits": "benefits", "practice": "practice",
    "duplicates": "duplicates", "merge": "duplicates", "two-people": "duplicates",
    "today": "plan", "done": "plan", "later": "plan", "skip": "plan", "let-go": "plan",
    "mix": "mix",
    "asks": "asking", "references": "asking", "mode": "asking",
    "meet": "meetings", "meetings": "meetings", "trips": "meetings",
    "activities": "gatherings", "events": "gatherings", "debrief": "gatherings", "calendars": "gatherings", "letter": "gatherings",
    "sync": "syncing",
    "export": "exports",
    "backup": "backups", "backups": "backups", "restore": "backups", "move": "backups",
    "renew-key": "sealing",
    "mail": "mail", "lmtp": "mail",
    "demo": "demo",
    "notify": "notifying",
    "mcp": "assistant", "token": "tokens", "phone": "phones", "undo": "undoing",
    "trash": "keeping", "record": "keeping", "erase": "keeping", "retention": "keeping",
    "serve": "running", "worker": "running", "doctor": "running", "sign-in": "running",
    "invite": "accounts", "owners": "accounts",
}  # fmt: skip


class Chapters(click.Group):
    """Finds a command in its chapter's module when it is called, and not before."""

    def invoke(self, ctx: click.Context) -> Any:
        """A full or read-only disk ends any command with a sentence and exit code 3; the database stays whole."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from needless.tables import disk

            code = disk.trouble(error)
            if not code:
                raise
            stop(f"{disk.words(code)} ({error})")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        start()
        module = importlib.import_module(f"needless.cli.{COMMANDS[name]}")
        return next((c for c in module.commands if c.name == name), None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, HELP[name]) for name in self.list_commands(ctx)])


HELP = {
    "import": "Bring in archives, address books, mailboxes, calendars, chats, a telephone's calls.",
    "undo-import": "Take a whole import back.",
    "contacts": "List or search contacts.",
    "contact": "Everything about one contact.",
    "add": "Add a contact.",
    "find": "Find contacts by any words.",
    "who": "Where you left off with somebody, and what is open.",
    "intro": "Introductions begun: list, begin, go on.",
    "completion": "What completes commands in your shell.",
    "log": "Log a talk in one plain line.",
    "note": "Write a note about somebody.",
    "change": "Change what is known of a contact; let go, delete.",
    "open": "Promises, needs and offers, and lines with a question.",
    "triage": "Who is to be placed; keep, revive, let go.",
    "conflicts": "Changed here and elsewhere at once, and which holds.",
    "opportunities": "Openings in hand, and for whom.",
    "introductions": "Contacts who should know each other, and why.",
    "recommendations": "Who has a recommendation from you coming, and those there are.",
    "heard": "What you heard of, from whom, and what became of it.",
    "benefits": "What came of your ties, and the chain that it came by.",
    "practice": "Which networking muscles were used, week by week.",
    "feeds": "Feeds that you read: list, add, remove.",
    "fetch": "Read your feeds now, and see whom the news are for.",
    "share": "Name who would like this link or file.",
    "duplicates": "Contacts who may be one person.",
    "merge": "Make two contacts one.",
    "two-people": "Say that two contacts are not the same.",
    "today": "Today's plan: whom, why, how.",
    "done": "You did it: log it.",
    "later": "Bring a suggestion back on a day.",
    "skip": "Not now; no debt.",
    "let-go": "Let the contact go (kept, never suggested).",
    "activities": "What each activity brought: keep, try, drop.",
    "events": "What is to come, and who is likely there.",
    "debrief": "Whom you met at an event, and how it was.",
    "calendars": "Calendars that you follow.",
    "letter": "A card and its envelope as a PDF.",
    "asks": "What you asked of whom; a check before you ask.",
    "references": "Who could vouch for your work.",
    "mode": "Employed, or looking for a job.",
    "meet": "Who is ripe for a meeting; free times and the words.",
    "meetings": "What is proposed and agreed, and what became of it.",
    "trips": "Where you will be, and who is there.",
    "mix": "An honest week: conversation and clicks apart.",
    "sync": "Address books and calendars on other servers, kept the same.",
    "export": "Everything as one zip of standard formats.",
    "backup": "A consistent copy of the whole instance.",
    "backups": "Backups made by themselves: how, and how they went.",
    "restore": "Put a backup in place.",
    "move": "Take the instance over to PostgreSQL, or back.",
    "mail": "Mailboxes that are read: list, add, fetch, pause, remove.",
    "lmtp": "Take mail for private addresses from a mail server.",
    "renew-key": "Seal the secrets of accounts elsewhere with a new key.",
    "demo": "Fill an empty data folder with a made-up network.",
    "notify": "Where the plan is sent, and sending it now.",
    "mcp": "Serve an assistant (Model Context Protocol).",
    "undo": "Take back what you did last.",
    "trash": "What was deleted, and bringing it back.",
    "record": "All that is kept about one person.",
    "erase": "Erase a person for good.",
    "retention": "How long details of mails are kept.",
    "token": "Tokens for programs of your own: make, list, revoke.",
    "phone": "Passwords for phones: make, list, revoke.",
    "serve": "Serve the pages, and run the jobs.",
    "worker": "Run the jobs alone.",
    "doctor": "What is unsafe or missing here.",
    "sign-in": "Print a one-time sign-in link.",
    "invite": "Print a link by which somebody becomes an owner here.",
    "owners": "Who has a network here, and who may invite.",
}


@click.group(cls=Chapters, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--owner",
    "owner_name",
    metavar="NAME",
    help="Whose network; the first owner of the data folder without it.",
)
@click.option(
    "--unlock", is_flag=True, help="Ask for the passphrase of sealed notes (or set NEEDLESS_NOTES_KEY)."
)
@click.version_option(package_name="needless")
@click.pass_context
def needless(ctx: click.Context, owner_name: str | None, unlock: bool) -> None:
    """Networking before you need it."""
    ctx.obj = owner_name
    ctx.meta[UNLOCK] = unlock


def start() -> None:
    """Start Django, once."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()

        from needless.tables import row_security

        row_security.begin_with(row_security.EVERYONE)  # a command for one owner says so: acting_owner


def acting_owner(ctx: click.Context) -> Owner:
    """Whom the command acts for. Prepares the database at first use; exit code 3 where there is no such owner."""
    from django.utils import timezone, translation

    from needless.owners.first_run import first_owner
    from needless.owners.models import Owner
    from needless.tables import row_security

    migrate()
    name: Any = ctx.find_root().obj
    owner = Owner.objects.filter(username=name).first() if name else first_owner()
    if owner is None:
        stop(f"There is no owner called {name!r} here.")
    row_security.begin_with(str(owner.pk))
    timezone.activate(owner.time_zone)
    translation.activate(owner.language or "en")
    if ctx.info_name not in ANSWERING:
        _unlock_notes(ctx, owner)
    return owner


def _unlock_notes(ctx: click.Context, owner: Owner) -> None:
    """Sealed notes are read by this command, where their key is at hand; exit code 3 for a wrong one."""
    from django.conf import settings

    from needless.owners.note_keys import WrongKey, another_key, key_of, unlock
    from needless.tables.notes import open_with

    is_asked = bool(ctx.meta.get(UNLOCK)) and key_of(owner) is not None
    if not is_asked and not settings.NOTES_KEY:
        return
    ctx.find_root().call_on_close(lambda: open_with(None))
    secret = settings.NOTES_KEY
    if is_asked:
        secret = click.prompt("Passphrase or recovery key of your notes", hide_input=True, err=True)
    elif other := another_key(owner, secret):
        open_with(other)  # of notes in an export that is to be imported
        return
    try:
        open_with(unlock(owner, secret, by_command=True))
    except WrongKey as problem:
        stop(str(problem))


def migrate() -> None:
    """Bring the database up to date; a copy of an older one is kept first."""
    from needless.tables.migrating import migrate_safely

    migrate_safely()


def stop(message: str, code: int = 3) -> NoReturn:
    """End with a message on standard error."""
    click.echo(message, err=True)
    raise SystemExit(code)


def print_json(document: Any) -> None:
    """One JSON document on standard output, dates as ISO text."""
    import json

    click.echo(json.dumps(document, ensure_ascii=False, default=_plain))


def say_done(undo: Undo, is_json: bool) -> None:
    """What was done, and the number under which it is taken back."""
    if is_json:
        print_json({"undo": undo.pk, "label": undo.label})
    click.echo(f"{undo.label} (needless undo {undo.pk})", err=True)


def _plain(value: Any) -> str:
    """Days and moments in ISO's way, anything else that JSON does not know as its text."""
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
