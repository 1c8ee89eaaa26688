"""Reads a line in the owner's language: its function words are put into English for the one grammar, the rest stays (M9, M16).

The words of a language are data, ``tongues/<language>.txt``. Each row there is ``pattern = English``, tried in the order of the
file; ``{1}`` is what the first bracket holds, ``@NAME pattern`` is a shorthand for the rows below it, written ``<NAME>``.
A row that begins with ``? `` counts only in a line in which another did.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import pairwise

from needless.method.line import LOOSE, MOST_LETTERS, Line, Part, Question, Wish, note_of, plain, read
from needless.method.line_names import PRONOUNS, Name

Span = tuple[int, int]
_TONGUES = files("needless.method") / "tongues"
LANGUAGES = tuple(sorted(path.name.removesuffix(".txt") for path in _TONGUES.iterdir()))
_CLAUSES = ("promise", "need", "offer")
_SLOT = re.compile(r"\{(\d)\}")
_SHORT = re.compile(r"<([A-Z]+)>")


@dataclass(frozen=True, slots=True)
class Rule:
    """``pattern`` is put as ``template``: texts and numbers of groups, by turns. ``is_weak``: by itself it says no language."""

    pattern: re.Pattern[str]
    template: tuple[str | int, ...]
    is_weak: bool


@dataclass(slots=True)
class Letter:
    """One letter of the English, and the stretches of the line that it stands for. ``is_put``: a word was put for them."""

    text: str
    origin: tuple[Span, ...]
    is_put: bool = False


def read_in(text: str, now: datetime, language: str) -> Line:
    """What the line says, in English or in ``language`` ("de", "es-mx"): whichever leaves less of it as a note, English where alike.

    Texts and names are as written. ``now`` has no zone. Never raises.
    """
    said, language = read(text, now), language[:2]
    if language not in LANGUAGES or len(said.text) > MOST_LETTERS or not _left(said):
        return said
    other = Rendering(plain(text), rules_of(language)).read(now)
    return other if _left(other) < _left(said) else said


def _left(said: Line) -> int:
    """How many letters nothing certain was made of."""
    perhaps = {name.text for name in said.names if not name.is_sure}
    left = (
        part.text
        for part in said.parts
        if part.kind == "note" or (part.kind == "who" and part.text in perhaps)
    )
    return sum(len(text.replace(" ", "")) for text in left)


@cache
def rules_of(language: str) -> tuple[Rule, ...]:
    """The rows of the language's file."""
    return tuple(_rules((_TONGUES / f"{language}.txt").read_text(encoding="utf-8")))


def _rules(text: str) -> Iterator[Rule]:
    shorts: dict[str, str] = {}
    for row in filter(None, (row.partition("#")[0].strip() for row in text.splitlines())):
        if row.startswith("@"):
            name, _space, pattern = row[1:].partition(" ")
            shorts[name] = _SHORT.sub(lambda found: shorts[found[1]], pattern)
            continue
        pattern, _is, english = row.removeprefix("? ").partition(" = ")
        pattern = _SHORT.sub(lambda found: shorts[found[1]], pattern)
        parts = _SLOT.split(english)
        template = tuple(int(part) if n % 2 else part for n, part in enumerate(parts))
        yield Rule(re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE), template, row.startswith("? "))


