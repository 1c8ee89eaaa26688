"""Are two contacts one person? A score and its reasons; a like name alone is a question (M10).

Names are compared word by word (nicknames, accents, order, spelling), then what else agrees or contradicts
is added as log odds. Which pairs are compared at all is said in method/blocking.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from math import exp, log

from rapidfuzz.distance import OSA

from needless.method.nicknames import is_listed, roots_of
from needless.method.spelling import firm, generation_of, plain, sound, words_of

COMMON = 3  # a name borne by so many contacts is no slip of another one
# Log odds of what agrees or contradicts, beside the name.
EMAIL, SHARED_EMAIL, PHONE, LINK, TWO_PROFILES = 5.0, 1.0, 4.2, 6.0, -2.0
SAME_FIRM, OTHER_FIRM, SAME_PLACE, SAME_BIRTHDAY, OTHER_BIRTHDAY = 1.8, -0.8, 0.5, 3.0, -3.0
OTHER_GENERATION = -6.0  # father and son share a name, a house and its telephone
# What colleagues and neighbours share, so that it says nothing where the names are different.
COLLEAGUES = frozenset({"mailbox", "firm", "domain", "place", "birthday"})
LONG_NAME, RARE_NAME = 0.7, 0.4
UNLIKE = 0.5  # names below are different ones


@dataclass(frozen=True)
class Person:
    """What is compared. Addresses are normalised keys; ``shared`` are mailboxes like info@.

    Birthdays are "1980-02-08" or "--02-08".
    """

    key: int
    name: str
    nickname: str = ""
    emails: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    organisation: str = ""
    former: frozenset[str] = frozenset()
    place: str = ""
    birthday: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The name's words, family name last."""
        return words_of(self.name)

    @cached_property
    def called(self) -> tuple[str, ...]:
        """The name with the nickname for the first name; empty without one."""
        nick = words_of(self.nickname)
        return (*nick, *self.words[1:]) if nick and nick[0] not in self.words else ()

    @cached_property
    def generation(self) -> int:
        """1 for a senior, 2 for a junior, 0 where none is said."""
        return generation_of(self.name)

    @cached_property
    def firms(self) -> frozenset[str]:
        """Where they work or worked, without legal forms."""
        return frozenset(f for f in (self.firm, *map(firm, self.former)) if f)

    @cached_property
    def firm(self) -> str:
        return firm(self.organisation)

    @cached_property
    def domains(self) -> frozenset[str]:
        """First words of the mail domains: "ana@hafen.example" -> "hafen"."""
        return frozenset(mail.rpartition("@")[2].split(".")[0] for mail in self.emails | self.shared)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The last eight digits: with and without the country's code alike."""
        return frozenset(phone[-8:] for phone in self.phones if len(phone) >= 8)

    @cached_property
    def profiles(self) -> frozenset[str]:
        return frozenset(link for link in self.links if link.startswith("linkedin:"))


@dataclass(frozen=True)
class Reason:
    """What counts for or against: its ``kind`` (name, email, firm, ...), what it is, and its log odds."""

    kind: str
    what: str = ""
    effect: float = 0.0


@dataclass(frozen=True)
class Likeness:
    """``score`` between 0 and 1: the chance that two people are one; ``reasons`` the weightiest first."""

    a: int
    b: int
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass
class Names:
    """How often each word occurs as part of a name in this network: rare names that agree say more."""

    counts: Counter[str] = field(default_factory=Counter)
    people: int = 0

    @classmethod
    def of(cls, people: Iterable[Person]) -> Names:
        names = cls()
        for person in people:
            names.people += 1
            names.counts.update(set(person.words))
        return names

    def is_common(self, word: str) -> bool:
        """Hardly a slip: many bear it, or the table of first names has it."""
        return self.counts[word] >= COMMON or is_listed(word)

    def weight(self, shared: Sequence[str]) -> float:
        """Log odds for the rarest shared word: a bonus where next to nobody else bears it."""
        if not shared or self.people < 200:
            return 0.0
        bearers = min(self.counts[word] for word in shared)
        return RARE_NAME if bearers <= 2 else -0.15 * log(bearers / 2)


@lru_cache(maxsize=262144)
def words_alike(a: str, b: str) -> tuple[float, str]:
    """(likeness, how) of two words, whoever bears them."""
    if a == b:
        return 1.0, "name"
    if sound(a) == sound(b):
        return 0.97, "spelling"
    if mine := roots_of(a) & roots_of(b):
        return (0.92 if mine & {a, b} else 0.87), "nickname"
    if len(a) == 1 or len(b) == 1:
        return (0.75, "initial") if a[0] == b[0] else (0.0, "")
    if _are_he_and_she(a, b):
        return 0.0, ""
    longest = max(len(a), len(b))
    slips = OSA.distance(a, b, score_cutoff=2) if longest >= 5 else 3
    if slips == 1 or (slips == 2 and longest >= 9):
        return 0.88, "slip"
    if min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a)):
        return 0.8, "initial"
    return 0.0, ""


def _are_he_and_she(a: str, b: str) -> bool:
    """Mario and Maria, Daniel and Daniela: a last letter that makes another person, not a slip."""
    short, long = sorted((a, b), key=len)
    differs_at_end = long[:-1] in (short, short[:-1]) and long[-1] in "aeo"
    return differs_at_end and (is_listed(a) or is_listed(b))


def _alike(a: str, b: str, names: Names) -> tuple[float, str]:
    likeness, how = words_alike(a, b)
    if how == "slip" and names.is_common(a) and names.is_common(b):
        return 0.0, ""
    return likeness, how


