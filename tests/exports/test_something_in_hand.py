"""Stories, feeds, fields and introductions go out and come back like everything else (M13, M16, M17)."""

import zipfile
from datetime import UTC, datetime

import pytest

from needless.contacts.actions import save_contact
from needless.exports.actions import export_all
from needless.exports.reading import read_archive
from needless.introducing.models import Introduction
from needless.introducing.stages import choose, step
from needless.news import feeds, offers, profiles
from needless.news.models import Feed, Offer, Profile, Story, Subscription
from needless.news.reading import Page

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_what_is_in_hand_comes_back_with_its_people(owner, other_owner, tmp_path):
    lars, bo = (save_contact(owner, {"name": name, "title": "Customs specialist"}) for name in ("Lars", "Bo"))
    profiles.set_profile(owner, lars, "ports", "")
    story = offers.keep_story(
        owner, Page("Customs checks slow at ports", "Cargo waits."), "https://x.example/1", NOW
    )
    offers.look_for_readers(owner, story)
    row = choose(owner, lars, bo, "for a", "for b", NOW)
    step(owner, row.pk, "ask_a", NOW)
    feeds.subscribe(
        owner, Feed.objects.create(url="https://x.example/feed?a=1&b=2", title='A "feed" & more', next_at=NOW)
    )
    export_all(owner, tmp_path / "all.zip")
    assert "x.example/feed?a=1&amp;b=2" in zipfile.ZipFile(tmp_path / "all.zip").read("feeds.opml").decode()
    for _twice in range(2):
        read_archive(other_owner, tmp_path / "all.zip")
    assert Story.objects.of(other_owner).get().title == story.title
    assert Offer.objects.of(other_owner).count() == Offer.objects.of(owner).count() > 0
    assert Profile.objects.of(other_owner).get().contact.name == "Lars"
    assert Subscription.objects.of(other_owner).get().feed.url == "https://x.example/feed?a=1&b=2"
    theirs = Introduction.objects.of(other_owner).get()
    assert (theirs.a.name, theirs.stage, theirs.steps.count()) == ("Lars", "asking_a", 1)
    assert theirs.a.owner_id == other_owner.pk
