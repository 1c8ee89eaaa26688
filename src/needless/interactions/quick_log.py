"""Who is meant by a name in a quick log: the owner's contacts that it fits, the likeliest first (M10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from needless.contacts.models import Contact
from needless.contacts.queries import ordered, searched
from needless.contacts.search import respelled
from needless.method.folding import fold
from needless.method.line_names import TITLES
from needless.method.nicknames import akin_to
from needless.method.spelling import plain
from needless.owners.models import Owner

EXACT, FIRST, NICKNAME, LAST, INITIAL, PREFIX = 6, 5, 4, 3, 2, 1
LOOKED_AT = 400
SHOWN = 5
ADDRESSED = frozenset(
    ("herr", "herrn", "frau", "senor", "senora", "sr", "sra")
)  # titles of other languages, folded
_HINT = re.compile(r"^(?P<name>.+?)(?: from | of | von | de | \()(?P<hint>[^)]+)\)?$")
_COLUMNS = (
    "owner", "name", "given_name", "family_name", "nickname", "organisation", "place", "title", "strength",
    "silent_since", "let_go_at", "last_talk_on",
)  # fmt: skip
SHORT_FORMS = {
    "alex": "alexander alexandra alexandre alejandro", "andy": "andrew andreas anders", "ben": "benjamin benedict",
    "beth": "elizabeth", "bill": "william", "bob": "robert", "cathy": "catherine katharina", "chris": "christopher "
    "christian christine christina", "dan": "daniel", "dave": "david", "ed": "edward edmund", "fred": "frederick alfred",
    "greg": "gregory", "jim": "james", "joe": "joseph", "jack": "john", "jon": "jonathan", "kate": "katherine catherine",
    "liz": "elizabeth", "lena": "helena magdalena", "matt": "matthew matthias", "max": "maximilian", "mike": "michael",
    "nick": "nicholas nikolaus nicolas", "pat": "patrick patricia", "pete": "peter", "phil": "philip", "rob": "robert",
    "sam": "samuel samantha", "steve": "steven stephen", "sue": "susan", "tom": "thomas", "tony": "anthony", "will": "william",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fit:
    """``contact`` is whom the name surely means, None where nobody or several fit alike; then ``options``, likeliest first.

    ``rank`` is 0 where nobody fits.
    """

    written: str
    contact: Contact | None = None
    options: tuple[Contact, ...] = ()
    rank: int = 0


@dataclass
class Guests:
    """The names of one line, each looked up once; a first name means who of the line has it."""

    owner: Owner
    fits: dict[str, Fit] = field(default_factory=dict)

    def fit(self, written: str) -> Fit:
        """Who is meant."""
        key = fold(written)
        if key not in self.fits:
            self.fits[key] = self._known(written) or who(self.owner, written)
        return self.fits[key]

    def _known(self, written: str) -> Fit | None:
        certain = {fit.contact.pk: fit.contact for fit in self.fits.values() if fit.contact}
        rank, found = _best([(rank_of(contact, words_of(written)), contact) for contact in certain.values()])
        return Fit(written, found[0], (), rank) if len(found) == 1 and rank > PREFIX else None


def who(owner: Owner, written: str) -> Fit:
    """Whom the written name means: exact before first name, nickname, last name and initial; two alike are a question.

    "Ana from Acme" and "Tom (Maersk)" say which. The mere beginning of a name ("Jo") is a question, too, though one alone
    should fit: who is not among the contacts yet would be taken for them.
    """
    words = written.split()
    for count in range(len(words), 0, -1):
        fit = _who(owner, " ".join(words[:count]))
        if fit.rank:
            # "ana smith" may be the one Ana there is, or not: part of a name is not certain.
            return Fit(written, fit.contact if count == len(words) else None, fit.options, fit.rank)
        if written != written.lower():
            break
    return Fit(written)


def _who(owner: Owner, written: str) -> Fit:
    rank, found = _ranked(owner, written)
    if not rank and plain(written) != fold(written):
        rank, found = _ranked(owner, plain(written))
    hint = None if rank else _HINT.match(written)
    if hint:
        rank, found = _ranked(owner, hint["name"])
        found = [c for c in found if _is_from(c, hint["hint"])] or found
    if not rank:
        rank, found = _akin(owner, words_of(written))
    is_certain = len(found) == 1 and rank > PREFIX
    return Fit(written, found[0] if is_certain else None, tuple(found[:SHOWN]), rank=rank)


def _ranked(owner: Owner, written: str) -> tuple[int, list[Contact]]:
    words = words_of(written)
    if not words:
        return 0, []
    rows = [(rank_of(contact, words), contact) for contact in _candidates(owner, words)]
    present = _best([row for row in rows if row[1].let_go_at is None])
    return present if present[0] else _best(rows)


def _akin(owner: Owner, words: Sequence[str]) -> tuple[int, list[Contact]]:
    """Who bears a name that is another form of this one (Kasia: Katarzyna): a question, never certain."""
    others = akin_to(words[0]) if words else ()
    found = [c for other in sorted(others) for c in _ranked(owner, " ".join([other, *words[1:]]))[1]]
    return (PREFIX, list({c.pk: c for c in found}.values())) if found else (0, [])


def _best(rows: Sequence[tuple[int, Contact]]) -> tuple[int, list[Contact]]:
    best = max((rank for rank, _contact in rows), default=0)
    return (best, [contact for rank, contact in rows if rank == best]) if best else (0, [])


def _candidates(owner: Owner, words: Sequence[str]) -> list[Contact]:
    """Contacts in whose text all the words occur, the most alive first; those with the long form of a short name, too."""
    text = " ".join(word for word in words if len(word) > 1) or words[0]
    rows = list(ordered(searched(owner, text), "alive").only(*_COLUMNS)[:LOOKED_AT])
    for long in SHORT_FORMS.get(words[0], "").split():
        more = " ".join([long, *words[1:]])
        rows += ordered(searched(owner, more), "alive").only(*_COLUMNS)[:LOOKED_AT]
    return list({row.pk: row for row in rows}.values())


def words_of(written: str) -> list[str]:
    """The folded words of a name, without titles and signs."""
    words = [word.strip(".,'\"()") for word in fold(written).replace("-", " ").split()]
    return [word for word in words if word and word not in TITLES | ADDRESSED]


def rank_of(contact: Contact, words: Sequence[str]) -> int:
    """How well the words name this contact: EXACT to PREFIX, 0 where they do not. "A. Silva" has an INITIAL."""
    written = (contact.name, *respelled(contact.name))
    return max(_rank(contact, words_of(name), words) for name in written)


def _rank(contact: Contact, names: list[str], words: Sequence[str]) -> int:
    if not names or not words:
        return 0
    if sorted(words) == sorted(names):
        return EXACT
    if set(words) <= set(names) and words[0] in (names[0], *words_of(contact.given_name)[:1]):
        return FIRST
    if _is_nickname(contact, names, words):
        return NICKNAME
    if set(words) <= set(names):
        return LAST
    if not _begins(names, words):
        return 0
    return INITIAL if len(words) > 1 and all(word in names or len(word) == 1 for word in words) else PREFIX


def _is_nickname(contact: Contact, names: list[str], words: Sequence[str]) -> bool:
    nick = words_of(contact.nickname)
    if nick and (list(words) == nick or (words[0] in nick and set(words[1:]) <= set(names))):
        return True
    return names[0] in SHORT_FORMS.get(words[0], "").split() and set(words[1:]) <= set(names)


def _begins(names: list[str], words: Sequence[str]) -> bool:
    """ "J. Hansen", "ale": each word begins a name, the first the first; one letter alone is too little."""
    if len(words) == 1 and len(words[0]) < 2:
        return False
    return names[0].startswith(words[0]) and all(any(n.startswith(w) for n in names) for w in words)


def _is_from(contact: Contact, hint: str) -> bool:
    text = fold(f"{contact.organisation} {contact.place} {contact.title}")
    return all(word in text for word in words_of(hint))
