"""One line of plain English becomes what it says: who, how, when, and what was promised, needed, offered (M9, M16).

A grammar, no model: what it does not understand it keeps, word for word, as the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from needless.method.line_clauses import Clause, clause_at, trimmed
from needless.method.line_clocks import clocks_in, minutes_in, part_of_day, span_in
from needless.method.line_dates import When, days_in
from needless.method.line_names import PRONOUNS, Name, is_name_word, names_in, owner_named, tokens_of
from needless.method.line_ways import (
    Way,
    direction_of,
    is_not_held,
    kind_of,
    way_by_place,
    way_meant,
    ways_in,
)

MOST_LETTERS = 2000  # what is longer is a note and no line


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the line and what it was taken for: way, when, minutes, who, promise, need, offer, joint or note."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Promise:
    """``who`` owes ``whom``: names as written, "" is the owner. ``by`` is the day, None where none was said."""

    who: str
    whom: str
    what: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """``name`` (as written) looks for, or offers, ``what``."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was not understood. ``about``: the words of the line; ``kind``: who, channel, future, second."""

    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. ``channel`` is "" where nothing passed or it was not said (then there is a question).

    ``kind`` is what it was where the channel does not tell: "lunch", "birthday card".
    """

    text: str
    names: tuple[Name, ...] = ()
    channel: str = ""
    kind: str = ""
    direction: str = "both"
    on: date | None = None
    clock: time | None = None
    minutes: int | None = None
    promises: tuple[Promise, ...] = ()
    needs: tuple[Wish, ...] = ()
    offers: tuple[Wish, ...] = ()
    rest: str = ""
    questions: tuple[Question, ...] = ()
    parts: tuple[Part, ...] = ()


def read(text: str, now: datetime) -> Line:
    """What the line says. ``now`` has no zone. Never raises; every word is in one of ``parts``, the note's also in ``rest``."""
    text = plain(text)
    if len(text) > MOST_LETTERS:
        return Line(text, rest=text, parts=(Part("note", text),))
    return Reading(text, now).line()


def plain(text: str) -> str:
    """One line: white space made single, a new line made a semicolon, curly apostrophes straight."""
    text = (
        re.sub(r"\s*[\r\n]+\s*", " ; ", text.strip())
        .replace("’", "'")
        .replace("\x01", " ")
        .replace("\0", " ")
    )
    return " ".join(text.split())


_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|prof|st|jr|sr|rev|approx|e\.g|i\.e|vs|no|re)|\b[^\W\d_])$", re.I
)
_HARD = re.compile(
    r"[;!?,]|(?<!todo)(?<!to do)(?<!to-do)(?<!action)(?<!step)(?<!promise)(?<!promised)(?<!owe)(?<!owes)(?<!owes me)(?<!owes us)(?<!needs)(?<!need)(?<!wants)"
    r"(?<!offers)(?<!offer):(?=\s)|\s[—–-]\s|—|\.(?=\s|$)",
    re.I,
)
_SOFT = re.compile(r"\s(?:and|&|but|so|because)\s|\s(?=who\b)|\s?\(|\)\s?")
_GLUE = frozenset(
    "and with i we had a the an on at in of to & i've was my me us for by from w just also then it's did have".split()  # noqa: SIM905
)


_LIGHT = (_GLUE - {"at", "in", "on", "of", "by"}) | frozenset(
    ("long", "quick", "nice", "lovely", "great", "short", "about")
)
LOOSE = re.compile(r"^(?:[\s.,;:&–—-]*(?:(?:and|me|us|also|then|back|w)\b(?![.'-]))?)*", re.IGNORECASE)


_WITH = re.compile(r"\bwith\b|\bw/", re.IGNORECASE)
_SECOND = re.compile(
    r"(?:[,;.]|\band|\bthen)\s+(?=(?:(?:then|also|I|a|had|later|afterwards) )*(?P<talk>called|call|rang|phoned|met|e-?mailed|texted|"
    r"saw|visited|wrote|spoke|bumped|ran into|coffee|lunch|dinner|breakfast|drinks|zoom|walk)\b(?P<with> (?:with|w)\b| w/)?)",
    re.IGNORECASE,
)


