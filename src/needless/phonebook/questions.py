"""Where a program's change met the owner's: both are shown, and one tap chooses (M10, M17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from needless.contacts.models import Contact
from needless.phonebook.applying import apply_changes, bring_back
from needless.phonebook.differences import COLUMNS, Change, differences, draft_in, values_of
from needless.phonebook.models import BookCard, CardQuestion

if TYPE_CHECKING:
    from needless.imports.drafts import ContactDraft
    from needless.owners.models import Owner

A_MONTH = timedelta(days=30)


def open_questions(owner: Owner) -> QuerySet[CardQuestion]:
    """What waits for the owner, the oldest first."""
    rows: QuerySet[CardQuestion] = CardQuestion.objects.of(owner).filter(answered_at=None)
    return rows.select_related("contact").order_by("at", "pk")


def ask(
    owner: Owner,
    card: BookCard,
    theirs: ContactDraft,
    seen: Sequence[str],
    program: str,
    *,
    of_losses: bool = False,
) -> None:
    """Keep what a program wanted of a card whose latest version it had not seen.

    ``seen``: the versions that it knew. Of a version that is still at hand only what it changed is asked, of another all
    that is not the same here. ``of_losses``: only where something would go.
    """
    if card.contact is None:
        return
    wanted = _wanted(draft_in(_seen(card, seen)), theirs, draft_in(card.text))
    open_ones = open_questions(owner).filter(contact=card.contact)
    there = [Change(each.field, each.ours, each.theirs) for each in open_ones]
    CardQuestion.objects.bulk_create(
        CardQuestion(
            owner=owner, contact=card.contact, field=change.field, ours=change.ours, theirs=change.theirs,
            program=program[:100], at=timezone.now(),
        )
        for change in wanted
        if change not in there and not (of_losses and change.only_adds)
    )  # fmt: skip


def _seen(card: BookCard, etags: Iterable[str]) -> str:
    texts = dict([*card.earlier, [card.etag, card.text]])
    return next((texts[etag] for etag in etags if etag in texts), card.text)


def _wanted(base: ContactDraft, theirs: ContactDraft, now: ContactDraft) -> list[Change]:
    """What the program changed, beside what stands there now; nothing where it is the same already."""
    touched = {change.field for change in differences(base, theirs)}
    return [change for change in differences(now, theirs) if change.field in touched]


@transaction.atomic
def answer(owner: Owner, question_id: int, *, take_theirs: bool) -> CardQuestion:
    """The owner chose. Raises CardQuestion.DoesNotExist for one that is answered or another's."""
    question: CardQuestion = open_questions(owner).get(pk=question_id)
    change = Change(question.field, question.ours, question.theirs)
    contact = Contact.objects.of(owner).select_related("owner").get(pk=question.contact_id)
    if take_theirs:
        bring_back(owner, contact)
        apply_changes(owner, contact, [change])
    elif not _was_changed_since(contact, change):
        apply_changes(owner, contact, [Change(change.field, change.theirs, change.ours)])
    CardQuestion.objects.of(owner).filter(pk=question.pk).update(answered_at=timezone.now())
    return question


def _was_changed_since(contact: Contact, change: Change) -> bool:
    """Does a column say a third thing by now? That stays."""
    wanted = change.theirs if isinstance(change.theirs, dict) else {change.field: change.theirs}
    is_column = change.field in (*COLUMNS, "name")
    return is_column and any(getattr(contact, name) != text for name, text in wanted.items())


def settle(owner: Owner, contact: Contact, card: ContactDraft) -> None:
    """What a program only wanted to add, and has added by now, is no question any more."""
    for question in open_questions(owner).filter(contact=contact):
        is_there = all(value in values_of(card, question.field) for value in question.theirs or ())
        if Change(question.field, question.ours, question.theirs).only_adds and is_there:
            CardQuestion.objects.of(owner).filter(pk=question.pk).update(answered_at=timezone.now())


def let_go_on_phones(owner: Owner, now: datetime) -> QuerySet[BookCard]:
    """The cards that a program deleted within a month, which here is letting go: the latest first."""
    rows = BookCard.objects.of(owner).filter(is_gone=True, changed_at__gte=now - A_MONTH).exclude(gone_by="")
    rows = rows.filter(contact__let_go_at__isnull=False, contact__deleted_at=None)
    found: QuerySet[BookCard] = rows.select_related("contact").order_by("-changed_at", "-pk")
    return found


def shown(value: Any) -> str:
    """A value of a change in words: the name, or a list's entries."""
    if isinstance(value, dict):
        return value.get("name") or " ".join(filter(None, value.values()))
    if isinstance(value, list):
        return ", ".join(f"{first} ({second})" if second else first for first, second in value)
    return str(value)
