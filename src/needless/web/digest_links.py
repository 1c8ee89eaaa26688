"""What the links of a digest open: a page with one button, for whoever holds the mail. Looking changes nothing (M1)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from needless.channels.actions import stop_channel
from needless.channels.hours import zone_named
from needless.channels.kinds import kind_of
from needless.channels.links import Act, LinkIsOver, do, read_act, read_stop


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, token: str) -> HttpResponse:
    """Done, or later: asked first, done by the button alone, since mail programs open links by themselves."""
    try:
        found = read_act(token)
        if request.method != "POST":
            return _shown(request, {"act": found, "asked": _asked(found)})
        with timezone.override(zone_named(found.owner.time_zone)):
            return _shown(request, {"said": do(found, timezone.localdate())})
    except LinkIsOver as problem:
        return _shown(request, {"problem": str(problem)}, 410)


def _asked(found: Act) -> str:
    facts = {"what": found.suggestion.action}
    if found.verb == "done":
        return _("%(what)s. Did you?") % facts
    return _("%(what)s. Rather in a week?") % facts


@login_not_required
@never_cache
@csrf_exempt  # a mail program posts here, with nothing but the link (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing by this channel any more."""
    try:
        channel = read_stop(token)
    except LinkIsOver as problem:
        return _shown(request, {"problem": str(problem)}, 410)
    if request.method != "POST":
        where = kind_of(channel.kind).where(channel)
        return _shown(request, {"stops": True, "asked": _("No more mails to %(where)s?") % {"where": where}})
    stop_channel(channel.owner, channel.pk, _("Stopped by the link in a mail."), timezone.now())
    return _shown(request, {"said": _("Stopped. Nothing is sent any more; the settings start it again.")})


def _shown(request: HttpRequest, shown: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "digest_link.html", shown, status=status)
