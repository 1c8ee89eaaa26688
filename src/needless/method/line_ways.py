"""Finds the way it went in a line of plain English: by call, in person, by letter, from whom (M8, M11)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

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
_APP = r"(?:whats ?app|signal|telegram|messenger|facebook|viber|threema|slack|discord|wechat|imessage|instagram|linkedin)"
_WORDS = (
    ("video", rf"{_APP} video(?: ?call| ?chat)?"),
    ("call", rf"(?:{_APP}|voice|phone|audio) (?:voice |audio )?call(?:ed)?"),
    ("video", r"video[- ]?(?:call(?:ed)?|chat(?:ted)?|meeting)|zoom(?:ed)?(?: call)?|teams (?:call|meeting)|ms teams|teams"),
    ("video", r"(?:video|google meet|meet|teams)(?= (?:with|w)\b| w/)"),
    ("video", r"skype[d]?(?: call)?|facetimed?|google meet|webex"),
    ("letter", rf"{_GOT}(?:letters?|postcards?|{_CARD} (?:card|note|letter)s?)|handwritten|sent(?= (?:[\w.'-]+ ){{1,4}}?cards?\b)"),
    ("letter", r"(?:wrote|posted|mailed|got|received|sent) (?:(?:her|him|them|me|us) )?(?:a |the )?(?:nice |lovely )?cards?"),
    ("letter", r"note by hand|thank[- ]you note|wrote(?= (?:[\w.'-]+ ){0,4}?(?:card|letter)s?\b)"),
    ("message", rf"telegrammed|signall?ed|{_APP} (?:message|chat|text|dm)s?|(?:telegram|instagram|wechat|messenger|viber|threema|imessage|discord)(?:ed)?"),
    ("mail", r"e-?mail exchange|exchange of e-?mails"),
    ("message", _GOT + r"(?:whats ?app(?:ed)?|texted|texting|texts?|messag(?:ed|ing|es?)|dm'?(?:e?d|s)?|pinged|sms|slacked|linkedin(?!\w))"),
    ("message", r"(?:slack|signal)(?= (?:from|to|with)\b| w/)|voice (?:message|note)s?"),
    ("mail", _GOT + r"(?:e-?mail(?:ed|ing|s)?|mail(?:ed|s)?)"),
    ("call", rf"{_MISSED}|(?:phone|ph|tel|conference|missed|quick|long|short)\.? calls?|phoned?|telephoned?|call(?:ed|s)?|rang|ring|rung"),
    ("call", r"on the (?:phone|line)"),
    ("meeting", r"(?:went (?:out )?)?(?:had |grabbed |got |for |over )?(?:a |some )?(?:quick |long |late |team |working )?(?:lunch(?:ed|es)?|coffees?|dinners?|breakfast|"
                r"brunch|drinks?|beers?|wine|tea|cuppa|walk(?:ed)?|hike[d]?|run|jog|picnic|barbecue|bbq|pizza|supper|cocktails|espresso)"),
    ("meeting", r"meetings?|met(?: up)?|meet(?: up)?|ran into|run into|bumped into|visit(?:ed)?|dined|in person|came (?:by|over)|dropped by"),
    ("meeting", r"stopped by|sat (?:down|next to|beside)|hung out|went (?:for|to|out)|went (?:[\w-]+ )?\w+ing(?= with\b| w/)|played|dropped in on"),
    ("meeting", r"had(?= (?:[\w'.&,-]+ ){1,6}?(?:over|round)(?: (?:for|on|at|last|yesterday|this)\b|[,.;]|$|\x01| \x01))"),
)  # fmt: skip
_SPORT = r"tennis|golf|squash|badminton|padel|football|basketball|volleyball|chess|yoga|pilates|sauna|gym|bowling|table tennis"
_FOOD = (
    r"ramen|sushi|curry|tapas|pasta|steak|burgers?|tacos|dim sum|ice[- ]cream|kebabs?|cake|noodles|falafel|fondue|snacks?"
    r"|a bite|a meal|food|a pint|pints|whisky|matcha|happy hour|aperitivo|aperitif"
)
_OUTING = (
    r"theatre|theater|cinema|movies?|film|concert|opera|ballet|gig|museum|exhibition|gallery|match|pub|bar|club|restaurant"
    r"|workshop|seminar|webinar|conference|panel|meetup|hackathon|lecture|training|off-?site|retreat|reception|wedding"
    r"|funeral|fair|festival|board game(?:s| night)?|game night|(?:[\w-]+ )?party|sail|ride|swim|hikes?|bike ride|trip|sight ?seeing|road trip"
)
_MOVES = (
    r"hik|ski|swimm|cycl|bik|climb|sail|surf|kayak|canoe|row|danc|shopp|fish|camp|skat|golf|boulder|bowl|birdwatch"
    r"|garden|cook|bak|jogg|runn|walk|snowboard|rid|hunt|div|train|stroll"
)
_DID = r"(?:hiked|skied|swam|cycled|biked|climbed|sailed|surfed|danced|camped|skated|jogged|trained|ran|did)"
_WITH = r"(?: [\w'-]+){0,3}? (?:with\b|w\b|w/)"
_ANY = (
    ("meeting", rf"(?:{_SPORT}|{_FOOD}|{_OUTING}|(?:{_MOVES})ing)(?={_WITH})|^(?:{_SPORT}|{_FOOD}|{_OUTING}|(?:{_MOVES})ing)(?!')"),
    ("meeting", rf"(?:(?:had|got|grabbed|ate) (?:some )?(?:{_FOOD})|(?:at|to|over|for) (?:the |a |an |some )?(?:{_OUTING}|{_SPORT}|{_FOOD}))"),
    ("meeting", rf"{_DID}(?= (?:(?:a|the|some) [\w-]+{_WITH}|\d[\w.,]*(?: ?(?:km|miles?|laps?|lengths?))?{_WITH}|with\b|w/))|walked(?= (?:along|around|through|in|to)\b)"),
    ("meeting", r"caught up|catch[- ]?up|catching up|saw|seen|introduced to"),
    ("call", r"spoke|spoken|speak|talk(?:ed|ing)?|conversation"),
    ("message", r"chat(?:ted|ting)?|pinged|ping(?= from\b)|got back to|heard (?:back )?from|reached out|got in touch"),
    ("mail", r"wrote(?: back)?|written|replied|reply|answered|corresponded|forwarded|(?:sent|send)(?= (?:[\w.'-]+ ){1,4}?(?:link|article|deck|slides|file|document|doc)\b)"),
    ("message", r"sent"),
)  # fmt: skip
_TO_ME = re.compile(r"\b(?:me|us|my)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|heard|got|received|missed|came|arrived)\b", re.IGNORECASE)
_WROTE = re.compile(
    r"\W*(?:I )?(?:wrote|sent|e-?mailed|texted|messaged|posted|mailed) (?!from\b|by\b|with\b|back and forth)",
    re.IGNORECASE,
)
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
    is_place: bool = False  # "at the concert": where it was, if a better word says how


def _compiled(rows: tuple[tuple[str, str], ...]) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (channel, re.compile(rf"(?<![\w'-])(?:{text})(?![\w'-])", re.IGNORECASE)) for channel, text in rows
    ]


_RANKS = ((3, _compiled(_OUTRIGHT)), (2, _compiled(_WORDS)), (1, _compiled(_ANY)))


_INVITED = re.compile(
    r"\b(?:invited?|invitation|tickets?)\b[^.;]*$", re.IGNORECASE
)  # ... to what is still to come


# "Bo - tennis - Tue", "Bo: tennis": what one did stands alone behind a dash, or behind the name.
_ALONE = re.compile(
    rf"(?: [-–—]|^[^\W\d_][\w'.-]*(?: (?-i:(?![a-z]))[^\W\d_][\w'.-]*){{0,2}} ?[:,]) ?(?P<what>{_SPORT}|{_FOOD}|{_OUTING}|(?:{_MOVES})ing)"
    r"(?=\s*(?:$|[,;.\x01]|[-–—]\s))", re.IGNORECASE
)  # fmt: skip


def ways_in(text: str) -> list[Way]:
    """Every channel word, none overlapping, from left to right."""
    found = [Way(*match.span("what"), "meeting", 1) for match in _ALONE.finditer(text)]
    for plainness, rows in _RANKS:
        for channel, pattern in rows:
            for match in pattern.finditer(text):
                is_free = not any(w.start < match.end() and match.start() < w.end for w in found)
                if is_free and not (plainness == 1 and _INVITED.search(text, 0, match.start())):
                    is_place = plainness == 1 and match[0].lower().startswith(("at ", "to "))
                    found.append(Way(match.start(), match.end(), channel, plainness, is_place))
    there = [replace(w, channel="meeting") if _is_face_to_face(text, w) else w for w in found]
    return sorted(there, key=lambda w: w.start)


_NOT_HELD = re.compile(
    r"\b(?:skipped|cancell?ed|postponed|rescheduled|called off)(?: (?:the|our|my|a|his|her|their|this|today's))?(?: \w+)? $",
    re.IGNORECASE,
)


def is_not_held(text: str, way: Way) -> bool:
    """ "Skipped lunch with Omar": it was to be, and was not."""
    return bool(_NOT_HELD.search(text[: way.start]))


def way_meant(ways: list[Way]) -> Way | None:
    """The one that says how it went: the plainest, and of these the first."""
    return min(ways, key=lambda w: (-w.plainness, w.start), default=None)


# Who spoke at a place was there: "quick chat with Sue at the school gate", "a talk with Tom on the train".
_SPOKE = re.compile(
    r"\b(?:chat(?:ted|ting)?|spoke|spoken|talk(?:ed|ing)?|conversation|caught up|catch[- ]?up)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"@ ?[^\W\d]|\bat (?:the|an?|my|her|his|our|their) (?!length|moment|time|end)|\bon (?:the|an?|my|her|his|our) "
    r"(?:train|bus|plane|flight|ferry|boat|tram|street|beach|way|platform|playground|terrace|balcony|stairs)\b"
    r"|\bin (?:the|an?|my|her|his|our|their) (?:\w+ )?(?:park|office|corridor|garden|kitchen|queue|lift|lobby|street|caf[eé]|bar|pub|gym)\b",
    re.IGNORECASE,
)


def _is_face_to_face(text: str, way: Way) -> bool:
    """Was this talk one in person, by the place that is named? Only where no channel was."""
    return way.plainness == 1 and bool(_SPOKE.search(text[way.start : way.end]) and _PLACE.search(text))


def way_by_place(text: str) -> Way | None:
    """ "Half an hour with Maya at her office": no word says how, but the place does."""
    return (
        Way(0, 0, "meeting", 1) if re.search(r"\bwith\b|\bw/", text, re.I) and _PLACE.search(text) else None
    )


_PLAIN = re.compile(
    r"(?:(?:had|got|grabbed|went|for|over|some|an?|the|to|at|on|by|via|out|with|in|over|through|per) )*"
    r"(?P<kind>.*)", re.IGNORECASE | re.DOTALL
)  # fmt: skip
_UNTELLING = re.compile(
    r"(?:met|meet|meeting|saw|seen|called?|calls|rang|ring|phoned?|phone|video ?call|e-?mail(?:ed)?|mail(?:ed)?|texted|wrote|sent|spoke|"
    r"talked|chatted|talk|chat|messaged?|text|letter|played|had|did|in person|person|dm'?e?d|card)(?: up| back)?",
    re.IGNORECASE,
)


def kind_of(words: str) -> str:
    """What it was, where the channel alone does not tell: "lunch", "birthday card", "zoom"; "" for "called" or "met"."""
    match = _PLAIN.match(words.strip())
    kind = match["kind"].strip() if match else ""
    return "" if _UNTELLING.fullmatch(kind) else kind


def direction_of(text: str, channel: str, named_before_verb: bool, lead: str = "") -> str:
    """ "in", "out" or "both". ``named_before_verb``: somebody else is the subject ("Ana wrote"); ``lead``: the word before the first name."""
    if channel in ("call", "video", "meeting"):
        if _VAIN.search(text):
            return "in" if named_before_verb else "out"
        return "in" if re.search(r"\bmissed\b", text, re.I) else "both"
    if lead in ("to", "for", "from"):
        return "in" if lead == "from" else "out"
    if _WROTE.match(text):
        return "out"  # a postcard from Rome, too
    if _FROM.search(text):
        return "in"
    if _BOTH.search(text):
        return "both"
    if named_before_verb or (_TO_ME.search(text) and not re.match(r"\W*I\b", text)):
        return "in"
    return "out"


_LEFT = re.compile(
    r"voice ?mail|voice message|answering machine|mailbox|anrufbeantworter|mensaje de voz|buz[oó]n|contestador",
    re.IGNORECASE,
)


def is_call_in_vain(text: str, channel: str, direction: str) -> bool:
    """Did nobody take the call? Who left a voicemail did say something."""
    one_way = channel in ("call", "video") and direction != "both"
    return one_way and not _LEFT.search(text)
