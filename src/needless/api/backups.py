"""Backups of the whole instance over the API, for who keeps it: how they went, and one now (M17).

Where they lie and who can open them is set signed in: a stolen token must not lock its owner out of their backups.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import HttpError

from needless.api.access import AskedByOwner
from needless.backups.scheduling import make_due, plan_of_backups, state
from needless.clock import jobs
from needless.owners.invitations import is_admin

router = Router(tags=["backups"])
Shape = dict[str, Any]


def _refuse_others(request: AskedByOwner) -> None:
    if not is_admin(request.auth):
        raise HttpError(403, _("Only who keeps this instance may do that."))


@router.get("/backups", response=Shape, summary="How they are made, and how the last ones went")
def get_backups(request: AskedByOwner) -> Any:
    _refuse_others(request)
    return state(plan_of_backups())


@router.post("/backups", response={202: Shape}, summary="Make one now, and compare it")
def back_up_now(request: AskedByOwner) -> Any:
    _refuse_others(request)
    make_due()
    jobs.back_up()
    return Status(202, state(plan_of_backups()))
