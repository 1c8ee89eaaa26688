"""News for people: what is in hand for whom, any link shared in, the feeds that are read (M13)."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.clock import jobs
from needless.contacts.models import Contact
from needless.contacts.queries import contact_of
from needless.fetching import FetchRefused
from needless.news import feeds as following
from needless.news import offers, profiles, words
from needless.news.models import Offer, Story
from needless.news.reading import Page
from needless.owners.models import Owner
from needless.web.giving import Given, given
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404

LINK = re.compile(r"https?://\S+")
MOST_STORIES = 20
BOOKMARKLET = "javascript:location.href='{}?url='+encodeURIComponent(location.href)+'&title='+encodeURIComponent(document.title)"
LARGEST_LIST = 2_000_000


@require_GET
def news(request: OwnersRequest) -> HttpResponse:
    """Stories in hand, the surest first, each with whom it is for."""
    stories: dict[int, tuple[Story, list[Offer]]] = {}
    for offer in offers.open_offers(request.user, timezone.now())[: MOST_STORIES * 5]:
        stories.setdefault(offer.story_id, (offer.story, []))[1].append(offer)
    rows = list(stories.values())[:MOST_STORIES]
    waiting = (
        Offer.objects.of(request.user)
        .filter(state=Offer.State.SENT)
        .select_related("story", "contact")
        .order_by("-decided_at")[:5]
    )
    has_feeds = following.subscriptions_of(request.user).exists()
    return render(request, "news.html", {"stories": rows, "sent": waiting, "has_feeds": has_feeds})


@require_http_methods(["GET", "POST"])
def share(request: OwnersRequest) -> HttpResponse:
    """A link from anywhere: typed, from the phone's share sheet, by the bookmarklet."""
    asked = request.POST if request.method == "POST" else request.GET
    title, text = asked.get("title", "").strip()[:500], asked.get("text", "").strip()[:4000]
    url = asked.get("url", "").strip() or next(iter(LINK.findall(text)), "")
    problem = ""
    if request.method == "POST" and (url or title or text):
        try:
            row = _taken_in(request.user, url, title, text)
            offers.look_for_readers(request.user, row)
            return redirect("story", row.pk)
        except FetchRefused as refused:
            problem = str(refused)
    shown = {"url": url, "title": title, "text": text, "problem": problem}
    return render(request, "story_share.html", {**shown, "bookmarklet": bookmarklet(request)})


def _taken_in(owner: Owner, url: str, title: str, text: str) -> Story:
    """What cannot be fetched is matched by what was typed of it, if anything was."""
    now = timezone.now()
    typed = Page(title or text.split("\n")[0][:500], LINK.sub("", text).strip())
    if not url:
        return offers.keep_story(owner, typed, "", now)
    try:
        return offers.share_link(owner, url, now)
    except FetchRefused:
        if not title:
            raise
        return offers.keep_story(owner, typed, url, now)


def bookmarklet(request: OwnersRequest) -> str:
    """An address for the browser's bookmarks that shares the page one is on."""
    return BOOKMARKLET.format(request.build_absolute_uri(reverse("story-share")))


@require_http_methods(["GET", "POST"])
def story(request: OwnersRequest, pk: int) -> HttpResponse:
    """Who would like this? Asked again where the owner wants it: fields may have been said since."""
    row = get_object_or_404(Story.objects.of(request.user), pk=pk)
    if request.method == "POST":
        offers.look_for_readers(request.user, row)
        return redirect("story", pk)
    found = [_ready(offer) for offer in offers.open_for(request.user, row)]
    told = row.offers.filter(state__in=(Offer.State.SENT, Offer.State.LIKED)).select_related("contact")
    return render(request, "story.html", {"story": row, "found": found, "told": told})


def _ready(offer: Offer) -> Given:
    """An offer with its reason, its message, and the ways to send it."""
    to = ("offer-decide", offer.pk)
    return given(offer.contact, offer.story.title, words.reason(offer), words.message(offer), to, "sent")


@require_POST
def decide(request: OwnersRequest, pk: int) -> HttpResponse:
    """Sent, not for them, or they liked it."""
    act, now = request.POST.get("act", ""), timezone.now()
    if act == "sent":
        channel = "mail" if request.POST.get("channel") == "mail" else "message"
        say_done(request, with_404(lambda: offers.send(request.user, pk, channel, now)))
    elif act in {"declined", "liked"}:
        say_done(request, with_404(lambda: offers.decide(request.user, pk, act, now)))
    else:
        with_404(lambda: Offer.objects.of(request.user).get(pk=pk))
    return back(request, "news")


@require_http_methods(["GET", "POST"])
def feeds(request: OwnersRequest) -> HttpResponse:
    """The feeds that are read, and a form for one more."""
    problem, url = "", request.POST.get("url", "").strip()
    if request.method == "POST":
        try:
            followed = following.follow(request.user, url, timezone.now())
        except FetchRefused as refused:
            problem = str(refused)
        else:
            number = offers.match_news(request.user, timezone.now())
            said = ngettext("%(n)d reason to write.", "%(n)d reasons to write.", number) % {"n": number}
            say(request, f"{followed.feed.title or followed.feed.url}: {said}")
            return redirect("feeds")
    rows = following.subscriptions_of(request.user)
    return render(request, "feeds.html", {"feeds": rows, "problem": problem, "url": url})


@require_POST
def feed_list(request: OwnersRequest) -> HttpResponse:
    """A list of feeds (OPML), as other readers write it."""
    file = request.FILES.get("file")
    if not file or not file.size or file.size > LARGEST_LIST:
        say(request, _("Please choose a list of feeds (OPML) of at most 2 MB."))
        return redirect("feeds")
    try:
        new, all_ = following.follow_list(request.user, file.read(), timezone.now())
    except FetchRefused as refused:
        say(request, str(refused))
    else:
        jobs.read_feeds()
        say(request, _("%(new)d new feeds of %(all)d; they are being read.") % {"new": new, "all": all_})
    return redirect("feeds")


@require_POST
def unfollow(request: OwnersRequest, pk: int) -> HttpResponse:
    """Read it no longer."""
    say_done(request, with_404(lambda: following.unfollow(request.user, pk)))
    return redirect("feeds")


@require_POST
def field(request: OwnersRequest, pk: int) -> HttpResponse:
    """What a contact's field and interests are, in a line each."""
    person = with_404(lambda: contact_of(request.user, pk))
    fields, interests = request.POST.get("fields", ""), request.POST.get("interests", "")
    say_done(request, profiles.set_profile(request.user, person, fields, interests))
    return redirect(person)


def in_hand(owner: Owner, person: Contact) -> dict[str, object]:
    """For the contact's page: the best story this month, what was sent, and what their field is taken to be."""
    best = offers.best_for(owner, person, timezone.now())
    return {
        "offer": best,
        "offer_reason": words.reason(best) if best else "",
        "sent_stories": offers.sent_to(owner, person)[:3],
        "profile": profiles.profile_of(owner, person),
        "field_line": profiles.line_of(owner, person),
    }
