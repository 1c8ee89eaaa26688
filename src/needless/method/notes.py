"""What a note says of somebody's field and of what they like, by the words that people note it with (M13)."""

from __future__ import annotations

import re
from collections.abc import Iterable

FIELD = (
    r"works? on|working on|specialis\w+ in|specializ\w+ in|experts? (?:in|on)|writes? about|writing about|"
    r"research(?:es|ing)|focus(?:es|ed|ing)? on|responsible for|in charge of|consults on|advises on|fields?:"
)
LIKING = (
    r"interested in|into|keen on|loves?|likes?|enjoys?|passionate about|fond of|plays|collects|fan of|"
    r"hobby:|hobbies:|interests?:"
)
PHRASE = r"\s+(?:the |a |an |all things )?([^\s.;:!?()\n][^.;:!?()\n]{1,60})"
NO_SUBJECT = frozenset(
    [
        "it",
        "this",
        "that",
        "them",
        "him",
        "her",
        "me",
        "us",
        "you",
        "being",
        "going",
        "doing",
        "how",
        "what",
        "when",
    ]
)
PARTS = re.compile(r",|\band\b|&|/")
SAYS_FIELD, SAYS_LIKING = (re.compile(rf"\b(?:{words}){PHRASE}", re.IGNORECASE) for words in (FIELD, LIKING))
OTHER = re.compile(rf"\b(?:{FIELD}|{LIKING})", re.IGNORECASE)
AFTER = re.compile(r"\b(?:at|for|since|because|but|who|which|with|when|while|so|in)\b.*", re.IGNORECASE)
MOST_WORDS = 4


def fields_in(notes: Iterable[str]) -> tuple[str, ...]:
    """What they do, as noted: "works on port automation" is "port automation"; each once."""
    return _found(SAYS_FIELD, notes)


def likings_in(notes: Iterable[str]) -> tuple[str, ...]:
    """What they like, as noted: "loves hiking and jazz" is "hiking", "jazz"; each once."""
    return _found(SAYS_LIKING, notes)


def _found(pattern: re.Pattern[str], notes: Iterable[str]) -> tuple[str, ...]:
    matches = (OTHER.split(match, 1)[0] for note in notes for match in pattern.findall(note))
    said = (part for match in matches for part in PARTS.split(match))
    phrases = (AFTER.sub("", part).strip(" '\"“”") for part in said)
    return tuple(dict.fromkeys(phrase for phrase in phrases if _is_subject(phrase)))


def _is_subject(phrase: str) -> bool:
    words = phrase.lower().split()
    return 0 < len(words) <= MOST_WORDS and len(phrase) > 2 and words[0] not in NO_SUBJECT
