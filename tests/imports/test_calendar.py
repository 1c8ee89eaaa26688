"""Calendars become the meetings, calls and video talks that the owner was at (M9, M11, M12)."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needless.imports.drafts import Asked, InteractionDraft, Me, Piece, Read, Refusal, Skip
from needless.imports.sources.calendar import MOST_OCCURRENCES, Ics

SAMPLES = Path(__file__).parent.parent / "samples"
SHARED = Path(__file__).parents[3] / "shared/data/samples/ics"
TODAY = date(2026, 11, 23)
ME = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org"
ANA = "ATTENDEE;CN=Ana Alvarez;PARTSTAT=ACCEPTED:mailto:ana@example.com"


def piece(content: bytes, path: str = "a.ics") -> Piece:
    return Piece(path, len(content), lambda: io.BytesIO(content), content[:65536])


def read(content: str | bytes, me: str = "me@example.org") -> list[Read]:
    raw = content.encode() if isinstance(content, str) else content
    return list(Ics().read(piece(raw), Asked(me=Me(emails={me} if me else set()), today=TODAY)))


def event(*lines: str, start: str = "DTSTART:20260105T100000Z", guests: tuple[str, ...] = (ME, ANA)) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:u1", start, *guests, *lines, "END:VEVENT", ""])


def calendar(*events: str, head: str = "") -> str:
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + head + "".join(events) + "END:VCALENDAR\r\n"


def one(*lines: str, **more: str) -> InteractionDraft:
    (draft,) = read(calendar(event(*lines, **more)))
    assert isinstance(draft, InteractionDraft), draft
    return draft


def moments(content: str) -> list[datetime]:
    return [r.at for r in read(content) if isinstance(r, InteractionDraft)]


def reasons(content: str, me: str = "me@example.org") -> dict[str, int]:
    found = read(content, me)
    assert all(isinstance(r, Skip) for r in found), found
    return {r.reason: r.count for r in found if isinstance(r, Skip)}


def test_a_series_with_its_exceptions_becomes_one_meeting_for_each_time():
    found = read((SAMPLES / "meetings.ics").read_bytes())
    drafts = [r for r in found if isinstance(r, InteractionDraft)]
    assert [d.key for d in drafts] == [
        "ics:weekly@example/2026-03-16T09:00:00Z",
        "ics:weekly@example/2026-03-30T08:00:00Z",
        "ics:weekly@example/2026-04-06T08:00:00Z",
        "ics:video@example/2026-04-02T08:00:00Z",
    ]
    first, moved, _, video = drafts
    assert (first.channel, first.minutes, first.group_size, first.direction) == ("meeting", 45, 1, "both")
    assert [(p.email, p.name) for p in first.people] == [("ines@example.com", "Ines Okafor")]
    assert moved.at == datetime(2026, 3, 31, 13, tzinfo=UTC) and moved.minutes == 60
    assert video.channel == "video" and video.people[0].email == "boss@example.com" and video.minutes == 30


def test_what_is_no_meeting_is_counted_and_what_is_broken_refused():
    found = read((SAMPLES / "meetings.ics").read_bytes())
    assert {r.reason: r.count for r in found if isinstance(r, Skip)} == {
        "event declined": 1,
        "no other people": 1,
    }
    assert [(r.row, r.field) for r in found if isinstance(r, Refusal)] == [(5, "DTSTART")]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("DECLINED", "event declined"),
        ("TENTATIVE", "event accepted tentatively"),
        ("NEEDS-ACTION", "invitation not answered"),
    ],
)
def test_only_accepted_events_count(answer: str, reason: str):
    guests = (f"ATTENDEE;PARTSTAT={answer}:mailto:me@example.org", ANA)
    assert reasons(calendar(event("ORGANIZER:mailto:ana@example.com", guests=guests))) == {reason: 1}


def test_an_event_of_ones_own_counts_though_unanswered():
    guests = ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:me@example.org", ANA)
    assert one("ORGANIZER:mailto:ME@example.org", guests=guests).group_size == 1
    assert one("ORGANIZER:mailto:me@example.org", guests=(ANA,)).group_size == 1
    assert one(guests=(ANA,)).group_size == 1


def test_events_of_others_and_of_an_unknown_owner_are_told_apart():
    content = calendar(event("ORGANIZER:mailto:ana@example.com", guests=(ANA,)))
    assert reasons(content) == {"event of others": 1}
    assert reasons(content, me="") == {"event with guests; your own address is not known": 1}


def test_cancelled_and_coming_and_ancient_events_do_not_count():
    assert reasons(calendar(event("STATUS:CANCELLED"))) == {"cancelled event": 1}
    assert reasons(calendar(event(), head="METHOD:CANCEL\r\n")) == {"cancelled event": 1}
    assert reasons(calendar(event(start="DTSTART:20261123T080000Z"))) == {"event to come": 1}
    assert reasons(calendar(event(start="DTSTART:20010105T080000Z"))) == {"event over 20 years ago": 1}


def test_who_declined_and_rooms_are_nobody():
    no = "ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.com"
    room = "ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=ACCEPTED:mailto:r@example.com"
    google = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:c_1@resource.calendar.google.com"
    assert reasons(calendar(event(guests=(ME, no, room, google)))) == {"no other people": 1}
    assert one(guests=(ME, ANA, no, room, google)).group_size == 1


def test_in_a_large_meeting_strangers_are_not_made_contacts():
    crowd = tuple(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:p{n}@example.com" for n in range(7))
    assert (one(guests=(ME, *crowd[:6])).unknown, one(guests=(ME, *crowd)).unknown) == ("wait", "ignore")
    assert one(guests=(ME, *crowd)).group_size == 7


@pytest.mark.parametrize(
    ("lines", "channel"),
    [
        (["LOCATION:Main Street 4"], "meeting"),
        ([], "meeting"),
        (["LOCATION:https://meet.google.com/abc-defg-hij"], "video"),
        (["LOCATION:Microsoft Teams Meeting"], "video"),
        (["LOCATION:Online"], "video"),
        (["X-GOOGLE-CONFERENCE:https://meet.google.com/abc"], "video"),
        (["X-GOOGLE-CONFERENCE:https://meet.google.com/abc", "LOCATION:Café Central"], "meeting"),
        (["CONFERENCE;VALUE=URI:https://example.com/x"], "video"),
        (["DESCRIPTION:Join https://teams.microsoft.com/l/meetup-join/1"], "video"),
        (["URL:https://whereby.com/us"], "video"),
        (["SUMMARY:Call with Ana"], "call"),
        (["LOCATION:Tel. +49 30 1234567"], "call"),
        (["LOCATION:Telefon"], "call"),
        (["SUMMARY:Video call"], "video"),
        (["SUMMARY:Sales call rehearsal", "LOCATION:Room 4"], "meeting"),
    ],
)
def test_the_way_of_a_meeting_is_seen_from_its_place_and_links(lines: list[str], channel: str):
    assert one(*lines).channel == channel


def test_a_whole_day_has_no_minutes_and_stays_its_day():
    draft = one("DTEND;VALUE=DATE:20260107", start="DTSTART;VALUE=DATE:20260105")
    assert (draft.minutes, draft.at.date(), draft.key) == (None, date(2026, 1, 5), "ics:u1/2026-01-05")


def test_minutes_end_at_a_day():
    assert one("DTEND:20260110T100000Z").minutes == 1440
    assert one("DTEND:20260104T100000Z").minutes is None


# --- time zones ---


def test_floating_times_belong_to_the_calendars_zone():
    floating = event(start="DTSTART:20260705T100000")
    assert moments(calendar(floating, head="X-WR-TIMEZONE:Europe/Berlin\r\n")) == [
        datetime(2026, 7, 5, 8, tzinfo=UTC)
    ]
    assert moments(calendar(floating, head="X-WR-TIMEZONE:No/Where\r\n")) == [
        datetime(2026, 7, 5, 10, tzinfo=UTC)
    ]


def test_a_weekly_hour_stays_over_both_changes_of_the_clock():
    start = "DTSTART;TZID=Europe/Berlin:{}T100000"
    spring = moments(calendar(event("RRULE:FREQ=WEEKLY;COUNT=2", start=start.format("20260323"))))
    autumn = moments(calendar(event("RRULE:FREQ=WEEKLY;COUNT=2", start=start.format("20261019"))))
    assert [at.hour for at in spring] == [9, 8] and [at.hour for at in autumn] == [8, 9]


def test_an_hour_that_is_not_or_is_twice_is_read_as_one_moment():
    gap = moments(calendar(event(start="DTSTART;TZID=Europe/Berlin:20260329T023000")))
    twice = moments(calendar(event(start="DTSTART;TZID=Europe/Berlin:20261025T023000")))
    assert gap == [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]
    assert twice == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_a_series_in_utc_repeats_in_the_calendars_zone():
    series = event("RRULE:FREQ=WEEKLY;COUNT=2", start="DTSTART:20260323T090000Z")
    assert [at.hour for at in moments(calendar(series, head="X-WR-TIMEZONE:Europe/Berlin\r\n"))] == [9, 8]


# --- too much, broken, odd ---


def test_an_endless_series_gives_its_latest_two_thousand_times():
    found = read(calendar(event("RRULE:FREQ=DAILY", start="DTSTART:20100101T100000Z")))
    drafts = [r for r in found if isinstance(r, InteractionDraft)]
    assert len(drafts) == MOST_OCCURRENCES and drafts[-1].at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert [d.at for d in drafts] == sorted({d.at for d in drafts})


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYSECOND=1,2,3", "nonsense"]
)
def test_a_rule_that_cannot_be_is_refused_and_the_next_event_read(rule: str):
    good = event().replace("UID:u1", "UID:u2")
    found = read(calendar(event(f"RRULE:{rule}"), good))
    assert [type(r) for r in found if not isinstance(r, Skip)] in ([Refusal, InteractionDraft],)


def test_a_file_cut_short_gives_the_events_that_are_whole():
    content = calendar(event(), event().replace("UID:u1", "UID:u2"))
    found = read(content[:-40])
    assert sorted(type(r).__name__ for r in found) == ["InteractionDraft", "Refusal"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_calendar_is_read_in_any_of_the_usual_encodings(encoding: str):
    content = calendar(event("SUMMARY:Grüße")).encode(encoding)
    assert Ics().sniff(piece(content))
    (draft,) = read(content)
    assert isinstance(draft, InteractionDraft) and draft.summary == "Grüße"


def test_nul_bytes_and_ten_megabytes_in_one_field_do_no_harm():
    (draft,) = read(calendar(event("SUMMARY:a\0b", "DESCRIPTION:" + "x" * 10_000_000)))
    assert isinstance(draft, InteractionDraft) and draft.summary == "ab"


def test_events_without_uid_keep_their_key():
    plain = calendar(event().replace("UID:u1\r\n", ""))
    assert (
        [r.key for r in read(plain)]
        == [r.key for r in read(plain)]
        != [r.key for r in read(calendar(event()))]
    )


def test_an_unreadable_file_is_refused():
    def closed() -> io.BytesIO:
        raise OSError("gone")

    (refusal,) = Ics().read(Piece("a.ics", 1, closed), Asked(today=TODAY))
    assert isinstance(refusal, Refusal) and refusal.row == 0


def test_the_owner_is_the_calendars_name_or_who_is_always_there():
    named, present, doubt = Me(), Me(), Me()
    Ics().identify([piece((SAMPLES / "meetings.ics").read_bytes())], named)
    events = [event(guests=(ME, f"ATTENDEE:mailto:p{n}@example.com")) for n in range(6)]
    Ics().identify([piece(calendar(*events).encode())], present)
    Ics().identify([piece(calendar(*[event()] * 6).encode())], doubt)
    assert (named.emails, present.emails, doubt.emails) == ({"me@example.org"}, {"me@example.org"}, set())


LINES = st.sampled_from(
    [
        *(
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "BEGIN:VALARM",
            " folded",
            ME,
            ANA,
        ),
        *(
            "UID:a",
            "DTSTART:20260105T100000Z",
            "DTSTART;VALUE=DATE:20260105",
            "DTSTART;TZID=x:00010101T000000",
        ),
        *("RRULE:FREQ=WEEKLY", "RRULE:FREQ=YEARLY;BYMONTHDAY=31", "RDATE:20260202T100000Z", "EXDATE:x"),
        *("RECURRENCE-ID:20260112T100000Z", "DTEND:2026", "DURATION:P99999999W", "TZID:x"),
        *("BEGIN:VTIMEZONE", "END:VTIMEZONE", "ORGANIZER:mailto:", "ATTENDEE;CN="),
    ]
)


def as_event(lines: list[str]) -> bytes:
    return "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT"]).encode("utf-8", "replace")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.lists(st.one_of(LINES, st.text(max_size=12)), max_size=25).map(as_event)
    )
)
def test_no_bytes_make_the_reader_raise(content: bytes):
    Ics().sniff(piece(content))
    Ics().identify([piece(content)], Me())
    assert read(content) == read(content)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
def test_every_calendar_of_the_public_corpus_is_read():
    found = [r for path in sorted(SHARED.rglob("*.ics")) for r in read(path.read_bytes(), "")]
    assert any(isinstance(r, InteractionDraft) for r in found)
