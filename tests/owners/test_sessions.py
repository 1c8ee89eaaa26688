"""Where one is signed in: seen, and ended from afar."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core import signing
from django.test import Client
from django.utils import timezone

from needless.owners.actions import make_sign_in_link
from needless.owners.models import Session
from needless.owners.sessions import forget_expired, sessions_of


def came_in(
    owner, agent="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", address="203.0.113.5"
):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/sign-in/", {"login": owner.username, "password": "correct horse battery"})
    return client


def test_the_list_says_with_what_and_from_where(owner):
    client = came_in(owner)
    came_in(owner, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1", "198.51.100.4")
    page = client.get("/settings/devices/").content.decode()
    assert "Firefox on Linux" in page and "Safari on iPhone" in page
    assert "203.0.113.5" in page and "198.51.100.4" in page


def test_a_device_is_signed_out_from_afar(owner):
    mine, lost = came_in(owner), came_in(owner)
    (row,) = [row for row in sessions_of(owner) if row.hash != _hash_of(mine)]
    mine.post(f"/settings/devices/{row.pk}/end/")
    assert lost.get("/").status_code == 302 and mine.get("/").status_code == 200


def _hash_of(client):
    from needless.owners.sessions import _hash

    return _hash(client.session.session_key)


def test_signing_out_everywhere_leaves_this_one(owner):
    mine, *others = (came_in(owner) for _n in range(3))
    mine.post("/settings/devices/end/")
    assert mine.get("/").status_code == 200
    assert all(other.get("/").status_code == 302 for other in others)


def test_another_owners_device_is_not_there(owner, other_owner):
    came_in(owner)
    row = sessions_of(owner)[0]
    toms = Client()
    toms.force_login(other_owner)
    assert toms.post(f"/settings/devices/{row.pk}/end/").status_code == 404
    assert Session.objects.filter(pk=row.pk).exists()


def test_whoever_reads_the_table_cannot_sign_in_with_it(owner):
    client = came_in(owner)
    stored = str(list(Session.objects.values()))
    assert client.session.session_key not in stored
    thief = Client()
    thief.cookies["sessionid"] = Session.objects.first().hash
    assert thief.get("/").status_code == 302


def test_signing_in_gives_a_new_key_so_that_nobody_can_plant_one(owner):
    client = Client()
    client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    planted = client.cookies["sessionid"].value
    client.post("/sign-in/", {"login": "ana", "password": "correct horse battery"})
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/").status_code == 302


def test_what_is_over_opens_nothing_and_goes(owner):
    client = came_in(owner)
    Session.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get("/").status_code == 302
    assert forget_expired(timezone.now()) == 1


def test_being_seen_is_written_once_an_hour_and_renews_the_cookie(owner, django_assert_num_queries):
    client = came_in(owner)
    assert "sessionid" not in client.get("/settings/devices/").cookies
    Session.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    assert "sessionid" in client.get("/settings/devices/").cookies
    assert timezone.now() - Session.objects.get().seen_at < timedelta(minutes=1)


def test_a_session_that_was_ended_meanwhile_does_not_come_back(owner):
    store = came_in(owner).session
    store["x"] = 1
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_the_cookie_of_an_older_version_breaks_nothing_and_the_link_comes_in(owner):
    """Sessions were signed cookies before they were rows."""
    client = Client()
    old = signing.dumps(
        {"_auth_user_id": str(owner.pk)}, salt="django.contrib.sessions.backends.signed_cookies"
    )
    client.cookies["sessionid"] = old
    assert client.get("/").status_code == 302
    client.post(make_sign_in_link(owner))
    assert client.get("/").status_code == 200
