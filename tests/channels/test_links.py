"""A link of a digest does its one thing, once, for whoever holds the mail, and only by its button."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from tests.channels.conftest import mail_channel, plan

from needless.channels.links import ACT, act_path, stop_path
from needless.interactions.models import Interaction
from needless.plan.actions import reopen


@pytest.fixture
def row(owner):
    return plan(owner, on=timezone.localdate())[0]


@pytest.fixture
def anybody():
    return Client(enforce_csrf_checks=True)


def press(client, path):
    """Open the page and press its button, as a browser does; where there is none, post all the same."""
    page = client.get(path)
    if "csrftoken" not in client.cookies:
        return page, Client().post(path)
    token = client.cookies["csrftoken"].value
    return page, client.post(path, {"csrfmiddlewaretoken": token})


def test_the_button_is_asked_for_its_token(row, anybody):
    assert anybody.post(act_path(row, "done")).status_code == 403 and Interaction.objects.count() == 0


def test_looking_changes_nothing_and_the_button_logs_it(row, anybody):
    path = act_path(row, "done")
    assert b"Ana S" in anybody.get(path).content and anybody.head(path).status_code == 200
    assert Interaction.objects.count() == 0
    _page, done = press(anybody, path)
    assert b"Logged. Well done." in done.content and Interaction.objects.count() == 1
    assert anybody.get("/").status_code == 302  # signed in to nothing


def test_later_brings_it_back_in_a_week(row, anybody):
    _page, done = press(anybody, act_path(row, "later"))
    assert b"It comes back in a week." in done.content
    row.refresh_from_db()
    assert (row.stage, row.again_on) == ("later", timezone.localdate() + timedelta(days=7))


def test_used_again_it_says_so_and_logs_nothing(row, anybody):
    press(anybody, act_path(row, "done"))
    for verb in ("done", "later"):
        page, again = press(anybody, act_path(row, verb))
        assert again.status_code == page.status_code == 410 and b"decided already: done" in again.content
    assert Interaction.objects.count() == 1


def test_taken_back_on_the_page_it_is_open_again(row, owner, anybody):
    press(anybody, act_path(row, "done"))
    reopen(owner, row.pk)
    assert anybody.get(act_path(row, "done")).status_code == 200


@pytest.mark.parametrize("verb", ["skip", "let_go", "delete", "", None, 7])
def test_it_does_nothing_but_what_links_are_made_for(row, anybody, verb):
    _page, answer = press(anybody, act_path(row, verb))
    row.refresh_from_db()
    assert row.stage == "open" and answer.status_code == 410


def test_a_forged_link_does_nothing(row, anybody):
    path = act_path(row, "done")
    other = path.replace(path[8:14], "WyJ4Ii")
    for forged in (other, path[:-4] + "AAA/", "/digest/x/", "/digest/" + "x" * 3000 + "/"):
        page, answer = press(anybody, forged)
        assert answer.status_code == 410 and b"not complete, or none of ours" in page.content
    assert Interaction.objects.count() == 0


def test_what_was_signed_for_another_purpose_does_nothing(row, owner, anybody):
    stop = stop_path(mail_channel(owner)).split("/")[-2]
    other = signing.dumps([owner.pk, row.pk, "done"], salt="another")
    for token in (stop, other, signing.dumps({"a": 1}, salt=ACT), signing.dumps(7, salt=ACT)):
        assert press(anybody, f"/digest/{token}/")[1].status_code == 410


def test_a_link_of_another_owner_finds_nothing(row, other_owner, anybody):
    token = signing.dumps([other_owner.pk, row.pk, "done"], salt=ACT)
    page, _answer = press(anybody, f"/digest/{token}/")
    assert page.status_code == 410 and b"not there any more" in page.content


def test_a_link_grows_old(row, anybody, monkeypatch):
    path = act_path(row, "done")
    from needless.channels import links

    monkeypatch.setattr(links, "LASTS", timedelta(seconds=-1))
    assert b"too old" in press(anybody, path)[1].content and Interaction.objects.count() == 0


def test_a_mail_is_stopped_by_one_click_of_the_mail_program(owner, anybody):
    channel = mail_channel(owner)
    path = stop_path(channel)
    assert b"No more mails to ana@me.example?" in anybody.get(path).content
    channel.refresh_from_db()
    assert channel.stopped_at is None
    answer = anybody.post(path, {"List-Unsubscribe": "One-Click"})  # no cookie, no token: RFC 8058
    channel.refresh_from_db()
    assert answer.status_code == 200 and channel.stopped_at is not None
    channel.delete()
    assert anybody.get(path).status_code == 410
    assert anybody.post("/digest/stop/x/").status_code == 410
