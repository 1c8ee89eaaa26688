"""Finds the people named in a line of plain English, as they are written there (M10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from needless.method.line_ways import Way

TITLES = frozenset("dr mr mrs ms prof sir rev".split())  # noqa: SIM905
PARTICLES = frozenset(
    "of van de der den von zu zur da do dos das di del della du la le al el bin ibn ben af av ter ten".split()  # noqa: SIM905
)
PRONOUNS = frozenset("he she they him her them hers his their both everyone everybody".split())  # noqa: SIM905
ME = frozenset("i me we us my our myself i'm i've i'd i'll we'll we've".split())  # noqa: SIM905
DETERMINERS = frozenset("a an the my our his her their some this that these those another old new".split())  # noqa: SIM905
JOINTS = frozenset(("and", "&", "+", "/", ",", "plus"))
LEADS = frozenset("with w/ w to from and meeting joined cc introduced thanked congratulated".split())  # noqa: SIM905
# After one of these no name follows until a new lead: it opens the note.
STOPS = frozenset(
    """about at in on over re regarding for during after before near concerning because since via by using around
    through along alongside across behind beside between while when where who whom which that if as like but so then than into onto towards until till against is
    was were are be been had has have did do does will would can could should may might must not no""".split()  # noqa: SIM905
)
PLACED = frozenset(("about", "at", "in", "on", "over", "re", "regarding", "for", "during", "after", "before"))
NAMES_TOO = frozenset(("may", "will"))
# A capitalised word before one of these names a firm or a group and no person: "Siemens team".
GROUPS = frozenset(
    "team people folks guys crew gang crowd office staff group department board family alumni".split()  # noqa: SIM905
)
COMMON = frozenset(
    """again birthday board weekly monthly annual christmas thanksgiving briefly quickly finally just too also there here later together online outside very really quite great
    good nice lovely long short late early first second next last one two three all it its today yesterday tomorrow
    now once twice today's yes ok okay well fun super thanks thank happy glad sad busy tired new old great talk talked
    went got gave told asked said says saw see still yet only both more most some any many much never always already
    back home work office people someone somebody nobody folks team guys friends how what why note meeting random
    monday tuesday wednesday thursday friday saturday sunday january february march july september october november
    december todo hi hello hey dear best big small interesting discussed learned heard finally sent send food weather short
    catch-up everyone everybody quick proper impromptu surprise virtual online unexpected delightful fun ran swam hiked skied cycled brief useful productive excellent amazing wonderful terrible boring pleasant""".split()  # noqa: SIM905
)
# Words that open a sentence with a capital letter and are nobody's name.
_TOKEN = re.compile(r"w/|[^\W_](?:[\w'’-]|\.(?=\w)|\.(?<=\b[^\W\d_]\.))*\.?|\x01+|[^\s]")
_ABBREVIATED = re.compile(r"(?:^|[.-])[^\W\d_]\.$|^(?:dr|mr|mrs|ms|prof|st|jr|sr|rev)\.$", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.")
_ANSWERS = frozenset(("answer", "reply", "response", "news", "word"))
# "Replied to Carla's email", "the evening at Hans Müller's house": where nobody else is named, they are meant.
_NAMED = r"(?P<name>(?-i:[^\W\d_a-z][\w-]*(?: [^\W\d_a-z][\w-]*){0,3}))['’]s (?:(?:new|last|old) )?"
_LETTER_OF = re.compile(
    rf"{_NAMED}(?:e-?mail|mail|message|text|letter|postcard|card|note|voicemail|call)\b", re.IGNORECASE
)
_HOME_OF = re.compile(
    rf"\bat {_NAMED}(?:house|place|flat|home|office|studio|shop|garden|kitchen|(?:birthday )?party|birthday|wedding|barbecue|bbq)\b",
    re.IGNORECASE,
)
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A person as written. ``is_sure`` is False where the words may as well be no name: it counts if somebody fits."""

    start: int
    end: int
    text: str
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, or (``way``) a whole channel word."""

    start: int
    end: int
    text: str
    way: Way | None = None

    @property
    def word(self) -> str:
        return self.text.lower().rstrip(".")

    @property
    def is_capital(self) -> bool:
        return self.way is None and self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        return self.way is None and self.text[0].isalpha()


def tokens_of(text: str, ways: Sequence[Way] = ()) -> list[Token]:
    """Words, signs and channel words in their order; a full stop that only ends a sentence is no part of a word."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        way = next((w for w in ways if w.start <= match.start() < w.end), None)
        if way is None:
            word = match[0] if _ABBREVIATED.search(match[0]) else match[0].rstrip(".") or match[0]
            found.append(Token(match.start(), match.start() + len(word), word))
        elif not (found and found[-1].way is way):
            found.append(Token(way.start, way.end, text[way.start : way.end], way))
    return found


