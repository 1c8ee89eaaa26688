"""Text against a person's field: who would like this, and the reason, or nothing rather than rubbish (M13, M16).

A card is cut into facets (never one glued string), an item is one text. The score is 0.3 cos(title) + 0.7 cos(fields)
- 0.5 cos(what all titles have in common) + 0.3 BM25 (0 to 1), and more where the card's organisation is named.
bench/matching.py measures this very code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from needless.method.encoding import Part, Vectors, encode, encoder, normed, parts_of
from needless.method.lexical import Index, stem_of
from needless.method.organisations import Names
from needless.method.wordpieces import folded

__all__ = ["Card", "Item", "Match", "Pair", "encode", "items_for", "normed", "pairs", "people_for"]

TITLE, FIELDS = 0.3, 0.7
LEX = 0.3
EARLY, LATE = 0.35, 0.05  # an organisation named in title or lead, and further down
HEADLINE, SURE_LEX = 0.5, 0.2
ALIKE = 5  # digits; the rest of a score is where in the product a card stood
SHOWN_AT = 0.42  # precision .84 at .43 of the contacts on dev_news, and .80 or more from .40 to .44 (DECISIONS.md, 11)
TITLE_ALONE = (
    0.1  # less is asked where a title is all there is: it has no second facet to agree with (judgement)
)
MOST_SHOWN = 2  # of each three the third was right least often (.70 on dev_news) where it was surest
BLOCK, THREADS = 512, 2
GROUP = 32
MOST_TERMS, LEAST_TERM, NEXT_BEST = 3, 0.04, 0.7

Encode: TypeAlias = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Card:
    """A contact, cut into facets; all may be empty."""

    id: int
    title: str = ""
    organisation: str = ""
    fields: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A story, an opening, an offer."""

    id: int
    title: str
    text: str = ""

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}. {self.text}" if self.title and self.text else self.title or self.text


@dataclass(frozen=True, slots=True)
class Match:
    """How well an item fits a card. ``terms``: the item's words that carry it; ``facts``: the card's own that they meet."""

    card: Card
    item: Item
    score: float
    shown: bool
    terms: tuple[str, ...]
    facts: tuple[str, ...]


def facets_of(card: Card) -> list[tuple[float, str]]:
    """What of a card is compared, with weights that sum to 1: what they do, or, where that is unknown, what they seek."""
    work = [*card.fields]
    if card.title and work:
        return [(TITLE, card.title), *((FIELDS / len(work), each) for each in work)]
    if card.title or work:
        return [
            (1 / len([card.title] if card.title else work), each)
            for each in ([card.title] if card.title else work)
        ]
    rest = [*card.seeks] or [*card.interests]
    return [(1 / len(rest), each) for each in rest]


class Cards:
    """Cards made ready to be matched; ``by`` turns texts into vectors, and may remember them."""

    def __init__(self, cards: Sequence[Card], by: Encode = encode) -> None:
        self.cards, self.by = cards, by
        self.facets = [facets_of(card) for card in cards]
        self.vectors = card_vectors(self.facets, by)
        self.names = Names(card.organisation for card in cards)

    def asked(self, at: float) -> Vectors:
        """How sure a match of each card must be, for a reader who asks for `at`: (cards, 1)."""
        alone = np.array([len(each) == 1 for each in self.facets], dtype=bool)
        return np.where(alone, at - TITLE_ALONE, at).astype(np.float32)[:, None]


def card_vectors(facets: Sequence[Sequence[tuple[float, str]]], by: Encode = encode) -> Vectors:
    """The weighted sum of each card's facets, each at length 1: its product with an item is the weighted cosine."""
    numbers: dict[str, int] = {}
    rows = [(row, numbers.setdefault(t, len(numbers)), w) for row, f in enumerate(facets) for w, t in f]
    out = np.zeros((len(facets), len(encoder().common)), np.float32)
    if rows:
        at, texts, weights = (np.array(column) for column in zip(*rows, strict=True))
        np.add.at(out, at, by(list(numbers))[texts] * weights[:, None].astype(np.float32))
    return out


class Items:
    """Items made ready to be matched."""

    def __init__(self, items: Sequence[Item], by: Encode = encode) -> None:
        self.items, self.by = items, by
        self.vectors = by([item.whole for item in items])
        self.index = Index([item.whole for item in items])

    @cached_property
    def headlines(self) -> Vectors:
        """The titles' vectors; of items without one, the whole's."""
        found = self.by([item.title for item in self.items])
        return np.asarray(np.where(found.any(axis=1, keepdims=True), found, self.vectors))


