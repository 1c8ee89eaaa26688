"""Which line of a business card is the name, the title, the company (M17): by form, size, place and what agrees with the mail.

A mail address that fits a line's words says more than how large or where it stands; words of trades and legal forms
say the rest. Every weight here is a judgement, measured by bench/cards.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from needless.method.card_layout import Line
from needless.method.card_patterns import fold, mail_in, phones_in, web_in, words_of
from needless.method.card_words import (
    COUNTRIES,
    COUNTRY_OF_DOMAIN,
    FREE_MAIL,
    LEGAL_FORMS,
    ORGANISATION_WORDS,
    PERSON_PREFIXES,
    STREET_WORDS,
    TITLE_WORDS,
)

SEPARATORS = re.compile(r"\s+[|•·●▪]\s*|\s*[|•●▪]\s+|\s{3,}")
POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{3,4})?\b|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b|\b\d{4}\s?[A-Z]{2}\b"
)
GLUED = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
STREET = re.compile(r"[^\d@]{3,40}\s\d{1,4}\s?[a-zA-Z]?|\d{1,5},?\s[^\d@]{3,40}")
STREET_ENDINGS = ("strasse", "str", "straat", "weg", "platz", "allee", "gasse", "gade", "gatan", "vej")


Score = Callable[[tuple[Line, ...]], float]


@dataclass(slots=True)
class Fields:
    """What a card says. Phones and mails are (value, label); ``region`` is the country it speaks of, "" if unknown."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)
    emails: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    address: str = ""
    region: str = ""
    rest: list[str] = field(default_factory=list)


def fields_of(lines: Sequence[Line]) -> Fields:
    """Tell the fields of a card apart. Every word ends up in a field or in ``rest``; never raises."""
    found = Fields()
    texts = [piece for line in lines for piece in _pieces(line) if not _take_form(found, piece)]
    found.address, texts = _address(texts)
    found.region = _region(found)
    card = _Card(texts, _size_of(texts), _locals(found), _roots(found))
    name = card.best(card.names(), card.name_score, 0.9)
    left = [line for line in texts if line not in name]
    organisation = card.best([(line,) for line in left], card.organisation_score, 1.0)
    left = [line for line in left if line not in organisation]
    title = card.best([(line,) for line in left], lambda one: card.title_score(one, name), 0.8)
    found.name, found.title = _as_name(_joined(name)), _joined(title)
    found.organisation = _joined(organisation) or card.from_mail()
    found.rest = [line.text for line in left if line not in title]
    return found


def _pieces(line: Line) -> list[Line]:
    """What signs or wide gaps part on one line; each where it stands."""
    texts = [text.strip(" ,;|•·") for text in SEPARATORS.split(_with_bars(line.text))]
    return [Line(text, line.x, line.y, line.width, line.height) for text in texts if text]


def _with_bars(text: str) -> str:
    """A bar between title and company, or between numbers, is often read as a letter or a one."""
    parts = re.split(r" [Il] ", text)
    is_bar = len(parts) == 2 and (set(words_of(parts[0])) & TITLE_WORDS or "@" in text or phones_in(parts[0]))
    return " | ".join(parts) if is_bar else text


def _take_form(found: Fields, line: Line) -> bool:
    """Is this line a mail, a web address or a phone? Then it is kept as one."""
    if mail := mail_in(line.text):
        found.emails.append((mail, ""))
        rest = line.text[: line.text.find("@")].rsplit(" ", 1)[0]
        found.phones.extend(phones_in(rest))
        return True
    if web := web_in(line.text):
        found.links.append(web)
        return True
    phones = phones_in(line.text)
    found.phones.extend(phone for phone in phones if phone not in found.phones)
    return bool(phones)


def _address(lines: list[Line]) -> tuple[str, list[Line]]:
    """The postal address in one line, and the lines that are not of it."""
    is_sure = [_is_address(line.text) for line in lines]
    # A street that no list knows stands beside the town: "Am Sandtorkai 14" above "20457 Hamburg".
    near = [any(is_sure[max(0, at - 1) : at + 2]) for at in range(len(lines))]
    is_of_it = [
        sure or (close and bool(STREET.fullmatch(line.text)))
        for line, sure, close in zip(lines, is_sure, near, strict=True)
    ]
    parts = [line.text for line, yes in zip(lines, is_of_it, strict=True) if yes]
    return ", ".join(parts), [line for line, yes in zip(lines, is_of_it, strict=True) if not yes]


