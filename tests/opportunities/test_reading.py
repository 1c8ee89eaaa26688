"""Postings as portals, boards and pages write them; whatever else an address answers breaks nothing (M17)."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needless.fetching import Fetched
from needless.opportunities.reading import board_address, read_postings


def answer(body, url="https://x.example/jobs", kind="application/json"):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Fetched(url, 200, body, kind, "", "")


GREENHOUSE = {
    "jobs": [
        {
            "absolute_url": "https://boards.greenhouse.io/orient/jobs/1",
            "title": "Customs lead",
            "location": {"name": "Lisbon, Portugal"},
            "updated_at": "2026-11-20T10:00:00-05:00",
            "content": "&lt;p&gt;Papers &amp;amp; ports.&lt;/p&gt;",
        }
    ],
    "meta": {"total": 1},
}
LEVER = [
    {
        "text": "Customs lead",
        "hostedUrl": "https://jobs.lever.co/orient/1",
        "categories": {"location": "Lisbon, Portugal", "team": "Operations"},
        "createdAt": 1795168800000,
        "descriptionPlain": "Papers & ports.",
    }
]
ASHBY = {
    "apiVersion": "1",
    "jobs": [
        {
            "title": "Customs lead",
            "location": "Lisbon, Portugal",
            "jobUrl": "https://jobs.ashbyhq.com/orient/1",
            "publishedAt": "2026-11-20T10:00:00.000+00:00",
            "descriptionPlain": "Papers & ports.",
        }
    ],
}


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (GREENHOUSE, "https://boards-api.greenhouse.io/v1/boards/orient/jobs"),
        (LEVER, "https://api.lever.co/v0/postings/orient"),
        (ASHBY, "https://api.ashbyhq.com/posting-api/job-board/orient"),
    ],
)
def test_the_boards_of_the_common_systems_say_the_same(body, url):
    (found,) = read_postings(answer(body, url))
    assert (found.title, found.place, found.text) == ("Customs lead", "Lisbon, Portugal", "Papers & ports.")
    assert found.organisation == "Orient"
    assert found.url.endswith("1") and found.at.year == 2026


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("https://boards.greenhouse.io/orient", "boards-api.greenhouse.io/v1/boards/orient/jobs"),
        ("https://jobs.lever.co/orient/", "api.lever.co/v0/postings/orient"),
        ("https://jobs.ashbyhq.com/orient?x=1", "api.ashbyhq.com/posting-api/job-board/orient"),
    ],
)
def test_a_boards_page_is_read_where_it_answers_as_json(page, api):
    assert api in board_address(page)
    assert board_address("https://orient.example/jobs?page=2") == "https://orient.example/jobs?page=2"


def test_a_job_posting_in_a_page_is_read_with_its_last_day():
    said = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": "JobPosting",
                "title": "Customs lead",
                "description": "<p>Papers &amp; ports.</p>",
                "hiringOrganization": {"@type": "Organization", "name": "Orient Lines"},
                "jobLocation": {"address": {"addressLocality": "Lisbon", "addressCountry": "PT"}},
                "datePosted": "2026-11-20",
                "validThrough": "2026-12-31T00:00",
            },
        ],
    }
    page = f'<!doctype html><html><script type="application/ld+json">{json.dumps(said)}</script></html>'
    (found,) = read_postings(answer(page.encode(), kind="text/html"))
    assert (found.title, found.organisation, found.place) == ("Customs lead", "Orient Lines", "Lisbon, PT")
    assert found.url == "https://x.example/jobs"
    assert str(found.closes_on) == "2026-12-31"


def test_a_portals_feed_names_the_firm_in_the_title():
    feed = b"""<rss version="2.0"><channel><title>Jobs</title><item><title>Customs lead at Orient Lines (Lisbon)</title>
    <link>https://x.example/1</link></item><item><title>Looking at stars</title><link>https://x.example/2</link></item>
    </channel></rss>"""
    one, other = read_postings(answer(feed, kind="application/rss+xml"))
    assert (one.title, one.organisation) == ("Customs lead", "Orient Lines")
    assert (other.title, other.organisation) == ("Looking at stars", "")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b"<html>Hello</html>", b'{"a": 1}', b"\xff\xfe\x00"]
)
def test_what_holds_no_postings_is_none(body):
    assert read_postings(answer(body)) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "jobs",
                    "title",
                    "location",
                    "categories",
                    "absolute_url",
                    "createdAt",
                    "@type",
                    "@graph",
                    "url",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_nothing_that_a_board_answers_breaks_the_reader(said):
    read_postings(answer({"jobs": [said]}))
    read_postings(answer([said]))
    linked = json.dumps([{"@type": "JobPosting", "jobLocation": said, "hiringOrganization": said}, said])
    page = f'<html><script type="application/ld+json">{linked}</script></html>'
    read_postings(answer(page.encode(), kind="text/html"))
