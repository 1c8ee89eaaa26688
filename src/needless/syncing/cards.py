"""Changes a card line by line: what is not ours to know stays to the byte, what is new goes in, and nothing else moves (M17)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from needless.imports.sources.vcard import postal_lines
from needless.imports.sources.vcard_syntax import (
    Card,
    Property,
    content_line,
    escape,
    fold,
    parts,
    property_of,
)
from needless.syncing.merging import Change
from needless.syncing.words import Words, words_of_lines

LABEL = "X-ABLABEL"
TYPES = frozenset("home work cell mobile fax pager main other iphone video textphone".split())  # noqa: SIM905
WEDDING = frozenset({"anniversary", "wedding", "wedding day", "wedding anniversary"})
N_PARTS = ("family_name", "given_name", "additional_name", "prefix", "suffix")
PROPERTY = {"name": "FN", "nickname": "NICKNAME", "organisation": "ORG", "title": "TITLE", "birthday": "BDAY"}
NOTED = frozenset({"NOTE", "X-NEEDLESS-HOW-WE-MET"})
LISTED = {"emails": "EMAIL", "phones": "TEL", "links": "URL"}
_LINE = re.compile(r"\r\n|\n|\r")


@dataclass(slots=True)
class Line:
    """One line of a card as it came, with its folds; ``prop`` is None of what is no property (BEGIN, VERSION, END)."""

    text: str
    prop: Property | None


class Edit:
    """A card on its way to another: ``lines`` between BEGIN and END."""

    def __init__(self, raw: str, region: str | None, postal: Sequence[str] = ()) -> None:
        self.region, self.postal = region, postal_lines(postal) if postal else {}
        self.end = "\r\n" if "\r\n" in raw or "\n" not in raw else "\n"
        self.lines = list(_lines(raw))
        self.version = next((_value(x.text) for x in self.lines if _is_version(x.text)), "3.0")
        self.labels = 0

    def change(self, change: Change) -> None:
        """Make one change."""
        if change.field in N_PARTS:
            self._set_part(change.field, change.new)
        elif change.field in PROPERTY:
            self._set_once(change.field, change.new)
        elif change.field == "tags":
            self._set_tag(change)
        else:
            self._set_listed(change)

    def text(self) -> str:
        """The whole card."""
        return "".join(line.text for line in self.lines)

    def _set_part(self, part: str, value: str) -> None:
        line = self._first("N")
        pieces = parts(line.prop.value, ";", self.version) if line and line.prop else []
        pieces += [""] * (5 - len(pieces))
        pieces[N_PARTS.index(part)] = value
        self._write(line, "N", ";".join(map(escape, pieces)))

    def _set_once(self, name: str, value: str) -> None:
        said = PROPERTY[name]
        line = self._first(said)
        if not value and name != "name":
            return self._remove([line] if line else [])
        if name == "organisation" and line and line.prop:
            units = parts(line.prop.value, ";", self.version)[1:]
            return self._write(line, said, ";".join(map(escape, [value, *units])))
        if name == "birthday":
            self._remove([line] if line else [])
            return self._add(self._day("BDAY", value))
        return self._write(line, said, escape(value))

    def _day(self, name: str, on: str) -> str:
        """In vCard 3 a day without its year is written as Apple does, which the others read too."""
        if not on.startswith("--"):
            return content_line(name, on.replace("-", "") if self.version == "4.0" else on)
        if self.version == "4.0":
            return content_line(name, "--" + on[2:].replace("-", ""))
        return content_line(name, f"1604{on[1:]}", {"X-APPLE-OMIT-YEAR": "1604"})

    def _set_tag(self, change: Change) -> None:
        holding = [line for line in self.lines if line.prop and line.prop.name == "CATEGORIES"]
        if change.new is not None:
            return self._add_tag(holding, change.new[0])
        for line in holding:
            there = self._tags(line)
            left = [tag for tag in there if tag[:100] != change.key]
            if not left:
                self._remove([line])
            elif left != there:
                self._write(line, "CATEGORIES", ",".join(map(escape, left)))
        return None

    def _add_tag(self, holding: list[Line], tag: str) -> None:
        line = holding[0] if holding else None
        there = self._tags(line) if line else []
        self._write(line, "CATEGORIES", ",".join(map(escape, [*there, tag])))

    def _tags(self, line: Line) -> list[str]:
        value = line.prop.value if line.prop else ""
        return [tag.strip() for tag in parts(value, ",", self.version) if tag.strip()]

    def _set_listed(self, change: Change) -> None:
        saying = [line for line in self.lines if change.key in self._said(line).get(change.field, {})]
        if change.new and saying and self._said(saying[0])[change.field][change.key][1] == change.new[1]:
            return self._rewrite(saying, change)
        self._remove(saying)
        if change.new is not None:
            self._add_listed(change.field, *change.new)
        return None

    def _rewrite(self, saying: list[Line], change: Change) -> None:
        """The same address under the same label, written otherwise."""
        if saying[0].prop and change.field in LISTED:
            value = " ".join(change.new[0].split())
            self._write(saying[0], saying[0].prop.name, value if change.field == "links" else escape(value))

    def _said(self, line: Line) -> Words:
        """What one line says, with the label that belongs to it."""
        if line.prop is None or line.prop.name == LABEL:
            return {}
        group = line.prop.group
        more = [x.prop for x in self.lines if x.prop and group and _is_label(x.prop, group)]
        return words_of_lines(Card(0, self.version), [line.prop, *more], self.region)

    def _add_listed(self, name: str, text: str, label: str) -> None:
        if name == "notes":
            self._add(content_line("NOTE", escape(text)))
        elif name == "dates" and label.casefold() in WEDDING:
            self._add(content_line("ANNIVERSARY", text))
        elif name == "dates":
            self._add_labelled("X-ABDATE", text, label)
        elif name == "postal":
            self._add_postal(text, label)
        else:
            value = " ".join(text.split())
            self._add_labelled(LISTED[name], value if name == "links" else escape(value), label)

    def _add_postal(self, text: str, label: str) -> None:
        known = property_of(self.postal[text]) if text in self.postal else None
        self._add_labelled("ADR", known.value if known else f";;{escape(text)};;;;", label)

    def _add_labelled(self, name: str, value: str, label: str) -> None:
        """With its label as types where those are what everybody knows, else as Apple writes the owner's own words."""
        types = label.lower().split()
        if label == label.lower() and all(one in TYPES for one in types):
            return self._add(content_line(name, value, {"TYPE": types} if types else {}))
        group = self._free_group()
        self._add(content_line(name, value, group=group))
        return self._add(content_line("X-ABLabel", escape(label), group=group))

    def _free_group(self) -> str:
        taken = {line.prop.group.lower() for line in self.lines if line.prop}
        number = next(n for n in range(1, len(taken) + 2) if f"item{n}" not in taken)
        return f"item{number}"

    def _first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.prop and line.prop.name == name), None)

    def _write(self, line: Line | None, name: str, value: str) -> None:
        """Another value in the place of the old one, with its group and parameters; a new line where there is none."""
        if line is None or line.prop is None:
            return self._add(content_line(name, value))
        old = line.prop
        params = {key: given for key, given in old.params.items() if key not in {"ENCODING", "CHARSET"}}
        text = content_line(name, value, params, old.group)
        line.text, line.prop = self._folded(text), property_of(text)
        return None

    def _add(self, text: str) -> None:
        at = len(self.lines) - 1 if self.lines and _is_end(self.lines[-1].text) else len(self.lines)
        self.lines.insert(at, Line(self._folded(text), property_of(text)))

    def _folded(self, text: str) -> str:
        return fold(text).replace("\r\n", self.end)

    def _remove(self, lines: Iterable[Line]) -> None:
        """Take lines out, and labels that belong to nothing then."""
        gone = list(lines)
        groups = {line.prop.group for line in gone if line.prop and line.prop.group}
        self.lines = [line for line in self.lines if not any(line is each for each in gone)]
        left = {x.prop.group for x in self.lines if x.prop and x.prop.name != LABEL}
        lonely = groups - left
        self.lines = [x for x in self.lines if not (x.prop and _is_label(x.prop, *lonely))]


