"""Address books and calendars elsewhere: connected, chosen, looked at before the first run, run, taken back (M17)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.clock import jobs
from needless.contacts.conflicts import open_conflicts
from needless.syncing import accounts
from needless.syncing.models import Account, Collection, SyncRun
from needless.syncing.queries import (
    account_of,
    accounts_of,
    asked_about,
    counts_said,
    is_waiting,
    runs_of,
    state_of,
)
from needless.syncing.remote import RemoteRefused
from needless.syncing.taking_back import take_back
from needless.syncing.tokens import refreshing
from needless.web.conflicts import FIELDS
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

MOST_SHOWN = 100  # lines of one group
GROUPS = (
    ("create", "here", gettext_lazy("New here")),
    ("update", "here", gettext_lazy("Changed here")),
    ("archive", "here", gettext_lazy("Let go here: the card is gone there")),
    ("delete", "here", gettext_lazy("Removed here")),
    ("read", "here", gettext_lazy("Past events")),
    ("create", "there", gettext_lazy("New there")),
    ("update", "there", gettext_lazy("Changed there")),
    ("delete", "there", gettext_lazy("Removed there")),
    ("ask", "here", gettext_lazy("Changed on both sides: you will be asked which holds")),
    ("ask", "there", gettext_lazy("Deleted or let go here: you will be asked about their cards")),
)


@sensitive_post_parameters("secret", "client_secret")
@require_http_methods(["GET", "POST"])
def syncing(request: OwnersRequest) -> HttpResponse:
    """The accounts, and a form for one more."""
    problem = ""
    if request.method == "POST":
        try:
            account = _connect(request)
        except ValueError as wrong:
            problem = str(wrong)
        else:
            say(request, _("Connected. Choose what is to be kept the same."))
            return redirect("sync-account", account.pk)
    rows = [(account, state_of(account)) for account in accounts_of(request.user)]
    said = {name: request.POST.get(name, "") for name in ("url", "user", "kind", "client_id")}
    shown = {
        "accounts": rows,
        "problem": problem,
        "said": said,
        "conflicts": open_conflicts(request.user).count(),
    }
    return render(request, "syncing.html", shown, status=422 if problem else 200)


def _connect(request: OwnersRequest) -> Account:
    said, secret = request.POST, request.POST.get("secret", "")
    kind = "bearer" if said.get("kind") == "bearer" else "password"
    if client := said.get("client_id", "").strip():
        secret, kind = refreshing(secret, client, said.get("client_secret", "")), "oauth"
    return accounts.add_account(request.user, said.get("url", ""), said.get("user", ""), secret, kind)


@require_GET
def account(request: OwnersRequest, pk: int) -> HttpResponse:
    """One account: what is chosen, how it stands, what the last runs did."""
    row = with_404(lambda: account_of(request.user, pk))
    runs = [(run, counts_said(run.counts), grouped(run.lines)) for run in runs_of(row)]
    shown = {
        "account": row, "state": state_of(row), "is_waiting": is_waiting(row), "runs": runs,
        "collections": row.collections.order_by("kind", "name"), "gone": asked_about(row),
        "conflicts": open_conflicts(request.user).count(), "choices": Collection,
        "is_chosen": row.collections.exclude(direction="off").exists(),
    }  # fmt: skip
    return render(request, "sync_account.html", shown)


@require_GET
def changes(request: OwnersRequest, pk: int) -> HttpResponse:
    """What a run would do now."""
    row, record, problem = with_404(lambda: account_of(request.user, pk)), None, ""
    try:
        record = accounts.preview(row, timezone.now())
    except RemoteRefused as wrong:
        problem = str(wrong)
    shown: dict[str, Any] = {"account": row, "problem": problem, "is_waiting": is_waiting(row)}
    if record:
        shown |= {"groups": grouped([each.plain() for each in record.lines]), "refused": record.refused}
        shown["said"] = counts_said(record.counts)
    return render(request, "sync_changes.html", shown)


def grouped(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a run by what is done where, each with its fields in words; of many the first."""
    found = []
    rows = list(lines)
    for what, side, title in GROUPS:
        here = [line for line in rows if (line["what"], line["side"]) == (what, side)]
        if here:
            shown = [line | {"fields": [_field(c) for c in line["changes"]]} for line in here[:MOST_SHOWN]]
            told = {"title": title, "lines": shown, "count": len(here), "more": len(here) - len(shown)}
            found.append(told | {"asks": what == "ask"})
    return found


def _field(change: dict[str, str]) -> tuple[Any, str, str]:
    return FIELDS.get(change["field"], change["field"]), change["old"], change["new"]


@require_POST
def run(request: OwnersRequest, pk: int) -> HttpResponse:
    """Do it: what was looked at is confirmed by it."""
    with_404(lambda: accounts.confirm(request.user, pk))
    Account.objects.of(request.user).filter(pk=pk).update(next_at=timezone.now())
    jobs.sync_accounts()
    say(request, _("It is being made the same; look here again in a moment."))
    return redirect("sync-account", pk)


@require_POST
def look_again(request: OwnersRequest, pk: int) -> HttpResponse:
    """Find address books and calendars that are new there."""
    row = with_404(lambda: account_of(request.user, pk))
    try:
        accounts.look_again(row)
    except RemoteRefused as problem:
        say(request, str(problem))
    return redirect("sync-account", pk)


@require_POST
def choose(request: OwnersRequest, pk: int) -> HttpResponse:
    """What is kept the same, and how."""
    said: dict[str, Any] = {
        n: v for n in ("direction", "sends", "when_deleted") if (v := request.POST.get(n))
    }
    if "sends" in said:
        said["with_notes"] = bool(request.POST.get("with_notes"))
    row = with_404(lambda: Collection.objects.of(request.user).get(pk=pk))
    try:
        accounts.choose(request.user, pk, **said)
    except ValidationError as problem:
        say(request, "; ".join(problem.messages))
    return redirect("sync-account", row.account_id)


@sensitive_post_parameters("secret")
@require_POST
def secret(request: OwnersRequest, pk: int) -> HttpResponse:
    """Another password."""
    with_404(lambda: accounts.change_secret(request.user, pk, request.POST.get("secret", "")))
    say(request, _("Kept. It is tried at the next run."))
    return redirect("sync-account", pk)


@require_POST
def gone(request: OwnersRequest, pk: int) -> HttpResponse:
    """What becomes of the cards of those who were deleted or let go here."""
    answer = request.POST.get("answer", "")
    try:
        count = with_404(lambda: accounts.decide_about_gone(request.user, pk, answer))
    except ValueError:
        return redirect("sync-account", pk)
    words = (
        _("%(n)d will be removed there at the next run.") if answer == "remove" else _("%(n)d stay there.")
    )
    say(request, words % {"n": count})
    return redirect("sync-account", pk)


@require_POST
def undo(request: OwnersRequest, pk: int) -> HttpResponse:
    """Take back what a run changed here."""
    row = with_404(lambda: SyncRun.objects.of(request.user).get(pk=pk))
    try:
        take_back(request.user, pk, timezone.localdate())
        say(request, _("Taken back here. Nothing is synced before you have looked at what would change."))
    except ValidationError as problem:
        say(request, "; ".join(problem.messages))
    return redirect("sync-account", row.account_id)


@require_POST
def remove(request: OwnersRequest, pk: int) -> HttpResponse:
    """Disconnect."""
    say_done(request, with_404(lambda: accounts.remove_account(request.user, pk)))
    return redirect("syncing")
