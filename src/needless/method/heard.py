"""A line of the log that tells of a possibility, or of a thought worth keeping (M5, M6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What one hears of that may be a chance: said of anything else, "heard of" is only talk.
CHANCES = (
    r"jobs?|roles?|posts?|positions?|openings?|vacanc(?:y|ies)|hiring|tenders?|contracts?|clients?|gigs?|projects?|"
    r"grants?|funding|fellowships?|call for (?:papers|speakers)|board seats?|sabbaticals?|(?:is|are) looking for"
)
HEARD = re.compile(
    r"\b(?:possibility:\s*|(?:i\s+|we\s+)?heard\s+(?:of|about|that|from \w+ (?:of|about))\s+|"
    r"(?:(?:s?he|they)\s+)?(?:told me (?:of|about|that)|mentioned(?: that)?|knows? of|let me know (?:of|about|that))\s+)"
    r"(?P<what>[^;]+)",
    re.IGNORECASE,
)
LEARNT = re.compile(
    r"\b(?:(?:insight|perspective|idea|lesson|thought|learnt|learned):\s*|"
    r"(?:i\s+)?(?:learnt|learned|realised|realized)\s+(?:that\s+)?)(?P<what>[^;]+)",
    re.IGNORECASE,
)
IS_CHANCE = re.compile(rf"\b(?:{CHANCES})\b", re.IGNORECASE)
PLAIN = "possibility:"


@dataclass(frozen=True, slots=True)
class Heard:
    """``kind`` is "possibility", "perspective" or "" for neither; ``rest`` what the line says besides."""

    kind: str
    text: str
    rest: str


def heard_in(note: str) -> Heard:
    """What a note tells of; only the first such thing. Never raises, and loses no word but the telling ones."""
    for kind, pattern in (("possibility", HEARD), ("perspective", LEARNT)):
        for found in pattern.finditer(note):
            what = found["what"].strip(" ,.")
            is_named = found[0].casefold().startswith(PLAIN)
            if what and (kind == "perspective" or is_named or IS_CHANCE.search(what)):
                rest = f"{note[: found.start()].rstrip(' ,;')}; {note[found.end() :].lstrip(' ,;')}"
                return Heard(kind, what, rest.strip("; "))
    return Heard("", "", note)
