"""Webhooks: who is told what happens, how that went, and sending again (M17)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from needless.keeping.removing import remove_endpoint
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404
from needless.webhooks import actions
from needless.webhooks.events import EVENTS
from needless.webhooks.models import Outgoing
from needless.webhooks.queries import endpoints_of, how_it_went, messages_of


@never_cache
@require_http_methods(["GET", "POST"])
def webhooks(request: OwnersRequest) -> HttpResponse:
    """The addresses that are told; a POST adds one, whose secret is on this answer and never again."""
    shown: dict[str, object] = {"events": EVENTS, "chosen": list(EVENTS)}
    status = 200
    if request.method == "POST":
        url, chosen = request.POST.get("url", ""), request.POST.getlist("events")
        try:
            row, secret = actions.add_endpoint(request.user, url, chosen)
            shown |= {"secret": secret, "secret_of": row.url}
        except ValueError as problem:
            shown, status = {**shown, "problem": str(problem), "url": url, "chosen": chosen}, 422
    return render(request, "webhooks.html", {**shown, "endpoints": endpoints_of(request.user)}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def webhook(request: OwnersRequest, pk: int) -> HttpResponse:
    """One of them with its log; a POST changes what it is told of."""
    row = with_404(lambda: actions.endpoint_of(request.user, pk))
    if request.method == "POST":
        try:
            actions.change_endpoint(request.user, pk, request.POST.getlist("events"))
            say(request, _("Saved."))
        except ValueError as problem:
            say(request, str(problem))
        return redirect("webhook", pk)
    messages = [(message, how_it_went(message)) for message in messages_of(row)]
    return render(request, "webhook.html", {"endpoint": row, "messages_": messages, "events": EVENTS})


@never_cache
@require_POST
def renew(request: OwnersRequest, pk: int) -> HttpResponse:
    """A new secret, on this answer and never again."""
    secret = with_404(lambda: actions.renew_secret(request.user, pk))
    row = actions.endpoint_of(request.user, pk)
    messages = [(message, how_it_went(message)) for message in messages_of(row)]
    shown = {"endpoint": row, "messages_": messages, "events": EVENTS, "secret": secret}
    return render(request, "webhook.html", shown)


@require_POST
def trial(request: OwnersRequest, pk: int) -> HttpResponse:
    """A message that says only that it is a test, now."""
    _say(request, with_404(lambda: actions.try_endpoint(request.user, pk, timezone.now())))
    return redirect("webhook", pk)


@require_POST
def again(request: OwnersRequest, pk: int) -> HttpResponse:
    """A message of the log once more."""
    row = with_404(lambda: actions.send_again(request.user, pk, timezone.now()))
    _say(request, row)
    return redirect("webhook", row.endpoint_id)


def _say(request: OwnersRequest, row: Outgoing) -> None:
    say(request, how_it_went(row))


@require_POST
def switch(request: OwnersRequest, pk: int) -> HttpResponse:
    """Stop it, or start it again."""
    if request.POST.get("act") == "start":
        say(request, with_404(lambda: _started(request, pk)))
    else:
        with_404(lambda: actions.stop_endpoint(request.user, pk, timezone.now()))
        say(request, _("Stopped."))
    return redirect("webhook", pk)


def _started(request: OwnersRequest, pk: int) -> str:
    try:
        actions.start_endpoint(request.user, pk)
    except ValueError as problem:
        return str(problem)
    return _("It is told again, what waited first.")


@require_POST
def remove(request: OwnersRequest, pk: int) -> HttpResponse:
    """It is told nothing any more, and its log goes."""
    say_done(request, with_404(lambda: remove_endpoint(request.user, pk)))
    return redirect(reverse("webhooks"))
