"""EVERY job on one page: what, and how often. Each asks the tables what is due, so it may run twice or late without harm."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone
from huey import crontab

from needless.asking import stages as asks
from needless.backups import scheduling as backups
from needless.channels.delivering import send_due
from needless.clock.engine import engine
from needless.contacts.duplicates import refresh_pairs
from needless.gatherings.feeds import refresh_due
from needless.imports import actions as imports
from needless.imports.models import Import
from needless.interactions.models import Participation
from needless.interactions.tallies import retally
from needless.keeping import sealing
from needless.keeping.retention import apply_rule
from needless.keeping.trash import empty_trash
from needless.mailboxes import actions as mailboxes
from needless.news import feeds, offers
from needless.news.vectors import encode_people_of
from needless.opportunities import portals
from needless.owners import audit, sessions
from needless.owners.models import Owner
from needless.owners.tokens import forget_answers
from needless.syncing import accounts as syncing
from needless.tables import disk
from needless.webhooks import delivering as webhooks

CLOCK_SEEN = "needless.clock-seen"


def be_seen() -> None:
    """The clock goes: `needless doctor` asks when it last did."""
    cache.set(CLOCK_SEEN, timezone.now().isoformat(), None)


@engine.task()
def run_due_imports() -> None:
    """Previews and imports that wait; also what a killed process left behind."""
    for import_ in imports.due_imports():
        if imports.claim(import_):
            run_one(import_, timezone.localdate())
            find_duplicates()
            encode_people()


@engine.task()
def refresh_calendars() -> None:
    """Calendars that are followed, as soon as they are due."""
    refresh_due(timezone.now())


@engine.task()
def find_duplicates() -> None:
    """Who may be here twice, so that nobody waits for it: where somebody came in, or was changed."""
    for owner in Owner.objects.filter(is_active=True):
        refresh_pairs(owner)


@engine.task()
def encode_people() -> None:
    """Vectors of what people do, so that nobody waits for them: after an import, and where a model was changed."""
    for owner in Owner.objects.filter(is_active=True):
        encode_people_of(owner)


@engine.task()
def sync_accounts() -> None:
    """Address books and calendars on other servers, each as soon as it is due."""
    syncing.sync_due(timezone.now())


@engine.periodic_task(crontab(minute="*/10"))
def every_ten_minutes() -> None:
    """Followed calendars, each due a few times a day, and feeds, each due once an hour; a backup."""
    back_up()
    refresh_calendars.call_local()
    read_feeds.call_local()
    sync_accounts.call_local()


@engine.task()
def read_mailboxes() -> None:
    """Mailboxes that are due: every ten minutes, and at once where the server told of new mail."""
    mailboxes.refresh_due(timezone.now())


@engine.periodic_task(crontab(minute="*"))
def every_minute() -> None:
    """Goes on with imports whose process is gone; mailboxes that are due; who is here twice, also after an import by command."""
    be_seen()
    run_due_imports.call_local()
    read_mailboxes()
    find_duplicates()
    seal_notes()


@engine.task()
def seal_notes() -> None:
    """Notes that are to be sealed, or opened again, of owners who asked for it: on with what is left."""
    sealing.work_on_due(timezone.now())


@engine.periodic_task(crontab(minute="*"))
def send_digests() -> None:
    """The plan by mail, push and the like, to whoever chose this hour; what failed is tried again."""
    send_due(timezone.now())


@engine.periodic_task(crontab(minute="*"))
def tell_programs() -> None:
    """What happened, to the addresses that want to know; what was not taken is tried again."""
    webhooks.deliver_due(timezone.now())


@engine.task()
def back_up() -> None:
    """The whole instance, where it is time: restored once and compared, sent on, old ones let go."""
    backups.run_due_backup(timezone.now())


@engine.task()
def read_feeds() -> None:
    """Feeds that are due, each once for all who read it; then whom the news are for. Portals likewise."""
    now = timezone.now()
    if feeds.refresh_due(now):
        for owner in Owner.objects.filter(is_active=True):
            offers.match_news(owner, now)
    portals.refresh_due(now)


@engine.periodic_task(crontab(hour="3", minute="17"))
def every_night() -> None:
    """Vectors that are missing; notes of a fortnight ago count as answered or not; what is kept for a time goes."""
    encode_people.call_local()
    forget_answers(timezone.now())
    webhooks.forget_old(timezone.now())
    audit.forget_old(timezone.now())
    sessions.forget_expired(timezone.now())
    feeds.forget_unread(timezone.now())
    sealing.look_again()
    for owner in Owner.objects.filter(is_active=True):
        empty_trash(owner, timezone.now())
        apply_rule(owner, timezone.localdate())
        count_answers(owner, timezone.localdate())
        asks.follow(owner, timezone.now())


def run_one(import_: Import, on: date) -> None:
    """One step of one import: the preview, or the import itself."""
    try:
        if import_.stage == Import.Stage.PREVIEWING:
            imports.run_preview(import_, on)
        else:
            imports.run_import(import_, on)
    except Exception as problem:
        code = disk.trouble(problem)
        imports.fail(import_, disk.words(code) if code else f"{type(problem).__name__}: {problem}")
        raise


def count_answers(owner: Owner, on: date) -> None:
    """Retally the ties whose notes became 14 days old in the last days (a night may have been missed)."""
    since, until = (timezone.now() - timedelta(days=days) for days in (21, 13))
    recent = Participation.objects.of(owner).filter(at__range=(since, until))
    retally(owner, sorted(set(recent.values_list("contact_id", flat=True))), on)
