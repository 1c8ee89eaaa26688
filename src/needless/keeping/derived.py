"""What was derived from notes and kept, in words that could tell them: it goes when they are sealed (M17)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from needless.contacts.models import Contact, Note, Undo
from needless.imports.models import FieldChange
from needless.imports.sources.vcard_syntax import unescape
from needless.introducing.models import Introduction
from needless.method.notes import fields_in, likings_in
from needless.news.models import Offer
from needless.news.vectors import forget_vectors
from needless.opportunities.models import Tip
from needless.owners.models import KeptAnswer, Owner
from needless.phonebook.book import leave_out_notes
from needless.phonebook.models import BookCard
from needless.plan.models import Suggestion
from needless.syncing.cards import without_notes
from needless.syncing.models import CardLink, Collection, SyncRun
from needless.syncing.sealed import sealed_words
from needless.tables.bulk import batches
from needless.tables.notes import MARK, OwnLock, Sealed, mark_by

SENTENCES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Suggestion, ("reason",)), (Introduction, ("for_a", "for_b")),
)  # fmt: skip
GONE = "…"
OWN_LINE = "X-NEEDLESS-HOW-WE-MET"
TABLES: tuple[Any, ...] = (
    Contact,
    Undo,
    FieldChange,
    Suggestion,
    Introduction,
    Offer,
    Tip,
    KeptAnswer,
    BookCard,
    CardLink,
    SyncRun,
)


@transaction.atomic
def forget(owner: Owner) -> None:
    """What the plan, matching and programs were told of notes; of those that are still in the clear, by their words."""
    Suggestion.objects.of(owner).exclude(about=[]).update(about=[])
    KeptAnswer.objects.of(owner).delete()
    forget_vectors(owner)
    words = _words(owner)
    if not words:
        return
    said = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    for model, columns in SENTENCES:
        _leave_out(owner, model, columns, said)
    known = {word.casefold() for word in words}
    for model in (Offer, Tip):
        for row in model.objects.of(owner).exclude(facts=[]).iterator(chunk_size=500):
            left = [fact for fact in row.facts if str(fact).casefold() not in known]
            if left != row.facts:
                model.objects.of(owner).filter(pk=row.pk).update(facts=left)


def take_in_lines(owner: Owner) -> None:
    """How one met, in a line of our own vCard that an older release kept as one that it did not know."""
    for row in (
        Contact.objects.of(owner).exclude(extra=[]).only("owner", "uid", "extra", "how_we_met").iterator(500)
    ):
        found = [line for line in row.extra if str(line).upper().startswith(OWN_LINE)]
        if found:
            row.extra = [line for line in row.extra if line not in found]
            row.how_we_met = row.how_we_met or unescape(str(found[0]).partition(":")[2])
            row.save(update_fields=["extra", "how_we_met"])


def _words(owner: Owner) -> set[str]:
    """What is taken from notes for matching, of those that can be read."""
    texts = Note.objects.of(owner).values_list("text", flat=True).iterator(chunk_size=1000)
    plain = [text for text in texts if not isinstance(text, Sealed)]
    return {word for word in (*fields_in(plain), *likings_in(plain)) if len(word) > 2}


def _leave_out(owner: Owner, model: Any, columns: Iterable[str], said: re.Pattern[str]) -> None:
    for row in model.objects.of(owner).only(*columns).iterator(chunk_size=500):
        new = {name: said.sub(GONE, getattr(row, name)) for name in columns}
        if any(new[name] != getattr(row, name) for name in columns):
            model.objects.of(owner).filter(pk=row.pk).update(**new)


def forget_cards(owner: Owner) -> None:
    """Cards as phones and other servers have them lie here without their notes."""
    leave_out_notes(owner)
    for ids in batches(list(CardLink.objects.of(owner).values_list("pk", flat=True)), 500):
        with transaction.atomic():
            for link in CardLink.objects.of(owner).filter(pk__in=ids).select_for_update():
                here, there = (
                    sealed_words(owner, words)[0] if words else words for words in (link.here, link.there)
                )
                kept = {"raw": without_notes(link.raw), "here": here, "there": there}
                CardLink.objects.of(owner).filter(pk=link.pk).update(**kept)
    for run in SyncRun.objects.of(owner).exclude(lines=[]).iterator(chunk_size=50):
        SyncRun.objects.of(owner).filter(pk=run.pk).update(lines=[_without_words(line) for line in run.lines])


def _without_words(line: dict[str, Any]) -> dict[str, Any]:
    changes = [
        change | {"old": GONE, "new": GONE} if change.get("field") == "notes" else change
        for change in line.get("changes", [])
    ]
    return line | {"changes": changes}


def tell_cards(owner: Owner, lock: OwnLock) -> None:
    """Notes are in the clear again: what each side is taken to have said is so, too, and each card is read anew."""
    for link in CardLink.objects.of(owner).iterator(chunk_size=500):
        texts = Note.objects.of(owner).filter(contact=link.contact_id).values_list("text", flat=True)
        by_mark = {MARK + mark_by(lock, text, owner.pk): str(text) for text in texts}
        here, there = (_with_texts(words, by_mark) for words in (link.here, link.there))
        CardLink.objects.of(owner).filter(pk=link.pk).update(here=here, there=there, etag="")
    Collection.objects.of(owner).update(token="", ctag="")


def _with_texts(words: dict[str, Any], by_mark: dict[str, str]) -> dict[str, Any]:
    texts = [by_mark.get(key, key) for key in words.get("notes", {})]
    return (
        words | {"notes": {text[:500]: [text, ""] for text in texts if not text.startswith(MARK)}}
        if words
        else words
    )
