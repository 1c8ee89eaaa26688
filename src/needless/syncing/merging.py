"""Three-way merge of words, field by field: what one side changed the other takes, and where both did nothing is lost (M17).

Each side is compared with what it said itself when both were last the same. So it makes no change where one side cannot
hold what the other says to the letter.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from needless.syncing.words import NAMES, ONCE, SEVERAL, Words, none_said
from needless.tables.notes import MARK


class Change(NamedTuple):
    """One field becomes another: ``key`` is "" for what there is once. None as ``old`` or ``new``: it comes, or goes."""

    field: str
    key: str
    old: Any
    new: Any


@dataclass(slots=True)
class Merged:
    """What each side is to change, and the fields in which both say otherwise than before and than each other.

    ``kept_here`` and ``kept_there`` are changes that the other side does not get: they are still new next time.
    """

    here: list[Change] = field(default_factory=list)
    there: list[Change] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    kept_here: list[Change] = field(default_factory=list)
    kept_there: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """What each side said when they were last made the same."""

    here: Words
    there: Words


def changes_between(before: Words, after: Words) -> list[Change]:
    """What changed, in the order of the fields."""
    found = [Change(n, "", before[n], after[n]) for n in ONCE if before[n] != after[n]]
    for name in SEVERAL:
        old, new = before[name], after[name]
        keys = dict.fromkeys([*old, *new])
        found += [
            Change(name, key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)
        ]
    return found


def merge(seen: Seen, here: Words, there: Words, held: Collection[str] = (), pulls: bool = True) -> Merged:
    """What to do, both ways. Of ``held`` fields, about which the owner is being asked, nothing is done. Where nothing is
    pulled, what changed there stays there until it is written over."""
    mine = {change[:2]: change for change in changes_between(seen.here, here)}
    theirs = {change[:2]: change for change in changes_between(seen.there, there)}
    merged = Merged()
    if not pulls:
        merged.kept_there = [change for at, change in theirs.items() if at not in mine]
        theirs = {}
    for at in dict.fromkeys([*mine, *theirs]):
        if at[0] not in held:
            _settle(merged, mine.get(at), theirs.get(at))
    _keep_names_together(merged)
    return merged


def _settle(merged: Merged, mine: Change | None, theirs: Change | None) -> None:
    if mine is None or theirs is None:
        if mine:
            merged.there.append(mine)
        if theirs:
            merged.here.append(theirs)
    elif mine.new == theirs.new:
        return
    elif not mine.key:
        merged.conflicts.append(mine.field)
    elif mine.new is None:  # taken away here, altered there: what is altered stays
        merged.here.append(theirs._replace(old=None))
    elif mine.old is not None or theirs.new is None:
        merged.there.append(mine._replace(old=theirs.new))


def _keep_names_together(merged: Merged) -> None:
    """A name and its parts are one thing: half of each would be a name that nobody has."""
    if any(name in merged.conflicts for name in NAMES):
        merged.conflicts = [name for name in merged.conflicts if name not in NAMES]
        merged.conflicts.insert(0, "name")
        merged.here = [change for change in merged.here if change.field not in NAMES]
        merged.there = [change for change in merged.there if change.field not in NAMES]


def keep_here(merged: Merged, fields: Collection[str]) -> Merged:
    """What changed here in these fields is not sent."""
    merged.kept_here += [change for change in merged.there if change.field in fields]
    merged.there = [change for change in merged.there if change.field not in fields]
    return merged


def fields_in(conflict: str) -> tuple[str, ...]:
    """The fields that one question is about."""
    return NAMES if conflict == "name" else (conflict,)


def patched(words: Words, changes: Iterable[Change]) -> Words:
    """The words with these changes made."""
    found = copy.deepcopy(words)
    for change in changes:
        if change.field in ONCE:
            found[change.field] = change.new
        elif change.new is None:
            found[change.field].pop(change.key, None)
        else:
            found[change.field][change.key] = list(change.new)
    return found


def seen_next(before: Words, after: Words, still_new: Iterable[Change]) -> Words:
    """What a side is compared with next time: what it says now, but for changes that the other side has not got."""
    back = [Change(c.field, c.key, c.new, _at(before, c)) for c in still_new]
    return patched(after, back)


def _at(words: Words, change: Change) -> Any:
    return words[change.field] if change.field in ONCE else words[change.field].get(change.key)


def in_common(here: Words, there: Words) -> Words:
    """What two sides that meet for the first time are taken to have said before: blanks of one are filled by the other,
    lists grow together, and where both say something else each keeps its word."""
    words = none_said()
    for name in ONCE:
        words[name] = here[name] if there[name] else ""
    for name in SEVERAL:
        words[name] = {key: value for key, value in here[name].items() if key in there[name]}
    return words


def met(here: Words, there: Words) -> Seen:
    """How two that meet for the first time are compared: see :func:`in_common`."""
    return Seen(in_common(here, there), in_common(there, here))


def shown(changes: Iterable[Change]) -> Iterator[tuple[str, str, str]]:
    """Field, old and new text of each change; "" where it comes or goes."""
    for change in changes:
        yield change.field, _text(change.old), _text(change.new)


def _text(value: Any) -> str:
    if isinstance(value, list) and value[0].startswith(MARK):
        return "…"
    if isinstance(value, list):
        return f"{value[0]} ({value[1]})" if value[1] else str(value[0])
    return str(value or "")
