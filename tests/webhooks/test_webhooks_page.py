"""The pages and the API of webhooks."""

import json
import re

import pytest
from tests.webhooks.conftest import told

from needless.contacts.actions import save_contact
from needless.owners.tokens import make_token
from needless.webhooks.delivering import deliver_due
from needless.webhooks.models import Endpoint, Outgoing

PAGE = "/settings/webhooks/"


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def test_an_address_is_added_and_its_secret_shown_once(signed_in, receiver):
    page = signed_in.post(PAGE, {"url": receiver.url, "events": ["contact.created"]}).content.decode()
    assert "whsec_" in page and receiver.url in page
    assert "whsec_" not in signed_in.get(PAGE).content.decode()
    pk = Endpoint.objects.get().pk
    assert "whsec_" not in signed_in.get(f"{PAGE}{pk}/").content.decode()
    assert "whsec_" in signed_in.post(f"{PAGE}{pk}/secret/").content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in):
    answer = signed_in.post(PAGE, {"url": "nowhere", "events": ["contact.created"]})
    page = answer.content.decode()
    assert answer.status_code == 422 and "A web address is expected" in page and 'value="nowhere"' in page
    assert len(re.findall(r"checked", page)) == 1


def test_the_log_says_how_it_went_and_sends_again(signed_in, owner, endpoint, receiver):
    receiver.status = 500
    save_contact(owner, {"name": "Ana"})
    deliver_due(Outgoing.objects.get().next_at)
    page = signed_in.get(f"{PAGE}{endpoint.pk}/").content.decode()
    assert "contact.created" in page and "It answered 500." in page
    receiver.status = 204
    page = signed_in.post(f"{PAGE}messages/{Outgoing.objects.get().pk}/again/", follow=True).content.decode()
    assert "Taken." in page and len(receiver.seen) == 2


def test_it_is_tried_stopped_started_changed_and_removed(signed_in, endpoint, receiver):
    at = f"{PAGE}{endpoint.pk}/"
    assert b"Taken." in signed_in.post(at + "try/", follow=True).content
    signed_in.post(at + "switch/", {"act": "stop"})
    assert Endpoint.objects.get().stopped_at
    signed_in.post(at + "switch/", {"act": "start"})
    signed_in.post(at, {"events": ["plan.decided"]})
    row = Endpoint.objects.get()
    assert row.stopped_at is None and row.events == ["plan.decided"]
    assert b"at least one thing" in signed_in.post(at, {}, follow=True).content
    signed_in.post(at + "remove/")
    assert not Endpoint.objects.exists()


def test_the_api_does_what_the_pages_do(client, owner, receiver):
    key = {"Authorization": f"Bearer {make_token(owner, 'x', may_write=True)}"}

    def ask(method, path, body=None):
        return client.generic(
            method, f"/api{path}", json.dumps(body or {}), content_type="application/json", headers=key
        )

    made = ask("POST", "/webhooks", {"url": receiver.url, "events": ["contact.created"]})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    at = f"/webhooks/{made.json()['id']}"
    assert ask("POST", at + "/try").json()["state"] == "Taken." and told(receiver)[0]["data"] == {}
    assert ask("PATCH", at, {"events": ["plan.decided"], "is_stopped": True}).json()["is_stopped"]
    (message,) = ask("GET", at + "/messages").json()
    assert ask("POST", f"/webhooks/messages/{message['id']}/again").json()["key"] == message["key"]
    assert "secret" not in ask("GET", "/webhooks").json()[0]
    for wrong in ({"url": "x", "events": ["contact.created"]}, {"url": receiver.url, "events": ["x"]}):
        assert ask("POST", "/webhooks", wrong).status_code == 422
    assert ask("DELETE", at).status_code == 200 and ask("GET", "/webhooks").json() == []
