"""Nobody reaches another owner's people: every address is walked with the first owner's numbers."""

import json
from datetime import date, timedelta
from itertools import product

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from needless.asking.models import Ask, AskStep, Favour, SharedWork
from needless.benefits.models import Benefit, Link
from needless.channels.actions import add_channel, renew_feed
from needless.channels.models import Digest
from needless.contacts.actions import add_note, add_relation, add_tag, save_contact
from needless.contacts.conflicts import ask_about
from needless.gatherings.models import Activity, CalendarFeed, Companion, Event, Guest, Letter, Trip
from needless.hearing.models import Perspective, Possibility
from needless.helping.models import Promise, UnfiledLine, Wish
from needless.imports.models import Import
from needless.interactions.actions import log_interaction
from needless.introducing.models import Introduction
from needless.mailboxes.copying import make_copy_address
from needless.mailboxes.models import Mailbox, MailFolder
from needless.meetings.models import Meeting
from needless.news.models import Feed, Offer, Story, Subscription
from needless.opportunities.models import Opportunity, Portal, Tip
from needless.owners.app_passwords import make_app_password
from needless.owners.models import OwnPosition
from needless.owners.tokens import make_token
from needless.plan.models import DayPlan, Suggestion
from needless.recommending.models import Draft
from needless.syncing.models import Account, CardLink, Collection, SyncRun
from needless.tables.owned import Owned
from needless.webhooks.actions import add_endpoint
from needless.webhooks.models import Outgoing

SECRET = "Zzyzx Okonkwo"
PARTS = (
    12  # of the addresses, each walked by a test: what all of them need is made a dozen times, not for each
)
FORM = (
    "hour=7&days=1&on=2099-01-01&me=x%40example.org&tier=close&text=x&kind=x&name=x&answer=yes&channel=call"
)
BODIES = {
    "PATCH": {"name": "Taken"},
    "PUT": {"name": "Taken"},
    "POST": {"name": "Taken", "answer": "going"},
    "GET": None,
    "DELETE": None,
}
STRICT = {  # routes that take no other fields: with these a request comes to look for the row
    "api/accounts/<int:account_id>/gone": {"answer": "keep"},
    "api/accounts/<int:account_id>/secret": {"secret": "x"},
    "api/activities/<int:activity_id>/history": {"word": "x"},
    "api/activities/<int:activity_id>/stage": {"stage": "dropped"},
    "api/activities/people/<int:companion_id>": {"met_there": True},
    "api/asks/<int:ask_id>": {"text": "x"},
    "api/asks/<int:ask_id>/steps": {"act": "send"},
    "api/benefits/<int:benefit_id>": {"text": "x"},
    "api/collections/<int:collection_id>": {"direction": "off"},
    "api/conflicts/<int:conflict_id>": {"answer": "mine"},
    "api/contacts/<int:contact_id>/erase": {"name": "x"},
    "api/contacts/<int:contact_id>/field": {"fields": "x"},
    "api/contacts/<int:contact_id>/interactions/<int:interaction_id>/favour": {"way": "given"},
    "api/contacts/<int:contact_id>/photo": None,  # a file
    "api/contacts/<int:contact_id>/remembered": {"answer": "no"},
    "api/contacts/<int:contact_id>/together": {"text": "x"},
    "api/contacts/<int:contact_id>/wishes": {"kind": "need", "text": "x"},
    "api/imports/<int:import_id>": {"me": []},
    "api/mailboxes/<int:mailbox_id>/secret": {"secret": "x"},
    "api/mailboxes/<int:mailbox_id>/folders": {"folders": [1]},
    "api/events/<int:event_id>/activity": {"activity": None},
    "api/events/<int:event_id>/people": {"contacts": [1]},
    "api/interactions/<int:interaction_id>": {"summary": "x"},
    "api/letters/<int:letter_id>": {"text": "x"},
    "api/meetings/<int:meeting_id>": {"act": "lapse"},
    "api/notifications/<int:channel_id>": {"hour": 7},
    "api/webhooks/<int:endpoint_id>": {"is_stopped": True},
    "api/offers/<int:offer_id>": {"act": "sent"},
    "api/opportunities/<int:opportunity_id>/mine": {"act": "passed"},
    "api/perspectives/<int:perspective_id>": {"text": "x"},
    "api/quiz/<int:contact_id>": {"rating": 1},
    "api/recommendations/<int:draft_id>/posted": {"where": "x"},
    "api/tips/<int:tip_id>": {"act": "told"},
    "api/triage/<int:contact_id>": {"act": "keep"},
}


