"""Exported chats tell who wrote and when, in all styles of dates, and never what (M9, M17)."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.imports.conftest import card
from tests.imports.pieces import SAMPLES, SHARED, contacts, interactions, piece_of, read_all, refusals

from needless.contacts.models import Contact
from needless.imports.drafts import Asked, Me, Skip
from needless.imports.sources import source_of
from needless.imports.sources.chats import call_in
from needless.imports.sources.signal import SOURCES as SIGNALS
from needless.imports.sources.whatsapp import SOURCES, title_of
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction

WHATSAPP, SIGNAL = SOURCES[0], SIGNALS[0]
CHATS = SAMPLES / "chats"
ON = date(2026, 11, 23)


def asked(*me, **more):
    return Asked(me=Me(names={name.lower() for name in me}), today=ON, **more)


def days_of(text, **more):
    piece = piece_of(text, "WhatsApp Chat with Ana.txt")
    return [one.at.date().isoformat() for one in interactions(WHATSAPP.read(piece, asked(**more)))]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("31/01/26, 11:25 - Ana: x", "2026-01-31 11:25:00"),
        ("1/31/26, 11:25 AM - Ana: x", "2026-01-31 11:25:00"),
        ("31/01/2026, 11:25 p. m. - Ana: x", "2026-01-31 23:25:00"),
        ("[31/01/26 11:25] Ana: x", "2026-01-31 11:25:00"),
        ("[1/31/26, 12:17:02\u202fAM] Ana: x", "2026-01-31 00:17:02"),
        ("\u200e[31/01/26, 10:17:02\u202fp.m.] Ana: x", "2026-01-31 22:17:02"),
        ("2026/01/31, 11:25 - Ana: x", "2026-01-31 11:25:00"),
        ("[2026-01-31, 11:25] Ana: x", "2026-01-31 11:25:00"),
        ("31.01.26, 11:25 - Ana: x", "2026-01-31 11:25:00"),
        ("31-01-2026 11:25 - Ana: x", "2026-01-31 11:25:00"),
        ("31/01/2026 à 11:25 - Ana: x", "2026-01-31 11:25:00"),
        ("31.01.2026 klo 11.25 - Ana: x", "2026-01-31 11:25:00"),
        ("2026. 1. 31. 오후 3:25 - Ana: x", "2026-01-31 15:25:00"),
        ("2026/1/31 下午3:25 - Ana: x", "2026-01-31 15:25:00"),
    ],
)
def test_every_style_of_date_is_read(line, at):
    assert WHATSAPP.sniff(piece_of(line))
    (talk,) = interactions(read_all(WHATSAPP, line + "\n" + line.replace("Ana", "Me"), asked("Me")))[:1]
    assert talk.at.strftime("%Y-%m-%d %H:%M:%S") == at


def test_day_or_month_first_is_told_by_the_whole_file():
    assert days_of("01/02/26, 10:00 - Ana: x\n13/02/26, 10:00 - Ana: x") == ["2026-02-01", "2026-02-13"]
    assert days_of("01/02/26, 10:00 - Ana: x\n01/13/26, 10:00 - Ana: x") == ["2026-01-02", "2026-01-13"]
    # Each date may be either; only one order goes forward in time.
    assert days_of("05/01/26, 10:00 - Ana: x\n06/01/26, 10:00 - Ana: x\n01/02/26, 10:00 - Ana: x") == [
        "2026-01-05", "2026-01-06", "2026-02-01",
    ]  # fmt: skip
    assert days_of("05/12/26, 10:00 - Ana: x") == ["2026-05-12"]  # the fifth of December is still to come
    assert days_of("03/04/26, 10:00 - Ana: x", region="US") == ["2026-03-04"]


def test_a_clock_is_the_owners_own():
    zone = ZoneInfo("America/New_York")
    piece = piece_of("31/01/26, 23:25 - Ana: x", "WhatsApp Chat with Ana.txt")
    (one,) = interactions(WHATSAPP.read(piece, asked(zone=zone)))
    assert one.at == datetime(2026, 2, 1, 4, 25, tzinfo=UTC)


def test_the_partner_is_known_from_the_files_name_and_the_other_is_the_owner():
    me, path = Me(), CHATS / "WhatsApp Chat with Ana Silva.txt"
    content = path.read_bytes()
    WHATSAPP.identify([piece_of(content, str(path))], me)
    assert me.names == {"me myself"}
    read = list(WHATSAPP.read(piece_of(content, str(path)), Asked(me=me, today=ON)))
    assert [(one.name, one.only_if_known) for one in contacts(read)] == [("Ana Silva", False)]
    told = [(one.channel, one.direction, one.minutes, one.kind) for one in interactions(read)]
    assert told == [
        ("message", "in", None, ""), ("message", "out", None, ""), ("message", "out", None, ""),
        ("click", "in", None, "missed call"), ("call", "in", 12, ""),
    ]  # fmt: skip
    assert not any("Lisbon" in repr(one) or "Friday" in repr(one) for one in read)


@pytest.mark.parametrize(
    "name",
    [
        "WhatsApp Chat with Ana Silva.txt", "WhatsApp Chat - Ana Silva.zip/_chat.txt", "WhatsApp-Chat mit Ana Silva.txt",
        "Chat de WhatsApp con Ana Silva (2).txt", "0-Discussion WhatsApp avec Ana Silva.txt",
    ],
)  # fmt: skip
def test_the_title_is_read_from_the_name_in_its_languages(name):
    assert title_of(f"/home/me/{name}") == "Ana Silva"


def test_a_group_counts_its_size_and_names_only_who_is_known():
    read = read_all(WHATSAPP, (CHATS / "_chat.txt").read_bytes(), asked("Me Myself"))
    assert [(one.name, one.only_if_known) for one in contacts(read)] == [
        ("Ana Silva", True), ("Rui Costa", True), ("+351 912 345 678", True),
    ]  # fmt: skip
    mine = next(one for one in interactions(read) if one.direction == "out")
    assert (mine.group_size, len(mine.people), mine.at.hour) == (3, 3, 22)


def test_what_an_iphone_says_in_the_partners_name_is_no_message():
    text = "[05.01.26, 21:15:07] Ana: \u200eNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.\n[05.01.26, 21:16:07] Ana: Hi\n[06.01.26, 21:16:07] Tom: Hi\n"
    assert len(interactions(read_all(WHATSAPP, text, asked("Tom")))) == 2


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("Verpasster Sprachanruf", "click"), ("Sprachanruf, Keine Antwort", "click"), ("Videoanruf, 5 Min.", "video"),
        ("Llamada perdida", "click"), ("Videollamada, 12 min", "video"), ("Appel vocal manqué", "click"),
        ("Chamada de voz perdida", "click"), ("Chiamata vocale persa", "click"), ("Gemiste spraakoproep", "click"),
        ("Sprachanruf, 1 Std.", "call"), ("Bild weggelassen", "message"),
    ],
)  # fmt: skip
def test_calls_are_told_in_other_languages_too(said, channel):
    text = f"[05.01.26, 21:16:07] Ana: Hi\n[06.01.26, 21:16:07] Ana: \u200e{said}\n[06.01.26, 22:16:07] Tom: Hi\n"
    assert interactions(read_all(WHATSAPP, text, asked("Tom")))[1].channel == channel


def test_arabic_digits_and_halves_of_the_day_are_read():
    text = "\u200f٢٤/٥/٢٥، ٩:١٥ م - علي: مرحبا\n\u200f٢٥/٥/٢٥، ٩:١٦ ص - Tom: hi\n"
    assert [one.at.hour for one in interactions(read_all(WHATSAPP, text, asked("Tom")))] == [21, 9]


def test_whose_chat_it_is_must_be_told_where_nothing_tells():
    (refusal,) = refusals(read_all(WHATSAPP, "31/01/26, 11:25 - Ana: x\n31/01/26, 11:26 - Tom: x", asked()))
    assert "Ana" in refusal.problem
    assert "--me" in refusal.problem
    me = Me()
    pieces = [piece_of(f"31/01/26, 11:25 - {who}: x\n31/01/26, 11:26 - Tom: x") for who in ("Ana", "Rui")]
    WHATSAPP.identify(pieces, me)
    assert me.names == {"tom"}


def test_a_call_is_talk_from_twenty_seconds_on():
    assert call_in("Voice call, 45 sec").seconds == 45
    assert call_in("Incoming video call (accepted, 12m 3s)").channel == "video"
    assert not call_in("Missed voice call").is_answered
    assert not call_in("Outgoing call (unanswered)").is_answered
    assert call_in("I missed you") is None
    text = "31/01/26, 11:25 - Ana: \u200eVoice call, 12 sec\n31/01/26, 11:25 - Ana: voice call, later?"
    read = list(WHATSAPP.read(piece_of(text, "WhatsApp Chat with Ana.txt"), asked()))
    assert Skip("calls under 20 seconds") in read
    assert [one.channel for one in interactions(read)] == ["message"]


def test_signals_chats_are_read_as_signal_export_writes_them():
    path = CHATS / "signal" / "Ana Silva" / "chat.md"
    piece = piece_of(path.read_bytes(), str(path))
    assert source_of(piece) is SIGNAL
    read = list(SIGNAL.read(piece, asked()))
    assert [one.name for one in contacts(read)] == ["Ana Silva"]
    told = [(one.channel, one.direction, one.minutes) for one in interactions(read)]
    assert told == [
        ("message", "in", None), ("message", "out", None), ("call", "out", 12), ("click", "in", None),
    ]  # fmt: skip


def test_signals_json_tells_the_same_things_by_the_same_keys():
    lines = (
        '{"date": "2026-05-29T15:04:05", "sender": "Ana Silva", "body": "Hello  ", "quote": ""}\n'
        '{"date": "2026-05-29T15:04:40", "sender": "Me", "body": "Hello\\nyou"}\n{"date": "20'
    )
    piece = piece_of(lines, "out/Ana Silva/data.json")
    assert source_of(piece) is SIGNAL
    read = list(SIGNAL.read(piece, asked()))
    chat = CHATS / "signal" / "Ana Silva" / "chat.md"
    keys = [
        one.key for one in interactions(list(SIGNAL.read(piece_of(chat.read_bytes(), str(chat)), asked())))
    ]
    assert [one.key for one in interactions(read)] == keys[:2]
    assert [one.row for one in refusals(read)] == [3]


def test_the_public_samples_are_read():
    found = sorted((SHARED / "samples" / "whatsapp" / "chat-miner").glob("test_*hrs.txt"))
    for path in found:
        content = path.read_bytes()
        assert source_of(piece_of(content)) is WHATSAPP
        read = read_all(WHATSAPP, content, asked("John Doe"))
        assert not refusals(read), path
        assert [one.at.date().isoformat() for one in interactions(read)] == [
            "2019-01-01", "2019-01-20", "2019-01-30", "2020-06-10", "2021-12-10", "2021-12-20", "2021-12-30",
        ]  # fmt: skip


def bring_zip(bring, text, name="WhatsApp Chat - Ana Silva"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_chat.txt", text)
        archive.writestr("00000001-PHOTO.jpg", b"\xff\xd8")
    return bring(me=None, **{f"{name}__zip": packed.getvalue()})


def test_a_chat_in_its_zip_comes_in_once_and_goes_again(owner, bring):
    text = "[13/06/26, 10:17:02] Ana Silva: Hi\n[13/06/26, 10:17:40] Me Myself: Ho\n[13/06/26, 10:17:50] Me Myself: Ho\n"
    bring(me=None, v__vcf=card("Ana Silva", "TEL:+351912345678"))
    report = bring_zip(bring, text)
    assert (report["contacts_created"], report["interactions_created"], report["refusals"]) == (0, 3, [])
    ana = Contact.objects.of(owner).get()
    assert (ana.talks_in, ana.talks_out) == (1, 2)
    again = bring_zip(bring, text + "[14/06/26, 10:17:02] Ana Silva: More\n")
    assert again["interactions_created"] == 1
    for one in (report, again):
        undo_import(owner, one["import_id"], ON)
    assert not Interaction.objects.of(owner).exists()
    assert Contact.objects.of(owner).get().interactions == 0


def test_a_name_that_two_contacts_have_is_left_to_the_owner(owner, bring):
    bring(me=None, v__vcf=card("Ana Silva", "EMAIL:a@x.org") + card("Ana Silva", "EMAIL:b@x.org"))
    report = bring_zip(bring, "[13/06/26, 10:17:02] Ana Silva: Hi\n[13/06/26, 10:18:02] Me: Ho\n")
    assert (report["contacts_created"], report["interactions_created"]) == (0, 0)
    (source,) = [one for one in report["sources"] if one["kind"] == "whatsapp"]
    assert source["skips"]["several contacts have this name"] == 1


def test_a_stranger_of_a_chat_of_two_becomes_a_contact_and_is_known_when_renamed(owner, bring):
    text = "[13/06/26, 10:17:02] Ana Silva: Hi\n[13/06/26, 10:18:02] Me: Ho\n"
    assert bring_zip(bring, text)["contacts_created"] == 1
    Contact.objects.of(owner).update(name="Ana Maria Silva")
    again = bring_zip(bring, text + "[13/07/26, 10:18:02] Ana Silva: Ha\n")
    assert (again["contacts_created"], again["interactions_created"]) == (0, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0" * 3000, "31/01/26, 11:25 - Ana: x\n".encode("utf-16"), b"31/01/26, 11:25 - An\xff\xfea: x\n",
        b"99/99/99, 99:99 - Ana: x\n", b"31/01/26, 11:25 - Ana", b"31/01/26, 11:25 - Ana: \0\0\0\n" * 3,
    ],
)  # fmt: skip
def test_a_broken_chat_is_survived_and_told(content):
    piece = piece_of(content)
    read = read_all(WHATSAPP, content, asked("Me"))
    assert interactions(read) or refusals(read)
    assert not WHATSAPP.sniff(piece) or source_of(piece) is WHATSAPP


NAMES = st.sampled_from(["Ana", "Me", "Rui Costa", "+351 912 345 678"])


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 500_000), NAMES), min_size=1, max_size=30),
    st.sampled_from(
        [
            "%d/%m/%y, %H:%M - ",
            "%m/%d/%y, %I:%M %p - ",
            "[%d.%m.%y, %H:%M:%S] ",
            "%Y/%m/%d, %H:%M - ",
            "[%Y-%m-%d, %H:%M] ",
        ]
    ),
    st.text(max_size=20),
)
def test_what_is_written_in_any_style_is_read_back(times, style, words):
    moments = sorted(datetime(2025, 1, 1) + timedelta(minutes=minute) for minute, _name in times)
    names = [name for _minute, name in times]
    said = words.replace("\r", " ").replace("\n", " ")
    anchor = "".join(datetime(2024, 12, day).strftime(style) + "Me: x\n" for day in (25, 26))
    text = anchor + "".join(
        f"{at.strftime(style)}{who}: {said}\n" for at, who in zip(moments, names, strict=True)
    )
    read = read_all(WHATSAPP, text, asked("Me"))
    if others := {*names} - {"Me"}:
        talk = interactions(read)[2:]
        assert [one.at.strftime("%Y-%m-%d %H:%M") for one in talk] == [
            f"{at:%Y-%m-%d %H:%M}" for at in moments
        ]
        assert [one.direction for one in talk] == ["out" if who == "Me" else "in" for who in names]
        assert {one.group_size for one in talk} == {len(others)}
        assert len({one.key for one in talk}) == len(talk)
        assert read == read_all(WHATSAPP, text, asked("Me"))


@given(st.binary(max_size=300), st.text(max_size=200))
def test_anything_is_survived(octets, text):
    for content in (octets, text.encode("utf-8", "replace"), b"[31/01/26, 11:25] Ana: x\n" + octets):
        for source in (WHATSAPP, SIGNAL):
            source.sniff(piece_of(content))
            assert read_all(source, content, asked("Me")) == read_all(source, content, asked("Me"))
