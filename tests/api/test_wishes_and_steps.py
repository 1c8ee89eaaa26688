"""Feeds, offers, opportunities, introductions and wishes over the API: what the pages do, and the same refusals (M13, M16)."""

import pytest
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.news.models import Feed, Offer, Story, Subscription
from needless.opportunities.models import Opportunity, Portal, Tip


@pytest.fixture
def lars(owner):
    return save_contact(owner, {"name": "Lars", "title": "Customs specialist"})


@pytest.fixture
def offer(owner, lars):
    story = Story.objects.create(owner=owner, key="k", title="Ports wait", at=timezone.now())
    return Offer.objects.create(owner=owner, contact=lars, story=story, score=1)


@pytest.fixture
def tip(owner, lars):
    row = Opportunity.objects.create(owner=owner, key="k", title="Head of customs", at=timezone.now())
    return Tip.objects.create(owner=owner, contact=lars, opportunity=row, score=1, made_at=timezone.now())


def test_a_story_in_hand_is_listed_sent_and_liked(program, others_program, lars, offer):
    ((story,),) = (program.ask("GET", "/stories")[1],)
    assert story["for"][0]["contact"]["id"] == lars.pk
    assert others_program.ask("POST", f"/offers/{offer.pk}", {"act": "sent"})[0] == 404
    assert program.ask("POST", f"/offers/{offer.pk}", {"act": "sent"})[1]["state"] == "sent"
    assert program.ask("GET", "/stories")[1] == []
    assert program.ask("POST", f"/offers/{offer.pk}", {"act": "liked"})[1]["state"] == "liked"
    assert program.ask("POST", f"/offers/{offer.pk}", {"act": "eaten"})[0] == 422


def test_feeds_are_listed_with_their_state_refused_and_left(program, others_program, owner):
    feed = Feed.objects.create(
        url="https://x.example/f", title="Quay", next_at=timezone.now(), problem="It is shut."
    )
    row = Subscription.objects.create(owner=owner, feed=feed)
    (told,) = program.ask("GET", "/feeds")[1]
    assert (told["title"], told["problem"]) == ("Quay", "It is shut.")
    status, said = program.ask("POST", "/feeds", {"url": "http://10.0.0.1/feed"})
    assert (status, "private network" in str(said)) == (422, True)
    assert others_program.ask("DELETE", f"/feeds/{row.pk}")[0] == 404
    assert program.ask("DELETE", f"/feeds/{row.pk}")[0] == 200
    assert program.ask("GET", "/feeds")[1] == []


def test_an_opportunity_is_told_once_and_has_an_outcome(program, reader, lars, tip):
    ((told,),) = (program.ask("GET", "/opportunities")[1],)
    assert (told["id"], told["contact"]["name"]) == (tip.pk, "Lars")
    assert reader.ask("POST", f"/tips/{tip.pk}", {"act": "told"})[0] == 403
    assert program.ask("POST", f"/tips/{tip.pk}", {"act": "told"})[1]["state"] == "told"
    assert program.ask("POST", f"/tips/{tip.pk}", {"act": "told"})[0] == 409
    assert (
        program.ask("POST", f"/tips/{tip.pk}", {"act": "outcome", "outcome": "Hired"})[1]["outcome"]
        == "Hired"
    )
    assert program.ask("POST", "/opportunities", {"url": "http://192.168.0.1/"})[0] == 422


def test_portals_are_listed_and_left(program, owner):
    row = Portal.objects.create(owner=owner, url="https://x.example/jobs", title="Jobs")
    ((told,),) = (program.ask("GET", "/portals")[1],)
    assert (told["title"], told["read_at"]) == ("Jobs", None)
    assert program.ask("DELETE", f"/portals/{row.pk}")[0] == 200


def test_an_introduction_goes_its_way_step_by_step_and_no_step_is_skipped(
    program, others_program, owner, lars
):
    mia = save_contact(owner, {"name": "Mia"})
    pair = {"a": lars.pk, "b": mia.pk, "for_a": "x", "for_b": "y"}
    assert others_program.ask("POST", "/introductions", pair)[0] == 404
    assert program.ask("POST", "/introductions", {"a": lars.pk, "b": lars.pk})[0] == 422
    status, row = program.ask("POST", "/introductions", pair)
    assert (status, row["stage"], row["next"]) == (201, "chosen", ["ask_a", "ask_b", "drop"])
    steps = f"/introductions/{row['id']}/steps"
    assert program.ask("POST", steps, {"act": "introduce"})[0] == 409
    for act in ("ask_b", "yes_b", "ask_a", "yes_a", "introduce"):
        assert program.ask("POST", steps, {"act": act})[0] == 201


def test_what_they_look_for_is_noted_shown(program, others_program, lars):
    path = f"/contacts/{lars.pk}/wishes"
    assert others_program.ask("GET", path)[0] == 404
    status, row = program.ask("POST", path, {"kind": "need", "text": "a designer"})
    assert (status, row["text"]) == (201, "a designer")
    assert program.ask("POST", path, {"kind": "need", "text": "A designer"})[1]["id"] == row["id"]
    assert program.ask("POST", path, {"kind": "need", "text": "  "})[0] == 422
    assert len(program.ask("GET", path)[1]) == 1
