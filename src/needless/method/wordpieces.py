"""Cuts text into the word pieces of BERT (uncased), word by word, and remembers each word's (M13)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST_WORD = 100
MOST_REMEMBERED = 200_000
IDEOGRAPH = re.compile("([\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0002fa1f])")
WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


def folded(text: str) -> str:
    """Lower case, without accents, ideographs apart."""
    text = text.lower()
    if text.isascii():
        return text
    letters = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return IDEOGRAPH.sub(r" \1 ", "".join(letters))


def read_words(text: str) -> list[tuple[str, str]]:
    """(folded, as it is written) of each word; where folding moved letters both are folded, as they cannot be told apart."""
    plain = folded(text)
    shown = text if len(text) == len(plain) else plain
    return [(match[0], shown[match.start() : match.end()]) for match in WORD.finditer(plain)]


class WordPieces:
    """Words to numbers of pieces: the longest piece that is in the vocabulary first."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown = [self.numbers["[UNK]"]]
        self.seen: dict[str, list[int]] = {}

    def of(self, text: str) -> list[int]:
        """The pieces of a text, in order."""
        return [number for word in WORD.findall(folded(text)) for number in self.of_word(word)]

    def of_word(self, word: str) -> list[int]:
        """The pieces of one folded word; one unknown piece for a word that they cannot make up."""
        found = self.seen.get(word)
        if found is None:
            found = self._cut(word) if len(word) <= LONGEST_WORD else self.unknown
            if len(self.seen) < MOST_REMEMBERED:
                self.seen[word] = found
        return found

    def _cut(self, word: str) -> list[int]:
        found: list[int] = []
        begin = 0
        while begin < len(word):
            for end in range(len(word), begin, -1):
                piece = word[begin:end] if not begin else "##" + word[begin:end]
                if (number := self.numbers.get(piece)) is not None:
                    break
            else:
                return self.unknown
            found.append(number)
            begin = end
        return found
