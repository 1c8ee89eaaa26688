"""Mail servers that hang, lie, break off or speak strangely: an error in words, nothing partial, no harm (M17)."""

import time

import pytest
from django.db import DatabaseError
from django.utils import timezone
from hypothesis import given as for_all
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from needless.contacts.models import Contact
from needless.imports.queries import refusals_of
from needless.imports.sources.mail import MailReader
from needless.interactions.models import Interaction
from needless.mailboxes import session as sessions
from needless.mailboxes.actions import NotAMailbox, add_mailbox, fetch_mailbox, refresh_due
from needless.mailboxes.folders import folders_of, readable
from needless.mailboxes.models import Mailbox, MailFolder
from needless.mailboxes.session import CannotRead
from needless.owners.models import OwnAddress

from .conftest import ME, given
from .fake_imap import FakeImap, fetched

DATE = b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
INBOX = b"* %d EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT %d]\r\n"


def mail(sender, to, n, more=b""):
    return b"From: %s\r\nTo: %s\r\n%sMessage-ID: <%d@x>\r\n%s\r\n" % (
        sender.encode(),
        to.encode(),
        DATE,
        n,
        more,
    )


def read(owner, fake, count=2):
    """Add the mailbox and read it once; the row as it is then."""
    fake.says["EXAMINE"] = INBOX % (count, count + 1)
    with fake.port() as port:
        mailbox = add_mailbox(owner, given(port), timezone.now())
        fetch_mailbox(mailbox, timezone.now())
    return mailbox


def test_an_honest_server_is_read_and_the_password_goes_nowhere_else(owner):
    fake = FakeImap(UID=fetched(mail("Bo <bo@x.example>", ME, 1), mail(ME, "bo@x.example", 2)))
    mailbox = read(owner, fake)
    assert mailbox.problem == ""
    assert Contact.objects.of(owner).get().name == "Bo"
    assert {f.label: f.is_read for f in MailFolder.objects.of(owner)} == {
        "INBOX": True,
        "Out box": True,
        "Spam": False,
    }
    assert not any(b"secret" in heard for heard in fake.heard)
    assert "secret" not in mailbox.password
    assert all(b"BODY.PEEK[HEADER.FIELDS" in heard for heard in fake.heard if b"FETCH" in heard)


def test_whoever_wrote_what_lies_in_sent_is_the_owner_too(owner):
    alias = "dawn@old.example"
    fake = FakeImap(UID=fetched(*(mail(alias, f"p{n}@x.example", n) for n in range(3))))
    read(owner, fake, 3)
    assert OwnAddress.objects.of(owner).filter(value=alias).exists()


@pytest.mark.parametrize(
    ("end", "said", "word"),
    [
        ("AUTHENTICATE", "NO", "does not accept"),
        ("LIST", "NO", "could not be read"),
        ("LIST", "BAD", "could not be read"),
    ],
)
def test_a_server_that_refuses_is_told_and_nothing_is_kept(end, said, word, owner):
    fake = FakeImap()
    fake.ends[end] = said
    with fake.port() as port, pytest.raises(CannotRead, match=word):
        add_mailbox(owner, given(port), timezone.now())
    assert not Mailbox.objects.of(owner).exists()


@pytest.mark.parametrize(
    "greeting", [b"", b"SSH-2.0-x\r\n", b"\0" * 100, b"HTTP/1.1 400 Bad\r\n\r\n", b"* BYE full\r\n"]
)
def test_what_is_no_mail_server_is_said_so(greeting, owner, monkeypatch):
    monkeypatch.setattr(sessions, "CONNECT_SECONDS", 0.3)
    fake = FakeImap()
    fake.greeting = greeting
    with fake.port() as port, pytest.raises(CannotRead, match=r"127\.0\.0\.1"):
        add_mailbox(owner, given(port), timezone.now())


@pytest.mark.parametrize("command", ["CAPABILITY", "AUTHENTICATE", "LIST"])
def test_a_server_that_hangs_is_left_in_time(command, owner, monkeypatch):
    monkeypatch.setattr(sessions, "CONNECT_SECONDS", 0.3)
    fake = FakeImap()
    fake.ends[command] = None
    began = time.monotonic()
    with fake.port() as port, pytest.raises(CannotRead, match="takes too long"):
        add_mailbox(owner, given(port), timezone.now())
    assert time.monotonic() - began < 5


def test_a_server_that_drips_is_left_in_time(owner, monkeypatch):
    monkeypatch.setattr("needless.mailboxes.actions.TRY_SECONDS", 0.5)
    fake = FakeImap()

    def drip(_asked):
        time.sleep(0.2)
        return b"* OK wait\r\n"

    plain = fake.answer

    def answer(line, read):
        if b"LIST" in line:
            for _ in range(30):
                yield drip(line)
        yield from plain(line, read)

    fake.answer = answer
    with fake.port() as port, pytest.raises(CannotRead):
        add_mailbox(owner, given(port), timezone.now())


LIES = {
    "more than was asked for": lambda asked: b"* 1 FETCH (UID 1 BODY[] {9999999999}\r\n",
    "no number": lambda asked: b"* 1 FETCH (UID x BODY[] {3}\r\nabc)\r\n",
    "another message": lambda asked: b"* 1 FETCH (UID 99 BODY[] {3}\r\nabc)\r\n",
    "nothing at all": lambda asked: b"* 1 FETCH (UID 1)\r\n* 2 FETCH ()\r\n",
    "rubbish": lambda asked: b"* \xff\xfe\0 (((( {}\r\n",
}