@pytest.fixture
def network(owner):
    """One row at least of what the addresses speak of; the second owner has none of these."""
    ana = save_contact(owner, {"name": SECRET, "emails": ["zz@example.org"], "organisation": SECRET})
    add_note(owner, ana, SECRET)
    add_relation(owner, ana, "partner", other_name=SECRET)
    add_tag(owner, [ana.pk], "zzyzx")
    talk = log_interaction(owner, [ana], timezone.now(), "call", summary=SECRET)
    Favour.objects.create(owner=owner, contact=ana, interaction=talk, way="given")
    SharedWork.objects.create(owner=owner, contact=ana, text=SECRET)
    asked = Ask.objects.create(owner=owner, contact=ana, kind="lead", about=SECRET, stage_at=timezone.now())
    AskStep.objects.create(
        owner=owner, ask=asked, at=timezone.now(), who="me", before="drafted", after="sent"
    )
    Import.objects.create(owner=owner, paths=[SECRET], stage="previewed")
    plan = DayPlan.objects.create(owner=owner, on=date(2026, 1, 1), minutes=15)
    Suggestion.objects.create(
        owner=owner, plan=plan, on=plan.on, position=0, contact=ana, kind="fading", channel="call",
        action=SECRET, minutes=5, reason=SECRET,
    )  # fmt: skip
    make_token(owner, SECRET)
    make_app_password(owner, SECRET)
    activity = Activity.objects.create(owner=owner, name=SECRET)
    event = Event.objects.create(
        owner=owner, key=SECRET, name=SECRET, starts_at=timezone.now(), ends_at=timezone.now(), answer="going"
    )
    Guest.objects.create(owner=owner, contact=ana, event=event)
    Letter.objects.create(owner=owner, contact=ana, text=SECRET)
    CalendarFeed.objects.create(owner=owner, url=SECRET, next_at=timezone.now() + timedelta(days=9))
    Promise.objects.create(owner=owner, contact=ana, text=SECRET, mine=True, made_on=plan.on)
    Wish.objects.create(owner=owner, contact=ana, kind="need", text=SECRET, on=plan.on)
    UnfiledLine.objects.create(owner=owner, text=SECRET, question="?", at=timezone.now())
    Meeting.objects.create(owner=owner, contact=ana, kind="call", place=SECRET, proposed_at=timezone.now())
    Trip.objects.create(owner=owner, place=SECRET, begins_on=plan.on, ends_on=plan.on)
    feed = Feed.objects.create(url="https://zz.example/feed", next_at=timezone.now())
    Subscription.objects.create(owner=owner, feed=feed)
    bo = save_contact(owner, {"name": f"Bo {SECRET}"})
    Introduction.objects.create(owner=owner, a=ana, b=bo, for_a=SECRET, for_b=SECRET, stage_at=timezone.now())
    story = Story.objects.create(owner=owner, key=SECRET, title=SECRET, at=timezone.now())
    Offer.objects.create(owner=owner, contact=ana, story=story, score=1)
    portal = Portal.objects.create(owner=owner, url="https://zz.example/jobs")
    opening = Opportunity.objects.create(
        owner=owner, key=SECRET, title=SECRET, portal=portal, at=timezone.now()
    )
    Tip.objects.create(owner=owner, contact=ana, opportunity=opening, score=1, made_at=timezone.now())
    Draft.objects.create(owner=owner, contact=ana, text=SECRET, changed_at=timezone.now())
    OwnPosition.objects.create(owner=owner, organisation=SECRET)
    Possibility.objects.create(owner=owner, contact=ana, text=SECRET, on=plan.on, opportunity=opening)
    Perspective.objects.create(owner=owner, contact=ana, text=SECRET, work=SECRET, on=plan.on)
    benefit = Benefit.objects.create(owner=owner, kind="job", text=SECRET, on=plan.on, activity=activity)
    Link.objects.create(owner=owner, contact=ana, benefit=benefit)
    box = Mailbox.objects.create(
        owner=owner,
        address="zz@example.org",
        host=SECRET,
        user=SECRET,
        next_at=timezone.now() + timedelta(days=9),
    )
    MailFolder.objects.create(owner=owner, mailbox=box, name=SECRET, label=SECRET)
    make_copy_address(owner, timezone.now())
    Companion.objects.create(owner=owner, contact=ana, activity=activity, since=plan.on)
    way = add_channel(owner, "email", {"to": "zzyzx@example.org"}, 7, "0", "http://testserver")
    Digest.objects.create(
        owner=owner, channel=way, on=plan.on, made_at=timezone.now(), next_at=timezone.now()
    )
    renew_feed(owner, timezone.now())
    account = Account.objects.create(owner=owner, name=SECRET, url=SECRET, next_at=timezone.now())
    book = Collection.objects.create(owner=owner, account=account, kind="cards", name=SECRET, url=SECRET)
    CardLink.objects.create(owner=owner, contact=ana, collection=book, href=SECRET, raw=SECRET, gone="ask")
    SyncRun.objects.create(owner=owner, account=account, began_at=timezone.now(), problem=SECRET)
    ask_about(owner, ana, "title", {"title": SECRET}, {"title": SECRET}, "sync:1", SECRET)
    told, _secret = add_endpoint(owner, "https://zzyzx.example/", ["contact.created"])
    key = {"event": "contact.created", "key": "msg_1", "made_at": timezone.now(), "next_at": timezone.now()}
    Outgoing.objects.create(owner=owner, endpoint=told, body="{}", stage="sent", **key)
    return owner


