"""Whom a story is for: at most five, surely, once, with the reason; what became of it counts (M13)."""

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from needless.contacts.actions import let_go, save_contact
from needless.contacts.undo import undo
from needless.fetching import FetchRefused
from needless.interactions.actions import log_interaction
from needless.news import feeds, offers, profiles, words
from needless.news.models import Entry, Feed, Offer, Story, Subscription
from needless.news.reading import Page

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PORTS = Page(
    "Container ships queue as customs checks slow", "Shipping lines warn of delays to cargo at the ports."
)
AGAIN = Page("Container ships queue as customs checks slow down", "A paper of the same story.")
MOON = Page("A poem about the moon", "It was night.")
pytestmark = pytest.mark.django_db


@pytest.fixture
def lars(owner):
    contact = save_contact(
        owner, {"name": "Lars Mikkola", "title": "Customs specialist", "emails": ["lars@example.org"]}
    )
    log_interaction(owner, [contact], NOW - timedelta(days=100), "call")
    contact.refresh_from_db()
    return contact


@pytest.fixture
def chef(owner):
    contact = save_contact(owner, {"name": "Ana Prado", "title": "Executive chef"})
    log_interaction(owner, [contact], NOW - timedelta(days=100), "call")
    return contact


def named(found):
    return [offer.contact.name for offer in found]


def test_a_story_finds_whose_field_it_is_and_says_why(owner, lars, chef):
    (offer,) = offers.look_for_readers(owner, offers.keep_story(owner, PORTS, "https://x.example/1", NOW))
    assert offer.contact == lars
    assert "ustoms" in words.reason(offer)
    assert "https://x.example/1" in words.message(offer)
    assert "Lars" in words.message(offer)


def test_a_story_for_nobody_is_offered_to_nobody(owner, lars, chef):
    assert offers.look_for_readers(owner, offers.keep_story(owner, MOON, "", NOW)) == []


def test_the_same_link_is_the_same_story(owner):
    one = offers.keep_story(owner, PORTS, "https://x.example/1?utm_source=a", NOW)
    assert offers.keep_story(owner, PORTS, "https://www.x.example/1", NOW).pk == one.pk


def test_asked_twice_it_names_the_same_and_asks_nobody_again(owner, lars):
    story = offers.keep_story(owner, PORTS, "https://x.example/1", NOW)
    assert named(offers.look_for_readers(owner, story)) == named(offers.look_for_readers(owner, story))
    offers.decide(owner, story.offers.get().pk, "declined", NOW)
    assert offers.look_for_readers(owner, story) == []


def test_the_same_story_from_another_paper_is_not_offered_again(owner, lars):
    offers.look_for_readers(owner, offers.keep_story(owner, PORTS, "https://x.example/1", NOW))
    assert offers.look_for_readers(owner, offers.keep_story(owner, AGAIN, "https://y.example/2", NOW)) == []


WIRE = ("The harbour master said on Tuesday that papers for refrigerated goods come two days late on average, and that "
        "the shipping lines pay for the berths while nobody moves a box.")  # fmt: skip


def test_the_same_report_under_another_headline_is_not_offered_again(owner, lars):
    one = Page("Customs checks slow the ports", f"{WIRE} Cranes stand still.")
    other = Page("Cargo waits at the harbour for customs officers", f"By our own reporter. {WIRE}")
    assert named(offers.look_for_readers(owner, offers.keep_story(owner, other, "https://z.example/1", NOW)))
    assert offers.look_for_readers(owner, offers.keep_story(owner, one, "https://x.example/1", NOW)) == []


def test_one_report_in_two_feeds_is_one_story_in_hand(owner, lars, feed):
    second = Feed.objects.create(url="https://y.example/feed", title="Other paper", next_at=NOW)
    feeds.subscribe(owner, second)
    entries(feed, Page("Customs checks slow the ports", WIRE))
    entries(second, Page("Cargo waits at the harbour for customs officers", WIRE))
    assert offers.match_news(owner, NOW) == 1


def test_at_most_five_are_named(owner):
    for n in range(9):
        save_contact(owner, {"name": f"Customs {n}", "title": "Customs specialist"})
    assert len(offers.look_for_readers(owner, offers.keep_story(owner, PORTS, "", NOW))) == 5


def test_who_was_let_go_or_wants_no_suggestion_gets_none(owner, lars):
    let_go(owner, [lars.pk])
    assert offers.look_for_readers(owner, offers.keep_story(owner, PORTS, "", NOW)) == []


def test_sent_logs_it_once_and_undo_takes_it_back(owner, lars):
    (offer,) = offers.look_for_readers(owner, offers.keep_story(owner, PORTS, "https://x.example/1", NOW))
    step = offers.send(owner, offer.pk, "mail", NOW)
    offers.send(owner, offer.pk, "mail", NOW)
    lars.refresh_from_db()
    assert (lars.talks, lars.last_talk_on.isoformat()) == (2, "2026-11-20")
    undo(owner, step.pk)
    offer.refresh_from_db()
    lars.refresh_from_db()
    assert (offer.state, lars.talks) == (Offer.State.OPEN, 1)


