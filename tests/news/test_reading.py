"""Feeds of all kinds, pages, lists of feeds: read as they are, broken ones too (M13)."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needless.fetching import Fetched, FetchRefused
from needless.news.links import key_of
from needless.news.reading import plain, read_feed, read_opml, read_page

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Quayside &amp; Co</title>
<item><title>Ports &lt;b&gt;queue&lt;/b&gt;</title><link>/a?utm_source=x</link><description>&lt;p&gt;Long waits&lt;/p&gt;</description>
<pubDate>Mon, 02 Nov 2026 10:00:00 +0100</pubDate></item><item><title>No link</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title><entry><title>One</title>
<link href="https://x.example/1"/><updated>2026-11-02T10:00:00Z</updated><summary>text</summary></entry></feed>"""
PAGE = b"""<html><head><title>Plain title</title><meta property="og:title" content="A better title">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><nav>Menu Menu</nav><article>
<h1>A better title</h1><p>Container ships queue outside the ports for the third week in a row, and the customs officers say
that the papers come too late.</p><p>Shipping lines ask for an earlier slot, and the port authority has promised one by the end
of the month, when the new cranes arrive.</p></article></body></html>"""


def answer(body, url="https://x.example/feed", kind="application/xml"):
    return Fetched(url, 200, body, kind, "", "")


def test_rss_is_read_with_times_in_utc_and_links_made_whole():
    found = read_feed(answer(RSS))
    assert found.title == "Quayside & Co"
    (entry,) = found.entries
    assert (entry.title, entry.text) == ("Ports queue", "Long waits")
    assert entry.url == "https://x.example/a?utm_source=x"
    assert entry.at.isoformat() == "2026-11-02T09:00:00+00:00"


def test_atom_is_read():
    assert [entry.url for entry in read_feed(answer(ATOM)).entries] == ["https://x.example/1"]


def test_a_json_feed_is_read():
    body = {"title": "J", "items": [{"url": "/1", "title": "One", "content_html": "<p>a</p>", "date_published": "2026-11-02T10:00:00Z"},
                                    {"url": "/2", "content_text": "No title", "date_published": "soon"}, {"id": 3}, "x"]}  # fmt: skip
    found = read_feed(answer(json.dumps(body).encode()))
    assert [(e.url, e.title, e.at is None) for e in found.entries] == [
        ("https://x.example/1", "One", False),
        ("https://x.example/2", "No title", True),
    ]


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"{}", b"[1]", b"{", b"hello"])
def test_what_is_no_feed_is_none(body):
    assert read_feed(answer(body)) is None


def test_a_page_gives_title_text_and_its_feeds():
    page = read_page(PAGE, "https://x.example/story")
    assert page.title == "A better title"
    assert "Container ships" in page.text
    assert "Menu" not in page.text
    assert page.feeds == ["https://x.example/feed.xml"]


def test_plain_text_has_its_first_line_for_a_title():
    page = read_page(b"Ports queue\nfor weeks")
    assert (page.title, page.text) == ("Ports queue", "Ports queue\nfor weeks")


def test_a_list_of_feeds_is_read_and_entities_are_refused():
    body = b'<opml><body><outline text="a"><outline xmlUrl="https://x.example/1"/><outline xmlUrl="https://x.example/1"/></outline></body></opml>'
    assert read_opml(body) == ["https://x.example/1"]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><opml><body><outline xmlUrl="&a;"/></body></opml>'
    alien = b"<?xml version='1.0' encoding='FTU-8'?><opml/>"
    for bad in (bomb, alien, b"", b"no xml"):
        with pytest.raises(FetchRefused, match="no list of feeds"):
            read_opml(bad)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.x.example/a/", "http://x.example/a?utm_source=news&fbclid=1#top"),
        ("https://x.example/?id=2&b=1", "https://m.x.example/?b=1&id=2"),
    ],
)
def test_the_same_story_by_another_way_has_the_same_key(one, other):
    assert key_of(one) == key_of(other)


def test_another_story_has_another_key():
    assert key_of("https://x.example/?id=1") != key_of("https://x.example/?id=2")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_nothing_that_is_fetched_breaks_the_readers(body):
    for start in (b"", b"<rss>", b"<feed>", b"{", b"<html>"):
        with suppress(FetchRefused):
            found = read_feed(answer(start + body))
            assert found is None or found.entries is not None
        assert isinstance(read_page(start + body).title, str)


@given(st.text(max_size=300))
def test_text_is_one_line_without_tags(text):
    assert "\n" not in plain(text, 100)
    assert len(plain(text, 100)) <= 100
