"""Mail goes in whatever its size and state: who wrote to whom and when, never a body (M9, M17)."""

from __future__ import annotations

import io
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from bench.mailboxes import messages_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needless.imports.drafts import Asked, InteractionDraft, Me, Piece, Read, Refusal, Skip
from needless.imports.sources.mail import BULK, TO_ONESELF, Eml, Mbox, labels_of
from needless.imports.sources.mail_headers import addresses, fields, header_blocks, is_robot, moment, text

SAMPLES = Path(__file__).parent.parent / "samples"
TODAY = date(2026, 11, 23)
FROM_LINE = b"From x@example.org Mon Jan  5 10:00:00 2026\n"


def piece(content: bytes, path: str = "a.mbox") -> Piece:
    return Piece(path, len(content), lambda: io.BytesIO(content), content[:65536])


def asked(**more: bool) -> Asked:
    return Asked(me=Me(emails={"me@example.org"}), today=TODAY, **more)


def read(content: bytes, **more: bool) -> list[Read]:
    return list(Mbox().read(piece(content), asked(**more)))


def mail(**headers: str) -> bytes:
    given = {
        "Date": "Mon, 05 Jan 2026 10:00:00 +0000",
        "From": "Ana <ana@example.com>",
        "To": "me@example.org",
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{name}: {value}\n" for name, value in given.items()).encode() + b"\nbody\n"


def one(**headers: str) -> InteractionDraft:
    (draft,) = read(FROM_LINE + mail(**headers))
    assert isinstance(draft, InteractionDraft), draft
    return draft


def skipped(**headers: str) -> str:
    (left_out,) = read(FROM_LINE + mail(**headers))
    assert isinstance(left_out, Skip), left_out
    return left_out.reason


def takeout() -> bytes:
    return (SAMPLES / "takeout.mbox").read_bytes()


def test_a_takeout_becomes_talk_with_both_directions_and_one_thread():
    out, back, *_ = read(takeout())
    assert isinstance(out, InteractionDraft) and isinstance(back, InteractionDraft)
    assert (out.direction, out.group_size, out.summary) == ("out", 2, "Grüße und mehr")
    assert [(p.email, p.name) for p in out.people] == [
        ("ines.okafor@example.com", "Inês Okafor"),
        ("zoe@example.net", "Zoe Brandt"),
    ]
    assert (back.direction, back.group_size, back.key) == ("in", 2, "mail:two@mail.example")
    assert [p.email for p in back.people] == ["ines.okafor@example.com"]
    assert out.thread == back.thread == "1790000000000000001"
    assert out.at == datetime(2026, 1, 5, 9, tzinfo=UTC) and out.unknown == "wait"


def test_newsletters_and_trash_are_counted_and_a_mail_without_date_is_refused():
    rest = read(takeout())[2:]
    assert [(r.row, r.field) for r in rest if isinstance(r, Refusal)] == [(5, "Date")]
    assert {r.reason: r.count for r in rest if isinstance(r, Skip)} == {BULK: 1, "mail in the trash": 1}


def test_subjects_are_left_out_where_the_owner_does_not_want_them():
    assert all(
        r.summary == "" for r in read(takeout(), keep_subjects=False) if isinstance(r, InteractionDraft)
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Id": "<x>"},
        {"Precedence": "Bulk"},
        {"Auto_Submitted": "auto-replied"},
        {"Feedback_ID": "1:2"},
        {"From": "No Reply <no-reply@example.com>"},
        {"From": "nicht-antworten@example.de"},
        {"From": "github-notifications+abc@example.com"},
        {"Content_Type": "text/calendar; method=REPLY"},
        {"From": "me@example.org", "To": "noreply@example.com"},
    ],
)
def test_machines_are_no_correspondents(headers: dict[str, str]):
    assert skipped(**headers) == BULK


def test_people_are_not_taken_for_machines():
    assert not any(map(is_robot, ("joan.root@x.com", "ana.news@x.com", "replyanna@x.com", "info@x.com")))
    assert one(Auto_Submitted="no").direction == "in"


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ("Posteingang,Spam", "spam"),
        ("=?UTF-8?Q?Entw=C3=BCrfe?=", "unsent draft"),
        ("Corbeille", "mail in the trash"),
        ("=?UTF-8?Q?=E8=BF=B7=E6=83=91=E3=83=A1=E3=83=BC=E3=83=AB?=", "spam"),
        ("=?UTF-8?B?44K044Of566x?=", "mail in the trash"),
        ("=?UTF-8?Q?=C3=87=C3=B6p_Kutusu?=", "mail in the trash"),
        ("Lixeira,Aberto", "mail in the trash"),
        ("Borradores", "unsent draft"),
        ("Prullenbak", "mail in the trash"),
        ('"Bozze"', "unsent draft"),
    ],
)
def test_gmail_labels_are_understood_in_seven_languages(labels: str, reason: str):
    assert skipped(X_Gmail_Labels=labels) == reason