def test_what_they_liked_counts_for_them(owner, chef):
    story = Story.objects.create(owner=owner, key="k", title="Ports and customs: ships queue", at=NOW)
    liked = Offer.objects.create(owner=owner, contact=chef, story=story, score=1)
    before = profiles.cards_of(owner, [chef])[0].fields
    offers.decide(owner, liked.pk, Offer.State.LIKED, NOW)
    assert profiles.cards_of(owner, [chef])[0].fields == (*before, story.title)


def test_notes_tags_jobs_needs_and_offers_are_in_the_profile(owner):
    from needless.contacts.actions import add_note, add_tag
    from needless.helping.models import Wish

    jobs = [{"organisation": "Quay", "title": "Board member"}, {"title": "Dock clerk", "ended": "2019"}]
    bo = save_contact(owner, {"name": "Bo Li", "title": "Planner", "positions": jobs})
    add_note(owner, bo, "Works on port automation, loves hiking and jazz.")
    add_tag(owner, [bo.pk], "cranes")
    for kind, text in (("need", "a designer"), ("offer", "help with contracts")):
        Wish.objects.create(owner=owner, contact=bo, kind=kind, text=text, on=NOW.date())
    (card,) = profiles.cards_of(owner, [bo])
    assert card.fields == ("cranes", "port automation", "Board member")
    assert card.interests == ("hiking", "jazz")
    assert (card.seeks, card.offers) == (("a designer",), ("help with contracts",))
    type(bo).objects.filter(pk=bo.pk).update(title="")
    bo.positions.exclude(title="Dock clerk").delete()
    bo.refresh_from_db()
    assert "Dock clerk" in profiles.cards_of(owner, [bo])[0].fields


def test_the_owners_own_words_are_the_field(owner, chef):
    step = profiles.set_profile(owner, chef, "ports, customs , ports", "hiking")
    card = profiles.cards_of(owner, [chef])[0]
    assert (card.fields, card.interests) == (("ports", "customs"), ("hiking",))
    assert named(offers.look_for_readers(owner, offers.keep_story(owner, PORTS, "", NOW))) == ["Ana Prado"]
    undo(owner, step.pk)
    assert profiles.cards_of(owner, [chef])[0].fields == ()


def test_who_is_careful_is_offered_less(owner):
    for n, title in enumerate(("Harbour master", "Trade reporter", "Customs specialist", "Ship broker")):
        save_contact(owner, {"name": f"Person {n}", "title": title})
    found = []
    for matching in ("generous", "careful"):
        owner.matching = matching
        Offer.objects.all().delete()
        found.append(len(offers.look_for_readers(owner, offers.keep_story(owner, PORTS, "", NOW))))
    assert found[0] > found[1]


def entries(feed, *pages, at=NOW):
    for n, page in enumerate(pages):
        url = f"https://x.example/{feed.pk}/{n}"
        Entry.objects.create(feed=feed, key=url[8:], url=url, title=page.title, text=page.text, at=at)


@pytest.fixture
def feed(owner):
    row = Feed.objects.create(url="https://x.example/feed", title="Quayside", next_at=NOW)
    feeds.subscribe(owner, row)
    return row


def test_news_of_a_feed_wait_for_whom_they_are_for(owner, lars, chef, feed):
    entries(feed, PORTS, MOON, AGAIN)
    assert offers.match_news(owner, NOW) == 1
    assert offers.best_for(owner, lars, timezone.now()).story.title == PORTS.title
    assert offers.best_for(owner, chef, timezone.now()) is None
    assert offers.match_news(owner, NOW + timedelta(hours=1)) == 0


def test_strangers_get_nothing_from_feeds(owner, feed):
    save_contact(owner, {"name": "Nobody Known", "title": "Customs specialist"})
    entries(feed, PORTS)
    assert offers.match_news(owner, NOW) == 0


def test_nobody_gets_more_than_three_a_month(owner, lars, feed):
    titles = ("Customs officers strike at ports", "New customs rules for parcels", "Customs software fails in harbour",
              "Ships wait for customs clearance", "Customs duties on steel rise")  # fmt: skip
    entries(feed, *(Page(title, "Customs and cargo at the ports.") for title in titles))
    offers.match_news(owner, NOW)
    assert lars.offer_set.count() <= offers.MOST_A_MONTH


