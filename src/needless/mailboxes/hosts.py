"""How hosts of incoming mail hand a message over: Mailgun and SendGrid as forms, Postmark as JSON; made a message again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

RAW = ("body-mime", "email", "RawEmail")  # Mailgun's MIME, SendGrid's raw message, Postmark's
TEXT = ("body-plain", "text", "TextBody", "HtmlBody", "body-html", "html")
NAMES = ("From", "To", "Cc", "Subject", "Date", "Message-Id")


class NoMail(ValueError):
    """What was sent holds no message."""


def from_fields(given: Mapping[str, Any]) -> bytes:
    """A message out of a form's fields. Raises NoMail."""
    if raw := _first(given, RAW):
        return as_bytes(raw)
    headers = given.get("message-headers")
    if headers:
        try:
            return _message(_pairs(json.loads(str(headers))), _first(given, TEXT))
        except (ValueError, RecursionError):
            raise NoMail(_("message-headers holds no list of headers.")) from None
    if isinstance(given.get("headers"), str):
        return f"{given['headers'].strip()}\n\n{_first(given, TEXT)}".encode("utf-8", "replace")
    return _message(_named(given), _first(given, TEXT))


def from_json(given: Any) -> bytes:
    """A message out of JSON: Postmark's, or plain "From", "To", ... Raises NoMail."""
    if not isinstance(given, dict):
        raise NoMail(_("A message as a JSON object was expected."))
    if raw := _first(given, RAW):
        return as_bytes(raw)
    listed = given.get("Headers") or given.get("headers") or []
    return _message([*_named(given), *_pairs(listed)], _first(given, TEXT))


def _first(given: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((value for name in names if isinstance(value := given.get(name), str) and value), "")


def _named(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    lowered = {str(name).lower(): value for name, value in given.items()}
    found = [(name, lowered.get(name.lower())) for name in NAMES]
    return [(name, value) for name, value in found if isinstance(value, str) and value]


def _pairs(listed: Any) -> list[tuple[str, str]]:
    """Headers as [{"Name", "Value"}], [[name, value]] or {name: value}."""
    if isinstance(listed, dict):
        listed = list(listed.items())
    found = []
    for each in listed if isinstance(listed, list) else []:
        pair = (each.get("Name"), each.get("Value")) if isinstance(each, dict) else each
        if isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
            found.append((pair[0], pair[1]))
    return found


def _message(headers: list[tuple[str, str]], text: str) -> bytes:
    if not any(name.lower() == "from" for name, _value in headers):
        raise NoMail(_("A message with a sender (From) was expected."))
    lines = [
        f"{' '.join(name.split())}: {' '.join(value.split())}"
        for name, value in headers
        if _is_kept(name, value)
    ]
    return as_bytes("\n".join(lines) + "\nContent-Type: text/plain; charset=utf-8\n\n" + text)


def _is_kept(name: str, value: str) -> bool:
    """The text came out of its parts: what said how they were packed goes, unless it says that no person wrote."""
    named, said = name.strip().lower(), value.strip().lower()
    is_machine = said.startswith(("text/calendar", "multipart/report"))
    return named != "content-transfer-encoding" and (named != "content-type" or is_machine)


def as_bytes(text: str) -> bytes:
    """Bytes that came as a file are as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