def test_folded_labels_are_one_list():
    found = fields(b"X-Gmail-Labels: =?UTF-8?Q?Posteingang,?=\n =?UTF-8?Q?Ge=C3=B6ffnet?=")
    assert labels_of(found[b"x-gmail-labels"]) == ["posteingang", "geöffnet"]


def test_mail_to_oneself_is_left_out():
    assert skipped(From="me@example.org") == TO_ONESELF


def test_a_blind_copy_counts_as_received():
    draft = one(To="others@example.com")
    assert (draft.direction, draft.group_size) == ("in", 1)


def test_a_sent_mail_with_blind_copies_only_goes_to_them():
    draft = one(From="me@example.org", To="undisclosed-recipients:;", Bcc="a@x.example, b@x.example")
    assert [p.email for p in draft.people] == ["a@x.example", "b@x.example"]


def test_the_thread_is_its_first_message():
    assert one(References="<root@x> <next@x>", Message_ID="<mine@x>").thread == "root@x"
    assert one(In_Reply_To="Your message of today <root@x>").thread == "root@x"
    assert one(Message_ID="<mine@x>").thread == "mine@x"


def test_a_mail_without_id_has_the_same_key_each_time():
    assert one(Subject="a").key == one(Subject="a").key != one(Subject="b").key


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 05 Jan 2026 10:00:00 +0100",
        "5 Jan 2026 10:00 +0100 (CET)",
        "Mon, 5 Jan 26 04:00:00 EST",
        "Mon Jan  5 09:00:00 2026",
        "2026-01-05T10:00:00+01:00",
        "Monday, 05-Jan-26 09:00:00 GMT",
    ],
)
def test_a_date_is_read_in_many_styles(written: str):
    assert moment(written.encode()) == datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "soon", "Mon, 05 Jan 1970 10:00:00 +0000", "Mon, 05 Jan 2037 10:00:00 +0000"]
)
def test_a_date_that_cannot_be_is_refused(written: str):
    (refusal,) = read(FROM_LINE + mail(Date=written))
    assert isinstance(refusal, Refusal) and (refusal.row, refusal.field) == (1, "Date")


@pytest.mark.parametrize("written", ["", "soon"])
def test_a_mail_without_a_readable_date_takes_that_of_its_last_host(written: str):
    hops = (
        b"Received: from b (b [1.2.3.4]; checked)\n\tby c; Mon, 05 Jan 2026\n\t10:00:00 +0100 (CET)\n"
        b"Received: from a by b; Sun, 04 Jan 2026 10:00:00 +0100\n"
    )
    (draft,) = read(FROM_LINE + hops + mail(Date=written))
    assert isinstance(draft, InteractionDraft) and draft.at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    (refusal,) = read(FROM_LINE + b"Received: from a by b\n" + mail(Date=written))
    assert isinstance(refusal, Refusal) and refusal.field == "Date"


def test_a_mail_without_sender_is_refused_and_the_next_one_read():
    refusal, draft = read(FROM_LINE + mail(From="nobody") + b"\n" + FROM_LINE + mail())
    assert isinstance(refusal, Refusal) and refusal.field == "From"
    assert isinstance(draft, InteractionDraft) and draft.row == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ana <A@x.de>", [("a@x.de", "Ana")]),
        ('"Brandt, Zoe" <z@x.de>, b@x.de', [("z@x.de", "Zoe Brandt"), ("b@x.de", "")]),
        ("Brandt, Zoe <z@x.de>", [("z@x.de", "Zoe Brandt")]),
        ("z@x.de (Zoe Brandt)", [("z@x.de", "Zoe Brandt")]),
        ("Team: a@x.de, b@x.de;", [("a@x.de", ""), ("b@x.de", "")]),
        ("a@x.de, A@x.de", [("a@x.de", "")]),
        ("'z@x.de' <z@x.de>", [("z@x.de", "")]),
        ("=?iso-8859-1?Q?J=FCrgen?= <j@x.de>", [("j@x.de", "Jürgen")]),
        ("undisclosed-recipients:;", []),
    ],
)
def test_addresses_are_read_as_people_write_them(written: str, expected: list[tuple[str, str]]):
    assert [(p.email, p.name) for p in addresses(written.encode())] == expected