def test_the_plan_has_a_story_in_hand_and_done_marks_it_sent(owner, lars, feed):
    from needless.plan import actions
    from needless.plan.kinds import story
    from needless.plan.models import DayPlan, Suggestion

    today = timezone.localdate()
    entries(feed, PORTS, at=timezone.now())
    offers.match_news(owner, timezone.now())
    from needless.plan.candidates import desk_of

    (candidate,) = story.candidates(owner, today, desk_of(owner, today))
    assert candidate.contact == lars
    assert candidate.in_hand["url"].startswith("/news/")
    plan = DayPlan.objects.create(owner=owner, on=today, minutes=15)
    row = Suggestion.objects.create(
        owner=owner, plan=plan, on=today, position=0, contact=lars, kind="story", channel="mail", action="x", minutes=3,
        reason="x",
    )  # fmt: skip
    actions.finish(owner, row.pk, today)
    assert lars.offer_set.get().state == Offer.State.SENT


class Site(BaseHTTPRequestHandler):
    """A site with a page, a feed that knows ETags, and what breaks."""

    answers: dict = {}
    asked: list = []

    def do_GET(self):
        self.asked.append((self.path, self.headers.get("If-None-Match")))
        status, body, etag = self.answers.get(self.path, (404, b"", ""))
        if etag and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


RSS = (
    b"<rss><channel><title>Quayside</title><item><title>Container ships queue as customs checks slow</title>"
    b"<link>/1</link><description>Shipping lines warn of delays to cargo.</description></item></channel></rss>"
)


@pytest.fixture
def site(settings):
    settings.ALLOW_PRIVATE_FETCHES = True
    Site.asked.clear()
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>hi</body></html>'
    Site.answers = {
        "/": (200, page, ""),
        "/feed": (200, RSS, '"1"'),
        "/bare": (200, b"<html>none</html>", ""),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_feed_is_found_from_its_sites_address_and_read_once_for_all(owner, other_owner, site):
    first = feeds.follow(owner, f"{site}/", NOW)
    second = feeds.follow(other_owner, f"{site}/feed", NOW)
    assert first.feed_id == second.feed_id
    assert Entry.objects.count() == 1
    assert first.feed.title == "Quayside"


def test_a_site_without_a_feed_is_refused_in_words(owner, site):
    with pytest.raises(FetchRefused, match="no feed"):
        feeds.follow(owner, f"{site}/bare", NOW)


def test_it_is_asked_for_again_when_due_and_only_if_it_changed(owner, site):
    row = feeds.follow(owner, f"{site}/feed", NOW).feed
    assert feeds.refresh_due(NOW) == 0
    assert len(Site.asked) == 1
    feeds.refresh_due(NOW + timedelta(hours=2))
    assert Site.asked[-1] == ("/feed", '"1"')
    row.refresh_from_db()
    assert row.next_at > NOW + timedelta(hours=2)


def test_a_broken_feed_is_put_off_longer_each_time_and_says_why(owner, site):
    row = feeds.follow(owner, f"{site}/feed", NOW).feed
    Site.answers = {}
    at, waits = NOW, []
    for _try in range(8):
        row.refresh_from_db()
        at = row.next_at
        feeds.refresh_due(at)
        row.refresh_from_db()
        waits.append(row.next_at - at)
    assert waits == sorted(waits)
    assert waits[0] > timedelta(hours=1)
    assert waits[-1] <= feeds.LONGEST_WAIT
    assert "404" in row.problem


def test_two_processes_read_a_due_feed_once(owner, site):
    row = feeds.follow(owner, f"{site}/feed", NOW).feed
    row.refresh_from_db()
    assert row.claim(NOW)
    assert not row.claim(NOW)


def test_a_feed_that_nobody_reads_any_more_goes(owner, other_owner, site):
    mine, theirs = (feeds.follow(each, f"{site}/feed", NOW) for each in (owner, other_owner))
    feeds.unfollow(owner, mine.pk)
    assert Feed.objects.count() == 1
    with pytest.raises(Subscription.DoesNotExist):
        feeds.unfollow(owner, theirs.pk)
    feeds.unfollow(other_owner, theirs.pk)
    assert feeds.forget_unread(NOW) == 0 and Feed.objects.count() == 1  # as long as there is a way back
    feeds.forget_unread(NOW + timedelta(days=40))
    assert Feed.objects.count() == Entry.objects.count() == 0


def test_a_list_of_feeds_is_followed_and_twice_is_as_once(owner, site):
    opml = f'<opml><body><outline xmlUrl="{site}/feed"/><outline xmlUrl="file:///etc/passwd"/></body></opml>'.encode()
    assert feeds.follow_list(owner, opml, NOW) == (1, 1)
    assert feeds.follow_list(owner, opml, NOW) == (0, 1)
    assert feeds.refresh_due(NOW) == 1


def test_a_shared_link_is_read(owner, lars, site):
    Site.answers["/story"] = (200, b"<html><head><title>Container ships queue as customs checks slow</title></head><body><p>"
                              b"Shipping lines warn of delays to cargo at the ports.</p></body></html>", "")  # fmt: skip
    story = offers.share_link(owner, f"{site}/story", NOW)
    assert story.title.startswith("Container ships")
    assert named(offers.look_for_readers(owner, story)) == ["Lars Mikkola"]
