"""Where, when and on which days the plan is sent; the address of the calendar feed (M1)."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needless.channels import actions
from needless.channels.feed import feed_calendar
from needless.channels.kinds import KINDS, NotSent
from needless.channels.links import site_of
from needless.channels.models import EVERY_DAY
from needless.channels.queries import channels_of, feed_of, feed_token
from needless.channels.web_push import public_key
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

USUAL_HOUR = 7


@require_http_methods(["GET", "POST"])
def notifications(request: OwnersRequest) -> HttpResponse:
    """All channels with what was last sent; POST adds one."""
    if request.method == "POST":
        try:
            hour, days = _when(request)
            given = _given(request.POST)
            kind = given.pop("kind", "")
            row = actions.add_channel(request.user, kind, given, hour, days, site_of(request))
        except ValueError as problem:
            shown = {"problem": str(problem), "tried": request.POST}
            return render(request, "notifications.html", {**_shown(request), **shown}, status=422)
        say(request, _("Set. “Send me one now” shows whether it arrives."))
        return redirect(reverse("notifications") + f"#channel-{row.pk}")
    return render(request, "notifications.html", _shown(request))


def _given(posted: Mapping[str, str]) -> dict[str, str]:
    return {name: posted[name] for name in posted if name not in ("csrfmiddlewaretoken", "hour", "days")}


def _when(request: OwnersRequest) -> tuple[int, list[str]]:
    hour = request.POST.get("hour", "")
    if not hour.isdecimal():
        raise ValueError(_("The hour is a number from 0 to 23."))
    return int(hour), request.POST.getlist("days")


def _shown(request: OwnersRequest) -> dict[str, object]:
    owner, token = request.user, feed_token(request.user)
    path = reverse("dates-feed", args=[token]) if token else ""
    url = site_of(request) + path if path else ""
    return {
        "channels": channels_of(owner, timezone.now()),
        "missing": {kind.name: kind.is_missing() for kind in KINDS},
        "hours": range(24),
        "weekdays": [(str(day), WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)],
        "usual_hour": USUAL_HOUR,
        "every_day": EVERY_DAY,
        "push_key": public_key(),
        "feed": feed_of(owner),
        "feed_url": url,
        "feed_subscribe": "webcal:" + url.partition(":")[2],  # a phone's calendar takes it by one tap
        "zone": owner.time_zone,
    }


@require_POST
def change(request: OwnersRequest, pk: int) -> HttpResponse:
    """Another hour, other days."""
    try:
        hour, days = _when(request)
        with_404(lambda: actions.change_channel(request.user, pk, hour, days, site_of(request)))
    except ValueError as problem:
        with_404(lambda: actions.channel_of(request.user, pk))
        say(request, str(problem))
    else:
        say(request, _("Saved."))
    return redirect(reverse("notifications") + f"#channel-{pk}")


@require_POST
def trial(request: OwnersRequest, pk: int) -> HttpResponse:
    """Send today's plan by it now."""
    try:
        said = with_404(lambda: actions.try_channel(request.user, pk, timezone.localdate()))
    except NotSent as problem:
        said = _("Not sent: %(problem)s") % {"problem": problem}
    say(request, said)
    return redirect(reverse("notifications") + f"#channel-{pk}")


@require_POST
def switch(request: OwnersRequest, pk: int) -> HttpResponse:
    """Stop it, or start it again."""
    if request.POST.get("act") == "start":
        say(request, with_404(lambda: _started(request, pk)))
    else:
        with_404(lambda: actions.stop_channel(request.user, pk, "", timezone.now()))
        say(request, _("Stopped."))
    return redirect(reverse("notifications") + f"#channel-{pk}")


def _started(request: OwnersRequest, pk: int) -> str:
    try:
        actions.start_channel(request.user, pk, site_of(request))
    except ValueError as problem:
        return str(problem)
    return _("It sends again.")


@require_POST
def remove(request: OwnersRequest, pk: int) -> HttpResponse:
    """Forget it."""
    say_done(request, with_404(lambda: actions.remove_channel(request.user, pk)))
    return redirect("notifications")


@require_POST
def feed(request: OwnersRequest) -> HttpResponse:
    """A new address for the calendar, or none any more."""
    if request.POST.get("act") == "end":
        actions.end_feed(request.user)
        say(request, _("No address opens your calendar any more."))
    else:
        actions.renew_feed(request.user, timezone.now())
        say(request, _("This is the address. An older one opens nothing any more."))
    return redirect(reverse("notifications") + "#calendar")


@login_not_required
@require_safe
def dates(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, for a program that knows its address; 304 where it has it already."""
    found = feed_calendar(token, site_of(request), timezone.now())
    if found is None:
        raise Http404
    body, etag = found
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="needless.ics"'
    known = get_conditional_response(request, etag=etag, response=answer)
    return known if isinstance(known, HttpResponse) else answer