def _is_address(text: str) -> bool:
    words = words_of(text)
    has_number = any(c.isdigit() for c in text)
    is_street = any(word in STREET_WORDS or word.endswith(STREET_ENDINGS) for word in words)
    is_postcode = bool(POSTCODE.search(text.upper())) and not set(words) & LEGAL_FORMS
    return (has_number and (is_street or is_postcode)) or fold(text).strip(" .") in COUNTRIES


def _region(found: Fields) -> str:
    """The country by the address, else by the ending of mail and web."""
    said = fold(found.address)
    for name, code in COUNTRIES.items():
        if re.search(rf"\b{name}\b", said):
            return code
    hosts = [mail.rpartition("@")[2] for mail, _label in found.emails] + found.links
    endings = (re.sub(r"^https?://", "", host.lower()).split("/")[0].rsplit(".", 1)[-1] for host in hosts)
    return next((COUNTRY_OF_DOMAIN[end] for end in endings if end in COUNTRY_OF_DOMAIN), "")


def _locals(found: Fields) -> list[str]:
    """The words before the @: "ines", "okafor"."""
    return [
        word for mail, _label in found.emails for word in re.split(r"[._+\d-]+", mail.split("@")[0]) if word
    ]


def _roots(found: Fields) -> list[str]:
    """What names the company in mail and web: "hafenlogistik"; nothing for a free mailbox."""
    hosts = [mail.rpartition("@")[2] for mail, _label in found.emails]
    hosts += [re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).split("/")[0] for link in found.links]
    parts = [[part for part in host.split(".") if part not in ("co", "com", "org")] for host in hosts]
    roots = [part[-2] if len(part) > 1 else part[0] for part in parts if part]
    return [root for root in dict.fromkeys(roots) if root not in FREE_MAIL and root != "linkedin"]


