"""What a program changed: two versions of a card side by side, field by field (M10, M17).

A change is of one field: ``ours`` is what stood there, ``theirs`` what the program wants. Of ``name`` both are
{column: text}; of ``photo`` base64; of the other columns texts; of lists what went and what came, as [value, label].
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from needless.imports.drafts import ContactDraft
from needless.imports.people import name_of
from needless.imports.sources.vcard import draft_of
from needless.phonebook.patching import card_in

NAMES = ("name", "given_name", "additional_name", "family_name", "prefix", "suffix")
COLUMNS = ("nickname", "organisation", "title", "birthday")
LISTS = ("emails", "phones", "links", "addresses", "tags", "dates", "fields", "relations", "notes")


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change. See the module."""

    field: str
    ours: Any
    theirs: Any

    @property
    def only_adds(self) -> bool:
        """Does nothing go by it?"""
        return not (any(self.ours.values()) if isinstance(self.ours, dict) else self.ours)


def draft_in(text: str) -> ContactDraft:
    """What a card's text says, as the import reads it; an empty draft of an empty text."""
    card = card_in(text)
    return draft_of(card, "")[0] if card else ContactDraft(0)


def differences(base: ContactDraft, theirs: ContactDraft) -> list[Change]:
    """All changes from one version to another but for lines that we do not understand."""
    found = [_name(base, theirs)]
    for column in COLUMNS:
        found.append(Change(column, getattr(base, column), getattr(theirs, column)))
    for name in LISTS:
        found.append(_list(name, values_of(base, name), values_of(theirs, name)))
    photos = [base64.b64encode(draft.photo).decode() for draft in (base, theirs)]
    found.append(Change("photo", *photos))
    return [change for change in found if change.ours != change.theirs]


def _name(base: ContactDraft, theirs: ContactDraft) -> Change:
    ours, new = ({name: getattr(draft, name) for name in NAMES} for draft in (base, theirs))
    ours["name"], new["name"] = name_of(base), name_of(theirs)
    changed = [name for name in NAMES if ours[name] != new[name]]
    return Change("name", {n: ours[n] for n in changed}, {n: new[n] for n in changed})


def values_of(draft: ContactDraft, name: str) -> list[list[str]]:
    """What a draft has of a list; of the lines of notes one, as a card has it; of a column its text, if any."""
    found: Any = getattr(draft, name)
    if name not in LISTS:
        return [found] if found else []
    if name == "tags":
        return [[tag, ""] for tag in dict.fromkeys(found)]
    if name == "notes":
        return [["\n\n".join(text for text, _on in found), ""]] if found else []
    return [list(each) for each in dict.fromkeys(map(tuple, found))]


def _list(name: str, ours: list[list[str]], theirs: list[list[str]]) -> Change:
    return Change(name, [v for v in ours if v not in theirs], [v for v in theirs if v not in ours])


def new_lines(base: ContactDraft, theirs: ContactDraft) -> tuple[list[str], list[str]]:
    """Of the lines that we do not understand: which went because the program wrote others of their name, and which came.

    A line that is missing without another in its place stays: there are programs that keep only what they know.
    """
    came = [line for line in theirs.extra if line not in base.extra]
    names = {_property(line) for line in theirs.extra}
    gone = [line for line in base.extra if line not in theirs.extra and _property(line) in names]
    return gone, came


def _property(line: str) -> str:
    return line.partition(":")[0].partition(";")[0].rpartition(".")[2].upper()
