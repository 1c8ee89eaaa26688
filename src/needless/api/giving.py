"""Something in hand over the API: a story's readers, and who should know each other (M13, M16)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.fetching import FetchRefused
from needless.introducing.shapes import pair_shape
from needless.introducing.suggesting import introductions_for
from needless.news import offers
from needless.news.models import Story
from needless.news.reading import Page
from needless.news.shapes import story_shape

router = Router(tags=["giving"])


class StoryIn(Schema):
    """A link; or, where it cannot be read or there is none, a title and text."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field("", max_length=1000)
    title: str = Field("", max_length=500)
    text: str = Field("", max_length=20_000)


@router.post("/stories", response={201: dict[str, Any]}, summary="Share a story: who would like it, and why")
def share_story(request: AskedByOwner, given: StoryIn) -> Any:
    story = _taken_in(request, given)
    return Status(201, story_shape(story, offers.look_for_readers(request.auth, story)))


def _taken_in(request: AskedByOwner, given: StoryIn) -> Story:
    now = timezone.now()
    if given.title or given.text:
        page = Page(given.title or given.text.split("\n")[0][:500], given.text)
        return offers.keep_story(request.auth, page, given.url, now)
    try:
        return offers.share_link(request.auth, given.url, now)
    except FetchRefused as refused:
        raise HttpError(422, str(refused)) from refused


@router.get(
    "/stories/{int:story_id}", response=dict[str, Any], summary="A story, and to whom it may still be sent"
)
def get_story(request: AskedByOwner, story_id: int) -> Any:
    story = Story.objects.of(request.auth).get(pk=story_id)
    return story_shape(story, offers.open_for(request.auth, story))


@router.get("/introductions", response=list[dict[str, Any]], summary="Who should know each other")
def introductions(request: AskedByOwner, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Any:
    return [pair_shape(pair) for pair in introductions_for(request.auth, timezone.localdate(), limit)]