def ranked(cards: Cards, items: Items, most: int = 10) -> tuple[NDArray[np.intp], Vectors]:
    """The best items of each card, exactly: (cards, most) numbers and scores, best first, equals by number."""
    most = min(most, len(items.items))
    numbers = np.zeros((len(cards.cards), most), np.intp)
    scores = np.zeros((len(cards.cards), most), np.float32)
    boosts = boosts_of(cards, items)

    def block(begin: int) -> None:
        end = min(begin + BLOCK, len(cards.cards))
        found = scores_of(cards, items, boosts, begin, end)
        numbers[begin:end], scores[begin:end] = best_of(found, most)

    if most:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(block, range(0, len(cards.cards), BLOCK)))
    return numbers, scores


def best_of(scores: Vectors, most: int) -> tuple[NDArray[np.intp], Vectors]:
    """The `most` best columns of each row and their scores, best first, equals by number.

    The best lie in the groups with the best maxima: only those groups are looked through.
    """
    rows, columns = scores.shape
    groups = columns // GROUP
    if groups <= 4 * most:
        columns_at = np.broadcast_to(np.arange(columns), scores.shape)
    else:
        whole = scores[:, : groups * GROUP].reshape(rows, GROUP, groups)
        top = np.argpartition(whole.max(1), groups - most, axis=1)[:, groups - most :]
        members = (top[:, :, None] + groups * np.arange(GROUP)).reshape(rows, most * GROUP)
        rest = np.broadcast_to(np.arange(groups * GROUP, columns), (rows, columns - groups * GROUP))
        columns_at = np.concatenate([members, rest], axis=1)
    values = np.take_along_axis(scores, columns_at, 1)
    if columns_at.shape[1] > most:
        best = np.argpartition(values, -most, axis=1)[:, -most:]
        columns_at, values = np.take_along_axis(columns_at, best, 1), np.take_along_axis(values, best, 1)
    order = np.lexsort((columns_at, -values))
    return np.take_along_axis(columns_at, order, 1), np.take_along_axis(values, order, 1)


def scores_of(
    cards: Cards, items: Items, boosts: Mapping[int, list[tuple[int, float]]], begin: int, end: int
) -> Vectors:
    """All scores of a block of cards: (end - begin, items)."""
    found: Vectors = np.asarray((cards.vectors[begin:end] - encoder().common) @ items.vectors.T)
    items.index.add_to(found, [items.index.query(each) for each in cards.facets[begin:end]], LEX)
    for row in range(begin, end):
        for number, boost in boosts.get(row, ()):
            found[row - begin, number] += boost
    return found


def boosts_of(cards: Cards, items: Items) -> dict[int, list[tuple[int, float]]]:
    """What each card gains from its organisation being named: (item number, boost) pairs by card number."""
    found: dict[int, list[tuple[int, float]]] = {}
    for mention in cards.names.in_texts([(item.title, item.text) for item in items.items]):
        boost = EARLY if mention.is_early else LATE
        found.setdefault(mention.organisation, []).append((mention.text, boost))
    return found


def sureness(cards: Cards, items: Items, numbers: NDArray[np.intp], scores: Vectors) -> Vectors:
    """How safe it is to show each of these matches, about 0 to 1: the headline alone must fit as well as the whole.

    Where several encoders are in use the surest counts.

    `numbers` and `scores` are those of `ranked`, less what an organisation added; shapes (cards, any).
    """
    whole = _cosines(cards.vectors, items.vectors, numbers)
    lex: Vectors = np.asarray((scores - whole + (items.vectors @ encoder().common)[numbers]) / LEX)
    return np.asarray(
        np.max([_sureness(cards, items, numbers, lex, part) for part in parts_of(encoder())], axis=0)
    )


def _sureness(cards: Cards, items: Items, numbers: NDArray[np.intp], lex: Vectors, part: Part) -> Vectors:
    """The same by one encoder alone: its cosines, with the whole text and with the headline, and the words in common."""
    mine = cards.vectors[:, part.at]
    mine = mine / np.maximum(np.linalg.norm(mine, axis=1, keepdims=True), np.float32(part.length))
    whole, headline = (
        _cosines(mine, normed(texts[:, part.at]), numbers) for texts in (items.vectors, items.headlines)
    )
    return np.asarray(
        (whole + HEADLINE * headline + SURE_LEX * lex) / (1 + HEADLINE) + np.float32(part.lacks)
    )


def _cosines(cards: Vectors, items: Vectors, numbers: NDArray[np.intp]) -> Vectors:
    return np.asarray(np.einsum("cd,cmd->cm", cards, items[numbers]))


