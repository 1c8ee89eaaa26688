"""Opportunities reach whom they fit, the owner apart; told once, with what became of it (M16, M17)."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from needless.contacts.actions import save_contact
from needless.contacts.undo import undo
from needless.fetching import FetchRefused
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.opportunities import portals, tips
from needless.opportunities.models import Board, Opportunity, Portal, Tip
from needless.opportunities.reading import Posting
from needless.owners.models import OwnPosition

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CUSTOMS = Posting(
    "https://x.example/1",
    "Senior customs specialist",
    "Orient Lines",
    "Lisbon",
    "Customs papers and freight at the port.",
)
pytestmark = pytest.mark.django_db


def person(owner, name, title, **values):
    contact = save_contact(owner, {"name": name, "title": title, **values})
    log_interaction(owner, [contact], NOW - timedelta(days=100), "call")
    contact.refresh_from_db()
    return contact


@pytest.fixture
def lars(owner):
    return person(owner, "Lars Mikkola", "Customs specialist", place="Lisbon", emails=["lars@example.org"])


@pytest.fixture
def chef(owner):
    return person(owner, "Ana Prado", "Executive chef", place="Lisbon")


def test_an_opening_reaches_whose_field_it_is_with_the_reason(owner, lars, chef):
    assert tips.match_postings(owner, [CUSTOMS], None, NOW) == 1
    (tip,) = tips.open_tips(owner, NOW)
    assert tip.contact == lars
    assert tip.terms and tip.facts


def test_what_fits_nobody_is_not_kept(owner, chef):
    assert tips.match_postings(owner, [CUSTOMS], None, NOW) == 0
    assert not Opportunity.objects.of(owner).exists()


@pytest.mark.parametrize(
    "values", [{"place": "Oslo"}, {"title": "Head of customs and freight"}, {"organisation": "Orient Lines"}]
)
def test_it_is_not_for_who_is_elsewhere_far_above_or_works_there_already(owner, values):
    person(owner, "Bo Li", **{"title": "Customs specialist", "place": "Lisbon", **values})
    tips.match_postings(owner, [CUSTOMS], None, NOW)
    assert not Tip.objects.of(owner).exists()


def test_it_is_the_owners_too_apart_from_the_others(owner, lars):
    OwnPosition.objects.create(owner=owner, organisation="Here", title="Customs specialist")
    tips.match_postings(owner, [CUSTOMS], None, NOW)
    (row,) = tips.opportunities_of(owner)
    assert row.for_me == Opportunity.Mine.OPEN
    back = tips.decide_mine(owner, row.pk, "passed", "too far")
    row.refresh_from_db()
    assert (row.for_me, row.outcome) == ("passed", "too far")
    undo(owner, back.pk)
    row.refresh_from_db()
    assert (row.for_me, row.outcome) == ("open", "")


def test_it_is_told_once_and_logged_and_can_be_taken_back(owner, lars):
    tips.match_postings(owner, [CUSTOMS], None, NOW)
    tip = tips.open_tips(owner, NOW).get()
    before = Interaction.objects.of(owner).count()
    back = tips.tell(owner, tip.pk, "mail", NOW)
    assert Interaction.objects.of(owner).count() == before + 1
    assert not tips.open_tips(owner, NOW).exists()
    with pytest.raises(ValueError, match="already"):
        tips.tell(owner, tip.pk, "mail", NOW)
    with pytest.raises(ValueError, match="already"):
        tips.decline(owner, tip.pk, NOW)
    tips.match_postings(owner, [CUSTOMS], None, NOW)
    assert Tip.objects.of(owner).count() == 1
    undo(owner, back.pk)
    assert tips.open_tips(owner, NOW).count() == 1
    assert Interaction.objects.of(owner).count() == before


def test_what_became_of_it_is_kept(owner, lars):
    tips.match_postings(owner, [CUSTOMS], None, NOW)
    tip = tips.open_tips(owner, NOW).get()
    tips.tell(owner, tip.pk, "mail", NOW)
    assert tips.told_tips(owner).count() == 1
    tips.note_outcome(owner, tip.pk, "She got it.")
    assert not tips.told_tips(owner).exists()


def test_closed_and_old_openings_are_not_told(owner, lars):
    closed = Posting(**{**as_dict(CUSTOMS), "closes_on": NOW.date() - timedelta(days=1)})
    old = Posting(**{**as_dict(CUSTOMS), "at": NOW - timedelta(days=90)})
    assert tips.match_postings(owner, [closed, old], None, NOW) == 0
    tips.match_postings(owner, [CUSTOMS], None, NOW)
    assert not tips.open_tips(owner, NOW + timedelta(days=60)).exists()


def as_dict(posting):
    return {name: getattr(posting, name) for name in posting.__slots__}


def test_another_owner_has_none_of_it(owner, other_owner, lars):
    tips.match_postings(owner, [CUSTOMS], None, NOW)
    assert not tips.open_tips(other_owner, NOW).exists()
    with pytest.raises(Tip.DoesNotExist):
        tips.tell(other_owner, Tip.objects.of(owner).get().pk, "mail", NOW)


JOBS = [
    {
        "text": "Senior customs specialist",
        "hostedUrl": "https://jobs.example/1",
        "categories": {"location": "Lisbon"},
        "descriptionPlain": "Customs papers and freight at the port.",
    },
    {"text": "Pastry cook", "hostedUrl": "https://jobs.example/2", "categories": {"location": "Oslo"}},
]


class Site(BaseHTTPRequestHandler):
    seen: list = []

    def do_GET(self):
        self.seen.append(self.headers.get("If-None-Match"))
        page = b"<!doctype html><html><title>Grants for customs research</title><p>Papers on ports and customs.</html>"
        body, kind = {
            "/board": (json.dumps(JOBS).encode(), "application/json"),
            "/grant": (page, "text/html"),
        }.get(self.path, (b"", ""))
        unchanged = self.headers.get("If-None-Match") == '"1"'
        self.send_response(404 if not body else 304 if unchanged else 200)
        for name, value in {"ETag": '"1"', "Content-Type": kind}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0" if unchanged else str(len(body)))
        self.end_headers()
        if body and not unchanged:
            self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def site(settings):
    settings.ALLOW_PRIVATE_FETCHES = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    Site.seen.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_board_is_followed_and_asked_whether_anything_changed(owner, lars, site):
    portal = portals.take_in(owner, f"{site}/board", NOW)
    assert isinstance(portal, Portal)
    assert portal.title == "127.0.0.1"
    assert tips.open_tips(owner, NOW).count() == 1
    assert portals.refresh_due(NOW + timedelta(hours=7)) == 0
    assert Site.seen == [None, '"1"']
    assert portals.refresh_due(NOW + timedelta(hours=7)) == 0
    assert len(Site.seen) == 2


def test_any_page_is_one_opportunity(owner, lars, site):
    row = portals.take_in(owner, f"{site}/grant", NOW)
    assert isinstance(row, Opportunity)
    assert row.title == "Grants for customs research"


def test_a_portal_is_fetched_once_for_all_who_follow_it(owner, other_owner, lars, site):
    portals.take_in(owner, f"{site}/board", NOW)
    portals.take_in(other_owner, f"{site}/board", NOW)
    mia = save_contact(other_owner, {"name": "Mia Sand", "title": "Customs specialist"})
    type(mia).objects.filter(pk=mia.pk).update(tier="close")
    assert Board.objects.count() == 1
    Board.objects.update(etag="")
    Site.seen.clear()
    assert portals.refresh_due(NOW + timedelta(hours=7)) == 1
    assert len(Site.seen) == 1
    assert tips.open_tips(other_owner, NOW + timedelta(hours=7)).get().contact.name == "Mia Sand"


def test_a_portal_that_is_gone_says_so_and_is_asked_later_and_later(owner, site):
    Portal.objects.create(owner=owner, url=f"{site}/gone")
    portals.refresh_due(NOW)
    ((_portal, board),) = portals.portals_and_boards(owner)
    assert board.problem and board.failures == 1
    assert board.next_at > NOW + timedelta(hours=11)


def test_a_private_address_is_refused(owner):
    with pytest.raises(FetchRefused, match="private"):
        portals.take_in(owner, "http://127.0.0.1/board", NOW)


def test_a_portal_is_left_and_taken_up_again_by_undo(owner, site):
    portal = portals.take_in(owner, f"{site}/board", NOW)
    back = portals.unfollow(owner, portal.pk)
    assert not portals.portals_of(owner).exists()
    assert not Board.objects.exists()
    undo(owner, back.pk)
    assert portals.portals_of(owner).get().url == portal.url
    portals.refresh_due(NOW)
    assert Board.objects.get().fetched_at == NOW


def test_the_plan_has_it_in_hand_and_done_tells_it(owner, lars):
    from needless.plan.actions import finish, reopen
    from needless.plan.making import plan_of_day
    from needless.plan.models import Suggestion

    tips.match_postings(owner, [CUSTOMS], None, NOW)
    plan_of_day(owner, NOW.date())
    item = Suggestion.objects.of(owner).get(kind="opportunity")
    assert item.contact == lars
    assert item.in_hand["title"] == CUSTOMS.title
    finish(owner, item.pk, NOW.date())
    assert Tip.objects.of(owner).get().state == Tip.State.TOLD
    reopen(owner, item.pk)
    assert Tip.objects.of(owner).get().state == Tip.State.OPEN


def test_the_command_line_lists_what_is_in_hand(owner, lars):
    from click.testing import CliRunner
    from django.utils import timezone

    from needless.cli.root import needless

    tips.match_postings(owner, [CUSTOMS], None, timezone.now())
    (told,) = json.loads(CliRunner().invoke(needless, ["opportunities", "--json"]).stdout)
    assert told["contact"]["name"] == "Lars Mikkola"
    assert (told["title"], told["place"]) == (CUSTOMS.title, "Lisbon")
    assert told["reason"]
    assert CliRunner().invoke(needless, ["opportunities", "http://10.0.0.1/x"]).exit_code == 3
