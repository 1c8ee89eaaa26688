"""Vectors of an owner's texts, each encoded once: kept as int8 under the model's name, so that a change of model makes them anew (M13)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from django.core.cache import cache
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from needless.method.encoding import Vectors, encode, encoder, installed, packed, unpacked
from needless.method.relevance import Cards
from needless.news.profiles import cards_of, persons_of
from needless.owners.models import Owner

MOST_STORED = 60_000  # texts: 15 MB by the table alone, 70 MB with both extras
A_MONTH = 30 * 24 * 60 * 60
PEOPLE, STORIES = "people", "stories"
_Held = tuple[dict[bytes, int], NDArray[np.int8]]  # the row of each text, by its digest


class Remembered:
    """Turns texts into vectors as `encode` does, and keeps an owner's in the cache that server and worker share.

    They are derived: losing them costs time only. They go after a month without a new one.
    """

    def __init__(self, owner: Owner, kind: str) -> None:
        self.key = f"vectors-{owner.pk}-{kind}-{_digest(encoder().model).hex()}"
        self.held: _Held = cache.get(self.key) or ({}, np.zeros((0, len(encoder().common)), np.int8))
        self.asked: set[bytes] = set()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions), each of length 1; zeros where there is no word."""
        digests = [_digest(text) for text in texts]
        self.asked.update(digests)
        missing = {d: text for d, text in zip(digests, texts, strict=True) if d not in self.held[0]}
        if missing:
            new = packed(encode(list(missing.values())))
            self._keep([*self.held[0], *missing], np.concatenate([self.held[1], new]))
        rows, stored = self.held
        return unpacked(stored[[rows[digest] for digest in digests]])

    def forget_the_rest(self) -> None:
        """Keep only what was asked for through this one: nothing stays of people who are gone."""
        rows, stored = self.held
        if len(self.asked) < len(rows):
            kept = [digest for digest in rows if digest in self.asked]
            self._keep(kept, stored[[rows[digest] for digest in kept]])

    def _keep(self, digests: Sequence[bytes], stored: NDArray[np.int8]) -> None:
        """All of these are held; of too many, those that came last are stored."""
        self.held = {digest: n for n, digest in enumerate(digests)}, stored
        latest = {digest: n for n, digest in enumerate(digests[-MOST_STORED:])}
        cache.set(self.key, (latest, stored[-MOST_STORED:]), A_MONTH)


def encode_people_of(owner: Owner) -> None:
    """Encode what all of an owner's contacts do, look for and offer, as far as it is not remembered; forget the rest."""
    by = Remembered(owner, PEOPLE)
    cards = cards_of(owner, persons_of(owner))
    Cards(cards, by)
    by([text for card in cards for text in (*card.seeks, *card.offers)])
    by.forget_the_rest()


def forget_vectors(owner: Owner) -> None:
    """Of this owner's people none stays; the night encodes what is still there."""
    cache.delete(Remembered(owner, PEOPLE).key)


def matched_by() -> str:
    """What texts are compared by, in a sentence."""
    there = installed()
    if "semantic" in there and "multilingual" in there:
        return _("Matched by our own table and both extras: finer in English, and in 16 languages.")
    if "semantic" in there:
        return _(
            "Matched by our own table and the extra “semantic”: finer in English, limited in other languages."
        )
    if "multilingual" in there:
        return _("Matched by our own table and the extra “multilingual”: in 16 languages.")
    return _("Matched by the table that comes with Needless: English; limited in other languages.")


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