def names_alike(a: Sequence[str], b: Sequence[str], names: Names) -> tuple[float, str]:
    """(0 to 1, how): each word of the shorter name must find its own in the other, in any order."""
    if not a or not b:
        return 0.0, ""
    if a == b:
        return _by_length(a), "name"
    if "".join(a) == "".join(b) or sound("".join(a)) == sound("".join(b)):
        return 0.97, "spelling"
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    alike = list[list[tuple[float, str]]]()
    for word in short:
        alike.append([_alike(word, other, names) for other in long])
        if not any(score for score, _how in alike[-1]):
            return 0.0, ""
    taken = _matched(alike)
    if not all(score for score, _how, _at in taken):
        return 0.0, ""
    likeness = sum(score for score, _how, _at in taken) / len(short)
    if len(short) == 1:
        return (0.5 if len(long) > 1 else likeness * _by_length(short)), "name"
    likeness -= 0.03 * (len(long) - len(short))
    if any(at >= len(long) for _s, _h, at in taken) or not _in_order([at for _s, _h, at in taken]):
        return likeness * 0.98, _least(taken) if likeness < 0.95 else "order"
    return likeness, _least(taken)


def _by_length(words: Sequence[str]) -> float:
    """A single word ("Ana") is hardly a name; two letters of another script are."""
    return 1.0 if len(words) > 1 or not words[0].isascii() else 0.6


def _matched(alike: Sequence[Sequence[tuple[float, str]]]) -> list[tuple[float, str, int]]:
    """For each word of the shorter name (a row) its best free partner in the longer: (likeness, how, where)."""
    found: dict[int, tuple[float, str, int]] = {}
    taken = set[int]()
    choices = sorted(
        ((how_alike, -abs(i - j), i, j) for i, row in enumerate(alike) for j, how_alike in enumerate(row)),
        reverse=True,
    )
    for (score, how), _near, i, j in choices:
        if score and i not in found and j not in taken:
            found[i] = (score, how, j)
            taken.add(j)
    return [found.get(i, (0.0, "", -1)) for i in range(len(alike))]


def _in_order(places: Sequence[int]) -> bool:
    return all(a < b for a, b in pairwise(places))


def _least(taken: Sequence[tuple[float, str, int]]) -> str:
    return min(taken)[1]


def likeness(a: Person, b: Person, names: Names | None = None) -> Likeness:
    """How likely two people are one. ``names`` tells which names are common in the network."""
    names = names or Names()
    score, how = best_name(a, b, names)
    reasons = [Reason(how or "other name", effect=_name_odds(score)), *_evidence(a, b)]
    if score < UNLIKE:
        reasons = [r for r in reasons if r.kind not in COLLEAGUES]
    if score > 0.8:
        reasons += _name_weight(a, b, names)
    odds = sum(reason.effect for reason in reasons)
    said = sorted((r for r in reasons if r.kind != "rarity"), key=lambda r: -abs(r.effect))
    return Likeness(a.key, b.key, 1 / (1 + exp(-odds)), tuple(said))


def best_name(a: Person, b: Person, names: Names) -> tuple[float, str]:
    """The likeness of the names, or of what they are called."""
    found = [names_alike(a.words, b.words, names)]
    if a.called or b.called:
        sides = [(x, y) for x in (a.words, a.called) for y in (b.words, b.called) if x and y]
        found += [(score * 0.97, "nickname") for score, _ in (names_alike(x, y, names) for x, y in sides[1:])]
    return max(found)


def _name_odds(score: float) -> float:
    return -4.0 + 8.6 * (max(score, 0.4) - 0.5)


def _name_weight(a: Person, b: Person, names: Names) -> Iterator[Reason]:
    shared = [word for word in a.words if word in b.words]
    if len(shared) >= 3:
        yield Reason("rarity", effect=LONG_NAME)
    if len(a.words) > 1 and len(b.words) > 1:
        yield Reason("rarity", effect=names.weight(shared))


def _evidence(a: Person, b: Person) -> Iterator[Reason]:
    for kind, mine, theirs, effect in (
        ("email", a.emails, b.emails, EMAIL), ("mailbox", a.shared, b.shared, SHARED_EMAIL),
        ("phone", a.numbers, b.numbers, PHONE), ("link", a.links, b.links, LINK),
    ):  # fmt: skip
        if mine and (both := mine & theirs):
            yield Reason(kind, min(both), effect)
    if a.profiles and b.profiles and not a.profiles & b.profiles:
        yield Reason("two profiles", effect=TWO_PROFILES)
    ages = {a.generation, b.generation} - {0}
    if len(ages) > 1:
        yield Reason("other generation", effect=OTHER_GENERATION)
    yield from _work(a, b)
    if a.place and b.place and plain(a.place).split(",")[0] == plain(b.place).split(",")[0]:
        yield Reason("place", a.place, SAME_PLACE)
    if a.birthday and b.birthday:
        is_same = a.birthday[-5:] == b.birthday[-5:]
        yield (
            Reason("birthday", effect=SAME_BIRTHDAY)
            if is_same
            else Reason("other birthday", effect=OTHER_BIRTHDAY)
        )


def _work(a: Person, b: Person) -> Iterator[Reason]:
    if a.firms & b.firms:
        yield Reason("firm", a.organisation if a.firm in b.firms else b.organisation, SAME_FIRM)
    elif _is_domain(a, b) or _is_domain(b, a):
        yield Reason("domain", a.organisation or b.organisation, SAME_FIRM)
    elif a.firm and b.firm:
        yield Reason("other firm", effect=OTHER_FIRM)


def _is_domain(a: Person, b: Person) -> bool:
    """Does a's mail go to b's organisation?"""
    return bool(b.firm and {b.firm.replace(" ", ""), b.firm.replace(" ", "-")} & a.domains)