def items_for(
    cards: Sequence[Card] | Cards, items: Sequence[Item] | Items, most: int = 10, at: float = SHOWN_AT
) -> list[list[Match]]:
    """The best items of each card, best first; at most MOST_SHOWN of them, and none less sure than `at`, to be shown."""
    people = cards if isinstance(cards, Cards) else Cards(cards)
    stories = items if isinstance(items, Items) else Items(items)
    numbers, scores = ranked(people, stories, most)
    boosts = _boosts_at(people, stories, numbers)
    shown = (scores > 0)[:, :MOST_SHOWN]
    if shown.size:
        first, plain = numbers[:, :MOST_SHOWN], (scores - boosts)[:, :MOST_SHOWN]
        shown &= (boosts[:, :MOST_SHOWN] == np.float32(EARLY)) | (
            sureness(people, stories, first, plain) >= people.asked(at)
        )
    named = boosts >= LATE
    return [
        [
            _match(
                people,
                stories,
                card,
                item,
                score,
                rank < MOST_SHOWN and bool(shown[card, rank]),
                bool(named[card, rank]),
            )
            for rank, (item, score) in enumerate(
                zip(numbers[card].tolist(), scores[card].tolist(), strict=True)
            )
        ]
        for card in range(len(people.cards))
    ]


def _boosts_at(cards: Cards, items: Items, numbers: NDArray[np.intp]) -> Vectors:
    """What an organisation that is named added to each of these matches."""
    found = np.zeros(numbers.shape, np.float32)
    for card, boosts in boosts_of(cards, items).items():
        for item, boost in boosts:
            found[card, numbers[card] == item] += np.float32(boost)
    return found


def people_for(item: Item, cards: Sequence[Card] | Cards, most: int = 5, at: float = SHOWN_AT) -> list[Match]:
    """Who would like it, best first, `most` at most: only those to whom it may be shown."""
    people = cards if isinstance(cards, Cards) else Cards(cards)
    found = items_for(people, Items([item]), 1, at)
    shown = [matches[0] for matches in found if matches and matches[0].shown]
    return sorted(shown, key=lambda match: (-round(match.score, ALIKE), match.card.id))[:most]


def _match(
    people: Cards, stories: Items, card: int, item: int, score: float, shown: bool, named: bool
) -> Match:
    terms = terms_of(people, stories, card, item) if shown else ()
    facts = facts_of(people, stories, card, item, named) if shown else ()
    return Match(people.cards[card], stories.items[item], score, shown, terms, facts)


def shares(vector: Vectors, item: Item) -> list[tuple[str, float]]:
    """Each word of the item as it is written, and what it adds to the cosine with the card; they sum to it."""
    words, parts = encoder().words(item.whole)
    return list(zip(words, (parts @ vector).tolist(), strict=True))


def terms_of(people: Cards, stories: Items, card: int, item: int) -> tuple[str, ...]:
    """The two or three words of the item that carry the match, each once, the strongest first."""
    sums: dict[str, tuple[float, str]] = {}
    for word, share in shares(people.vectors[card], stories.items[item]):
        if stem := stem_of(folded(word)):
            before, written = sums.get(stem, (0.0, word))
            sums[stem] = (before + share, written)
    best = sorted(sums.values(), reverse=True)[:MOST_TERMS]
    return tuple(word for share, word in best if share >= LEAST_TERM)


def facts_of(people: Cards, stories: Items, card: int, item: int, is_named: bool) -> tuple[str, ...]:
    """The card's own words that are met: the organisation where it is named, and the one or two facets that fit best."""
    who, facets = people.cards[card], people.facets[card]
    found = [who.organisation] if is_named else []
    if facets:
        fits = people.by([text for _weight, text in facets]) @ stories.vectors[item]
        best = [
            facets[i][1] for i in np.argsort(-fits, kind="stable")[:2] if fits[i] >= NEXT_BEST * fits.max()
        ]
        found += best or [facets[int(np.argmax(fits))][1]]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who would gain from knowing each other: ``reason_for_a`` is what b has for a, and the other way round."""

    a: Card
    b: Card
    score: float
    reason_for_a: str
    reason_for_b: str


WISH_AT = 0.45  # a need and an offer that have less in common are not one


def pairs(cards: Sequence[Card], most: int = 20, by: Encode = encode) -> list[Pair]:
    """The best pairs of one's need and another's offer, exactly, each two people once, best first."""
    needs = [(card, text) for card in cards for text in card.seeks]
    offers = [(card, text) for card in cards for text in card.offers]
    if not needs or not offers:
        return []
    asked = Cards([Card(card.id, seeks=(text,)) for card, text in needs], by)
    numbers, scores = ranked(asked, Items([Item(card.id, "", text) for card, text in offers], by), 10)
    found: dict[tuple[int, int], Pair] = {}
    for (seeker, need), at, values in zip(needs, numbers, scores, strict=True):
        for number, score in zip(at.tolist(), values.tolist(), strict=True):
            helper, offer = offers[number]
            key = (min(seeker.id, helper.id), max(seeker.id, helper.id))
            if seeker.id != helper.id and score >= WISH_AT and (key not in found or found[key].score < score):
                found[key] = Pair(seeker, helper, score, offer, need)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.a.id, pair.b.id))[:most]