def is_name_word(token: Token) -> bool:
    """A capitalised word that is no common one ("Great", "We", "The")."""
    word = token.word
    others = (COMMON, STOPS, ME, PRONOUNS, DETERMINERS, LEADS)
    is_known = (
        word not in NAMES_TOO
        and not _INITIAL.fullmatch(token.text)
        and any(word in words for words in others)
    )
    return token.is_capital and not is_known and not word.endswith(("'s", "’s"))


def is_plain_word(token: Token) -> bool:
    """A lower-case word that may be a name written carelessly ("lunch with ana silva")."""
    word = token.word
    others = (COMMON, STOPS, ME, PRONOUNS, DETERMINERS, LEADS, JOINTS)
    known = any(word in words for words in others) or word.endswith(("'s", "’s", "ly", "ing", "ed"))
    return token.is_word and not token.is_capital and not known


def run_at(tokens: Sequence[Token], at: int, *, is_lower_ok: bool) -> int:
    """How many tokens from ``at`` on are one name: a run of capitals with particles, or of lower-case words."""
    if at >= len(tokens):
        return 0
    if _opens_with_a_verb(tokens, at):
        return 0
    if is_name_word(tokens[at]) or _is_titled(tokens, at):
        return _capital_run(tokens, at)
    if is_lower_ok and tokens[at].word in NAMES_TOO:
        return _named_as_a_verb(tokens, at)
    if is_lower_ok and is_plain_word(tokens[at]):
        end = at
        while (
            end < len(tokens)
            and end - at < 3
            and (is_plain_word(tokens[end]) or tokens[end].word in PARTICLES)
        ):
            end += 1
        return end - at
    return 0


_ED = frozenset(
    """ahmed alfred bushed ed fred hamed jared javed jed khaled majed manfred mildred mohamed mohammed muhammed ned rashed reed
    saeed sayed shahed siegfried ted waleed wilfred winifred""".split()  # noqa: SIM905
)
_PAST = frozenset(
    "left took gave brought drove flew found held kept lent made paid sold spent taught lost showed read".split()  # noqa: SIM905
)


def _opens_with_a_verb(tokens: Sequence[Token], at: int) -> bool:
    """ "Reconnected with Ana", "Took Tom to lunch": the capital is the sentence's, not a name's."""
    if at and tokens[at - 1].text not in ".;:!?\x01":
        return False
    word = tokens[at].word
    is_verb = word in _PAST or (word.endswith("ed") and word not in _ED and len(word) > 4)
    return is_verb and at + 1 < len(tokens) and tokens[at + 1].is_word


def _named_as_a_verb(tokens: Sequence[Token], at: int) -> int:
    """ "lunch with grace + may", "with may lin": a name where no other word follows it."""
    for length in (1, 2):
        if at + length == len(tokens) or (at + length < len(tokens) and not tokens[at + length].is_word):
            return length if all(map(is_plain_word, tokens[at + 1 : at + length])) else 0
    return 0


def _is_titled(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].word in TITLES and at + 1 < len(tokens) and tokens[at + 1].is_word


def _capital_run(tokens: Sequence[Token], at: int) -> int:
    end = at + 1
    if _is_titled(tokens, at):
        end += 1
    while end < len(tokens) and end - at < MOST_WORDS:
        ahead = end
        while ahead < len(tokens) and tokens[ahead].word in PARTICLES and not tokens[ahead].is_capital:
            ahead += 1
        if ahead < len(tokens) and is_name_word(tokens[ahead]) and not tokens[ahead].word.isdigit():
            end = ahead + 1
        else:
            break
    return _with_hint(tokens, end) - at


