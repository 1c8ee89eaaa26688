"""Calls and messages of an Android telephone, streamed: who, when, how long, and never what (M9, M17)."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.conftest import ON, card
from tests.imports.pieces import SAMPLES, interactions, piece_of, read_all, refusals

from needless.contacts.models import Address, Contact
from needless.imports.drafts import Skip
from needless.imports.sources import source_of
from needless.imports.sources.android import SOURCES
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction

ANDROID = SOURCES[0]
CALLS, MESSAGES = (SAMPLES / "phone.xml").read_bytes(), (SAMPLES / "messages.xml").read_bytes()


def test_numbers_without_a_country_are_of_the_one_that_the_others_name(owner, bring):
    say = '<sms address="{}" date="{}" type="{}" body="x" contact_name="Anna M&#252;ller"/>'
    both = say.format("+49 171 2345678", 1693485000000, 1) + say.format("0171 2345678", 1693486000000, 2)
    report = bring(s__xml=f"<smses count='2'>{both}</smses>")
    assert (report["contacts_created"], report["interactions_created"]) == (1, 2)


def test_calls_are_talk_a_missed_one_is_a_try_and_a_short_one_nothing():
    assert source_of(piece_of(CALLS)) is ANDROID
    read = read_all(ANDROID, CALLS)
    told = [(one.channel, one.direction, one.minutes, one.kind, one.unknown) for one in interactions(read)]
    assert told == [
        ("call", "in", 3, "", "create"), ("click", "in", None, "missed call", "ignore"),
        ("click", "out", None, "missed call", "ignore"), ("call", "out", 2, "", "ignore"),
    ]  # fmt: skip
    assert [one.reason for one in read if isinstance(one, Skip)] == [
        "calls under 20 seconds", "withheld or short numbers",
    ]  # fmt: skip
    assert interactions(read)[0].at.isoformat() == "2026-06-13T10:17:00+00:00"


def test_messages_come_without_their_words_though_emoji_break_the_xml():
    read = read_all(ANDROID, MESSAGES)
    assert not refusals(read)
    told = [(one.direction, one.group_size, one.unknown) for one in interactions(read)]
    assert told == [("in", 1, "wait"), ("out", 1, "wait"), ("in", 2, "ignore")]
    assert Skip("automatic senders and short numbers") in read
    assert not any(word in repr(read) for word in ("Rui at", "See you", "Fine", "1234'"))


def test_an_emoji_in_two_halves_in_a_name_is_one():
    call = CALLS.replace(b'contact_name="Ana Silva"', b'contact_name="Ana &#55357;&#56832; Silva"')
    assert interactions(read_all(ANDROID, call))[0].people[0].name == "Ana \U0001f600 Silva"


def test_a_backup_comes_in_once_joins_the_address_book_and_goes_again(owner, bring):
    owner.region = "PT"
    owner.save()
    bring(v__vcf=card("Ana Silva", "TEL:912 345 678"))
    files = {"calls__xml": CALLS, "sms__xml": MESSAGES}
    report = bring(**files)
    assert (report["contacts_created"], report["interactions_created"]) == (0, 6)
    ana = Contact.objects.of(owner).get()
    assert (ana.interactions, ana.talks, ana.last_talk_on.isoformat()) == (6, 4, "2026-06-13")
    again = bring(**files)
    assert (again["interactions_created"], again["contacts_created"], again["contacts_updated"]) == (0, 0, 0)
    undo_import(owner, report["import_id"], ON)
    assert not Interaction.objects.of(owner).exists()


def test_a_named_stranger_comes_in_when_they_talked_or_wrote_both_ways(owner, bring):
    one_way = MESSAGES.replace(b'type="2"', b'type="1"')
    assert bring(sms__xml=one_way)["contacts_created"] == 0
    assert bring(sms__xml=MESSAGES.replace(b'date="17813494', b'date="17813495'))["contacts_created"] == 1
    ana = Contact.objects.of(owner).get()
    assert (ana.name, Address.objects.of(owner).get().key) == ("Ana Silva", "+351912345678")
    assert ana.interactions == 4  # the group's message waits for nobody


def test_a_preview_says_what_the_import_then_does(owner, bring):
    said = bring(preview=True, calls__xml=CALLS)
    assert not Contact.objects.of(owner).exists()
    done = bring(calls__xml=CALLS)
    assert [said[key] for key in ("contacts_created", "interactions_created")] == [
        done[key] for key in ("contacts_created", "interactions_created")
    ]


BOMB = '<?xml version="1.0"?><!DOCTYPE calls [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><calls><call number="&b;" date="1" type="1"/></calls>'


@pytest.mark.parametrize(
    ("content", "kept", "problem"),
    [
        (CALLS[:640], 3, "XML expected"),
        (CALLS.replace(b'date="1781345820000"', b'date="soon"'), 3, "milliseconds"),
        (CALLS.replace(b"</calls>", b"</sms>"), 4, "XML expected"),
        (BOMB.encode(), 0, "DOCTYPE"),
    ],
)
def test_a_broken_backup_is_told_and_the_rest_kept(content, kept, problem):
    read = read_all(ANDROID, content)
    assert len(interactions(read)) == kept
    assert problem in refusals(read)[-1].problem


@pytest.mark.parametrize(
    "content",
    [
        CALLS.decode().encode("utf-16"), CALLS.replace(b"Ana", b"An\xe4"), CALLS.replace(b"Ana", b"A\0na"),
        CALLS.replace(b"Ana", b"A&#0;na&#11;"), b"\xef\xbb\xbf" + CALLS,
    ],
)  # fmt: skip
def test_odd_octets_cost_nothing(content):
    read = read_all(ANDROID, content)
    assert len(interactions(read)) == 4
    assert not refusals(read)


def test_a_large_backup_is_never_held_in_memory():
    picture = f'<mms date="1781345820000" msg_box="1" address="+351912345678"><parts><part data="{"A" * 200_000}"/></parts></mms>'
    content = ("<smses>" + picture * 50 + "</smses>").encode()
    piece, asked = piece_of(content), None
    tracemalloc.start()
    found = sum(1 for _one in read_all_of(piece, asked))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == 50
    assert peak < 7 << 20  # of 10 MB


def read_all_of(piece, asked):
    from needless.imports.drafts import Asked

    return ANDROID.read(piece, asked or Asked())


@given(st.binary(max_size=200), st.text(max_size=100))
def test_anything_is_survived(octets, text):
    for content in (
        octets,
        b"<calls>" + octets,
        b"<smses><sms body='" + text.encode("utf-8", "replace") + b"'/>",
    ):
        ANDROID.sniff(piece_of(content))
        assert read_all(ANDROID, content) == read_all(ANDROID, content)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**31), st.integers(0, 10_000), st.sampled_from("123456"),
            st.text(st.characters(exclude_characters="<>&\"'\r\n\t", exclude_categories=["Cs", "Cc"]), max_size=12),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_each_call_is_told_once(calls):
    rows = "".join(
        f'<call number="+351912345678" date="{at}" duration="{seconds}" type="{kind}" contact_name="{name}"/>'
        for at, seconds, kind, name in calls
    )
    read = read_all(ANDROID, f"<calls>{rows}</calls>")
    assert len(read) == len(calls)
    assert not refusals(read)
    talk = [one.minutes for one in interactions(read) if one.channel == "call"]
    assert talk == [max(1, round(s / 60)) for _at, s, kind, _name in calls if kind in "12" and s >= 20]
