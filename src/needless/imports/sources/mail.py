"""Mail: mbox files, Gmail's Takeout, Maildir and single messages: who wrote to whom, and when (M9, M17)."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import BinaryIO
from zipfile import BadZipFile

from needless.imports.drafts import (
    Asked,
    Direction,
    InteractionDraft,
    Me,
    Person,
    Piece,
    Read,
    Refusal,
    Skip,
    Source,
)
from needless.imports.sources.mail_headers import (
    MOST_HEADERS,
    SEPARATOR,
    addresses,
    fields,
    header_blocks,
    is_robot,
    message_id,
    moment_of,
    text,
)
from needless.imports.sources.mail_owner import Evidence

BULK = "newsletter or automatic mail"
TO_ONESELF = "mail to oneself"
SAMPLE = 2000  # messages of each file that are asked who the owner is
UNREADABLE = (OSError, EOFError, BadZipFile, zlib.error, ValueError)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_SKIPS_AT_ONCE = 1000

_LABELS = {
    "spam": "spam junk spamverdacht correo_no_deseado indésirables posta_indesiderata ongewenst "
    "skräppost søppelpost roskaposti спам 迷惑メール 垃圾邮件 垃圾郵件 스팸함",
    "mail in the trash": "trash bin papierkorb papelera corbeille cestino lixeira lixo reciclagem prullenbak "
    "kosz koš papperskorgen papirkurv roskakori корзина кошик çöp_kutusu ゴミ箱 已删除邮件 垃圾桶 휴지통",
    "unsent draft": "draft drafts entwurf entwürfe borrador borradores brouillon brouillons bozza bozze "
    "rascunho rascunhos concepten wersje_robocze koncepty utkast kladder luonnokset черновики чернетки taslaklar 下書き 草稿 "
    "임시보관함",
}
_REASONS = {label.replace("_", " "): reason for reason, labels in _LABELS.items() for label in labels.split()}
_BULK_TYPES = (b"text/calendar", b"multipart/report")
_BULK_PRECEDENCE = (b"bulk", b"list", b"junk", b"auto_reply")


class MailReader:
    """Makes drafts of headers, wherever they come from: ``latest`` is the last moment that a message may have been sent."""

    __slots__ = ("keep_subjects", "latest", "me", "path")

    def __init__(self, path: str, asked: Asked) -> None:
        self.path = path
        self.me = asked.me.emails
        self.keep_subjects = asked.keep_subjects
        self.latest = datetime.combine(asked.today, time(), UTC) + timedelta(days=3)

    def read(self, blocks: Iterator[bytes]) -> Iterator[Read]:
        """Drafts and refusals in the order of the file; what is left out is counted together."""
        skipped: Counter[str] = Counter()
        row = 0
        try:
            for row, block in enumerate(blocks, start=1):
                found = self.message(row, fields(block))
                if not isinstance(found, str):
                    yield found
                    continue
                skipped[found] += 1
                if skipped[found] >= _SKIPS_AT_ONCE:
                    yield Skip(found, skipped.pop(found))
        except UNREADABLE as error:
            yield Refusal(self.path, row + 1, "file", f"The file could not be read further: {error}.")
        yield from (Skip(reason, count) for reason, count in skipped.items())

    def message(self, row: int, found: dict[bytes, bytes]) -> InteractionDraft | Refusal | str:
        """One message as a draft, or why it is refused, or (as text) why it is left out."""
        reason = reason_to_leave_out(found)
        if reason:
            return reason
        senders = addresses(found.get(b"from", b"")) or addresses(found.get(b"sender", b""))
        if not senders:
            return Refusal(
                self.path, row, "From", "A sender's address was expected; the message was left out."
            )
        at = moment_of(found)
        if at is None or not _EARLIEST <= at < self.latest:
            return self.refused_date(row, at)
        sender = senders[0]
        if is_robot(sender.email):
            return BULK
        others = recipients(found)
        if sender.email not in self.me:
            return self.draft(row, found, at, "in", [sender], max(1, len(others)))
        others = [person for person in others if person.email not in self.me]
        people = [person for person in others if not is_robot(person.email)]
        if people:
            return self.draft(row, found, at, "out", people, len(others))
        return BULK if others else TO_ONESELF

    def safely(self, row: int, found: dict[bytes, bytes]) -> InteractionDraft | Refusal | str:
        """The same, whatever the headers hold: one message that breaks the reader stops none after it."""
        try:
            return self.message(row, found)
        except Exception as problem:  # from outside, and the next visit would stop at it again
            what = f"The headers could not be read ({type(problem).__name__}); the message was left out."
            return Refusal(self.path, row, "", what)

    def refused_date(self, row: int, at: datetime | None) -> Refusal:
        """Says what is wrong with a date."""
        what = (
            "A date was expected"
            if at is None
            else f"A date between 1990 and today was expected, not {at:%Y-%m-%d}"
        )
        return Refusal(self.path, row, "Date", f"{what}; the message was left out.")

    def draft(
        self,
        row: int,
        found: dict[bytes, bytes],
        at: datetime,
        way: Direction,
        people: list[Person],
        size: int,
    ) -> InteractionDraft:
        """The draft of a message that counts."""
        own_id = message_id(found[b"message-id"]) if b"message-id" in found else ""
        own_id = own_id or stable_id(found)
        return InteractionDraft(
            row,
            "mail:" + own_id,
            at,
            "mail",
            way,
            people,
            size,
            None,
            text(found[b"subject"])[:300] if self.keep_subjects and b"subject" in found else "",
            thread(found) or own_id,
            "",
            "wait",
        )


def recipients(found: dict[bytes, bytes]) -> list[Person]:
    """Everybody in To and Cc (in Bcc where these are empty, as in one's own sent mail), each once."""
    people = addresses(found[b"to"]) if b"to" in found else ()
    if b"cc" not in found and b"bcc" not in found:
        return list(people)
    people += addresses(found.get(b"cc", b"")) + addresses(found.get(b"bcc", b""))
    return list({person.email: person for person in people}.values())


def reason_to_leave_out(found: dict[bytes, bytes]) -> str:
    """Why a message is no talk between people: spam, trash, a draft, a list, a machine; "" where it is."""
    if b"x-gmail-labels" in found:
        reason = _reason_of_labels(found[b"x-gmail-labels"])
        if reason:
            return reason
    if b"list-id" in found or b"list-unsubscribe" in found or b"feedback-id" in found:
        return BULK
    if b"precedence" in found and found[b"precedence"].strip().lower() in _BULK_PRECEDENCE:
        return BULK
    if b"auto-submitted" in found and not found[b"auto-submitted"].strip().lower().startswith(b"no"):
        return BULK
    kind = found.get(b"content-type", b"").lstrip().lower()
    return BULK if kind.startswith(_BULK_TYPES) else ""


def labels_of(raw: bytes) -> list[str]:
    """Gmail's labels, in lower case; they come folded, encoded and in the owner's language."""
    return [label.strip(' "').casefold() for label in text(raw).split(",")]


def reason_of_folder(name: str) -> str:
    """Why mail in a folder of that name is left out, in words for the owner; "" where it is not."""
    return _REASONS.get(name.strip().casefold(), "")


@lru_cache(maxsize=4096)
def _reason_of_labels(raw: bytes) -> str:
    return next((_REASONS[label] for label in labels_of(raw) if label in _REASONS), "")


def stable_id(found: dict[bytes, bytes]) -> str:
    """An id for a message that has none, the same whenever it is read again."""
    parts = (b" ".join(found.get(name, b"").split()) for name in (b"date", b"from", b"to", b"subject"))
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:32]


