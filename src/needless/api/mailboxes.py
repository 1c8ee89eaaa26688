"""Mailboxes that are read, over the API: never with a secret in an answer (M9, M17)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.clock import jobs
from needless.mailboxes import actions
from needless.mailboxes.copying import (
    drop_copy_address,
    mail_address,
    make_copy_address,
    renew_copy_address,
    token_of,
)
from needless.mailboxes.models import Mailbox
from needless.mailboxes.presets import preset_of
from needless.mailboxes.queries import mailbox_of
from needless.mailboxes.session import CannotRead
from needless.mailboxes.shapes import MailboxShape, mailbox_shape
from needless.owners.sealing import CannotUnseal

router = Router(tags=["mailboxes"])
Secret = Annotated[str, Field(max_length=5000)]


class MailboxIn(Schema):
    """A mailbox to read: a password, or for OAuth a client id, its secret, a refresh token and the token address."""

    model_config = ConfigDict(extra="forbid")
    address: Annotated[str, Field(min_length=3, max_length=254)]
    host: Annotated[str, Field(max_length=253)] = ""
    port: int | None = Field(None, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    user: Annotated[str, Field(max_length=254)] = ""
    password: Secret = ""
    client_id: Annotated[str, Field(max_length=300)] = ""
    client_secret: Secret = ""
    refresh_token: Secret = ""
    token_url: Annotated[str, Field(max_length=500)] = ""


class SecretIn(Schema):
    """Another password, or for OAuth another refresh token: it is tried before it is kept."""

    model_config = ConfigDict(extra="forbid")
    secret: Annotated[str, Field(min_length=1, max_length=5000)]


class FoldersIn(Schema):
    """The folders to read, by their ids; without any, all but trash, spam and drafts."""

    model_config = ConfigDict(extra="forbid")
    folders: list[Annotated[int, Field(ge=1)]] | None = Field(None, max_length=2000)


class PrivateAddressShape(Schema):
    """The owner's private address: ``address`` is empty where the instance has no mail domain; mail is posted to ``path``."""

    address: str
    path: str


@router.get("/mailboxes", response=list[MailboxShape], summary="Mailboxes that are read, and how it goes")
def list_mailboxes(request: AskedByOwner) -> Any:
    rows = Mailbox.objects.of(request.auth).order_by("address", "pk")
    return [mailbox_shape(row) for row in rows]


@router.post("/mailboxes", response={201: MailboxShape}, summary="Read a mailbox; it is tried first")
def add_mailbox(request: AskedByOwner, given: MailboxIn) -> Any:
    values, preset = given.model_dump(), preset_of(given.address)
    if preset:
        values["host"] = values["host"] or preset.host
        values["token_url"] = values["token_url"] or (preset.token_url if given.client_id else "")
    try:
        row = actions.add_mailbox(request.auth, values, timezone.now())
    except (actions.NotAMailbox, CannotRead) as problem:
        raise HttpError(422, str(problem)) from problem
    jobs.read_mailboxes()
    return Status(201, mailbox_shape(row))


@router.get("/mailboxes/{int:mailbox_id}", response=MailboxShape, summary="One mailbox")
def get_mailbox(request: AskedByOwner, mailbox_id: int) -> Any:
    return mailbox_shape(mailbox_of(request.auth, mailbox_id))


@router.post(
    "/mailboxes/{int:mailbox_id}/fetch", response={202: MailboxShape}, summary="Read it now, or go on"
)
def fetch_mailbox(request: AskedByOwner, mailbox_id: int) -> Any:
    row = actions.ask_now(request.auth, mailbox_id, timezone.now())
    jobs.read_mailboxes()
    return Status(202, mailbox_shape(row))


@router.post("/mailboxes/{int:mailbox_id}/pause", response=MailboxShape, summary="Read it no more for now")
def pause_mailbox(request: AskedByOwner, mailbox_id: int) -> Any:
    return mailbox_shape(actions.pause_mailbox(request.auth, mailbox_id, timezone.now()))


@router.post("/mailboxes/{int:mailbox_id}/folders", response=MailboxShape, summary="Which folders are read")
def choose_folders(request: AskedByOwner, mailbox_id: int, given: FoldersIn) -> Any:
    chosen = None if given.folders is None else set(given.folders)
    return mailbox_shape(actions.choose_folders(request.auth, mailbox_id, chosen, timezone.now()))


@router.put("/mailboxes/{int:mailbox_id}/secret", response=MailboxShape, summary="Another password")
def change_secret(request: AskedByOwner, mailbox_id: int, given: SecretIn) -> Any:
    name = "refresh_token" if mailbox_of(request.auth, mailbox_id).client_id else "password"
    try:
        row = actions.change_secret(request.auth, mailbox_id, {name: given.secret.strip()}, timezone.now())
    except (actions.NotAMailbox, CannotRead) as problem:
        raise HttpError(422, str(problem)) from problem
    jobs.read_mailboxes()
    return mailbox_shape(row)


@router.delete("/mailboxes/{int:mailbox_id}", response=UndoShape, summary="Read it no longer (can be undone)")
def remove_mailbox(request: AskedByOwner, mailbox_id: int) -> Any:
    return done(lambda: actions.remove_mailbox(request.auth, mailbox_id))


@router.post(
    "/mailboxes/address", response=PrivateAddressShape, summary="The private address; made at the first call"
)
def private_address(request: AskedByOwner) -> Any:
    row = make_copy_address(request.auth, timezone.now())
    try:
        return {"address": mail_address(row), "path": f"/in/mail/{token_of(row)}/"}
    except CannotUnseal as problem:
        raise HttpError(409, str(problem)) from problem


@router.post("/mailboxes/address/renew", response=UndoShape, summary="Another one; the old one is closed")
def renew_address(request: AskedByOwner) -> Any:
    return done(lambda: renew_copy_address(request.auth, timezone.now()))


@router.delete("/mailboxes/address", response=UndoShape, summary="No private address any more")
def close_address(request: AskedByOwner) -> Any:
    return done(lambda: drop_copy_address(request.auth))