# From here on it is told what was said or is going on, up to the next comma.
_SAYING = (
    r"(?<=\w)(?:(?:[,;.!:(]| -| –| —) ?|\s(?:and|but|that|because|as)\s)(?=(?:he|she|they|it|we|he's|she's|they're|it's|his|her|their|talked|"
    r"discussed|said|told|mentioned|can't|cannot|won't|is|was|has|wants|planning|moving|starts?|leaves|leaving|back|going)\b)"
    r"|\swho(?=\s)|(?<=texted):|(?<=wrote):|(?<=emailed):|(?<=message):"
)
_TOLD = re.compile(_SAYING, re.IGNORECASE)
_TOLD_RE = re.compile(rf"{_SAYING}|\bre:|\bregarding\b", re.IGNORECASE)
_TOLD_OF = re.compile(rf"{_SAYING}|\babout\b", re.IGNORECASE)


class Reading:
    """The line while it is read: what is understood is blotted out of ``left``, so that nothing is read twice."""

    def __init__(self, text: str, now: datetime) -> None:
        self.text, self.left, self.now = text, text, now
        self.taken: list[tuple[int, int, str]] = []
        words = tokens_of(text)
        self.has_capitals = any(is_name_word(token) for token in words[1:])
        self.questions: list[Question] = []

    def line(self) -> Line:
        """Read it all."""
        clauses = self._clauses()
        for clause in clauses:
            self._take(
                clause.start,
                clause.end,
                {"mine": "promise", "theirs": "promise"}.get(clause.kind, clause.kind),
            )
        self._second_talk()
        on, clock, minutes = self._times()
        ways = ways_in(self.left)
        way, names = way_meant(ways) or way_by_place(self.left), names_in(self.left, ways)
        if not names and (owned := owner_named(self.left)):
            names, way = [owned[0]], way or (Way(0, 0, "meeting", 1) if owned[1] else None)
        direction = self._direction(way, ways, names)
        for name in names:
            self._take(name.start, name.end, "who")
        for found in ways:
            if found is way or self._is_near(found, way, names):
                self._take(found.start, found.end, "way")
        sure = [name.text for name in names if name.is_sure]  # not the book that was recommended
        is_held = not (way and is_not_held(self.text, way))
        values = self._filed(clauses, sure or [name.text for name in names])
        if names and not way and (on or clock or minutes or _WITH.search(self.left)):
            self.questions.append(Question("channel", self.text))
        parts = self._parts()
        return Line(
            self.text, tuple(names), way.channel if way and is_held else "", _kind(parts), direction, on, clock, minutes, *values,
            _joined(part.text for part in parts if part.kind == "note"), tuple(self.questions), parts,
        )  # fmt: skip

    def _take(self, start: int, end: int, kind: str) -> None:
        self.taken.append((start, end, kind))
        self.left = self.left[:start] + "\x01" * (end - start) + self.left[end:]

    def _clauses(self) -> list[Clause]:
        """Cut the line where a clause may begin, and keep the stretches that are one, with what goes on behind a comma."""
        known = self._known_words()
        edges = self._edges(known)
        found: list[Clause] = []
        for start, end in pairwise(edges):
            clause = clause_at(self.text, start, end, known, self.has_capitals)
            if clause:
                found.append(clause)
            elif found and found[-1].end == start and _goes_on(self.text[start:end]):
                found[-1] = _longer(found[-1], self.text[start:end], end)
        return found

    def _known_words(self) -> frozenset[str]:
        """The words of the names in the part before any clause: they count also in lower case."""
        names = names_in(self.text, ways_in(self.text))
        return frozenset(word.strip(".").lower() for n in names if n.is_sure for word in n.text.split())

    def _edges(self, known: frozenset[str]) -> list[int]:
        whole = len(self.text)
        times = [*days_in(self.text, self.now), *days_in(self.text, self.now, is_due=True)]
        edges = {0, whole}
        for match in _HARD.finditer(self.text):
            inside = any(w.start < match.end() and match.start() < w.end for w in times)
            if not inside and not (match[0] == "." and _ABBREVIATION.search(self.text[: match.start()])):
                edges.add(match.end())
        for match in _SOFT.finditer(self.text):
            stretch = (match.end(), min([e for e in edges if e > match.end()], default=whole))
            if self._is_in_subject(
                match.start(), max(e for e in edges if e <= match.start()), stretch[1], known
            ):
                continue
            if clause_at(self.text, *stretch, known, self.has_capitals):
                edges.add(match.start())
                close = self.text.find(")", match.end(), stretch[1]) + 1 if "(" in match[0] else 0
                edges |= {close} if close else set()
        return sorted(edges)

    def _is_in_subject(self, at: int, start: int, end: int, known: frozenset[str]) -> bool:
        """ "Ana and Tom need a venue": the joint stands before the verb."""
        clause = clause_at(self.text, start, end, known, self.has_capitals)
        return bool(clause and self.text.find(clause.what, start) > at)

    def _second_talk(self) -> None:
        """A line is one talk: ", called Tom on Monday" behind it stays a note, and is asked about."""
        for match in _SECOND.finditer(self.left):
            before, after = self.left[: match.start()], self.left[match.end() :]
            named = ways_in(before) and names_in(before, ways_in(before)) and names_in(after, ways_in(after))
            if named and (match["with"] or (days_in(after, self.now) and days_in(before, self.now))):
                self.questions.append(Question("second", self.text[match.end() :]))
                self._take(match.start(), len(self.text), "note")
                return

    def _times(self) -> tuple[date | None, time | None, int | None]:
        """Day, time of day and minutes of what passed; they leave the line. A day to come is asked about."""
        days, on, clock = [d for d in days_in(self.left, self.now) if not self._is_told(d)], None, None
        if days:
            on, clock = days[0].on, days[0].clock
            self._take(days[0].start, days[0].end, "when")
        if on and on > self.now.date() and ways_in(self.left):
            self.questions.append(Question("future", self.text[days[0].start : days[0].end]))
        around = clock or part_of_day(self.left)
        span = span_in(self.left, around)
        if span:
            self._take(span[0], span[1], "when")
            return on, span[2], span[3]
        minutes = minutes_in(self.left)
        if minutes:
            self._take(minutes[0], minutes[1], "minutes")
        said: When | None = next(clocks_in(self.left, around), None)
        if said:
            self._take(said.start, said.end, "when")
            clock = said.clock
        return on, clock, minutes[2] if minutes else None

    def _is_told(self, day: When) -> bool:
        """ "lunch with Ana, she moves to Berlin next month": the day is of what was said, not of the talk."""
        is_to_come = bool(day.on and day.on > self.now.date())
        is_month = self.left[day.start : day.start + 3].lower() == "in "  # "re: the workshop in May"
        rule = _TOLD_OF if is_to_come else _TOLD_RE if is_month else _TOLD
        before = [match.end() for match in rule.finditer(self.left) if match.end() <= day.start]
        return bool(before) and not re.search(r"[.;!?,]\s", self.left[before[-1] : day.start])

    def _direction(self, way: Way | None, ways: list[Way], names: list[Name]) -> str:
        starts, ends = {w.start for w in ways}, {w.end for w in ways}
        before = any(
            name.end + 1 in starts and name.start - 1 not in ends and not self._is_led(name) for name in names
        )
        lead = re.search(r"(\w+) $", self.left[: names[0].start]) if names else None
        return (
            direction_of(self.left, way.channel, before, lead[1].lower() if lead else "") if way else "both"
        )

    def _is_near(self, found: Way, way: Way | None, names: list[Name]) -> bool:
        """Is this other channel word part of how it went, and not of what is told behind it?"""
        if found.is_place:
            return False
        if way is None or (found.channel != way.channel and found.plainness > 1 and way.plainness < 3):
            return False
        first, last = min(way, found, key=lambda w: w.start), max(way, found, key=lambda w: w.start)
        between = self.text[first.end : last.start]
        for name in names:
            between = between.replace(name.text, "")
        return not _HARD.search(between) and all(
            word in _LIGHT for word in re.findall(r"[\w'&]+", between.lower())
        )

    def _is_led(self, name: Name) -> bool:
        """ "emailed Ana lunch ideas": the name is an object, though a channel word follows it."""
        return bool(re.search(r"(?:\b(?:with|to|from|for)|w/) $", self.left[: name.start]))

    def _filed(
        self, clauses: list[Clause], names: list[str]
    ) -> tuple[tuple[Promise, ...], tuple[Wish, ...], tuple[Wish, ...]]:
        promises, wishes = list[Promise](), {"need": list[Wish](), "offer": list[Wish]()}
        last: tuple[str, ...] = ()
        for clause in clauses:
            people = self._people(clause, names, last)
            last = people or last
            what, by = self._due(clause.what) if clause.kind in ("mine", "theirs") else (clause.what, None)
            by = by or (self._due(self.text[clause.start : clause.end])[1] if clause.kind == "mine" else None)
            for name in people or ("",):
                if clause.kind in wishes:
                    wishes[clause.kind].append(Wish(name, what))
                else:
                    promises.append(
                        Promise("", name, what, by) if clause.kind == "mine" else Promise(name, "", what, by)
                    )
        return tuple(promises), tuple(wishes["need"]), tuple(wishes["offer"])

    def _people(self, clause: Clause, names: list[str], last: tuple[str, ...]) -> tuple[str, ...]:
        """The names meant: a pronoun is whoever was spoken of last, or the only one; else it is asked."""
        said = clause.names
        if said and not (len(said) == 1 and said[0].lower() in PRONOUNS | {"who"}):
            return said
        word = said[0] if said else ""
        if word.lower() in ("they", "them", "both") and len(names) > 1:
            return tuple(names)
        if word.lower() == "who":
            before = [name for name in names if self.text.rfind(name, 0, clause.start) >= 0]
            return tuple(before[-1:]) or last
        if len(last) == 1 and (word or clause.kind != "mine"):
            return last
        if len(set(names)) == 1:
            return (names[0],)
        self.questions.append(Question("who", word or clause.what))
        return (word,) if word else ("they",) if clause.kind == "theirs" else ()

    def _due(self, what: str) -> tuple[str, date | None]:
        """The promise without its day, and the day; one gone by is no day to keep it."""
        for when in days_in(what, self.now, is_due=True):
            if when.on and when.on >= self.now.date():
                return trimmed(what[: when.start].rstrip() + " " + what[when.end :].lstrip()), when.on
        return what, None

    def _parts(self) -> tuple[Part, ...]:
        parts, at = list[Part](), 0
        for start, end, kind in [*sorted(self.taken), (len(self.text), len(self.text), "")]:
            gap = self.text[at:start].strip()
            if gap:
                parts.append(Part("joint" if _is_glue(gap) else "note", gap))
            if kind:
                parts.append(Part(kind, self.text[start:end].strip()))
            at = end
        return tuple(parts)