def patterns(resolver=None, before=""):
    """Every address: (route, pattern)."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, each
        else:
            yield from patterns(each, route)


def is_numbered(route):
    return "<int:" in route


def filled(route, number):
    """The route with this number, and "x" for a word."""
    parts = route.replace(">", "<").split("<")
    fill = {"int": str(number), "str": "x", "slug": "x", "path": "x"}
    return "/" + "".join(fill[part.split(":")[0]] if n % 2 else part for n, part in enumerate(parts))


def numbers(owner):
    """The numbers of all rows that are the owner's."""
    tables = [m for m in apps.get_app_config("needless").get_models() if issubclass(m, Owned)]
    return sorted({pk for m in tables for pk in m.objects.of(owner).values_list("pk", flat=True)})


def everything(owner):
    tables = [m for m in apps.get_app_config("needless").get_models() if issubclass(m, Owned)]
    return {m.__name__: list(m.objects.of(owner).order_by("pk").values()) for m in tables}


def ask(client, method, path, route):
    body = STRICT.get(route, BODIES[method]) if method in {"POST", "PATCH", "PUT"} else BODIES[method]
    if route.endswith("/photo") and method == "POST":
        return client.post(path, {"photo": SimpleUploadedFile("a.jpg", b"x")})
    if path.startswith("/api/"):
        return client.generic(method, path, json.dumps(body) if body else "", content_type="application/json")
    form = FORM if method == "POST" else ""  # filled in, so that a view comes to look for the row
    return client.generic(method, path, form, content_type="application/x-www-form-urlencoded")


@pytest.fixture
def intruder(other_owner):
    """The second owner, signed in and with a token that may write."""
    token = make_token(other_owner, "x", may_write=True)
    client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    client.force_login(other_owner)
    return client


def numbered_routes():
    return sorted({route for route, _pattern in patterns() if is_numbered(route)})


def test_there_are_addresses_to_walk():
    routes = [route for route, _pattern in patterns()]
    assert len(routes) > 20 and len(numbered_routes()) > 10
    assert any(route.startswith("api/") for route in numbered_routes())


@pytest.mark.parametrize("part", range(PARTS))
def test_a_number_of_another_owners_is_not_there(network, other_owner, intruder, part):
    before = everything(network)
    foreign = sorted(set(numbers(network)) - set(numbers(other_owner)))
    assert foreign
    for route, number in product(numbered_routes()[part::PARTS], foreign):
        found = {method: ask(intruder, method, filled(route, number), route) for method in BODIES}
        codes = {method: answer.status_code for method, answer in found.items()}
        assert set(codes.values()) <= {404, 405} and 404 in codes.values(), (route, number, codes)
        assert all(SECRET.encode() not in answer.content for answer in found.values())
    assert everything(network) == before


def test_no_page_shows_another_owners_people(network, intruder):
    walked = 0
    for route, _pattern in patterns():
        if not is_numbered(route):
            for query in ("", "?q=zzyzx", "?tag=zzyzx"):
                answer = intruder.get(filled(route, 0) + query)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert SECRET.encode() not in content, route
            walked += 1
    assert walked > 10


def test_without_signing_in_every_page_asks_to(network):
    client, some = Client(raise_request_exception=False), numbers(network)[:3]
    for route, _pattern in patterns():
        for number in some if is_numbered(route) else [0]:
            assert SECRET.encode() not in client.get(filled(route, number)).content, route