def _with_hint(tokens: Sequence[Token], end: int) -> int:
    """ "Tom (Maersk)" and "Ana from Acme" say which one is meant."""
    if (
        [t.text for t in tokens[end : end + 1]] == ["("]
        and end + 1 < len(tokens)
        and is_name_word(tokens[end + 1])
    ):
        close = next((i for i in range(end + 1, min(end + 6, len(tokens))) if tokens[i].text == ")"), None)
        return close + 1 if close else end
    if end + 1 < len(tokens) and tokens[end].word == "from" and is_name_word(tokens[end + 1]):
        end += 2
        while end < len(tokens) and is_name_word(tokens[end]):
            end += 1
    return end


class Reader:
    """Walks the tokens once and keeps in mind whether a name may come now."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text, self.tokens, self.names = text, tokens, list[Name]()
        self.is_open = True  # a name may come
        self.is_lower_ok = False  # ... also in lower case
        self.is_led = False  # ... because a word says so ("with")
        self.is_chain = False  # ... because one stood before the comma
        self.has_way = self.is_written = self.introduced = False

    def read(self) -> list[Name]:
        """Every name, from left to right."""
        at = 0
        while at < len(self.tokens):
            at += self._step(at)
        return self.names

    def _step(self, at: int) -> int:
        token = self.tokens[at]
        if token.way:
            self.has_way = True
            self.is_written = self.is_written or token.way.channel in ("mail", "message", "letter")
            is_verb = _is_verb(token.way, token.text)
            self._open(lower=is_verb or not self.names, led=is_verb)
            return 1
        if self._is_lead(at):
            self.introduced = token.word == "introduced"
            self._open(lower=True, led=True)
            return 1
        if token.text in ".;:!?" or token.word in JOINTS or token.text[0] in "\x01":
            return self._joint(token)
        length = run_at(self.tokens, at, is_lower_ok=self.is_lower_ok) if self.is_open else 0
        length = length or self._subject(at)
        if length and self._is_group(at + length):
            return length
        if length:
            self._take(at, length)
            return length
        return self._skip(token)

    def _is_group(self, after: int) -> bool:
        return after < len(self.tokens) and self.tokens[after].word in GROUPS

    def _open(self, *, lower: bool, led: bool) -> None:
        self.is_open, self.is_lower_ok, self.is_led = True, lower, led

    def _is_lead(self, at: int) -> bool:
        """ "From" and "to" lead to a person right behind a channel word; "to" also where something was sent."""
        word, before = self.tokens[at].word, self.tokens[at - 1] if at else None
        if word == "to" and self.introduced and self.names:
            return True
        if word == "for":
            return (
                before is not None
                and before.way is not None
                and before.text.lower().endswith(("mail", "card", "message"))
            )
        if word == "from" and self._is_answer(at):
            return True
        if word in ("to", "from"):
            is_behind = before is not None and (before.way is not None or before.text[0] == "\x01")
            return self.has_way and (
                (is_behind and not (word == "from" and self.is_written and self._has_receiver()))
                or (word == "to" and self.is_written and self._may_be_to(at + 1))
            )
        return word in LEADS - {"and"}

    def _is_answer(self, at: int) -> bool:
        """ "No answer from Rob": he is meant, whatever comes before."""
        before = [token.word for token in self.tokens[max(0, at - 2) : at]]
        return before[-1:] == ["back"] or (len(before) == 2 and before[0] == "no" and before[1] in _ANSWERS)

    def _has_receiver(self) -> bool:
        """ "Wrote Sven a postcard from Rome": somebody is named, so "from" says where."""
        return any(name.is_sure for name in self.names)

    def _may_be_to(self, at: int) -> bool:
        """ "emailed the slides to ana" leads to her, "texted ana to say thanks" to nobody."""
        return not self.names or (at < len(self.tokens) and self.tokens[at].is_capital)

    def _joint(self, token: Token) -> int:
        if token.text in ".,;:!?":
            self.is_written = False
        if token.text in ".;:!?":
            self.is_chain = token.text == ":" and self.has_way
            self._open(lower=self.is_chain and not self.names, led=False)
        elif token.text == ",":
            self.is_chain = self.is_led or (self.is_chain and self.is_open)
            self.is_open, self.is_led = True, False
            self.is_lower_ok = self.is_lower_ok and bool(self.names)
        elif token.word in JOINTS and self.is_open and self.is_led and not self.is_lower_ok:
            # "with Ana and tom" may be a list, "with Ana and pizza" is none: it counts where somebody fits.
            self.is_lower_ok, self.is_led, self.is_chain = True, False, True
        return 1

    def _skip(self, token: Token) -> int:
        """A pronoun or an article keeps the place open for a name; anything else closes it."""
        if token.text == "@":
            return 1
        if token.word in DETERMINERS and self.is_open:
            self.is_lower_ok = False
        elif token.word in STOPS or not (
            token.word in ME | PRONOUNS or (self.is_open and not self.is_lower_ok)
        ):
            self.is_open = self.is_open and not self.has_way and token.word not in STOPS
            self.is_lower_ok = False
        return 1

    def _subject(self, at: int) -> int:
        """ "ana called", "ana silva - coffee": lower-case words at the start, right before a verb, or set off from how it was."""
        if at and self.tokens[at - 1].text not in ".;:!?,":
            return 0
        for length in (1, 2, 3):
            words, after = self.tokens[at : at + length], self.tokens[at + length : at + length + 2]
            if not after or not all(map(is_plain_word, words[length > 1 and words[0].word in NAMES_TOO :])):
                if length > 1 or words[0].word not in NAMES_TOO:
                    return 0
                continue
            if after[0].way:
                return length if length < 3 and _is_verb(after[0].way, after[0].text) else 0
            if not at and after[0].text in "-–—:,/" and after[-1].way:
                return length
        return 0

    def _take(self, at: int, length: int) -> None:
        first, last = self.tokens[at], self.tokens[at + length - 1]
        after = self.tokens[at + length] if at + length < len(self.tokens) else None
        is_subject = bool(after and (self._does(at + length) or (not at and after.text in "-–—:")))
        is_sure = (
            self.is_led
            or is_subject
            or _is_titled(self.tokens, at)
            or (self.is_chain and _goes_on(after, first))
        )
        if is_subject:
            self._make_sure(at)
        self.names.append(Name(first.start, last.end, self.text[first.start : last.end], is_sure))
        self.is_lower_ok = self.is_lower_ok and not first.is_capital
        self.is_open = after is not None and (after.word in JOINTS or after.text in ".;:!?\x01(")

    def _does(self, at: int) -> bool:
        """Is this how it went with who stands before it? "Tom lunch" says so, "Board meeting with Tom" does not."""
        way, behind = self.tokens[at].way, self.tokens[at + 1 : at + 2]
        return bool(way and (_is_verb(way, self.tokens[at].text) or not (behind and behind[0].word in LEADS)))

    def _make_sure(self, at: int) -> None:
        """ "Ana and Tom came by": who stands joined before the last one does what they do."""
        while self.names and at and self.tokens[at - 1].word in JOINTS:
            name = self.names[-1]
            before = next((i for i, t in enumerate(self.tokens) if t.end == name.end), -1)
            if before != at - 2 or not name.text[0].isupper():
                return
            self.names[-1] = replace(name, is_sure=True)
            return


def _goes_on(after: Token | None, first: Token) -> bool:
    """May a list of people go on so? "Ana, Tom at noon" does, "Ana, Project X is late" does not."""
    if after is None or after.text in ".;:!?":
        return first.is_capital
    return after.word in JOINTS or after.text[0] == "\x01" or after.word in PLACED


_VERBS = frozenset(
    """tried sat met saw seen rang wrote sent spoke ran run bumped call called phoned email e-mail emailed e-mailed mailed text
    texted meet messaged pinged whatsapped dmed dm'd visited zoomed skyped facetimed caught heard left congratulated
    thanked telephoned dm""".split()  # noqa: SIM905
)


def _is_verb(way: Way, text: str) -> bool:
    """Is it a word that has a person for its object or subject?"""
    return text.lower().split(" ")[0] in _VERBS


def names_in(text: str, ways: Sequence[Way]) -> list[Name]:
    """The people of a line in which days and clauses were blotted out with \\x01, from left to right."""
    return Reader(text, tokens_of(text, ways)).read()


def owner_named(text: str) -> tuple[Name, bool] | None:
    """Whose letter or house it was, and whether one was at theirs; None where no such thing is named."""
    found, at_home = _LETTER_OF.search(text), False
    if not found:
        found, at_home = _HOME_OF.search(text), True
    if not found or not is_name_word(tokens_of(found["name"])[0]):
        return None
    return Name(found.start("name"), found.end("name"), found["name"]), at_home
