"""The door opens once for each link, to its owner alone."""

from datetime import timedelta

from django.utils import timezone

from needless.owners.actions import make_sign_in_link, sign_in_by_link
from needless.owners.models import SignInLink


def test_looking_at_the_link_does_not_use_it_up(client, owner):
    path = make_sign_in_link(owner)
    for _preview in range(3):
        assert client.get(path).status_code == 200
    assert client.post(path)["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_link_opens_once(client, owner):
    path = make_sign_in_link(owner)
    client.post(path)
    client.post("/sign-out/")
    assert client.post(path).status_code == 410
    assert client.get("/").status_code == 302


def test_a_link_of_yesterday_is_too_old(owner):
    token = make_sign_in_link(owner).rstrip("/").rsplit("/", 1)[1]
    SignInLink.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    assert sign_in_by_link(token) is None


def test_only_the_hash_of_a_link_is_kept(owner):
    token = make_sign_in_link(owner).rstrip("/").rsplit("/", 1)[1]
    assert token not in str(SignInLink.objects.values().get())


def test_an_owner_who_was_switched_off_gets_no_door(owner):
    token = make_sign_in_link(owner).rstrip("/").rsplit("/", 1)[1]
    owner.is_active = False
    owner.save()
    assert sign_in_by_link(token) is None


def test_a_password_signs_in(client, owner):
    answer = client.post("/sign-in/", {"login": "ana", "password": "correct horse battery"})
    assert answer.status_code == 302 and client.get("/").status_code == 200


def test_the_way_back_never_leaves_the_site(client, owner):
    answer = client.post(make_sign_in_link(owner), {"next": "https://evil.example/"})
    assert answer["Location"] == "/"
