"""Calendars that are followed: a club's, a meetup's, one's own (M14)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from needless.clock import jobs
from needless.gatherings.feeds import follow_calendar, unfollow_calendar
from needless.gatherings.models import CalendarFeed
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404


@require_http_methods(["GET", "POST"])
def calendars(request: OwnersRequest) -> HttpResponse:
    """The calendars that are followed, and a form for one more."""
    problem, url = "", request.POST.get("url", "")
    if request.method == "POST":
        try:
            follow_calendar(request.user, url, bool(request.POST.get("is_mine")), timezone.now())
        except ValueError as wrong:
            problem = str(wrong)
        else:
            jobs.refresh_calendars()
            say(request, _("Its events are being fetched."))
            return redirect("calendars")
    rows = CalendarFeed.objects.of(request.user).order_by("name", "pk")
    return render(request, "calendars.html", {"calendars": rows, "problem": problem, "url": url})


@require_POST
def refresh(request: OwnersRequest, pk: int) -> HttpResponse:
    """Ask for it again now."""
    feed = with_404(lambda: CalendarFeed.objects.of(request.user).get(pk=pk))
    CalendarFeed.objects.of(request.user).filter(pk=feed.pk).update(next_at=timezone.now())
    jobs.refresh_calendars()
    say(request, _("It is being asked for again."))
    return redirect("calendars")


@require_POST
def unfollow(request: OwnersRequest, pk: int) -> HttpResponse:
    """No longer followed."""
    say_done(request, with_404(lambda: unfollow_calendar(request.user, pk)))
    return redirect("calendars")
