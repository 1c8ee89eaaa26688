"""Finds what was promised, needed and offered in a line of plain English (M16)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from needless.method.line_names import (
    COMMON,
    DETERMINERS,
    LEADS,
    ME,
    PRONOUNS,
    STOPS,
    Token,
    is_name_word,
    run_at,
    tokens_of,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """``kind``: "mine" (I owe), "theirs" (they owe), "need" or "offer". ``names`` as written, or pronouns, or none."""

    start: int
    end: int
    kind: str
    names: tuple[str, ...]
    what: str


_W = r"[^\W\d_][\w'’.-]*"
_SUBJECT = rf"(?P<subject>{_W}(?:,? (?:and|&) {_W}| {_W}){{0,5}}?)"
_IS = r"(?:'s|’s|'re| is| are| was| were| has been| have been)?"
_ADVERB = r"(?: (?:still|also|really|currently|now|actively|urgently|badly|just|always|again|desperately|very much))*"
_DOES = (
    r"(?:send|introduce|intro|connect|call|ring|phone|e-?mail|mail|write|ping|message|text|forward|share|give|get|let|put|"
    r"lend|bring|check|ask|look|invite|pass|return|pay|show|help|follow|review|tell|come back|recommend|refer|"
    r"reply|answer|buy|prepare|find|read|book|organi[sz]e|arrange|make|endorse|comment|visit|meet|order|fix|draft|"
    r"set up|schedule|sort|think about|say|thank|congratulate|report|drop|mention|speak|talk|sign|pick|order|try|hand)"
)
_MINE = (
    r"I(?:'ll| will| shall| must| should| have to| need to| ought to|'m going to| am going to| said I(?:'d| would)|"
    r"'d better| can)(?: also| still)?(?= " + _DOES + r"\b)",
    rf"(?:I|me) to(?= {_DOES}\b)",
    r"(?:I )?(?:told|assured)(?= (?!(?:me|us)\b)[\w.'-]+(?: [\w.'-]+){0,2}? (?:that )?I(?:'d|'ll| would| will)\b)",
    r"promised?:",
    r"I(?:'ve| have)? (?:promised|agreed|offered|pledged|committed)(?: to(?= \w+))?",
    r"(?!(?:promised|agreed|offered)(?: to \w+)? (?:me|us|my)\b)(?:promised|agreed|offered)(?: to(?= \w+))?",
    r"(?:must|should|will|have to|need to|gotta|remember to|don't forget to)(?= " + _DOES + r"\b)",
    r"remind me to|my turn to|todo:?|to[- ]do:?|action:|next step:",
    r"(?=follow[- ]up\b)",
)
# What one tells oneself: only where a sentence begins, for "called to say hi and thank her" is told.
_ORDER = (
    r"(?=(?:thank|send|ask|introduce|remind|invite|return|forward|congratulate|lend|tell|check in with) "
    r"(?!me\b|us\b|you\b)\w)",
)
_OWE = r"(?:I(?: still| also)? )?owe(?! (?:me|us)\b)"
_THEIRS = (
    rf"{_SUBJECT}(?: still| also)? owes? (?:me|us)",
    r"(?P<subject>)(?:(?:still |also )?owes (?:me|us)|owes(?=:))",
    r"(?P<subject>)(?:promised|agreed)(?= to \w+ (?:me|us)\b| (?:me|us)\b)",
    rf"{_SUBJECT}(?: has| have)?(?: also)? (?:promised|agreed)(?: (?:me|us))?(?: (?:to|that (?:he|she|they)(?:'d|'ll| would| will)|a(?= )))?",
    rf"{_SUBJECT}(?:'ll| will| shall| is going to| said (?:he|she|they)(?:'d|'ll| would| will))(?: also)?(?= {_DOES}\b(?! (?:to|for) (?!me\b|us\b)))",
    rf"{_SUBJECT} to(?= {_DOES} (?:me|us|over|back)\b)",
)
_NEED = (
    rf"{_SUBJECT}{_IS}{_ADVERB} (?:looking (?:out )?for|searching for|seeking|in need of|hunting for|on the lookout for|hiring(?: for)?|"
    rf"recruiting|after|hoping to find|trying to find|in the market for|looking to(?= \w))",
    rf"{_SUBJECT}{_ADVERB} (?:looks for|look for|needs?|needed|wants?|wanted|seeks?|sought|searches for|could use|could do with|"
    rf"would (?:like|love|appreciate)|'d (?:like|love)|requires?|asked (?:me )?for|asks for|asked (?:me )?(?:if|whether) I kn[eo]w|"
    rf"asked (?:me )?to|hires|is keen on|is keen to)",
    rf"{_SUBJECT}['’]d{_ADVERB} (?:like|love|appreciate)(?! (?:me|us) to\b)",
    r"(?P<subject>)(?:(?:is )?(?:looking for|searching for|seeking|in need of|hiring|after)|looks for|needs|wants|seeks|could use|need(?=:))",
)
_CAN = (
    r"(?:help|introduce|intro|connect|put|lend|share|show|host|teach|recommend|mentor|give|get|speak|review|provide|make|offer|"
    r"invest|arrange|organi[sz]e|supply|sponsor|fund|finance|coach|train|advise|translate|design|build|fix|repair|write|edit|"
    r"deliver|source|find|procure|proofread|test|photograph|film|paint|cook|cater|install|set up|vouch|refer|explain|demo|do)"
)
_OFFER = (
    rf"{_SUBJECT}{_ADVERB} (?:offers|offered|offer|is offering|is giving away|gives away|is selling|proposed)(?: me| us)?(?: to)?",
    rf"{_SUBJECT}{_ADVERB} (?:can|could|would(?: be (?:happy|glad|willing) to)?|'d be (?:happy|glad) to|is (?:happy|glad|willing|able) to)"
    rf"{_ADVERB}(?= {_CAN}\b)",
    rf"{_SUBJECT} (?:mentioned|said|says|thinks) (?:that )?(?:he|she|they)(?: can| could| would|'d)(?= {_CAN}\b)",
    rf"{_SUBJECT} has(?= (?:a |an |two |some |\d+ )?(?:spare|free)\b)",
    rf"{_SUBJECT}(?= knows (?:a|an|some|somebody|someone|people|lots of|many|the|two|three)\b)",
    r"(?P<subject>)(?:offers|offered)(?: me| us)?(?: to)?(?= \w|:)|(?P<subject_3>)offer(?=:)|(?P<subject_2>)can(?= help\b)|(?P<subject_4>)(?=knows (?:a|an|some|somebody|someone|people|lots of|many)\b)",
)


def _rows(kind: str, patterns: Sequence[str]) -> list[tuple[str, re.Pattern[str]]]:
    end = r"(?:(?=follow[- ]up)|(?!\w))[ :]*(?P<what>.*)$" if kind != "order" else r"(?P<what>.*)$"
    return [(kind, re.compile(rf"(?:{pattern}){end}", re.IGNORECASE | re.DOTALL)) for pattern in patterns]


_OPENING = re.compile(
    r"(?:[\s,(\x01-]*(?:\b(?:and|but|also|so|that|then|because|p\.?s\.?|btw)\b[ :]*)?)*", re.IGNORECASE
)
_RULES = (
    *_rows("owe", (_OWE,)), *_rows("theirs", _THEIRS[:3]), *_rows("mine", _MINE),
    *_rows("theirs", _THEIRS[3:]),
    *_rows("need", _NEED), *_rows("offer", _OFFER), *_rows("order", _ORDER),
)  # fmt: skip


def clause_at(text: str, start: int, end: int, known: frozenset[str], has_capitals: bool) -> Clause | None:
    """The clause that the stretch is from its first word on, None where it is none.

    ``known``: lower-cased words that are parts of names; ``has_capitals``: the writer does use capitals.
    """
    opening = _OPENING.match(text, start, end)
    begin = opening.end() if opening else start
    stretch = text[begin:end]
    if told := _TOLD.search(stretch):
        end, stretch = begin + told.start(), stretch[: told.start()]
    for kind, pattern in _RULES:
        if kind == "order" and not _ENDED.search(text[:start]):
            continue
        match = pattern.match(stretch)
        if match and (clause := _read(kind, match, known, has_capitals)):
            return Clause(start, end, clause.kind, clause.names, clause.what)
    return None


_ENDED = re.compile(r"(?:^|[.;!?])\s*$")
# What comes behind it is told, and no part of what was needed or offered.
_TOLD = re.compile(
    r"(?<=\w),? and (?:also )?(?:suggested|recommended|said|told|mentioned|asked me|showed)\b", re.IGNORECASE
)


def _read(kind: str, match: re.Match[str], known: frozenset[str], has_capitals: bool) -> Clause | None:
    what = trimmed(match["what"])
    if kind == "order":
        what = what[:1].lower() + what[1:]  # the capital is the sentence's: "Ask Bob" is nobody
    if kind in ("owe", "mine", "order"):
        names, left = _owed(what, known) if kind == "owe" else _addressed(what, known)
        return Clause(0, 0, "mine", names, trimmed(left)) if left.strip() else None
    subject = match["subject"] or ""
    found = _subjects(subject, known, has_capitals)
    names = found or ()
    if found is None or not what:
        return None
    return Clause(0, 0, kind, names, what)


def trimmed(text: str) -> str:
    """Without the signs and joints at its ends."""
    text = text.strip(" \x01,;:.!-–—")
    text = text.removesuffix(" and").rstrip(" ,")
    return text[:-1] if text.endswith(")") and "(" not in text else text


def _subjects(text: str, known: frozenset[str], has_capitals: bool) -> tuple[str, ...] | None:
    """Who is meant: () where nobody is said, None where these words are no person."""
    if not text:
        return ()
    text = re.sub(r"['’]s$", "", text)
    names = [part for part in re.split(r",? (?:and|&) ", text) if part]
    return tuple(names) if all(_is_person(name, known, has_capitals) for name in names) else None


def _is_person(text: str, known: frozenset[str], has_capitals: bool) -> bool:
    tokens = tokens_of(text)
    words = [t.word for t in tokens]
    if len(words) == 1 and words[0] in {*PRONOUNS, "who"}:
        return True
    if not tokens or any(word in ME for word in words):
        return False
    if run_at(tokens, 0, is_lower_ok=False) == len(tokens) or set(words) <= known:
        return True
    plain = not any(
        word in others for word in words for others in (COMMON, STOPS, DETERMINERS, LEADS, PRONOUNS)
    )
    return plain and not has_capitals and len(words) <= 2


# "ask tom", "send tom the deck": a name in lower case stands where only a person can.
_CARELESS = re.compile(
    r"(?:ask|call|ring|phone|tell|thank|meet|visit|congratulate|invite|introduce|ping|text|e-?mail) (?P<name>[^\W\d_][\w'-]*)"
    r"|\w+ (?P<whom>[^\W\d_][\w'-]*) (?:the|a|an|my|some|his|her|their|our|this|that) ",
    re.IGNORECASE,
)
_NO_NAME = COMMON | STOPS | ME | DETERMINERS | LEADS | {"him", "her", "them"}


def _owed(what: str, known: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """ "Tom the book list": to whom, and what. The lower-case name is one word, or up to the article."""
    names, left = leading_names(what, known)
    if names or not what:
        return names, left
    first, _space, rest = what.partition(" ")
    if rest and first.lower() not in DETERMINERS and not first[0].isdigit():
        return (first,), rest
    return _addressed(what, known)


def _addressed(what: str, known: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """Whom a promise is made to: named first ("Tom a list"), behind the verb, else behind "to", "with" or "for"."""
    names, left = leading_names(what, known)
    if names and left:
        return names, re.sub(r"^(?:to|(?:that )?I(?:'d| would|'ll| will)) ", "", left)
    for place in re.finditer(
        r"^\w+ (?:(?:back|out|up|over) )?(?:(?:to|with|for) )?|\b(?:to|with|for|on) ", what
    ):
        names, _left = leading_names(what[place.end() :], known)
        if names:
            return names, what
    careless = _CARELESS.match(what)
    name = (careless["name"] or careless["whom"]) if careless else ""
    return ((name,) if name and name.lower() not in _NO_NAME else ()), what


def leading_names(text: str, known: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """The people that the text begins with, and what follows them."""
    tokens, names, at, end = tokens_of(text), list[str](), 0, 0
    while length := _person_length(tokens, at, known):
        names.append(text[tokens[at].start : tokens[at + length - 1].end])
        at += length
        end = tokens[at - 1].end
        if at < len(tokens) and tokens[at].word in ("and", "&", ","):
            at += 1
        else:
            break
    return tuple(names), text[end:].strip()


def _person_length(tokens: Sequence[Token], at: int, known: frozenset[str]) -> int:
    if at >= len(tokens):
        return 0
    if tokens[at].word in {"him", "her", "them", "both"}:
        nothing_follows = at + 1 >= len(tokens)
        return 1 if nothing_follows or tokens[at].word != "her" or not is_name_word(tokens[at + 1]) else 0
    if tokens[at].word in known:
        end = at
        while end < len(tokens) and tokens[end].word in known:
            end += 1
        return end - at
    return run_at(tokens, at, is_lower_ok=False)