def thread(found: dict[bytes, bytes]) -> str:
    """What the messages of one talk have in common: Gmail's number or the first message's id; "" for none."""
    if b"x-gm-thrid" in found:
        return found[b"x-gm-thrid"].strip().decode("ascii", "replace")[:100]
    if b"references" in found:
        return message_id(found[b"references"])
    return message_id(found[b"in-reply-to"]) if b"in-reply-to" in found else ""


# --- the two kinds ---


class Mbox:
    """Many messages in one file, parted by lines that start with "From "."""

    kind = "mbox"
    order = 50

    def sniff(self, piece: Piece) -> bool:
        """True where the file starts with a separator line."""
        return SEPARATOR.match(piece.head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")) is not None

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Learns the owner's addresses from the first messages, where they leave no doubt."""
        if me.emails:
            return
        evidence = Evidence()
        for piece in pieces:
            evidence.add_file(_sampled(piece, _blocks(piece)))
        me.emails |= evidence.owners()

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Each message as an interaction."""
        return MailReader(piece.path, asked).read(_blocks(piece))


_STARTS = re.compile(
    rb"(?:Received|From|Date|Message-ID|Return-Path|Delivered-To|X-Original-To|Subject|To|MIME-Version|Reply-To|Sender|"
    rb"Envelope-To|DKIM-Signature|ARC-[A-Za-z-]+|X-[A-Za-z-]+|Authentication-Results|Content-Type|References|"
    rb"In-Reply-To|Thread-[A-Za-z]+|User-Agent|List-[A-Za-z]+|Cc|Bcc|Received-SPF|Status)[ \t]*:",
    re.IGNORECASE,
)
_NEEDS = re.compile(rb"^(?:From|Received|Message-ID|Return-Path)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_SAYS_WHEN = re.compile(rb"^(?:Date|To|Received|Message-ID|Subject)[ \t]*:", re.IGNORECASE | re.MULTILINE)


class Eml:
    """A file that is one message, as mail programs save it and as Maildir folders hold it."""

    kind = "eml"
    order = 50

    def sniff(self, piece: Piece) -> bool:
        """True where the file starts with a mail's headers."""
        head = piece.head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
        if not _STARTS.match(head):
            return False
        block = _own_headers(head)
        return bool(_NEEDS.search(block) and _SAYS_WHEN.search(block))

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Learns the owner's addresses from a sample over all files, where they leave no doubt."""
        if me.emails:
            return
        evidence = Evidence()
        step = len(pieces) // SAMPLE + 1
        sample = list(pieces[::step])
        folders: dict[str, list[dict[bytes, bytes]]] = {}
        for piece in sample:
            folder = piece.path.rpartition("/")[0]
            folders.setdefault(folder, []).extend(_sampled(piece, _single(piece)))
        for messages in folders.values():
            evidence.add_file(messages)
        me.emails |= evidence.owners()

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """The message as an interaction."""
        flags = piece.name.rpartition(":2,")[2] if ":2," in piece.name else ""
        if "T" in flags or "D" in flags:
            return iter([Skip("mail in the trash" if "T" in flags else "unsent draft")])
        return MailReader(piece.path, asked).read(_single(piece))


def _own_headers(head: bytes) -> bytes:
    """The headers at the start of a message."""
    end = re.search(rb"\n\r?\n", head)
    return head[: end.start()] if end else head


def _single(piece: Piece) -> Iterator[bytes]:
    """The one header block of a message file; the file is opened only where its head does not hold it."""
    head = piece.head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if re.search(rb"\n\r?\n", head) is None and piece.size > len(piece.head):
        with piece.open() as stream:
            head = stream.read(MOST_HEADERS).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    yield _own_headers(head)


def _blocks(piece: Piece) -> Iterator[bytes]:
    stream: BinaryIO
    with piece.open() as stream:
        yield from header_blocks(stream)


def _sampled(piece: Piece, blocks: Iterator[bytes]) -> list[dict[bytes, bytes]]:
    """Headers of the first messages; fewer where the file breaks off."""
    sample: list[dict[bytes, bytes]] = []
    try:
        sample.extend(fields(block) for block in islice(blocks, SAMPLE))
    except UNREADABLE:
        return sample  # reading it later says what is wrong
    return sample


SOURCES: tuple[Source, ...] = (Mbox(), Eml())
