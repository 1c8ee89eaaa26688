"""Mailboxes that are read, and the private address that mail is copied to (M9, M17)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from needless.clock import jobs
from needless.mailboxes import actions, copying
from needless.mailboxes.models import Security
from needless.mailboxes.presets import PRESETS, preset_of
from needless.mailboxes.queries import mailbox_of, mailboxes_of
from needless.mailboxes.session import CannotRead
from needless.owners.models import Owner
from needless.owners.sealing import CannotUnseal
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

FIRST = ("address", "password")


class MailboxForm(forms.Form):
    """A mailbox to read. What is not typed again is never shown again: passwords and tokens."""

    address = forms.EmailField(label=gettext_lazy("Your mail address"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("App password"), required=False, strip=True, max_length=500,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip
    host = forms.CharField(label=gettext_lazy("Server"), required=False, max_length=253)
    port = forms.IntegerField(label=gettext_lazy("Port"), required=False, min_value=1, max_value=65535)
    security = forms.ChoiceField(label=gettext_lazy("Encryption"), choices=Security.choices)
    user = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=254)
    client_id = forms.CharField(label=gettext_lazy("OAuth client id"), required=False, max_length=300)
    client_secret = forms.CharField(
        label=gettext_lazy("OAuth client secret"), required=False, max_length=500,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip
    refresh_token = forms.CharField(
        label=gettext_lazy("OAuth refresh token"), required=False, max_length=5000,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip
    token_url = forms.URLField(
        label=gettext_lazy("OAuth token address"), required=False, max_length=500, assume_scheme="https"
    )

    def clean(self) -> dict[str, Any]:
        """What is known of the provider is filled in."""
        values = super().clean() or {}
        preset = preset_of(values.get("address", ""))
        if preset and not values.get("host"):
            values["host"] = preset.host
        if preset and values.get("client_id") and not values.get("token_url"):
            values["token_url"] = preset.token_url
        if not values.get("host") and "address" not in self.errors:
            self.add_error("host", _("Which server is it? Your mail provider calls it the IMAP server."))
        return values

    def rest(self) -> list[Any]:
        """The fields that most need not fill in."""
        return [field for field in self if field.name not in FIRST]

    def is_rest_open(self) -> bool:
        """Is there something wrong, or filled in, among those?"""
        return any(field.errors or (field.data and field.name != "security") for field in self.rest())


@require_http_methods(["GET", "POST"])
def mailboxes(request: OwnersRequest) -> HttpResponse:
    """The mailboxes, how it goes with them, and a form for one more."""
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        jobs.read_mailboxes()
        say(request, _("It is being read. This page shows how far it is."))
        return redirect("mailboxes")
    return render(request, "mailboxes.html", _shown(request, form), status=422 if form.errors else 200)


def _added(request: OwnersRequest, form: MailboxForm) -> bool:
    try:
        actions.add_mailbox(request.user, form.cleaned_data, timezone.now())
    except actions.NotAMailbox as problem:
        form.add_error(problem.field, str(problem))
    except CannotRead as problem:
        form.add_error(None, str(problem))
    return not form.errors


def _shown(request: OwnersRequest, form: MailboxForm) -> dict[str, Any]:
    found = mailboxes_of(request.user, timezone.now())
    return {
        "form": form,
        "mailboxes": found,
        "is_busy": any(each.is_busy for each in found),
        "presets": PRESETS,
        **_private_address(request, request.user),
    }


def _private_address(request: OwnersRequest, owner: Owner) -> dict[str, Any]:
    row = copying.copy_address(owner)
    if row is None:
        return {}
    try:
        path = reverse("mail-in", args=[copying.token_of(row)])
        mail = copying.mail_address(row)
    except CannotUnseal as problem:
        return {"copy": row, "copy_problem": str(problem)}
    return {"copy": row, "copy_mail": mail, "copy_url": request.build_absolute_uri(path)}


@require_POST
def fetch(request: OwnersRequest, pk: int) -> HttpResponse:
    """Read it now; it is paused no longer."""
    with_404(lambda: actions.ask_now(request.user, pk, timezone.now()))
    jobs.read_mailboxes()
    say(request, _("It is being read."))
    return redirect("mailboxes")


@require_POST
def pause(request: OwnersRequest, pk: int) -> HttpResponse:
    """Not read until the owner goes on."""
    with_404(lambda: actions.pause_mailbox(request.user, pk, timezone.now()))
    return redirect("mailboxes")


@require_POST
def remove(request: OwnersRequest, pk: int) -> HttpResponse:
    """Read no longer."""
    say_done(request, with_404(lambda: actions.remove_mailbox(request.user, pk)))
    return redirect("mailboxes")


@require_POST
def folders(request: OwnersRequest, pk: int) -> HttpResponse:
    """Which folders are read."""
    chosen = {int(each) for each in request.POST.getlist("folder") if each.isdecimal()}
    wanted = None if request.POST.get("all") else chosen
    with_404(lambda: actions.choose_folders(request.user, pk, wanted, timezone.now()))
    jobs.read_mailboxes()
    say(request, _("Saved."))
    return redirect("mailboxes")


@require_POST
def password(request: OwnersRequest, pk: int) -> HttpResponse:
    """Another password, tried before it is kept."""
    row = with_404(lambda: mailbox_of(request.user, pk))
    name = "refresh_token" if row.client_id else "password"
    try:
        actions.change_secret(
            request.user, pk, {name: request.POST.get("secret", "").strip()}, timezone.now()
        )
    except (actions.NotAMailbox, CannotRead) as problem:
        say(request, str(problem))
    else:
        jobs.read_mailboxes()
        say(request, _("It works; the mailbox is being read."))
    return redirect("mailboxes")


@require_POST
def make_address(request: OwnersRequest) -> HttpResponse:
    """A private address."""
    copying.make_copy_address(request.user, timezone.now())
    return redirect(reverse("mailboxes") + "#private")


@require_POST
def renew_address(request: OwnersRequest) -> HttpResponse:
    """Another one; the old one is closed."""
    say_done(request, with_404(lambda: copying.renew_copy_address(request.user, timezone.now())))
    return redirect(reverse("mailboxes") + "#private")


@require_POST
def close_address(request: OwnersRequest) -> HttpResponse:
    """None any more."""
    say_done(request, with_404(lambda: copying.drop_copy_address(request.user)))
    return redirect(reverse("mailboxes") + "#private")
