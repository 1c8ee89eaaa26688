"""The owner's own things over the API: settings, addresses, what happened with the account, everything as one file (M1)."""

from __future__ import annotations

import tempfile
import zoneinfo
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import file_of
from needless.backups.ages import Lock, NotUnlocked, lock_as
from needless.exports.actions import export_all
from needless.interactions.calibration import history_of_ties, trials, use_own_history, use_published
from needless.owners.actions import set_own_addresses
from needless.owners.audit import entries_of
from needless.owners.models import OwnAddress, Owner
from needless.phonebook.book import show_notes
from needless.phonebook.models import Book
from needless.plan.making import forget_empty_plan

router = Router(tags=["settings"])
files = Router(tags=["settings"])
Shape = dict[str, Any]
OWN = {"emails": "email", "links": "link", "names": "name"}


class SettingsIn(Schema):
    """What is given is changed; a list of addresses replaces the one there. A break has both its days, or none."""

    model_config = ConfigDict(extra="forbid")
    minutes_per_day: int | None = Field(None, ge=0, le=600)
    minutes_per_week: int | None = Field(None, ge=0, le=3000)
    paused_from: date | None = None
    paused_until: date | None = None
    time_zone: str | None = Field(None, max_length=64)
    region: str | None = Field(None, pattern="^[A-Za-z]{2}$")
    keep_subjects: bool | None = None
    language: Literal["", "en", "de", "es"] | None = None
    matching: Literal["careful", "usual", "generous"] | None = None
    emails: list[str] | None = Field(None, max_length=50)
    links: list[str] | None = Field(None, max_length=10)
    names: list[str] | None = Field(None, max_length=20)


class OddsIn(Schema):
    model_config = ConfigDict(extra="forbid")
    odds: Literal["own", "published"]


class PhoneIn(Schema):
    model_config = ConfigDict(extra="forbid")
    with_notes: bool


class LockIn(Schema):
    """``key``: an age recipient (age1...), or else a passphrase of ten characters or more."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, Field(min_length=1, max_length=1000)]


def _settings(owner: Owner) -> Shape:
    own = list(OwnAddress.objects.of(owner).order_by("value").values_list("kind", "value"))
    columns = [name for name in SettingsIn.model_fields if name not in OWN]
    lists = {name: [value for k, value in own if k == kind] for name, kind in OWN.items()}
    return {**{name: getattr(owner, name) for name in columns}, **lists}


@router.get("/settings", response=Shape, summary="Your minutes, breaks, place in the world and addresses")
def get_settings(request: AskedByOwner) -> Any:
    return _settings(request.auth)


@router.patch("/settings", response=Shape, summary="Change some of them")
def change_settings(request: AskedByOwner, given: SettingsIn) -> Any:
    owner = request.auth
    values = given.model_dump(exclude_unset=True)
    columns = [name for name in values if name not in OWN]
    for name in columns:
        if values[name] is not None or name in {"paused_from", "paused_until"}:
            setattr(owner, name, values[name].upper() if name == "region" else values[name])
    _refuse_nonsense(owner)
    owner.save(update_fields=columns)
    for name, kind in OWN.items():
        if values.get(name) is not None:
            set_own_addresses(owner, kind, values[name])
    forget_empty_plan(owner, timezone.localdate())
    return _settings(owner)


def _refuse_nonsense(owner: Owner) -> None:
    if owner.time_zone not in zoneinfo.available_timezones():
        raise HttpError(422, _("There is no such time zone."))
    begins, ends = owner.paused_from, owner.paused_until
    if bool(begins) != bool(ends) or (begins and ends and begins > ends):
        raise HttpError(422, _("A break needs a first and a last day, in this order."))


@router.get(
    "/calibration", response=Shape, summary="Which odds your ties are read with, and how each set did"
)
def get_odds(request: AskedByOwner) -> Any:
    found = trials(history_of_ties(request.auth), timezone.localdate())
    return {"odds": "own" if request.auth.calibrated else "published", "trials": [asdict(t) for t in found]}


@router.put("/calibration", response=Shape, summary="The published odds, or odds fitted to your own past")
def choose_odds(request: AskedByOwner, given: OddsIn) -> Any:
    if given.odds == "published":
        use_published(request.auth, timezone.localdate())
    elif not use_own_history(request.auth, timezone.localdate()):
        raise HttpError(409, _("There is too little talk in your past to fit the odds to it."))
    return get_odds(request)


@router.get("/phone", response=Shape, summary="What your phone's address book is told")
def get_phone(request: AskedByOwner) -> Any:
    return {"with_notes": Book.objects.of(request.auth).filter(with_notes=True).exists()}


@router.patch("/phone", response=Shape, summary="Whether it is told your notes")
def change_phone(request: AskedByOwner, given: PhoneIn) -> Any:
    show_notes(request.auth, given.with_notes)
    return get_phone(request)


@router.get("/account/log", response=list[Shape], summary="What happened with your account, the latest first")
def account_log(request: AskedByOwner) -> Any:
    rows = entries_of(request.auth)[:1000]
    return [{"at": row.at, "what": row.what, "address": row.address, "detail": row.detail} for row in rows]


@files.get(
    "/export", openapi_extra=file_of("application/zip"), summary="Everything as one zip of standard formats"
)
def export(request: AskedByOwner) -> FileResponse:
    return _all_of(request.auth, Lock(), ".zip", "application/zip")


@files.post(
    "/export", openapi_extra=file_of("application/age"), summary="The same, locked with age by a key of yours"
)
def export_locked(request: AskedByOwner, given: LockIn) -> FileResponse:
    try:
        return _all_of(request.auth, lock_as(given.key), ".zip.age", "application/age")
    except NotUnlocked as problem:
        raise HttpError(422, str(problem)) from problem


def _all_of(owner: Owner, keys: Lock, ending: str, kind: str) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "needless.zip"
        export_all(owner, path, keys)
        file = path.open("rb")  # stays readable after the folder is gone
    name = f"needless-{timezone.localdate():%Y-%m-%d}{ending}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)
