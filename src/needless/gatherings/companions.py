"""Whom to bring along: contacts who are not in an activity and would like it, by what their cards say (M14, M16)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from needless.contacts.models import Contact, CustomField, Note, Tag
from needless.gatherings.models import Activity, Companion
from needless.method.folding import fold
from needless.owners.models import Owner

SHORTEST = 4  # letters: shorter words fit everything
ENDINGS = re.compile(r"(?:ing|ers?|es|s|e)$")
OPEN = {"never_suggest": False, "is_deceased": False, "deleted_at": None, "let_go_at": None}
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Fitting:
    """Somebody who would like it: by which ``words``, and where they stand (``said``: a note, a tag)."""

    contact: Contact
    words: tuple[str, ...]
    said: str
    is_near: bool


def stems_of(text: str) -> list[str]:
    """The words of a text without their endings, folded: "Hiking" and "hikes" are one."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    stems = (ENDINGS.sub("", word) if len(word) > SHORTEST else word for word in words)
    return list(dict.fromkeys(stem for stem in stems if len(stem) >= SHORTEST - 1))


def whom_to_bring(owner: Owner, activity: Activity, limit: int = 6) -> list[Fitting]:
    """Those whose tags, notes or own fields name one of its interests; the most words, near, and alive first."""
    stems = stems_of(f"{activity.interests}") or stems_of(activity.name)
    said = said_of(owner, stems)
    inside = Companion.objects.of(owner).filter(activity=activity).values("contact")
    people = Contact.objects.of(owner).filter(pk__in=list(said)[:MOST_ROWS], **OPEN).exclude(pk__in=inside)
    city = fold(activity.place.split(",")[0])
    found = [_fitting(person, said[person.pk], city) for person in people.defer("search", "extra")]
    found.sort(key=lambda f: (-len(f.words), not f.is_near, -f.contact.strength, f.contact.pk))
    return found[:limit]


def _fitting(person: Contact, said: dict[str, str], city: str) -> Fitting:
    words = tuple(sorted(said))
    return Fitting(person, words, said[words[0]], bool(city) and city in fold(person.place))


def said_of(owner: Owner, stems: Iterable[str]) -> dict[int, dict[str, str]]:
    """By contact: each stem with the words in which it stands."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for stem in stems:
        starts = re.compile(rf"\b{re.escape(stem)}")
        for pk, text in _rows(owner, stem):
            if starts.search(fold(text)):
                found[pk].setdefault(stem, text)
    return found


def _rows(owner: Owner, stem: str) -> Iterator[tuple[int, str]]:
    """Notes, tags and fields that hold the letters."""
    for model, column in ((Note, "text"), (Tag, "name"), (CustomField, "value")):
        rows = model.objects.of(owner).filter(Q(**{f"{column}__icontains": stem})).order_by("-pk")
        yield from rows.values_list("contact_id", column)[:MOST_ROWS]
