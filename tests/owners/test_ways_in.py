"""By a password, with a code, by a recovery code: each set up, used, and taken away again."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from needless.owners import audit
from needless.owners.actions import make_sign_in_link
from needless.owners.factors import ways_of

PASSWORD = "correct horse battery"
NEW = {"new_password1": "seven green hats", "new_password2": "seven green hats"}


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def fresh(owner):
    """Came in a moment ago, by a link."""
    client = Client()
    client.post(make_sign_in_link(owner))
    return client


@pytest.fixture
def stale(owner):
    """Signed in long ago."""
    client = Client()
    client.force_login(owner)
    return client


def signed_in(client):
    return client.get("/").status_code == 200


def switch_codes_on(client):
    secret = re.search(
        r"<code class=\"wrap\">(\w+)</code>", client.get("/settings/security/codes/").content.decode()
    )[1]
    answer = client.post("/settings/security/codes/", {"code": code_of(secret)})
    assert answer.status_code == 302
    codes = re.findall(r"<li><code>(\d+)</code>", client.get(answer["Location"]).content.decode())
    return secret, codes


def by_password(client, password=PASSWORD, login="ana", **more):
    return client.post("/sign-in/", {"login": login, "password": password}, **more)


@pytest.mark.parametrize(
    "path",
    [
        "settings/security/password/",
        "settings/security/codes/",
        "settings/security/passkeys/",
        "settings/leave/",
    ],
)
def test_who_came_in_long_ago_is_asked_again_before_anything_changes(stale, owner, path):
    for ask in (stale.get, stale.post):
        answer = ask(f"/{path}", NEW)
        assert answer.status_code == 302 and answer["Location"].startswith("/settings/security/confirm/")
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_what_was_typed_is_not_kept_while_it_is_asked_again(stale, owner):
    from needless.owners.models import Session
    from needless.owners.sessions import SessionStore

    stale.post("/settings/security/password/", NEW)
    assert "seven" not in str([SessionStore().decode(row.kept) for row in Session.objects.all()])


def test_the_password_answers_is_it_you(stale):
    there = stale.get("/settings/security/password/")["Location"]
    there = stale.get(there)["Location"]
    assert b"Is it you?" in stale.get(there).content
    assert b"not your password" in stale.post(there, {"password": "wrong"}).content
    answer = stale.post(there, {"password": PASSWORD})
    assert answer["Location"] == "/settings/security/password/"
    assert stale.get(answer["Location"]).status_code == 200


def test_who_has_the_link_alone_is_told_of_a_fresh_one(stale, owner):
    owner.set_unusable_password()
    owner.save()
    stale.force_login(owner)
    page = stale.get("/settings/security/passkeys/", follow=True).content
    assert b"needless sign-in" in page and b"Add it" not in page


def test_a_password_is_set_signs_out_elsewhere_and_signs_in(fresh, stale, owner):
    assert fresh.post("/settings/security/password/", NEW)["Location"] == "/settings/security/"
    assert signed_in(fresh) and not signed_in(stale)
    client = Client()
    assert by_password(client, "seven green hats").status_code == 302 and signed_in(client)


@pytest.mark.parametrize(
    ("one", "two", "says"),
    [
        ("seven green hats", "eight", b"didn"),
        ("short", "short", b"too short"),
        ("password1234", "password1234", b"too common"),
    ],
)
def test_a_password_that_is_none_is_refused(fresh, one, two, says):
    answer = fresh.post("/settings/security/password/", {"new_password1": one, "new_password2": two})
    assert answer.status_code == 422 and says in answer.content


def test_a_mail_address_names_the_account_too(client, owner):
    by_password(client, login="ANA@me.example")
    assert signed_in(client)


def test_with_codes_on_the_password_alone_opens_nothing(fresh, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret, _codes = switch_codes_on(fresh)
    client = Client()
    assert by_password(client)["Location"] == "/sign-in/code/"
    assert not signed_in(client)
    assert b"did not fit" in client.post("/sign-in/code/", {"code": "000000"}).content
    assert client.post("/sign-in/code/", {"code": code_of(secret, 1)}).status_code == 302
    assert signed_in(client)
    assert {"codes-on", "sign-in-failed"} <= set(audit.entries_of(owner).values_list("what", flat=True))


def test_the_secret_of_the_codes_lies_sealed(fresh, owner):
    secret, _codes = switch_codes_on(fresh)
    assert secret not in str(list(Authenticator.objects.values()))


def test_recovery_codes_are_shown_once_and_each_opens_once(fresh, owner):
    _secret, codes = switch_codes_on(fresh)
    assert len(codes) == 10
    again = fresh.get("/settings/security/recovery/").content.decode()
    assert codes[0] not in again
    for opens in (True, False):
        client = Client()
        by_password(client)
        client.post("/sign-in/code/", {"code": codes[0]})
        assert signed_in(client) is opens
    assert ways_of(owner).recovery_left == 9


def test_a_new_list_of_recovery_codes_replaces_the_old_one(fresh, owner):
    _secret, old = switch_codes_on(fresh)
    page = fresh.post("/settings/security/recovery/").content.decode()
    new = re.findall(r"<li><code>(\d+)</code>", page)
    assert len(new) == 10 and not set(new) & set(old)
    assert f"data:text/plain;charset=utf-8,Needless%0A{new[0]}" in page


def test_a_recovery_code_needs_the_password_where_there_is_one(fresh, owner):
    _secret, codes = switch_codes_on(fresh)
    client = Client()
    given = {"login": "ana", "code": codes[0]}
    assert b"do not belong together" in client.post("/sign-in/recovery/", given).content
    client.post("/sign-in/recovery/", given | {"password": PASSWORD})
    assert signed_in(client)


def test_a_recovery_code_is_enough_where_there_is_no_password(fresh, owner):
    _secret, codes = switch_codes_on(fresh)
    owner.set_unusable_password()
    owner.save()
    client = Client()
    client.post("/sign-in/recovery/", {"login": "ana", "code": codes[1]})
    assert signed_in(client)
    assert audit.entries_of(owner).first().detail["way"] == "recovery_codes"


def test_guessing_recovery_codes_ends_soon(client, owner):
    for _guess in range(5):
        client.post("/sign-in/recovery/", {"login": "ana", "code": "123456789012", "password": PASSWORD})
    answer = client.post("/sign-in/recovery/", {"login": "ana", "code": "1", "password": PASSWORD})
    assert b"Too many tries" in answer.content


def test_codes_are_switched_off_and_their_list_goes_with_them(fresh, owner):
    switch_codes_on(fresh)
    fresh.post("/settings/security/codes/off/")
    assert not Authenticator.objects.exists()
    assert signed_in(fresh)


def test_the_link_comes_in_past_the_codes_when_all_else_is_lost(fresh, owner):
    switch_codes_on(fresh)
    client = Client()
    client.post(make_sign_in_link(owner))
    assert signed_in(client)
    assert client.post("/settings/security/codes/off/").status_code == 302
    assert not Authenticator.objects.exists()


def test_a_renewed_key_opens_the_codes_as_well(fresh, owner):
    from needless.owners.sealing import renew_key

    secret, _codes = switch_codes_on(fresh)
    assert renew_key(forget_old=True) == 2
    client = Client()
    by_password(client)
    client.post("/sign-in/code/", {"code": code_of(secret, 1)})
    assert signed_in(client)
