"""Calendars at an address: fetched politely, through the one guarded door, and never in the way (M14)."""

import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from tests.gatherings.test_events import CALENDAR

from needless.contacts.undo import undo
from needless.gatherings.events import answer_event
from needless.gatherings.feeds import (
    due_calendars,
    follow_calendar,
    refresh,
    refresh_due,
    unfollow_calendar,
)
from needless.gatherings.models import CalendarFeed, Event

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Club(BaseHTTPRequestHandler):
    """A club's calendar: knows its ETag, and counts who asks how."""

    asked: list[tuple[str, str]] = []
    content, status = CALENDAR, 200

    def do_GET(self):
        self.asked.append((self.path, self.headers.get("If-None-Match", "")))
        if self.headers.get("If-None-Match") == '"one"':
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(self.status)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *words):
        pass


@pytest.fixture
def club(settings, monkeypatch):
    settings.ALLOW_PRIVATE_FETCHES = True
    monkeypatch.setattr(Club, "asked", [])
    monkeypatch.setattr(Club, "content", CALENDAR)
    monkeypatch.setattr(Club, "status", 200)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Club)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/club.ics"
    server.shutdown()


@pytest.fixture
def feed(owner, club):
    return follow_calendar(owner, club, False, NOW)


def test_a_followed_calendar_brings_its_events_and_is_asked_politely(owner, feed):
    assert refresh(feed, NOW, ON) == 10
    assert feed.name == "Port meetups" and feed.problem == "" and feed.next_at >= NOW + timedelta(hours=6)
    assert set(Event.objects.of(owner).values_list("answer", flat=True)) == {""}
    assert refresh(feed, NOW + timedelta(days=1), ON) == 0
    assert [etag for _path, etag in Club.asked] == ["", '"one"'] and Event.objects.count() == 10


def test_once_a_month_all_of_it_is_read_again(feed):
    refresh(feed, NOW, ON)
    refresh(feed, NOW + timedelta(days=30), ON)
    assert [etag for _path, etag in Club.asked] == ["", ""]


@pytest.mark.parametrize("content, status", [(b"<html>Sorry</html>", 200), (b"", 500), (b"", 404)])
def test_what_is_no_calendar_is_said_and_asked_for_less_and_less(feed, content, status, monkeypatch):
    monkeypatch.setattr(Club, "content", content)
    monkeypatch.setattr(Club, "status", status)
    pauses = []
    for _time in range(8):
        refresh(feed, NOW, ON)
        pauses.append(feed.next_at - NOW)
    assert feed.problem and pauses == sorted(pauses) and pauses[0] >= timedelta(hours=12)
    assert pauses[-1] == timedelta(days=4) and not Event.objects.exists()


def test_a_problem_leaves_what_was_there(feed, monkeypatch):
    refresh(feed, NOW, ON)
    monkeypatch.setattr(Club, "status", 500)
    refresh(feed, NOW + timedelta(days=40), ON)
    assert feed.problem and Event.objects.count() == 10
    monkeypatch.setattr(Club, "status", 200)
    refresh(feed, NOW + timedelta(days=41), ON)
    assert not feed.problem and feed.failures == 0


def test_a_private_address_is_not_asked(feed, settings):
    settings.ALLOW_PRIVATE_FETCHES = False
    refresh(feed, NOW, ON)
    assert "private network" in feed.problem and Club.asked == []


def test_two_processes_fetch_it_once(feed):
    assert [due.pk for due in due_calendars(NOW)] == [feed.pk]
    one, other = (CalendarFeed.objects.get(pk=feed.pk) for _process in range(2))
    assert one.claim(NOW) and not other.claim(NOW)
    assert refresh_due(NOW) == 0 and refresh_due(NOW + timedelta(hours=1)) == 1
    assert due_calendars(NOW + timedelta(hours=1)) == []


@pytest.mark.parametrize("url", ["", "ftp://x/y", "example.org", "javascript:alert(1)", "https://a b"])
def test_what_is_no_address_is_not_followed(owner, url):
    with pytest.raises(ValueError):
        follow_calendar(owner, url, False, NOW)


def test_webcal_is_https_and_twice_is_said(owner):
    assert follow_calendar(owner, "webcal://example.org/x.ics", False, NOW).url == "https://example.org/x.ics"
    with pytest.raises(ValueError):
        follow_calendar(owner, "https://example.org/x.ics", False, NOW)


def test_no_longer_followed_its_events_go_but_those_where_one_goes(owner, feed):
    refresh(feed, NOW, ON)
    answer_event(owner, Event.objects.get(name="Trade fair").pk, "going")
    step = unfollow_calendar(owner, feed.pk)
    assert list(Event.objects.values_list("name", flat=True)) == ["Trade fair"]
    undo(owner, step.pk)
    back = CalendarFeed.objects.of(owner).get()
    assert refresh(back, NOW, ON) == 10 and Event.objects.count() == 10
    assert Event.objects.get(name="Trade fair").answer == "going"


def test_the_page_follows_fetches_and_unfollows(owner, club):
    browser = Client()
    browser.force_login(owner)
    assert "web address is expected" in browser.post("/events/calendars/", {"url": "x"}).content.decode()
    page = browser.post("/events/calendars/", {"url": club}, follow=True).content.decode()
    feed = CalendarFeed.objects.get()
    assert "Port meetups" in page and Club.asked
    browser.post(f"/events/calendars/{feed.pk}/refresh/")
    assert len(Club.asked) == 2
    assert (
        "No longer following Port meetups"
        in browser.post(f"/events/calendars/{feed.pk}/unfollow/", follow=True).content.decode()
    )
    assert not CalendarFeed.objects.exists()
