"""Reading accounts, what is chosen of them, and what their runs did (M17)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.owners.models import Owner
from needless.syncing.models import Account, CardLink, Collection, SyncRun

MOST_RUNS = 10


def accounts_of(owner: Owner) -> QuerySet[Account]:
    """The accounts, with their collections."""
    rows: QuerySet[Account] = Account.objects.of(owner).order_by("name", "pk")
    return rows.prefetch_related("collections")


def account_of(owner: Owner, pk: int) -> Account:
    """One account. Raises Account.DoesNotExist."""
    found: Account = Account.objects.of(owner).get(pk=pk)
    return found


def runs_of(account: Account) -> QuerySet[SyncRun]:
    """The latest runs, the newest first."""
    rows: QuerySet[SyncRun] = SyncRun.objects.of(account.owner).filter(account=account)
    return rows.order_by("-pk")[:MOST_RUNS]


def asked_about(account: Account) -> QuerySet[CardLink]:
    """Cards of contacts who were deleted or let go here, about which the owner has not decided."""
    rows: QuerySet[CardLink] = CardLink.objects.of(account.owner).filter(collection__account=account)
    return (
        rows.filter(gone=CardLink.Gone.ASK).select_related("contact", "collection").order_by("contact__name")
    )


def is_waiting(account: Account) -> bool:
    """Is something chosen whose first run the owner has not seen yet?"""
    rows = account.collections.exclude(direction=Collection.Direction.OFF)
    return rows.filter(confirmed_at=None).exists()


def state_of(account: Account) -> str:
    """How it stands, in a sentence."""
    chosen = [c for c in account.collections.all() if c.direction != Collection.Direction.OFF]
    if account.problem:
        return account.problem
    if not chosen:
        return _("Choose what is to be kept the same.")
    if any(c.confirmed_at is None for c in chosen):
        return _("Waiting for you to see what would change.")
    if account.fetched_at is None:
        return _("The first run is about to begin.")
    return _("Kept the same.")


def counts_said(counts: dict[str, int]) -> str:
    """What was done, in words: "3 people came in, 2 changed there"."""
    found = [_said(name, n) for name, n in counts.items() if n]
    return ", ".join(part for part in found if part) or _("Nothing to do.")


def _said(name: str, n: int) -> str:
    words = {
        "create_here": ngettext("%(n)d new here", "%(n)d new here", n),
        "update_here": ngettext("%(n)d changed here", "%(n)d changed here", n),
        "archive_here": ngettext("%(n)d let go here", "%(n)d let go here", n),
        "delete_here": ngettext("%(n)d removed here", "%(n)d removed here", n),
        "create_there": ngettext("%(n)d new there", "%(n)d new there", n),
        "update_there": ngettext("%(n)d changed there", "%(n)d changed there", n),
        "delete_there": ngettext("%(n)d removed there", "%(n)d removed there", n),
        "read_here": ngettext("past events read", "past events read", n),
        "ask_here": ngettext("%(n)d question about both", "%(n)d questions about both", n),
        "ask_there": ngettext("%(n)d card to decide about", "%(n)d cards to decide about", n),
    }
    return words[name] % {"n": n} if name in words else ""
