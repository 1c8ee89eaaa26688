"""What was done together, which way help went, and the owner's own jobs, over the API (M2, M3)."""

from __future__ import annotations

from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.asking import actions
from needless.asking.references import evidence_of, own_jobs
from needless.asking.refresher import refresher
from needless.contacts.queries import contact_of
from needless.recommending.actions import add_job, remove_job

router = Router(tags=["asking"])
Month = Field("", pattern=r"^(\d{4}(-(0[1-9]|1[0-2]))?)?$")


class SharedWorkIn(Schema):
    """What was done together; ``job`` is one of the owner's own, days a year or a month."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=500)
    job: int | None = None
    began: str = Month
    ended: str = Month


class FavourIn(Schema):
    """Which way help went in a talk; empty for neither."""

    model_config = ConfigDict(extra="forbid")
    way: Literal["given", "received", ""]


class JobIn(Schema):
    """A job that the owner held."""

    model_config = ConfigDict(extra="forbid")
    organisation: str = Field("", max_length=300)
    title: str = Field("", max_length=300)
    started: str = Month
    ended: str = Month


@router.get("/contacts/{int:contact_id}/together", response=dict[str, Any], summary="What you did together")
def together(request: AskedByOwner, contact_id: int) -> Any:
    person, on = contact_of(request.auth, contact_id), timezone.localdate()
    work = evidence_of(request.auth, person, on).work
    return {
        "facts": [
            {"section": str(section.title), "facts": [fact.text for fact in section.facts]}
            for section in refresher(request.auth, person, on)
        ],
        "shared_work": [
            {"id": row.pk, "text": row.text, "began": row.began, "ended": row.ended} for row in work
        ],
    }


@router.post(
    "/contacts/{int:contact_id}/together", response={201: UndoShape}, summary="Note what you did together"
)
def add_together(request: AskedByOwner, contact_id: int, given: SharedWorkIn) -> Any:
    owner, person = request.auth, contact_of(request.auth, contact_id)
    values = given.model_dump(exclude={"job"})
    return Status(
        201, done(lambda: actions.add_shared_work(owner, person, position_id=given.job, **values)[1])
    )


@router.delete("/shared-work/{int:work_id}", response=UndoShape, summary="It was not so")
def remove_together(request: AskedByOwner, work_id: int) -> Any:
    return done(lambda: actions.remove_shared_work(request.auth, work_id)[1])


@router.put(
    "/contacts/{int:contact_id}/interactions/{int:interaction_id}/favour",
    response=UndoShape,
    summary="Which way help went in a talk",
)
def favour(request: AskedByOwner, contact_id: int, interaction_id: int, given: FavourIn) -> Any:
    person = contact_of(request.auth, contact_id)
    return done(lambda: actions.mark_favour(request.auth, interaction_id, person, given.way))


@router.get("/jobs", response=list[dict[str, Any]], summary="The jobs that you held")
def jobs(request: AskedByOwner) -> Any:
    columns = ("organisation", "title", "place", "started", "ended")
    return [
        {"id": row.pk, **{name: getattr(row, name) for name in columns}} for row in own_jobs(request.auth)
    ]


@router.post("/jobs", response={201: UndoShape}, summary="Add a job of yours")
def add_own_job(request: AskedByOwner, given: JobIn) -> Any:
    values = (given.organisation, given.title, given.started, given.ended)
    return Status(201, done(lambda: add_job(request.auth, *values)))


@router.delete("/jobs/{int:job_id}", response=UndoShape, summary="Remove a job of yours")
def remove_own_job(request: AskedByOwner, job_id: int) -> Any:
    return done(lambda: remove_job(request.auth, job_id))
