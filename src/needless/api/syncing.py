"""Address books and calendars elsewhere, and questions about two versions, over the API (M10, M17)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.clock import jobs
from needless.contacts.conflicts import answer_conflict, open_conflicts
from needless.syncing import accounts
from needless.syncing.models import Account, Collection
from needless.syncing.queries import account_of, accounts_of, runs_of
from needless.syncing.remote import RemoteRefused
from needless.syncing.shapes import (
    AccountShape,
    ChangesShape,
    CollectionShape,
    ConflictShape,
    RunShape,
    account_shape,
    changes_shape,
    collection_shape,
    conflict_shape,
    run_shape,
)
from needless.syncing.taking_back import take_back

router = Router(tags=["syncing"])


class AccountIn(Schema):
    """An account to connect: a server's address, or "icloud" or "google"."""

    model_config = ConfigDict(extra="forbid")
    url: Annotated[str, Field(min_length=1, max_length=900)]
    user: Annotated[str, Field(max_length=300)] = ""
    secret: Annotated[str, Field(min_length=1, max_length=5000)]
    kind: Literal["password", "bearer"] = "password"
    name: Annotated[str, Field(max_length=200)] = ""


class ChosenIn(Schema):
    """What is kept the same of an address book or calendar."""

    model_config = ConfigDict(extra="forbid")
    direction: Literal["off", "pull", "push", "both"] | None = None
    sends: Literal["nobody", "tier", "known", "all"] | None = None
    when_deleted: Literal["ask", "remove", "keep"] | None = None
    with_notes: bool | None = None


class SecretIn(Schema):
    """Another password or token of an account elsewhere: kept sealed, tried at the next run."""

    model_config = ConfigDict(extra="forbid")
    secret: Annotated[str, Field(min_length=1, max_length=5000)]


class GoneIn(Schema):
    """What becomes of the cards there of those who were deleted or let go here."""

    model_config = ConfigDict(extra="forbid")
    answer: Literal["remove", "keep"]


class CountShape(TypedDict):
    count: int


class WhichIn(Schema):
    """Whose version holds."""

    model_config = ConfigDict(extra="forbid")
    answer: Literal["mine", "theirs"]


@router.get("/accounts", response=list[AccountShape], summary="Accounts elsewhere, and how each stands")
def list_accounts(request: AskedByOwner) -> Any:
    return [account_shape(each) for each in accounts_of(request.auth)]


@router.post("/accounts", response={201: AccountShape}, summary="Connect an account")
def connect(request: AskedByOwner, given: AccountIn) -> Any:
    try:
        row = accounts.add_account(request.auth, given.url, given.user, given.secret, given.kind, given.name)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, account_shape(row))


@router.get("/accounts/{int:account_id}", response=AccountShape, summary="One account")
def get_account(request: AskedByOwner, account_id: int) -> Any:
    return account_shape(account_of(request.auth, account_id))


@router.delete("/accounts/{int:account_id}", response=UndoShape, summary="Disconnect; both sides keep theirs")
def disconnect(request: AskedByOwner, account_id: int) -> Any:
    return done(lambda: accounts.remove_account(request.auth, account_id))


@router.post(
    "/accounts/{int:account_id}/look", response=AccountShape, summary="Find what is new there to be chosen"
)
def look_again(request: AskedByOwner, account_id: int) -> Any:
    account = account_of(request.auth, account_id)
    try:
        accounts.look_again(account)
    except RemoteRefused as problem:
        raise HttpError(502, str(problem)) from problem
    return account_shape(account)


@router.put("/accounts/{int:account_id}/secret", response=AccountShape, summary="Another password")
def change_secret(request: AskedByOwner, account_id: int, given: SecretIn) -> Any:
    accounts.change_secret(request.auth, account_id, given.secret)
    return account_shape(account_of(request.auth, account_id))


@router.post(
    "/accounts/{int:account_id}/gone", response=CountShape, summary="Cards of those who are gone here"
)
def decide_about_gone(request: AskedByOwner, account_id: int, given: GoneIn) -> Any:
    return {"count": accounts.decide_about_gone(request.auth, account_id, given.answer)}


@router.patch(
    "/collections/{int:collection_id}", response=CollectionShape, summary="Choose what is kept the same"
)
def choose(request: AskedByOwner, collection_id: int, given: ChosenIn) -> Any:
    Collection.objects.of(request.auth).get(pk=collection_id)
    return collection_shape(
        accounts.choose(request.auth, collection_id, **given.model_dump(exclude_none=True))
    )


@router.get(
    "/accounts/{int:account_id}/changes", response=ChangesShape, summary="What a run would do (dry run)"
)
def changes(request: AskedByOwner, account_id: int) -> Any:
    account = account_of(request.auth, account_id)
    try:
        return changes_shape(account, accounts.preview(account, timezone.now()))
    except RemoteRefused as problem:
        raise HttpError(502, str(problem)) from problem


@router.post(
    "/accounts/{int:account_id}/runs",
    response={202: AccountShape},
    summary="Run now, what was not yet seen too",
)
def run(request: AskedByOwner, account_id: int) -> Any:
    accounts.confirm(request.auth, account_id)
    Account.objects.of(request.auth).filter(pk=account_id).update(next_at=timezone.now())
    jobs.sync_accounts()
    return Status(202, account_shape(account_of(request.auth, account_id)))


@router.get("/accounts/{int:account_id}/runs", response=list[RunShape], summary="What the last runs did")
def list_runs(request: AskedByOwner, account_id: int) -> Any:
    return [run_shape(each) for each in runs_of(account_of(request.auth, account_id))]


@router.post("/runs/{int:run_id}/undo", response=RunShape, summary="Take back what a run changed here")
def undo_run(request: AskedByOwner, run_id: int) -> Any:
    return run_shape(take_back(request.auth, run_id, timezone.localdate()))


@router.get(
    "/conflicts", response=list[ConflictShape], summary="Changed here and elsewhere at once: which holds?"
)
def list_conflicts(request: AskedByOwner) -> Any:
    return [conflict_shape(each) for each in open_conflicts(request.auth)]


@router.post("/conflicts/{int:conflict_id}", response={204: None}, summary="Say whose version holds")
def answer(request: AskedByOwner, conflict_id: int, given: WhichIn) -> Any:
    answer_conflict(request.auth, conflict_id, given.answer)
    return Status(204, None)