def _size_of(lines: Sequence[Line]) -> tuple[float, float, float]:
    """Median height of the letters, where the text begins and how far down it goes."""
    heights = sorted(line.height for line in lines) or [1.0]
    top, bottom = min((line.y for line in lines), default=0.0), max((line.y for line in lines), default=1.0)
    return heights[len(heights) // 2], top, max(bottom - top, 1.0)


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _as_name(text: str) -> str:
    """As one writes a name: capitals alone are a matter of the card's design."""
    words = [word.title() if word.isupper() and len(word) > 2 else word for word in text.split()]
    return " ".join(words).strip(" ,.-")


@dataclass(frozen=True, slots=True)
class _Card:
    """What is left to tell apart, and what mail and web say about it."""

    lines: list[Line]
    size: tuple[float, float, float]
    locals: list[str]
    roots: list[str]

    def best(self, candidates: Sequence[tuple[Line, ...]], score: Score, least: float) -> tuple[Line, ...]:
        """The candidate with the highest score, if that is at least ``least``."""
        scored = [(score(lines), -at) for at, lines in enumerate(candidates)]
        top, at = max(scored, default=(0.0, 0))
        return candidates[-at] if top >= least else ()

    def names(self) -> list[tuple[Line, ...]]:
        """Single lines, and two of one size that stand together: first name above last name."""
        pairs: list[tuple[Line, ...]] = [
            (a, b)
            for a in self.lines
            for b in self.lines
            if a is not b
            and abs(a.height - b.height) < 0.35 * max(a.height, b.height)
            and (0 < b.y - a.y < 2 * a.height or (abs(b.y - a.y) < 0.4 * a.height and a.x < b.x))
            and len(words_of(a.text)) == len(words_of(b.text)) == 1
        ]
        return [*((line,) for line in self.lines), *pairs]

    def name_score(self, lines: tuple[Line, ...]) -> float:
        """About 3 and more for a name."""
        text = _joined(lines)
        words = [w for w in words_of(GLUED.sub(" ", text)) if w not in PERSON_PREFIXES]
        if not words or any(c.isdigit() for c in text) or len(words) > 5:
            return -5.0
        agrees = self._local_score(words)
        score = agrees + (1.2 if 2 <= len(words) <= 4 else -0.8)
        score += 0.8 if all(w[0].isupper() for w in text.split() if len(w) > 3 and w[0].isalpha()) else -0.8
        score -= 1.5 * len(set(words) & TITLE_WORDS) + 2.0 * len(set(words) & LEGAL_FORMS)
        score -= 1.0 * bool(set(words) & ORGANISATION_WORDS) + (
            1.5 * self._root_score(words) if agrees < 2 else 0
        )
        return score + self._stands_out(lines) - (0.3 if len(lines) > 1 else 0.0)

    def organisation_score(self, lines: tuple[Line, ...]) -> float:
        """About 2 and more for a company."""
        words = words_of(_joined(lines))
        score = 2.5 * self._root_score(words) + 2.0 * bool(set(words) & LEGAL_FORMS)
        score += 1.0 * bool(set(words) & ORGANISATION_WORDS) - 0.9 * len(
            set(words) & (TITLE_WORDS - ORGANISATION_WORDS)
        )
        return score + 0.5 * self._stands_out(lines) - (0.5 if len(words) > 6 else 0.0)

    def title_score(self, lines: tuple[Line, ...], name: tuple[Line, ...]) -> float:
        """About 1 and more for a title: a trade's word, or just below the name."""
        words = words_of(_joined(lines))
        if not words or any(c.isdigit() for c in _joined(lines)) or len(_joined(lines)) < 3:
            return 0.0
        below = lines[0].y - name[-1].y if name else 0.0
        is_near = 0 < below < 1.2 * (name[-1].height + lines[0].height) if name else False
        known = sum(word in TITLE_WORDS or word.endswith(("leiter", "leiterin", "manager")) for word in words)
        score = 1.0 * min(known, 2) + (0.2 if 1 < len(words) < 7 else 0.0) + 0.8 * is_near
        return score - 0.8 * bool(set(words) & LEGAL_FORMS)

    def from_mail(self) -> str:
        """A company without a readable line: as its mail names it."""
        return self.roots[0].replace("-", " ").title() if self.roots else ""

    def _local_score(self, words: Sequence[str]) -> float:
        """How well the words before the @ are these: up to 4."""
        whole = "".join(self.locals)
        if not whole:
            return 0.0
        plain = [variant for word in words for variant in (word.replace("-", ""), *word.split("-"))]
        german = [w.replace("ä", "ae") for w in plain]
        hits = {w for w in german if len(w) > 2 and (w in whole or _near(w, self.locals))}
        initials = any(
            part[0] == w[0] for part in self.locals for w in plain if len(part) <= 2 or w not in whole
        )
        return min(4.0, 2.0 * len(hits) + (0.7 if initials and hits else 0.0))

    def _root_score(self, words: Sequence[str]) -> float:
        """How well the company's part of mail or web is these words: 0 to 1."""
        core = [re.sub(r"[^a-z0-9]", "", w) for w in words if w not in LEGAL_FORMS]
        whole = "".join(core)
        best = 0.0
        for root in (re.sub(r"[^a-z0-9]", "", root) for root in self.roots):
            share = sum(len(w) for w in core if len(w) > 2 and w in root) / max(len(root), 1)
            is_short = len(root) in (2, 3, 4) and "".join(w[0] for w in core if w) == root
            best = max(
                best,
                1.0 if whole and (whole in root or root in whole) and len(whole) > 2 else share,
                0.8 * is_short,
            )
        return min(best, 1.0)

    def _stands_out(self, lines: tuple[Line, ...]) -> float:
        """Larger and higher up than the rest: -0.5 to 2."""
        usual, top, reach = self.size
        larger = min(max(lines[0].height / max(usual, 1.0) - 1.0, -0.3), 1.2)
        return larger * 1.2 + 0.4 * (1.0 - (lines[0].y - top) / reach)


def _near(word: str, others: Sequence[str]) -> bool:
    """ "mueller" is "muller": vowels that German mail spells out; one beginning the other."""
    short = re.sub(r"(?<=[aou])e", "", word)
    return any(
        len(o) > 3 and (re.sub(r"(?<=[aou])e", "", o) == short or (len(o) > 4 and word.startswith(o)))
        for o in others
    )