def _kind(parts: Sequence[Part]) -> str:
    return next(filter(None, (kind_of(part.text) for part in parts if part.kind == "way")), "")


def note_of(parts: Sequence[Part], names: Sequence[str]) -> str:
    """The note, with those ``names`` that turned out to be nobody's where they stood."""
    notes, is_joined = list[str](), False
    for part in parts:
        is_one = part.kind == "note" or (part.kind == "who" and part.text in names)
        if is_one and is_joined:
            notes[-1] += f" {part.text}"
        elif is_one:
            notes.append(part.text)
        is_joined = is_one
    return _joined(notes)


def _is_glue(text: str) -> bool:
    return all(word in _GLUE for word in re.findall(r"[\w'&]+", text.lower()))


def _joined(notes: Iterable[str]) -> str:
    """The notes in one text, without the joints they began with."""
    cut = (LOOSE.sub("", text).strip(" ,;:-–—") for text in notes)
    return "; ".join(note for note in cut if note)


def _goes_on(text: str) -> bool:
    """ ", a copywriter and a logo" belongs to what was needed before the comma."""
    return bool(
        re.match(
            r"\s*(?:(?:and|or|plus|ideally|preferably|maybe)\b|an?\b|some\b|by\b|before\b|until\b)",
            text,
            re.I,
        )
    )


def _longer(clause: Clause, text: str, end: int) -> Clause:
    return Clause(clause.start, end, clause.kind, clause.names, f"{clause.what}, {trimmed(text)}")
