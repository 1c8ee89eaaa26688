"""What the address-book readers have in common.

Days without a year, places, keys for rows that have none (M17).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from needless.imports.drafts import ContactDraft
from needless.imports.sources.dates import read_date

_WITHOUT_YEAR = re.compile(r"-{1,2}(\d{2})-?(\d{2})(?!\d)")
_BASIC = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ][\d:.,+Zz-]*)?")
NO_DAY = frozenset(
    {"0/0/00", "00.00.00", "00/00/00", "00/00/0000", "0000-00-00", "0.0.00"}
)  # Outlook's empty days


def day_text(text: str, day_first: bool = False) -> str:
    """``1980-02-08`` or, without a year, ``--02-08``, from any style; "" where there is no day in it."""
    text = text.strip()
    if found := _WITHOUT_YEAR.fullmatch(text):
        return f"--{found[1]}-{found[2]}" if _is_day(2000, found[1], found[2]) else ""
    if found := _BASIC.fullmatch(text):
        if found[1] in {"0000", "1604"}:  # no year, as Apple and some phones write it
            return f"--{found[2]}-{found[3]}" if _is_day(2000, found[2], found[3]) else ""
        return f"{found[1]}-{found[2]}-{found[3]}" if _is_day(int(found[1]), found[2], found[3]) else ""
    on = read_date(text, day_first)
    return on.isoformat() if on else ""


def _is_day(year: int, month: str, day: str) -> bool:
    try:
        date(year, int(month), int(day))
    except ValueError:
        return False
    return True


def in_one_line(pieces: Iterable[str]) -> str:
    """A postal address in one line, from its parts or lines."""
    lines = (line.strip(" \t,") for piece in pieces for line in piece.splitlines())
    return ", ".join(line for line in lines if line)


COURTESY = frozenset(
    "mr mrs ms miss mx herr frau hr fr m mme mlle sr sra srta señor señora sig sig.ra signor signora dhr mevr".split()  # noqa: SIM905
)


_EASTERN = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff ]+")
_SUFFIX = re.compile(
    r"(?i)(?:[js]r|ii|iii|iv|ph\.?\s?d|m\.?d|mba|msc|bsc|ma|ba|cpa|cfa|pmp|esq|inc|ltd|llc|gmbh|ag|co|s\.?a|b\.?v)\b.*|(?-i:[A-Z]{2,5}\.?)"
)
_SORTED = re.compile(r"([^,@()]+),\s*([^,@()]+?)(\s*\([^()]*\))?")
LONGEST_PART = 3  # words; "Hotel zum Goldenen Löwen, Bad Tölz" is nobody's name turned round


def whole_name(given: str, family: str) -> str:
    """Given and family name as they are spoken: in Chinese, Japanese and Korean writing the family's is first."""
    if given and family and _EASTERN.fullmatch(given) and _EASTERN.fullmatch(family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def spoken(name: str) -> str:
    """``Ines Okafor`` for ``Okafor, Ines``; ``Ines Okafor, PhD`` and ``Northwind, Inc.`` stay as they are."""
    found = _SORTED.fullmatch(name)
    if not found or _SUFFIX.fullmatch(found[2].strip()) or found[2].endswith("."):
        return name
    parts = [part.strip() for part in found.groups()[:2]]
    return (
        f"{parts[1]} {parts[0]}{found[3] or ''}"
        if all(len(part.split()) <= LONGEST_PART for part in parts)
        else name
    )


def name_from_parts(draft: ContactDraft) -> str:
    """The name as shown, made from its parts; "" where there are none. Nobody is called "Herr Jan Rot" in another
    file: mere courtesy stays in its own field, a "Dr." is shown."""
    is_courtesy = draft.given_name and draft.prefix.strip(" .").lower() in COURTESY
    prefix = "" if is_courtesy else draft.prefix
    pieces = (prefix, draft.given_name, draft.additional_name, draft.family_name, draft.suffix)
    if not any((prefix, draft.additional_name, draft.suffix)):
        return whole_name(draft.given_name, draft.family_name)
    return " ".join(piece for piece in pieces if piece)


def add_once(pairs: list[tuple[str, str]], value: str, label: str) -> None:
    """Append unless the value is empty or there."""
    if value and all(value != held for held, _ in pairs):
        pairs.append((value, label))


def is_somebody(draft: ContactDraft) -> bool:
    """Whether anything in the draft tells who it is."""
    named = draft.name or draft.nickname or draft.organisation
    return bool(named or draft.emails or draft.phones or draft.links)


@dataclass(slots=True)
class RowKeys:
    """Lasting keys for rows that have none.

    A hash of who they are, numbered where a file holds the same twice.
    """

    prefix: str
    seen: Counter[str] = field(default_factory=Counter)

    def key_of(self, draft: ContactDraft) -> str:
        """``google:0f3a…`` or ``google:0f3a…#2``; the same for the same file read again."""
        addresses = [sorted(value for value, _ in pairs) for pairs in (draft.emails, draft.phones)]
        who = repr((draft.name, *addresses, draft.organisation))
        digest = hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:16]
        self.seen[digest] += 1
        number = self.seen[digest]
        return f"{self.prefix}:{digest}" + (f"#{number}" if number > 1 else "")
