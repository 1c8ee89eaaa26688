"""A firm's own sign-in by OpenID Connect: whoever it vouches for at its own domain comes in, and nobody else."""

import base64
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from needless.owners import audit
from needless.owners.models import Owner

ISSUER = "https://id.firm.example"
ENVIRONMENT = {
    "NEEDLESS_OIDC_ISSUER": ISSUER,
    "NEEDLESS_OIDC_CLIENT_ID": "needless",
    "NEEDLESS_OIDC_CLIENT_SECRET": "s3cret",
    "NEEDLESS_OIDC_DOMAIN": "firm.example",
}
if not settings.FIRM_APPS:  # set at the start of a process: these tests run in one of their own
    pytestmark = pytest.mark.skip(reason="run by test_a_firm.py, where a firm is named")


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class Answer:
    """What requests gives back."""

    def __init__(self, document):
        self.document = document
        self.status_code, self.content = 200, json.dumps(document).encode()
        self.headers = {"content-type": "application/json"}
        self.text = json.dumps(document)

    def json(self):
        return self.document

    def raise_for_status(self):
        pass


class Issuer:
    """The firm's identity provider, in this process: discovery, tokens, and who somebody is."""

    def __init__(self):
        self.person = {
            "sub": "7",
            "email": "ines@firm.example",
            "email_verified": True,
            "name": "Inês Okafor",
        }
        self.asked, self.more = [], {}

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        pass

    def get(self, url, **_more):
        self.asked.append(url)
        if url.endswith("openid-configuration"):
            return Answer({
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token",
                "userinfo_endpoint": f"{ISSUER}/userinfo", "jwks_uri": f"{ISSUER}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            })  # fmt: skip
        return Answer(self.person)

    def request(self, method, url, data=None, **_more):
        self.asked.append(url)
        self.sent = data
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": "needless", "exp": now + 60, "iat": now, **self.person, **self.more}
        token = f"{part({'alg': 'RS256', 'kid': '1'})}.{part(claims)}.c2lnbmVk"
        return Answer({"access_token": "at", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def issuer(monkeypatch):
    from needless.web.adapters import Firm

    made = Issuer()
    monkeypatch.setattr(Firm, "get_requests_session", lambda _self: made)
    return made


def come_by_firm(client, state=None):
    """There and back, as a browser goes."""
    there = client.post("/sign-in/firm/firm/")["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert there.startswith(f"{ISSUER}/authorize?") and asked["code_challenge_method"] == ["S256"]
    return client.get("/sign-in/firm/firm/back/", {"code": "c", "state": state or asked["state"][0]})


def signed_in(client):
    return client.get("/").status_code == 200


def test_the_page_offers_the_firms_sign_in(client, db):
    assert b"Sign in with id.firm.example" in client.get("/sign-in/").content


def test_somebody_of_the_firms_domain_gets_an_account_at_the_first_sign_in(client, db, issuer):
    come_by_firm(client)
    assert signed_in(client)
    new = Owner.objects.get(email="ines@firm.example")
    assert not new.has_usable_password() and not new.is_staff
    assert audit.entries_of(new).first().what == "signed-in"
    again = Client()
    come_by_firm(again)
    assert signed_in(again) and Owner.objects.count() == 1


def test_who_has_an_account_with_that_address_comes_into_it(client, owner, issuer):
    Owner.objects.filter(pk=owner.pk).update(email="Ines@firm.example")
    come_by_firm(client)
    assert signed_in(client) and Owner.objects.count() == 1


@pytest.mark.parametrize(
    "person",
    [
        {"email": "eve@elsewhere.example", "email_verified": True},
        {"email": "ines@firm.example", "email_verified": False},
        {"email": "", "email_verified": True},
        {"email": "eve@evil-firm.example", "email_verified": True},
    ],
)
def test_nobody_else_comes_in(client, owner, issuer, person):
    issuer.person |= person
    answer = come_by_firm(client)
    assert answer["Location"] == "/sign-in/"
    assert not signed_in(client) and Owner.objects.count() == 1
    assert b"not for this address" in client.get("/sign-in/").content


def test_without_a_domain_only_those_with_an_account_come_in(client, db, issuer, monkeypatch):
    monkeypatch.setattr(settings, "FIRM_DOMAIN", "")
    come_by_firm(client)
    assert not signed_in(client) and not Owner.objects.exists()
    assert b"ask for an invitation" in client.get("/sign-in/").content


@pytest.mark.parametrize("wrong", [{"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}])
def test_a_token_for_somebody_else_of_somebody_else_or_too_old_is_refused(client, db, issuer, wrong):
    issuer.more = wrong
    assert b"did not answer as expected" in come_by_firm(client).content
    assert not signed_in(client) and not Owner.objects.exists()


def test_an_answer_that_was_not_asked_for_is_refused(client, db, issuer):
    assert b"did not answer as expected" in come_by_firm(client, state="made-up").content
    assert not signed_in(client)


def test_looking_at_the_address_does_not_set_out(client, db, issuer):
    page = client.get("/sign-in/firm/firm/")
    assert page.status_code == 200 and b"Go on" in page.content and issuer.asked == []


def test_an_unknown_firm_is_not_there(client, db):
    assert client.post("/sign-in/firm/other/").status_code == 404