class Rendering:
    """The line put into English, letter by letter, so that each stretch of it finds back to what was written."""

    def __init__(self, text: str, rules: tuple[Rule, ...]) -> None:
        self.text = text
        self.letters = [Letter(letter, ((at, at + 1),)) for at, letter in enumerate(text)]
        self.english = text
        for rule in rules:
            if not rule.is_weak or self.english != text:
                self._apply(rule)

    def _apply(self, rule: Rule) -> None:
        put, at = list[Letter](), 0
        for match in rule.pattern.finditer(self.english):
            if not self._is_meant(match):
                continue
            put += self.letters[at : match.start()] + self._put(match, rule.template)
            at = match.end()
        if at:
            put += self.letters[at:]
            self.letters = [n for b, n in pairwise([Letter("", ()), *put]) if (b.text, n.text) != (" ", " ")]
            self.english = "".join(letter.text for letter in self.letters)

    def _is_meant(self, match: re.Match[str]) -> bool:
        """Are these words of the line's own language: none that was put, or, where all are in brackets, one that was?"""
        outside = [n for start, end in _outside(match) for n in self.letters[start:end] if n.text != " "]
        if outside:
            return not any(letter.is_put for letter in outside)
        return any(letter.is_put for letter in self.letters[match.start() : match.end()])

    def _put(self, match: re.Match[str], template: tuple[str | int, ...]) -> list[Letter]:
        spans = [span for start, end in _outside(match) for n in self.letters[start:end] for span in n.origin]
        origin, made = tuple(self._whole(spans)), list[Letter]()
        for part in template:
            if isinstance(part, int):
                made += self.letters[match.start(part) : match.end(part)]
            else:
                made += [Letter(letter, origin if letter != " " else (), True) for letter in part]
        return made

    def _whole(self, spans: list[Span]) -> list[Span]:
        """The spans put together where only a space is between them, in the order of the line."""
        joined: list[Span] = []
        for start, end in sorted(spans):
            if joined and not self.text[joined[-1][1] : start].strip():
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def written(self, start: int, end: int, but: Collection[Span] = ()) -> str:
        """What the stretch of the English stands for, as it was written, without the spans ``but``."""
        spans = {span for letter in self.letters[start:end] for span in letter.origin}
        kept = self._whole(list(spans.difference(but)))
        return " ".join(filter(None, (self.text[first:last].strip() for first, last in kept)))

    def words(self, english: str, start: int = 0) -> str:
        """A text that the grammar made of stretches of the English, as it was written."""
        words, said = english.split(" "), list[str]()
        while words:
            count = next(
                (n for n in range(len(words), 0, -1) if " ".join(words[:n]) in self.english[start:]), 0
            )
            stretch = " ".join(words[: count or 1])
            at = self.english.find(stretch, start)
            said.append(self.written(at, at + len(stretch)) if count else stretch)
            start, words = (at + len(stretch) if count else start), words[count or 1 :]
        return " ".join(filter(None, said))

    def read(self, now: datetime) -> Line:
        """What the English says, in the words of the line."""
        said = read(self.english, now)
        parts = tuple(self._parts(said.parts))
        promises = tuple(
            replace(p, who=self._whom(p.who), whom=self._whom(p.whom), what=self.words(p.what))
            for p in said.promises
        )
        return replace(
            said, text=self.text, kind=self.words(said.kind), promises=promises, parts=parts,
            names=tuple(self._name(name) for name in said.names),
            needs=self._wishes(said.needs), offers=self._wishes(said.offers), rest=note_of(parts, ()),
            questions=tuple(self._asked(asked, parts) for asked in said.questions),
        )  # fmt: skip

    def _name(self, name: Name) -> Name:
        spans = [span for letter in self.letters[name.start : name.end] for span in letter.origin]
        start, end = min(start for start, _end in spans), max(end for _start, end in spans)
        return replace(name, start=start, end=end, text=self.written(name.start, name.end))

    def _whom(self, name: str) -> str:
        """The name as written; a pronoun that was put for nobody certain is no name."""
        return "" if name in PRONOUNS else self.words(name)

    def _asked(self, question: Question, parts: tuple[Part, ...]) -> Question:
        """The question as written; where it is about such a pronoun, about what was promised or wished."""
        if question.about not in PRONOUNS:
            return replace(question, about=self.words(question.about))
        return replace(question, about=next((p.text for p in parts if p.kind in _CLAUSES), self.text))

    def _wishes(self, wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
        return tuple(Wish(self._whom(wish.name), self.words(wish.what)) for wish in wishes)

    def _parts(self, parts: tuple[Part, ...]) -> Iterator[Part]:
        """The parts as written, a word that one part took not again in a note.

        A joint that a note begins with is put by itself, for it is known only in English.
        """
        placed = list(self._placed(parts))
        taken = {
            span
            for part, start, end in placed
            if part.kind not in ("note", "joint")
            for letter in self.letters[start:end]
            for span in letter.origin
        }
        for part, start, end in placed:
            but = taken if part.kind in ("note", "joint") else ()
            if text := self.written(start, end, but):
                yield Part(part.kind, text)

    def _placed(self, parts: tuple[Part, ...]) -> Iterator[tuple[Part, int, int]]:
        """Each part, and where it stands in the English."""
        at = 0
        for part in parts:
            at = self.english.index(part.text, at)
            end = at + len(part.text)
            if part.kind == "note" and (loose := LOOSE.match(part.text)) and loose.end():
                yield Part("joint", loose[0]), at, at + loose.end()
                at += loose.end()
            yield part, at, end
            at = end


def _outside(match: re.Match[str]) -> list[Span]:
    """The stretches of the match that are in none of its brackets."""
    groups = [match.span(n) for n in range(1, (match.re.groups or 0) + 1) if match.start(n) >= 0]
    edges = [(match.start(), match.start()), *sorted(groups), (match.end(), match.end())]
    return [(before[1], after[0]) for before, after in pairwise(edges) if after[0] > before[1]]
