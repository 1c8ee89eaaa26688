"""Notes in cards elsewhere, where the owner has theirs sealed: compared by marks, and kept here in no readable form (M17).

A mark takes this instance's key to make and says nothing of the text (tables/notes.py). So a note that is new there
comes in once, one that is gone there goes here, and none goes there: nobody here can read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from needless.syncing.merging import Change
from needless.syncing.words import Words
from needless.tables.notes import MARK, lock_of, mark_of

if TYPE_CHECKING:
    from needless.owners.models import Owner


def marks_of(owner: Owner, texts: Iterable[str]) -> dict[str, str]:
    """Mark -> text. Nothing where this instance's key is lost: then notes are no part of what is compared."""
    lock = lock_of(owner.pk)
    if lock is None or not lock.marks_key:
        return {}
    return {MARK + mark_of(owner.pk, text, owner.pk): text for text in texts}


def marked(owner: Owner, texts: Iterable[str]) -> dict[str, list[str]]:
    """Notes as words of a contact or a card have them, by their marks."""
    return {mark: [mark, ""] for mark in marks_of(owner, texts)}


def sealed_words(owner: Owner, words: Words) -> tuple[Words, dict[str, str]]:
    """What a card says with marks in the place of its notes, and the texts by their marks; as it is where none is sealed."""
    if lock_of(owner.pk) is None:
        return words, {}
    texts = [value[0] for value in words["notes"].values() if not value[0].startswith(MARK)]
    kept = {key: value for key, value in words["notes"].items() if key.startswith(MARK)}
    return words | {"notes": kept | marked(owner, texts)}, marks_of(owner, texts)


def with_texts(changes: Iterable[Change], texts: dict[str, str]) -> list[Change]:
    """The changes with notes that come as what they say."""
    return [
        change._replace(new=[texts[change.key], ""]) if change.new and change.key in texts else change
        for change in changes
    ]
