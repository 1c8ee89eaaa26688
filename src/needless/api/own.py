"""The owner's own things over the API: settings, addresses, what happened with the account, everything as one file (M1)."""

from __future__ import annotations

import tempfile
import zoneinfo
from datetime import date
from pathlib import Path
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import file_of
from needless.exports.actions import export_all
from needless.owners.actions import set_own_addresses
from needless.owners.audit import entries_of
from needless.owners.models import OwnAddress, Owner
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
    emails: list[str] | None = Field(None, max_length=50)
    links: list[str] | None = Field(None, max_length=10)
    names: list[str] | None = Field(None, max_length=20)


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


@router.get("/account/log", response=list[Shape], summary="What happened with your account, the latest first")
def account_log(request: AskedByOwner) -> Any:
    rows = entries_of(request.auth)[:1000]
    return [{"at": row.at, "what": row.what, "address": row.address, "detail": row.detail} for row in rows]


@files.get(
    "/export", openapi_extra=file_of("application/zip"), summary="Everything as one zip of standard formats"
)
def export(request: AskedByOwner) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "needless.zip"
        export_all(request.auth, path)
        file = path.open("rb")  # stays readable after the folder is gone
    name = f"needless-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
