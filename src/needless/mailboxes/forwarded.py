"""Whose mail it was that the owner forwards: told by the attached message, or by the lines that mail programs write above it.

Of the text nothing else is read, and nothing is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from needless.imports.drafts import Person
from needless.imports.sources.mail_headers import addresses, fields, message_id, moment

MOST_TEXT = 1 << 18  # characters that are looked at
NEAR = 8  # lines under "From:" in which the others stand
_LABELS = {
    "from": "from von de da van od fra från lähettäjä expéditeur remitente mittente afzender nadawca от",
    "date": "date datum data fecha dato sent gesendet envoyé enviado inviato verzonden wysłano skickat дата sendt",
    "to": "to an à a para aan do til till komu кому destinataire",
    "subject": "subject betreff objet asunto oggetto assunto onderwerp temat emne ämne aihe тема",
}
_KIND = {word: kind for kind, words in _LABELS.items() for word in words.split()}
_LINE = re.compile(r"[>\s*]{0,20}([^\W\d_]{1,14})\*?\s?:\*?\s*(.{0,1000})")
_TAGS = re.compile(r"<(?:br|/p|/div|/tr|/li)[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>@]{0,2000}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Original:
    """The mail that was forwarded: who wrote it, to whom, when, and its id, as far as these are told."""

    sender: Person
    to: tuple[Person, ...]
    at: datetime | None
    message_id: str


def original_of(content: bytes) -> Original | None:
    """The mail within a forwarded one; None where that cannot be told plainly. Never raises."""
    try:
        whole = message_from_bytes(content[: 1 << 20])
        parts = list(whole.walk())[:100]
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        return None
    attached = next((part for part in parts if part.get_content_type() == "message/rfc822"), None)
    if attached is not None:
        return _attached(attached)
    text = next(
        filter(
            None,
            (_text(p) for kind in ("text/plain", "text/html") for p in parts if p.get_content_type() == kind),
        ),
        "",
    )
    return _written(text.splitlines(), _known_id(content))


def _attached(part: Message) -> Original | None:
    inner = part.get_payload()
    message = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(message, Message):
        return None
    head = fields("\n".join(f"{name}: {value}" for name, value in message.items()).encode("utf-8", "replace"))
    senders = addresses(head.get(b"from", b""))
    if not senders:
        return None
    to = addresses(head.get(b"to", b"")) + addresses(head.get(b"cc", b""))
    return Original(senders[0], to, moment(head.get(b"date", b"")), message_id(head.get(b"message-id", b"")))


def _known_id(content: bytes) -> str:
    """Programs name the mail that is forwarded as the one that is answered."""
    head = fields(content.replace(b"\r\n", b"\n").partition(b"\n\n")[0])
    return message_id(head.get(b"in-reply-to", b""))


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    text = text[:MOST_TEXT]
    return _plain(text) if part.get_content_type() == "text/html" else text


def _plain(markup: str) -> str:
    text = _TAG.sub("", _TAGS.sub("\n", markup))
    for name, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(name, letter)
    return text


def _written(lines: list[str], known_id: str) -> Original | None:
    """The first lines that read as headers: From with an address, and below it when, to whom or about what."""
    for at, line in enumerate(lines):
        kind, value = _header(line)
        if kind != "from":
            continue
        below = dict(reversed([_header(each) for each in lines[at + 1 : at + 1 + NEAR]]))
        senders = addresses(value.encode())
        if below.keys() & {"date", "to", "subject"}:
            if len(senders) != 1:
                return None
            to = addresses(below.get("to", "").encode())
            return Original(senders[0], to, moment(below.get("date", "").encode()), known_id)
    return None


def _header(line: str) -> tuple[str, str]:
    match = _LINE.match(line)
    return (_KIND.get(match[1].lower(), ""), match[2].replace("mailto:", "").strip()) if match else ("", "")
