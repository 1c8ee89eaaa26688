"""What is open between the owner and others, over the API: promises, needs and offers, introductions step by step (M16)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done, undo_shape
from needless.contacts.queries import contact_of
from needless.helping import actions
from needless.helping.queries import is_to_be_asked_again, open_promises, open_wishes, unfiled_lines
from needless.introducing import stages
from needless.introducing.queries import introductions_of
from needless.introducing.shapes import introduction_shape
from needless.tables.notes import is_locked, readable

router = Router(tags=["giving"])
Shape = dict[str, Any]
Id = Annotated[int, Field(ge=1, lt=2**63)]
Words = Annotated[str, Field(max_length=5000)]


class PairIn(Schema):
    """``a`` is whom it helps first; ``for_a`` and ``for_b`` say what the other has for each."""

    a: Id
    b: Id
    for_a: Words = ""
    for_b: Words = ""


class ActIn(Schema):
    """One of the introduction's ``may``; an ``outcome`` goes with "outcome"."""

    act: Annotated[str, Field(max_length=20)] = ""
    outcome: Words = ""


@router.get("/promises", response=list[Shape], summary="Promises not kept yet, the owner's own first")
def list_promises(request: AskedByOwner) -> Any:
    return [
        {"id": row.pk, "contact": row.contact_id, "text": row.text, "mine": row.mine, "due_on": row.due_on}
        for row in open_promises(request.auth)
    ]


@router.post("/promises/{int:promise_id}/kept", response=UndoShape, summary="It was kept")
def keep_promise(request: AskedByOwner, promise_id: int) -> Any:
    return undo_shape(actions.keep_promise(request.auth, promise_id, timezone.now()))


@router.get("/wishes", response=list[Shape], summary="What contacts look for, and what they offer")
def list_wishes(request: AskedByOwner) -> Any:
    on = timezone.localdate()
    return [
        {"id": row.pk, "contact": row.contact_id, "kind": row.kind, "text": row.text, "on": row.on,
         "ask_again": is_to_be_asked_again(row, on)}
        for row in open_wishes(request.auth)
    ]  # fmt: skip


@router.post("/wishes/{int:wish_id}/ended", response=UndoShape, summary="No longer open")
def end_wish(request: AskedByOwner, wish_id: int) -> Any:
    return undo_shape(actions.end_wish(request.auth, wish_id, timezone.now()))


@router.post("/wishes/{int:wish_id}/renewed", response=UndoShape, summary="Still open, as of today")
def renew_wish(request: AskedByOwner, wish_id: int) -> Any:
    return undo_shape(actions.renew_wish(request.auth, wish_id, timezone.localdate()))


@router.get("/introductions/begun", response=list[Shape], summary="Introductions begun, and how far each is")
def begun(request: AskedByOwner) -> Any:
    return [introduction_shape(row) for row in introductions_of(request.auth)]


@router.post(
    "/introductions/begun", response={201: Shape}, summary="Begin an introduction; nobody is told by this"
)
def begin(request: AskedByOwner, given: PairIn) -> Any:
    owner = request.auth
    a, b = contact_of(owner, given.a), contact_of(owner, given.b)
    try:
        row = stages.choose(owner, a, b, given.for_a, given.for_b, timezone.now())
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, introduction_shape(row))


@router.get("/introductions/{int:introduction_id}", response=Shape, summary="One introduction")
def get_introduction(request: AskedByOwner, introduction_id: int) -> Any:
    return introduction_shape(introductions_of(request.auth).get(pk=introduction_id))


@router.post("/introductions/{int:introduction_id}/steps", response={201: Shape}, summary="Do the next thing")
def step(request: AskedByOwner, introduction_id: int, given: ActIn) -> Any:
    row = introductions_of(request.auth).get(pk=introduction_id)
    if given.act not in stages.may(row):
        raise HttpError(409, _("One of these was expected: %(acts)s.") % {"acts": ", ".join(stages.may(row))})
    undo = stages.step(request.auth, introduction_id, given.act, timezone.now(), given.outcome)
    after = introductions_of(request.auth).get(pk=introduction_id)
    return Status(201, {**introduction_shape(after), **undo_shape(undo)})


@router.get(
    "/lines", response=list[Shape], summary="Lines of the log that could not be understood, with the question"
)
def list_lines(request: AskedByOwner) -> Any:
    rows = unfiled_lines(request.auth)
    return [
        {
            "id": row.pk, "text": readable(row.text), "question": readable(row.question), "at": row.at,
            **({"notes_locked": True} if is_locked(row.text) else {}),
        }
        for row in rows
    ]  # fmt: skip


@router.delete("/lines/{int:line_id}", response=UndoShape, summary="Settled: the line goes")
def drop_line(request: AskedByOwner, line_id: int) -> Any:
    return done(lambda: actions.drop_line(request.auth, line_id))
