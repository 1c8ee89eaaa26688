"""Passwords of a phone: made, shown once, checked, revoked."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from needless.owners.app_passwords import LETTERS, app_password_owner, make_app_password
from needless.owners.models import AppPassword


def test_a_password_opens_its_owners_door_alone(owner, other_owner):
    text = make_app_password(owner, "phone")
    assert app_password_owner("ana", text) == owner
    assert app_password_owner("tom", text) is None
    assert app_password_owner("ana", "correct horse battery") is None
    assert app_password_owner("ana", "") is None


def test_it_may_be_typed_without_dashes_and_in_capitals(owner):
    text = make_app_password(owner, "phone")
    assert app_password_owner("Ana", text.replace("-", "").upper() + " ") == owner


def test_it_is_hard_to_guess_and_not_kept(owner):
    texts = {make_app_password(owner, "phone") for _ in range(20)}
    assert len(texts) == 20
    assert all(re.fullmatch(rf"[{LETTERS}]{{4}}(-[{LETTERS}]{{4}}){{4}}", text) for text in texts)
    assert not texts & set(AppPassword.objects.values_list("hash", flat=True))


def test_who_may_not_sign_in_may_not_come_in_by_the_phone(owner):
    text = make_app_password(owner, "phone")
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    assert app_password_owner("ana", text) is None


def test_its_use_is_noted_once_in_five_minutes(owner, django_assert_num_queries):
    text = make_app_password(owner, "phone")
    app_password_owner("ana", text)
    with django_assert_num_queries(1):
        app_password_owner("ana", text)
    AppPassword.objects.update(last_used_at=timezone.now() - timedelta(minutes=6))
    app_password_owner("ana", text)
    assert timezone.now() - AppPassword.objects.get().last_used_at < timedelta(minutes=1)


def test_the_page_shows_it_once_with_what_to_type_in(client, owner):
    client.force_login(owner)
    page = client.post("/phone/", {"name": "Ana's phone"}).content.decode()
    text = re.search(r"<code>([a-z-]{24})</code>", page)[1]
    assert app_password_owner("ana", text) == owner
    assert "http://testserver/dav/" in page and "<code>ana</code>" in page
    again = client.get("/phone/").content.decode()
    assert "Ana&#x27;s phone" in again and text not in again


def test_a_revoked_one_opens_nothing(client, owner, other_owner):
    text = make_app_password(owner, "phone")
    pk = AppPassword.objects.get().pk
    client.force_login(other_owner)
    assert client.post(f"/phone/{pk}/revoke/").status_code == 404
    client.force_login(owner)
    assert client.post(f"/phone/{pk}/revoke/").status_code == 302
    assert app_password_owner("ana", text) is None


@pytest.mark.parametrize("name", ["", " ", "x" * 300])
def test_any_name_will_do(client, owner, name):
    client.force_login(owner)
    assert client.post("/phone/", {"name": name}).status_code == 200