def test_encoded_words_may_cut_a_character_in_two():
    assert text(b"=?utf-8?B?w7w=?= =?utf-8?Q?=C3?=\n =?utf-8?Q?=BC?=") == "üü"
    assert text(b"=?no-such?Q?a=20b?= =?utf-8?B?!?=").startswith("a b")


# --- files that are broken, large or odd ---


def test_windows_line_ends_read_alike():
    assert read(takeout().replace(b"\n", b"\r\n")) == read(takeout())


def test_a_byte_order_mark_and_blank_lines_do_no_harm():
    content = b"\xef\xbb\xbf\n\n" + takeout()
    assert Mbox().sniff(piece(content)) and read(content) == read(takeout())


def test_a_file_that_starts_amid_a_body_is_read_from_the_next_mail_on():
    assert isinstance(read(b"tail of a body\n\n" + FROM_LINE + mail())[0], InteractionDraft)


def test_a_file_without_separator_is_one_mail():
    assert isinstance(read(mail())[0], InteractionDraft)


@pytest.mark.parametrize("cut", range(0, 2300, 97))
def test_a_file_cut_short_gives_what_is_there(cut: int):
    keys = [r.key for r in read(takeout()) if isinstance(r, InteractionDraft)]
    found = [r.key for r in read(takeout()[:cut]) if isinstance(r, InteractionDraft)]
    assert found[:-1] == keys[: max(0, len(found) - 1)]


def test_nul_bytes_and_wrong_encodings_leave_clean_text():
    (draft,) = read(
        FROM_LINE + mail().replace(b"Ana", b"J\xfcr\x00gen").replace(b"\n\n", b"\nSubject: a\x00b\xff\n\n", 1)
    )
    assert isinstance(draft, InteractionDraft)
    assert draft.people[0].name == "Jür gen" and "\0" not in draft.summary


@pytest.mark.parametrize("junk", [b"x" * 10_000_000, b"x\n " * 3_000_000, b"a@x.de, " * 1_250_000])
def test_ten_megabytes_in_one_header_harm_only_their_own_mail(junk: bytes):
    huge = mail().replace(b"\n\n", b"\nCc: " + junk + b"\n\n", 1)
    found = read(FROM_LINE + huge + b"\n" + FROM_LINE + mail())
    assert len(found) == 2 and all(isinstance(r, InteractionDraft) for r in found)


def test_a_stream_that_breaks_is_refused_after_what_was_read():
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise EOFError("cut")
            return super().read(size)

    broken = Piece("a.mbox", 9, lambda: Breaking(takeout()))
    found = list(Mbox().read(broken, asked()))
    assert any(isinstance(r, Refusal) and r.field == "file" for r in found)


