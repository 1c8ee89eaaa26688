"""Asks with their check, who could vouch, and what went which way, over the API (M2, M3)."""

from __future__ import annotations

from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.asking import actions, stages
from needless.asking.checking import check_of
from needless.asking.ledger import balance_with, ledger_of
from needless.asking.queries import ask_of, asks_of, people_in_balance
from needless.asking.references import references
from needless.asking.shapes import (
    ask_shape,
    balance_shape,
    check_shape,
    entry_shape,
    person_shape,
    reference_shape,
)
from needless.contacts.queries import contact_of

router = Router(tags=["asking"])
Kind = Literal["reference", "introduction", "advice", "lead"]


class AskIn(Schema):
    """What is asked of whom; ``job`` is one of the owner's own, by its id."""

    model_config = ConfigDict(extra="forbid")
    contact: int
    kind: Kind
    about: str = Field("", max_length=300)
    text: str = Field("", max_length=20_000)
    job: int | None = None


class RewriteIn(Schema):
    """Other words for a draft."""

    model_config = ConfigDict(extra="forbid")
    about: str | None = Field(None, max_length=300)
    text: str | None = Field(None, max_length=20_000)


class StepIn(Schema):
    """What happened: send, answer, help, decline, silent or thank; ``channel`` is how it was sent or said."""

    model_config = ConfigDict(extra="forbid")
    act: Literal["send", "answer", "help", "decline", "silent", "thank"]
    channel: Literal["mail", "message", "letter", "call", "video", "meeting"] = "mail"


class ModeIn(Schema):
    model_config = ConfigDict(extra="forbid")
    mode: Literal["employed", "looking"]


@router.get("/asks", response=list[dict[str, Any]], summary="What was asked of whom")
def asks(request: AskedByOwner) -> Any:
    return [ask_shape(row) for row in asks_of(request.auth)]


@router.post(
    "/asks", response={201: dict[str, Any]}, summary="Draft an ask; it is checked, and nothing is sent"
)
def make_ask(request: AskedByOwner, given: AskIn) -> Any:
    contact, now = contact_of(request.auth, given.contact), timezone.now()
    row = stages.draft(request.auth, contact, given.kind, given.about, given.text, now, given.job)
    check = check_of(request.auth, contact, given.kind, now, row.pk)
    return Status(201, {**ask_shape(row), "check": check_shape(check)})


@router.get("/asks/{int:ask_id}", response=dict[str, Any], summary="One ask with its history")
def get_ask(request: AskedByOwner, ask_id: int) -> Any:
    return ask_shape(ask_of(request.auth, ask_id))


@router.patch("/asks/{int:ask_id}", response=dict[str, Any], summary="Other words, while it is a draft")
def rewrite_ask(request: AskedByOwner, ask_id: int, given: RewriteIn) -> Any:
    row = ask_of(request.auth, ask_id)
    about, text = (row.about if given.about is None else given.about), given.text
    try:
        stages.rewrite(request.auth, ask_id, about, row.text if text is None else text)
    except ValueError as problem:
        raise HttpError(409, str(problem)) from problem
    return ask_shape(ask_of(request.auth, ask_id))


@router.delete("/asks/{int:ask_id}", response=UndoShape, summary="Not asked after all (can be undone)")
def drop_ask(request: AskedByOwner, ask_id: int) -> Any:
    return done(lambda: stages.drop(request.auth, ask_id))


@router.post("/asks/{int:ask_id}/steps", response=dict[str, Any], summary="What became of it")
def take_step(request: AskedByOwner, ask_id: int, given: StepIn) -> Any:
    try:
        stages.step(request.auth, ask_of(request.auth, ask_id).pk, given.act, timezone.now(), given.channel)
    except ValueError as problem:
        raise HttpError(409, str(problem)) from problem
    return ask_shape(ask_of(request.auth, ask_id))


@router.get("/contacts/{int:contact_id}/check", response=dict[str, Any], summary="Would it be a cold ask?")
def check(request: AskedByOwner, contact_id: int, kind: Kind = "advice") -> Any:
    contact = contact_of(request.auth, contact_id)
    return check_shape(check_of(request.auth, contact, kind, timezone.now()))


@router.get("/contacts/{int:contact_id}/balance", response=dict[str, Any], summary="What went which way")
def balance_of_contact(request: AskedByOwner, contact_id: int) -> Any:
    entries = ledger_of(request.auth, contact_of(request.auth, contact_id))
    summed = balance_shape(balance_with(entries, timezone.localdate()))
    return {**summed, "entries": [entry_shape(entry) for entry in entries]}


@router.get("/balance", response=list[dict[str, Any]], summary="Everybody with whom help went either way")
def balance(request: AskedByOwner) -> Any:
    return [person_shape(row) for row in people_in_balance(request.auth, timezone.localdate())]


@router.get("/references", response=list[dict[str, Any]], summary="Who could vouch, the readiest first")
def list_references(request: AskedByOwner, job: int | None = None, skill: str = "") -> Any:
    return [reference_shape(row) for row in references(request.auth, timezone.localdate(), job, skill)]


@router.put("/mode", response=dict[str, Any], summary="Employed, or looking for a job")
def set_mode(request: AskedByOwner, given: ModeIn) -> Any:
    actions.set_mode(request.auth, given.mode == "looking", timezone.localdate())
    return {"mode": given.mode}