def edited(raw: str, changes: Iterable[Change], region: str | None, extra: Sequence[str] = ()) -> str:
    """The card with these changes made. ``extra`` are lines that may hold an address with its parts."""
    edit = Edit(raw, region, extra)
    for change in changes:
        edit.change(change)
    return edit.text()


def without_notes(raw: str) -> str:
    """The card but for what the owner noted."""
    edit = Edit(raw, None)
    edit._remove([line for line in edit.lines if line.prop and line.prop.name in NOTED])
    return edit.text()


def new_card(uid: str, words: Words, region: str | None, extra: Sequence[str] = ()) -> str:
    """A card in vCard 3, which every server takes; ``extra`` are lines that came with the contact once."""
    edit = Edit(f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nEND:VCARD\r\n", region, extra)
    for name in ("name", *N_PARTS, *(n for n in PROPERTY if n != "name")):
        if words[name] or name in ("name", "family_name"):
            edit.change(Change(name, "", "", words[name]))
    for name in ("emails", "phones", "links", "postal", "tags", "dates", "notes"):
        for key, value in words[name].items():
            edit.change(Change(name, key, None, value))
    for line in _lines_along(extra):
        edit._add(line)
    return edit.text()


def _lines_along(extra: Sequence[str]) -> Iterator[str]:
    """The lines that go with a new card: addresses are written already, and labels only with what they belong to."""
    props = [prop for line in extra if (prop := property_of(" ".join(str(line).splitlines())))]
    kept = [prop for prop in props if prop.name not in {"ADR", LABEL, "UID", "VERSION", "BEGIN", "END"}]
    groups = {prop.group for prop in kept if prop.group}
    for prop in props:
        if any(prop is each for each in kept) or (prop.name == LABEL and prop.group in groups):
            yield prop.line


def _lines(raw: str) -> Iterator[Line]:
    """Each logical line with the physical ones that it came as."""
    held: list[str] = []
    for piece in _physical(raw):
        if held and not (piece[:1] in (" ", "\t") or _goes_on(held)):
            yield _line("".join(held))
            held = []
        held.append(piece)
    if held:
        yield _line("".join(held))


def _goes_on(held: Sequence[str]) -> bool:
    """A soft break of quoted-printable (vCard 2.1)."""
    head = held[0].partition(":")[0].upper()
    return "QUOTED-PRINTABLE" in head and held[-1].rstrip("\r\n").endswith("=")


def _physical(raw: str) -> Iterator[str]:
    start = 0
    for found in _LINE.finditer(raw):
        yield raw[start : found.end()]
        start = found.end()
    if start < len(raw):
        yield raw[start:]


def _line(text: str) -> Line:
    plain = re.sub(r"(?:\r\n|\n|\r)[ \t]", "", text).rstrip("\r\n")
    if "QUOTED-PRINTABLE" in plain.partition(":")[0].upper():
        plain = re.sub(r"=(?:\r\n|\n|\r)", "", text).rstrip("\r\n")
    name = plain.partition(":")[0].upper()
    return Line(text, None if name in {"BEGIN", "END", "VERSION"} else property_of(plain))


def _value(text: str) -> Any:
    return text.partition(":")[2].strip()


def _is_version(text: str) -> bool:
    return text[:8].upper() == "VERSION:"


def _is_end(text: str) -> bool:
    return text.strip().upper() == "END:VCARD"


def _is_label(prop: Property, *groups: str) -> bool:
    return prop.name == LABEL and prop.group in groups
