"""Stories over the API: feeds, links shared in, their readers, and what became of it (M13)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.clock import jobs
from needless.fetching import FetchRefused
from needless.news import feeds, offers
from needless.news.models import Offer, Story
from needless.news.reading import Page
from needless.news.shapes import feed_shape, story_shape

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


@router.post(
    "/stories/{int:story_id}/readers", response=dict[str, Any], summary="Look once more who would like it"
)
def look_for_readers(request: AskedByOwner, story_id: int) -> Any:
    story = Story.objects.of(request.auth).get(pk=story_id)
    return story_shape(story, offers.look_for_readers(request.auth, story))


@router.get(
    "/stories", response=list[dict[str, Any]], summary="Stories in hand, the surest first, and for whom"
)
def stories(request: AskedByOwner, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Any:
    found: dict[int, tuple[Story, list[Offer]]] = {}
    for offer in offers.open_offers(request.auth, timezone.now())[: limit * offers.MOST_FOR_A_STORY]:
        found.setdefault(offer.story_id, (offer.story, []))[1].append(offer)
    return [story_shape(story, rows) for story, rows in list(found.values())[:limit]]


class OfferActIn(Schema):
    """Sent (by mail or message), liked, or declined: not for them."""

    model_config = ConfigDict(extra="forbid")
    act: Literal["sent", "liked", "declined"]
    channel: Literal["mail", "message"] = "message"


@router.post(
    "/offers/{int:offer_id}", response=dict[str, Any], summary="A story was sent, liked, or is not for them"
)
def decide_offer(request: AskedByOwner, offer_id: int, given: OfferActIn) -> Any:
    if given.act == "sent":
        offers.send(request.auth, offer_id, given.channel, timezone.now())
    else:
        offers.decide(request.auth, offer_id, given.act, timezone.now())
    row = Offer.objects.of(request.auth).get(pk=offer_id)
    return {"id": row.pk, "state": row.state}


class FeedIn(Schema):
    """The address of a feed, or of a site that has one."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(min_length=1, max_length=1000)


@router.get(
    "/feeds", response=list[dict[str, Any]], summary="The feeds that you read, and how reading them went"
)
def list_feeds(request: AskedByOwner) -> Any:
    return [feed_shape(row) for row in feeds.subscriptions_of(request.auth)]


@router.post("/feeds", response={201: dict[str, Any]}, summary="Read one more feed")
def add_feed(request: AskedByOwner, given: FeedIn) -> Any:
    try:
        return Status(201, feed_shape(feeds.follow(request.auth, given.url, timezone.now())))
    except FetchRefused as refused:
        raise HttpError(422, str(refused)) from refused


class FeedListIn(Schema):
    """A list of feeds (OPML), as other readers write it."""

    model_config = ConfigDict(extra="forbid")
    opml: str = Field(min_length=1, max_length=2_000_000)


@router.post("/feeds/list", response={202: dict[str, int]}, summary="Read every feed of a list (OPML)")
def add_feed_list(request: AskedByOwner, given: FeedListIn) -> Any:
    try:
        new, all_ = feeds.follow_list(request.auth, given.opml.encode(), timezone.now())
    except FetchRefused as refused:
        raise HttpError(422, str(refused)) from refused
    transaction.on_commit(jobs.read_feeds)
    return Status(202, {"new": new, "all": all_})


@router.delete("/feeds/{int:feed_id}", response=UndoShape, summary="Read it no longer")
def remove_feed(request: AskedByOwner, feed_id: int) -> Any:
    return done(lambda: feeds.unfollow(request.auth, feed_id))