class Endless(io.RawIOBase):
    """A mailbox that is made while it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts, self.rest = parts, b""

    def read(self, size: int = -1) -> bytes:
        pieces = [self.rest]
        held = len(self.rest)
        while held < size and (part := next(self.parts, b"")):
            pieces.append(part)
            held += len(part)
        joined = b"".join(pieces)
        self.rest = joined[size:]
        return joined[:size]


@pytest.mark.parametrize(
    "parts",
    [
        lambda: iter([b"".join(messages_of(500))] * 50),
        lambda: iter([FROM_LINE, b"X: ", *[b"x" * 65536] * 800]),
    ],
)
def test_memory_stays_flat_over_fifty_megabytes(parts):
    stream: BinaryIO = Endless(parts())  # type: ignore[assignment]
    tracemalloc.start()
    count = sum(1 for _ in header_blocks(stream))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count in (1, 25_000) and peak < 20_000_000


def test_separators_are_found_wherever_a_chunk_ends(monkeypatch: pytest.MonkeyPatch):
    content = b"".join(messages_of(40))
    whole = list(header_blocks(io.BytesIO(content)))
    assert len(whole) == 40
    for size in (700, 2051, 4096, 10_007):
        monkeypatch.setattr("needless.imports.sources.mail_headers.CHUNK", size)
        assert list(header_blocks(io.BytesIO(content))) == whole


def test_our_reader_agrees_with_the_made_up_mailbox():
    found = read(b"".join(messages_of(2000)))
    kinds = Counter(type(r).__name__ for r in found)
    bulk = sum(r.count for r in found if isinstance(r, Skip))
    assert kinds["Refusal"] == 0 and kinds["InteractionDraft"] + bulk == 2000 and 300 < bulk < 500


LINES = st.sampled_from(
    [
        FROM_LINE,
        *(b"From: a@b.c\n", b"To: me@example.org\n", b"\n", b" folded\n", b"\r\n", b"From ", b"\xff\x00"),
        *(b"Date: Mon, 5 Jan 2026 10:00:00 +0000\n", b"Date: 99 Xxx 9999 99:99:99 +9999\n"),
        *(b"Subject: =?utf-8?B?", b'Cc: ((((<<"\n'),
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400), st.lists(st.one_of(LINES, st.binary(max_size=20)), max_size=30).map(b"".join)
    )
)
@example(b"Date: Mon, 31 Feb 2026 10:00:00 +0000\nFrom: a@b.c\n\n")
@example(b"Date: Sun, 01 Jan 0001 00:00:00 +2359\nFrom: a@b.c\n\n")
def test_no_bytes_make_a_reader_raise(content: bytes):
    for source in (Mbox(), Eml()):
        source.sniff(piece(content))
        source.identify([piece(content)], Me())
        first = list(source.read(piece(content), asked()))
        assert first == list(source.read(piece(content), asked()))
        assert all(r.at.tzinfo is UTC for r in first if isinstance(r, InteractionDraft))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_header_makes_the_parsers_raise(value: str):
    raw = value.encode("utf-8", "replace")
    text(raw).encode()
    moment(raw)
    assert all(person.email == person.email.lower() and "@" in person.email for person in addresses(raw))


# --- single messages, Maildir, and whose mailbox it is ---


def test_a_single_message_is_recognised_by_its_headers():
    assert Eml().sniff(piece(mail())) and not Mbox().sniff(piece(mail()))
    assert Mbox().sniff(piece(takeout())) and not Eml().sniff(piece(takeout()))
    for other in (
        b"From,To,Date\na,b,c\n",
        b"BEGIN:VCARD\nFN:A\n",
        b"Notes:\n\nFirst Name,Last Name\n",
        b"",
        b"From me with love",
    ):
        assert not Eml().sniff(piece(other)) and not Mbox().sniff(piece(other))


def test_a_maildir_message_in_the_trash_is_left_out():
    (left_out,) = Eml().read(piece(mail(), "cur/1.host:2,ST"), asked())
    assert left_out == Skip("mail in the trash")
    (draft,) = Eml().read(piece(mail(), "cur/1.host:2,RS"), asked())
    assert isinstance(draft, InteractionDraft) and draft.row == 1


def test_the_owner_is_found_by_the_mail_that_was_sent():
    me = Me()
    Mbox().identify([piece(b"".join(messages_of(300)))], me)
    assert me.emails == {"me@example.org"}


def test_the_owner_of_a_folder_of_sent_mail_is_its_author():
    me = Me()
    sent = [piece(mail(From="me@example.org", To=f"p{n}@x.de"), f"Sent/cur/{n}") for n in range(8)]
    Eml().identify(sent, me)
    assert me.emails == {"me@example.org"}


def test_in_doubt_nobody_is_taken_for_the_owner():
    me = Me()
    Mbox().identify(
        [piece(b"\n".join([FROM_LINE + mail()] * 10))], me
    )  # always the same two: either may be it
    Mbox().identify([piece(FROM_LINE + mail())], me)
    assert me.emails == set()


def test_known_owners_stay_as_they_are():
    me = Me(emails={"known@example.org"})
    Mbox().identify([piece(b"".join(messages_of(300)))], me)
    assert me.emails == {"known@example.org"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Okafor, Ines", "Ines Okafor"), ("van der Berg, Jan", "Jan van der Berg"), ("Ines Okafor, PhD", "Ines Okafor, PhD"),
        ("Northwind, Inc.", "Northwind, Inc."), ("Smith, John (NYC)", "John Smith (NYC)"), ("Ann, Bob, Carl", "Ann, Bob, Carl"),
    ],
)  # fmt: skip
def test_a_name_as_directories_sort_it_is_turned_round(written, name):
    assert [person.name for person in addresses(f'"{written}" <z@x.de>'.encode())] == [name]
