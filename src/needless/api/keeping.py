"""What is kept and how it goes for good, over the API: trash, journal, one person's record, erasing, retention (M17)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from needless.api.access import AskedByOwner
from needless.contacts.forgetting import forget_the_forgotten
from needless.contacts.models import Contact, Forgotten
from needless.keeping.about import as_document, record_of
from needless.keeping.erasing import AnotherName, erase_named
from needless.keeping.retention import set_rule, what_would_go
from needless.keeping.shapes import (
    DeletedShape,
    EntryShape,
    ErasedShape,
    RuleShape,
    entry_shape,
    rule_shape,
    trash_shapes,
)
from needless.keeping.trash import journal_of, trash_of
from needless.owners.models import Owner

router = Router(tags=["keeping"])  # the scope "contacts"
records = Router(tags=["keeping"])  # "export": a record holds every chapter
rules = Router(tags=["keeping"])  # "settings"
MOST = 1000
Months = Annotated[int, Field(ge=1, le=600)]


class NameIn(Schema):
    """The whole name of whoever goes: there is no way back, so it is said once more."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=300)]


class HashesShape(TypedDict):
    hashes: int


class RuleIn(Schema):
    """Months; null keeps everything. What is not given stays."""

    model_config = ConfigDict(extra="forbid")
    subjects_months: Months | None = None
    details_months: Months | None = None


@router.get("/trash", response=list[DeletedShape], summary="What was deleted in the last thirty days")
def list_trash(request: AskedByOwner) -> Any:
    return trash_shapes(trash_of(request.auth, timezone.now()))


@router.get("/journal", response=list[EntryShape], summary="What was done, the latest first")
def list_journal(request: AskedByOwner) -> Any:
    return [entry_shape(row) for row in journal_of(request.auth)[:MOST]]


@router.post(
    "/contacts/{int:contact_id}/erase",
    response=ErasedShape,
    summary="Erase a person for good (cannot be undone)",
)
def erase_contact(request: AskedByOwner, contact_id: int, given: NameIn) -> Any:
    try:
        done = erase_named(request.auth, contact_id, given.name)
    except AnotherName as problem:
        raise HttpError(409, str(problem)) from problem
    return {"contacts": done.contacts, "rows": done.rows, "hashes": done.blocks}


@router.get("/erased", response=HashesShape, summary="How many hashes keep erased people away")
def count_erased(request: AskedByOwner) -> Any:
    return {"hashes": Forgotten.objects.of(request.auth).count()}


@router.delete("/erased", response=HashesShape, summary="Delete these hashes: an import may bring them back")
def forget_erased(request: AskedByOwner) -> Any:
    return {"hashes": forget_the_forgotten(request.auth)}


@records.get(
    "/contacts/{int:contact_id}/record",
    response=dict[str, Any],
    summary="All that is kept about a person, also in the trash",
)
def get_record(request: AskedByOwner, contact_id: int) -> Any:
    person = Contact.objects.of(request.auth).get(pk=contact_id)
    return as_document(record_of(request.auth, person))


@rules.get(
    "/retention", response=RuleShape, summary="How long details of mails are kept, and what goes by it"
)
def get_rule(request: AskedByOwner) -> Any:
    return _rule(request.auth)


@rules.get(
    "/retention/preview", response=RuleShape, summary="What another rule would take away: nothing is changed"
)
def preview_rule(
    request: AskedByOwner, subjects_months: Months | None = None, details_months: Months | None = None
) -> Any:
    request.auth.subjects_months, request.auth.details_months = subjects_months, details_months
    return _rule(request.auth)


@rules.patch("/retention", response=RuleShape, summary="Another rule, applied each night")
def change_rule(request: AskedByOwner, given: RuleIn) -> Any:
    set_rule(request.auth, **given.model_dump(exclude_unset=True))
    return _rule(request.auth)


def _rule(owner: Owner) -> RuleShape:
    going = what_would_go(owner, timezone.localdate(), owner.subjects_months, owner.details_months)
    return rule_shape(owner, going)