@pytest.mark.parametrize("lie", LIES)
def test_a_server_that_lies_does_no_harm(lie, owner):
    mailbox = read(owner, FakeImap(UID=LIES[lie]))
    assert mailbox.problem == "" or "could not be read" in mailbox.problem
    assert not Contact.objects.of(owner).exists()


@pytest.mark.parametrize(
    "opened",
    [b"", b"* 1 EXISTS\r\n* OK [UIDVALIDITY 0]\r\n", b"* 1 EXISTS\r\n* OK [UIDVALIDITY x] [UIDNEXT 2]\r\n"],
)
def test_a_server_that_does_not_number_its_mail_is_said_so(opened, owner):
    fake = FakeImap(EXAMINE=opened)
    with fake.port() as port:
        mailbox = add_mailbox(owner, given(port), timezone.now())
        assert not fetch_mailbox(mailbox, timezone.now())
    assert "does not number" in mailbox.problem


def test_numbers_with_a_gap_of_millions_are_passed_over_in_few_steps(owner):
    fake = FakeImap(EXAMINE=INBOX % (1, 3_000_000))
    with fake.port() as port:
        mailbox = add_mailbox(owner, given(port), timezone.now())
        assert fetch_mailbox(mailbox, timezone.now())
    assert sum(b"FETCH" in heard for heard in fake.heard) < 150


BROKEN = [
    b"From: a\0b@x.example\r\n" + DATE + b"\r\n",
    b"",
    b"\0\xff",
    b"From:\r\n\r\n",
    b"From: a@b.example\r\nDate: never\r\n\r\n",
    b"To: " + b"x@y.example, " * 9000,
    b"From: " + b"<" * 5000,
]


def test_broken_and_giant_headers_are_refused_one_by_one(owner):
    good = mail("Bo <bo@x.example>", ME, 1), mail(ME, "bo@x.example", 2)
    mailbox = read(owner, FakeImap(UID=fetched(*BROKEN, *good)), len(BROKEN) + 2)
    assert mailbox.problem == ""
    assert Interaction.objects.of(owner).count() == 2
    assert {each["field"] for each in refusals_of(mailbox.made_by)} <= {"From", "Date"}


def test_one_message_that_breaks_the_reader_stops_none_after_it(owner, monkeypatch):
    plain = MailReader.message

    def fragile(self, row, found):
        if row == 1:
            raise RecursionError
        return plain(self, row, found)

    monkeypatch.setattr(MailReader, "message", fragile)
    heads = [mail("x@x.example", ME, 9), mail("Bo <bo@x.example>", ME, 1), mail(ME, "bo@x.example", 2)]
    mailbox = read(owner, FakeImap(UID=fetched(*heads)), 3)
    assert Interaction.objects.of(owner).count() == 2
    assert "RecursionError" in refusals_of(mailbox.made_by)[0]["problem"]


def test_what_goes_wrong_here_is_said_and_the_other_mailboxes_are_read(owner, monkeypatch):
    def broken(*_given):
        raise DatabaseError("no")

    fake = FakeImap()
    with fake.port() as port:
        add_mailbox(owner, given(port), timezone.now())
        add_mailbox(owner, given(port, user="dusk"), timezone.now())
        monkeypatch.setattr("needless.mailboxes.actions.read_mailbox", broken)
        assert refresh_due(timezone.now()) == 2
    assert {row.problem for row in Mailbox.objects.of(owner)} == {
        "Something went wrong here (DatabaseError)."
    }


def test_a_private_address_is_refused(owner, settings):
    settings.ALLOW_PRIVATE_FETCHES = False
    fake = FakeImap()
    with fake.port() as port, pytest.raises(CannotRead, match="private network"):
        add_mailbox(owner, given(port), timezone.now())
    assert fake.heard == []


def test_no_password_goes_unencrypted_over_the_internet(owner, monkeypatch):
    monkeypatch.setattr(sessions, "checked_address", lambda host, port: "8.8.8.8")
    with pytest.raises(CannotRead, match="unencrypted"):
        add_mailbox(owner, given(143, host="imap.example.org"), timezone.now())


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "x"), ("host", ""), ("host", "a b"), ("host", "a\r\nb"), ("port", "99999"), ("security", "no"),
     ("password", ""), ("password", "a\r\nb")],
)  # fmt: skip
def test_what_is_no_mailbox_is_said_field_by_field(field, value, owner):
    with pytest.raises(NotAMailbox) as told:
        add_mailbox(owner, {**given(143), field: value}, timezone.now())
    assert told.value.field == field


def test_names_of_folders_are_read_as_they_are_meant():
    lines = [
        b'(\\HasNoChildren) "/" "Entw&APw-rfe"', b'(\\HasNoChildren) "." INBOX', b'(\\Noselect) "/" "[Gmail]"',
        b'() NIL "with \\"quotes\\""', (b'() "/" {9}', b"Gesendet "), b"rubbish", None, b'() "/" "a\rb"',
    ]  # fmt: skip
    found = {folder.label: folder.use for folder in folders_of(lines)}
    assert found == {"Entwürfe": "drafts", "INBOX": "inbox", 'with "quotes"': "", "Gesendet": "sent"}
    assert readable("&ZeVnLIqe-") == "日本語" and readable("R&-D") == "R&D" and readable("a&b") == "a&b"


@for_all(st.lists(st.binary(max_size=60)))
@hypothesis_settings(max_examples=200)
def test_no_list_of_folders_breaks_it(lines):
    assert all(folder.label.isprintable() for folder in folders_of(lines))
