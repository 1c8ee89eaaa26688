"""A followed calendar on a real Radicale: read, unchanged by ETag, moved, called off, across the change of clocks (M14)."""

import base64
import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from urllib.request import Request, urlopen

import pytest

from needless.gatherings.events import answer_event
from needless.gatherings.feeds import follow_calendar, refresh
from needless.gatherings.models import CalendarFeed, Event

pytestmark = [pytest.mark.real, pytest.mark.django_db]
ON = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
ZONE = "BEGIN:VTIMEZONE\nTZID:Europe/Lisbon\nBEGIN:STANDARD\nDTSTART:19701025T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19700329T010000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"


class Radicale:
    """A server of our own, with a calendar at /jo/club/."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = ["--server-hosts", f"127.0.0.1:{self.port}", "--auth-type", "none"]
        command = [sys.executable, "-m", "radicale", *options, "--storage-filesystem-folder", str(folder)]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}/jo/club/"
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)

    def ask(self, method, path="", content="", **headers):
        login = base64.b64encode(b"jo:x").decode()
        request = Request(
            self.url + path,
            content.encode() or None,
            {"Authorization": f"Basic {login}", **headers},
            method=method,
        )
        with urlopen(request, timeout=10) as answer:
            return answer.status

    def put(self, name, *lines):
        event = "\n".join(["BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20261001T000000Z", *lines, "END:VEVENT"])
        calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//EN\n{ZONE}{event}\nEND:VCALENDAR\n"
        self.ask("PUT", f"{name}.ics", calendar.replace("\n", "\r\n"), **{"Content-Type": "text/calendar"})


@pytest.fixture
def club(tmp_path, settings):
    settings.ALLOW_PRIVATE_FETCHES = True
    radicale = Radicale(tmp_path / "store")
    radicale.ask("MKCALENDAR")
    radicale.put(
        "walk", "SUMMARY:Evening walk", "DTSTART;TZID=Europe/Lisbon:20261021T190000", "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=3",
    )  # fmt: skip
    yield radicale
    radicale.server.terminate()
    radicale.server.wait(10)


@pytest.fixture
def fetched(monkeypatch):
    """Every answer that the guarded door gave."""
    seen, ask = [], CalendarFeed.ask

    def watching(feed, **options):
        seen.append(ask(feed, **options))
        return seen[-1]

    monkeypatch.setattr(CalendarFeed, "ask", watching)
    return seen


def test_a_real_calendar_is_followed_through_changes_and_the_change_of_clocks(owner, club, fetched):
    feed = follow_calendar(owner, club.url, False, NOW)
    assert refresh(feed, NOW, ON) == 3, feed.problem
    starts = list(Event.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert starts == [  # seven in the evening, on both sides of 25 October
        datetime(2026, 10, 21, 18, tzinfo=UTC), datetime(2026, 10, 28, 19, tzinfo=UTC), datetime(2026, 11, 4, 19, tzinfo=UTC),
    ]  # fmt: skip
    assert fetched[0].etag
    assert refresh(feed, NOW + timedelta(hours=7), ON) in (0, 3) and Event.objects.count() == 3
    club.put("talk", "SUMMARY:A talk", "DTSTART:20261101T180000Z", "DTEND:20261101T200000Z")
    assert refresh(feed, NOW + timedelta(hours=14), ON) == 4
    answer_event(owner, Event.objects.get(name="A talk").pk, "going")
    club.put("talk", "SUMMARY:A talk", "DTSTART:20261102T180000Z", "DTEND:20261102T200000Z")
    refresh(feed, NOW + timedelta(hours=21), ON)
    moved = Event.objects.get(name="A talk")
    assert moved.starts_at == datetime(2026, 11, 2, 18, tzinfo=UTC) and moved.answer == "going"
    answer_event(owner, moved.pk, "")
    club.ask("DELETE", "talk.ics")
    assert refresh(feed, NOW + timedelta(hours=28), ON) == 3
    assert not Event.objects.filter(name="A talk").exists() and feed.problem == ""


def test_a_server_that_is_gone_leaves_what_was_known(owner, club):
    feed = follow_calendar(owner, club.url, False, NOW)
    refresh(feed, NOW, ON)
    club.server.terminate()
    club.server.wait(10)
    assert refresh(feed, NOW + timedelta(hours=7), ON) == 0
    assert feed.problem and Event.objects.count() == 3
