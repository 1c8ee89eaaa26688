"""What a job title tells without asking anybody: the field that it lies in, and how senior it is (M6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# The first field with a word that begins a word of the title wins: the narrower ones stand before the wider.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "health": "nurse doctor physician medic clinic surgeon therap pharma dent health care arzt ärzt pflege",
        "law": "lawyer attorney legal counsel solicitor barrister paralegal judge notar rechts jurist abogad",
        "teaching": "teach lecturer professor tutor educat school dean lehrer dozent profesor trainer coach",
        "research": "research scientist scholar postdoc phd analyst statistic wissenschaft investigador",
        "design": "design ux ui illustrat architect art creative photograph gestalt diseñ",
        "media": "journalis editor writer reporter author publish film music redakt periodis content",
        "people": "hr human recruit talent personal recursos people",
        "finance": "financ account audit bank invest treasur tax actuar control buchhalt contab credit insur",
        "marketing": "market brand communicat pr public advertis growth social kommunikation comunica",
        "sales": "sales account-executive vertrieb ventas business-development partnership customer client",
        "logistics": "logist supply freight port shipping customs transport warehouse purchas procure einkauf",
        "software": "software develop programm data devops cloud web it sre frontend backend security entwickl",
        "engineering": "engineer mechanic electric civil technic ingenieur ingenier construct manufactur",
        "public service": "government policy council minister public-sector officer ngo diplomat civil-servant",
        "product": "product",
        "operations": "operation project program office assist administrat coordinat planner planning",
        "leadership": "vice ceo coo cto cfo chief founder owner director president managing geschäftsführ partner head vice",
    }
)
SENIORITY: Mapping[str, str] = MappingProxyType(
    {
        "starting": "intern trainee junior apprentice student werkstudent praktikant graduate becari",
        "leading the house": "ceo coo cto cfo cio cmo chief founder cofounder co-founder owner president "
        "managing-director geschäftsführ",
        "leading others": "director head vp vice lead leader manager leiter chef jefe principal dean partner",
        "experienced": "senior sr staff expert professor consultant advisor",
    }
)
PAIRS = (
    "business development",
    "vice president",
    "managing director",
    "account executive",
    "civil servant",
    "public sector",
)
WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def field_of(title: str) -> str:
    """One of FIELDS' names, from a title in English, German or Spanish; "" where no word of it is known."""
    return _first(FIELDS, title)


def seniority_of(title: str) -> str:
    """One of SENIORITY's names, "in the trade" for any other title, "" for none."""
    return (_first(SENIORITY, title) or "in the trade") if title.strip() else ""


def _first(groups: Mapping[str, str], title: str) -> str:
    lowered = title.lower()
    for pair in PAIRS:
        lowered = lowered.replace(pair, pair.replace(" ", "-"))
    words = WORDS.findall(lowered)
    return next((name for name, starts in groups.items() if _has(words, tuple(starts.split()))), "")


def _has(words: list[str], starts: tuple[str, ...]) -> bool:
    # Two letters are a word of their own: "it" begins "Italian", and "pr" a "principal".
    short = {start for start in starts if len(start) < 4}
    long = tuple(start for start in starts if len(start) >= 4)
    return any(word in short or word.startswith(long) for word in words)
