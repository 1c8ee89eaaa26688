"""Finds the way it went in a line of plain English: by call, in person, by letter, from whom (M8, M11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Said outright ("on Zoom", "over lunch") beats a word of a channel's own ("lunch"), which beats a verb
# for any ("spoke", "wrote"). Each row: channel, pattern.
_BY = r"(?:by|on|over|via|through|per|in) (?:the |a |an )?"
_OUTRIGHT = (
    ("video", _BY + r"(?:video(?: ?call)?|zoom|teams|skype|facetime|google meet|webex|meet)(?: call)?"),
    ("call", _BY + r"(?:phone|telephone|call)"),
    (
        "message",
        _BY + r"(?:whats ?app|signal|telegram|slack|linkedin|messenger|instagram|text|sms|dms?|chat)",
    ),
    ("mail", _BY + r"(?:e-?mail|mail)"),
    ("letter", r"(?:by|per) (?:post|letter|hand)"),
    ("meeting", _BY + r"(?:lunch|coffees?|dinner|breakfast|drinks?|beers?|tea|brunch|person)|face to face"),
)
_MISSED = (
    r"(?:left (?:(?:her|him|them) )?(?:a )?voice ?mail|left(?= (?:[\w.'-]+ ){1,3}?(?:a )?voice ?mail)|(?:a )?voice ?mail(?:ed)?"
    r"|tried to (?:call|reach|ring|phone))"
)
_GOT = r"(?:(?:got|received|had|exchanged|swapped) (?:an? |some )?(?:nice |long |lovely |short |quick )?)?"
_CARD = r"(?:birthday|christmas|x-?mas|greeting|thank[- ]you|new year'?s?|holiday|handwritten|get[- ]well)"
_WORDS = (
    ("video", r"video[- ]?(?:call(?:ed)?|chat(?:ted)?|meeting)|zoom(?:ed)?(?: call)?|teams (?:call|meeting)|ms teams|teams"),
    ("video", r"skype[d]?(?: call)?|facetimed?|google meet|webex"),
    ("letter", rf"{_GOT}(?:letters?|postcards?|{_CARD} (?:card|note|letter)s?)|handwritten|sent(?= (?:[\w.'-]+ ){{1,4}}?cards?\b)"),
    ("letter", r"(?:wrote|posted|mailed|got|received|sent) (?:(?:her|him|them|me|us) )?(?:a |the )?(?:nice |lovely )?cards?"),
    ("letter", r"note by hand|thank[- ]you note|wrote(?= (?:[\w.'-]+ ){0,4}?(?:card|letter)s?\b)"),
    ("message", _GOT + r"(?:whats ?app(?:ed)?|texted|texting|texts?|messag(?:ed|ing|es?)|dm'?(?:e?d|s)?|pinged|sms|slacked|linkedin(?!\w))"),
    ("message", r"telegram(?:med)?|signal(?:l?ed)? message|instagram|wechat|messenger"),
    ("mail", _GOT + r"(?:e-?mail(?:ed|ing|s)?|mail(?:ed|s)?)"),
    ("call", rf"{_MISSED}|(?:phone|conference|missed|quick|long|short) calls?|phoned?|telephoned?|call(?:ed|s)?|rang|ring|rung"),
    ("call", r"on the (?:phone|line)"),
    ("meeting", r"(?:went (?:out )?)?(?:had |grabbed |got |for |over )?(?:a |some )?(?:quick |long |late |team |working )?(?:lunch(?:ed|es)?|coffees?|dinners?|breakfast|"
                r"brunch|drinks?|beers?|wine|tea|walk(?:ed)?|hike[d]?|run|jog|picnic|barbecue|bbq|pizza|supper|cocktails|espresso)"),
    ("meeting", r"meetings?|met(?: up)?|meet(?: up)?|ran into|run into|bumped into|visit(?:ed)?|dined|in person|came (?:by|over)|dropped by"),
    ("meeting", r"stopped by|sat (?:down|next to|beside)|hung out|went (?:for|to|out|hiking|running|climbing|sailing|cycling)|played|party|dropped in on"),
)  # fmt: skip
_ANY = (
    ("meeting", r"caught up|catch[- ]?up|catching up|saw|seen|introduced to"),
    ("call", r"spoke|spoken|speak|talk(?:ed|ing)?|conversation"),
    ("message", r"chat(?:ted|ting)?|pinged|heard (?:back )?from|reached out|got in touch"),
    ("mail", r"wrote(?: back)?|written|replied|reply|answered|corresponded|forwarded|(?:sent|send)(?= (?:[\w.'-]+ ){1,4}?(?:link|article|deck|slides|file|document|doc)\b)"),
    ("message", r"sent"),
)  # fmt: skip
_INWARD = re.compile(
    r"\b(?:from|(?:me|us|my \w+)(?: back)?|got|received|missed|heard|wrote back|to me|replied|answered|reached out)\b",
    re.IGNORECASE,
)
_TO_ME = re.compile(r"\b(?:me|us|my)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|heard|got|received|missed|came|arrived)\b", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:with|w|exchanged|swapped|back and forth|corresponded|chat(?:ted|ting)?|between)\b|w/",
    re.IGNORECASE,
)
_VAIN = re.compile(
    rf"\b(?:{_MISSED}|tried|(?:no|without an?) answer|did(?:n't| not) (?:pick up|answer|reply)|not? reach)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Way:
    """A channel word: where it stands, and how plainly it was said (3 outright, 2 by its own word, 1 by any verb)."""

    start: int
    end: int
    channel: str
    plainness: int


def _compiled(rows: tuple[tuple[str, str], ...]) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (channel, re.compile(rf"(?<![\w'-])(?:{text})(?![\w'-])", re.IGNORECASE)) for channel, text in rows
    ]


_RANKS = ((3, _compiled(_OUTRIGHT)), (2, _compiled(_WORDS)), (1, _compiled(_ANY)))


def ways_in(text: str) -> list[Way]:
    """Every channel word, none overlapping, from left to right."""
    found: list[Way] = []
    for plainness, rows in _RANKS:
        for channel, pattern in rows:
            for match in pattern.finditer(text):
                if not any(w.start < match.end() and match.start() < w.end for w in found):
                    found.append(Way(match.start(), match.end(), channel, plainness))
    return sorted(found, key=lambda w: w.start)


def way_meant(ways: list[Way]) -> Way | None:
    """The one that says how it went: the plainest, and of these the first."""
    return min(ways, key=lambda w: (-w.plainness, w.start), default=None)


def direction_of(text: str, channel: str, named_before_verb: bool) -> str:
    """ "in", "out" or "both". ``named_before_verb``: somebody else is the subject ("Ana wrote")."""
    if channel in ("call", "video", "meeting"):
        if _VAIN.search(text):
            return "in" if named_before_verb else "out"
        return "in" if re.search(r"\bmissed\b", text, re.I) else "both"
    if _FROM.search(text):
        return "in"
    if _BOTH.search(text):
        return "both"
    if named_before_verb or (_TO_ME.search(text) and not re.match(r"\W*I\b", text)):
        return "in"
    return "out"
