"""The page of notifications: choose, try, stop, remove; and the calendar's address."""

import re

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.channels.conftest import mail_channel, plan

from needless.channels.models import PlanChannel
from needless.contacts.actions import save_contact

PAGE = "/settings/notifications/"


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def add(client, **more):
    given = {"kind": "email", "to": "ana@me.example", "hour": "6", "days": ["0", "4"]} | more
    return client.post(PAGE, given, follow=True)


def test_a_mail_is_chosen_with_hour_and_days(signed_in, owner):
    page = add(signed_in).content.decode()
    row = PlanChannel.objects.of(owner).get()
    assert (row.hour, row.days, row.site) == (6, "04", "http://testserver")
    assert "ana@me.example" in page and "next" in page and "Nothing was sent so far." in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"to": "ana"}, "no mail address"),
        ({"days": []}, "at least one day"),
        ({"days": ["7"]}, "at least one day"),
        ({"hour": "24"}, "from 0 to 23"),
        ({"hour": "x"}, "from 0 to 23"),
        ({"kind": "pigeon"}, "no channel of the kind"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in, wrong, said):
    page = add(signed_in, **({"to": "typed@me.example"} | wrong))
    assert page.status_code == 422 and said in page.content.decode()
    assert "to" in wrong or b"typed@me.example" in page.content
    assert not PlanChannel.objects.exists()


def test_send_me_one_now_sends_whatever_there_is(signed_in, owner):
    row = mail_channel(owner)
    for subject in ("Nothing needs you today", "Today: Ana Sá"):
        page = signed_in.post(f"{PAGE}{row.pk}/try/", follow=True)
        assert "Sent to ana@me.example." in page.content.decode() and mail.outbox[-1].subject == subject
        if subject.startswith("Nothing"):
            plan_of_today(owner)


def plan_of_today(owner):
    from needless.plan.models import DayPlan

    DayPlan.objects.of(owner).delete()
    plan(owner, on=timezone.localdate())


def test_what_keeps_it_from_being_sent_is_said(signed_in, owner, settings):
    row = mail_channel(owner)
    settings.EMAIL_HOST = ""
    page = signed_in.post(f"{PAGE}{row.pk}/try/", follow=True).content.decode()
    assert "Not sent: This instance has no mail server" in page


def test_it_is_changed_stopped_started_and_removed_with_a_way_back(signed_in, owner):
    row = mail_channel(owner)
    signed_in.post(f"{PAGE}{row.pk}/", {"hour": "21", "days": ["6"]})
    row.refresh_from_db()
    assert (row.hour, row.days) == (21, "6")
    refused = signed_in.post(f"{PAGE}{row.pk}/", {"hour": "21"}, follow=True)
    assert b"at least one day" in refused.content
    signed_in.post(f"{PAGE}{row.pk}/switch/", {"act": "stop"})
    row.refresh_from_db()
    assert row.stopped_at and b"Stopped." in signed_in.get(PAGE).content
    signed_in.post(f"{PAGE}{row.pk}/switch/", {"act": "start"})
    row.refresh_from_db()
    assert row.stopped_at is None
    page = signed_in.post(f"{PAGE}{row.pk}/remove/", follow=True).content.decode()
    assert not PlanChannel.objects.exists()
    signed_in.post(re.search(r"/undo/\d+/", page)[0])
    assert PlanChannel.objects.get().settings == {"to": "ana@me.example"}


def address(client):
    page = client.get(PAGE).content.decode()
    return re.search(r"http://testserver(/dates/[\w-]+\.ics)", page)


def test_the_calendar_is_read_by_whoever_knows_its_address(signed_in, owner):
    save_contact(owner, {"name": "Ana Sá", "birthday": "1980-02-08"})
    assert address(signed_in) is None
    signed_in.post(PAGE + "calendar/", {"act": "renew"})
    path = address(signed_in)[1]
    got = Client().get(path)
    assert got["Content-Type"] == "text/calendar; charset=utf-8"
    titles = [str(e["SUMMARY"]) for e in icalendar.Calendar.from_ical(got.content).walk("VEVENT")]
    assert "Ana Sá: birthday" in titles
    same = Client().get(path, headers={"If-None-Match": got["ETag"]})
    assert same.status_code == 304 and same.content == b""
    assert Client().post(path).status_code == 405
    assert b"Last asked for on" in signed_in.get(PAGE).content


def test_what_changed_is_sent_anew(signed_in, owner):
    signed_in.post(PAGE + "calendar/", {"act": "renew"})
    path = address(signed_in)[1]
    before = Client().get(path)["ETag"]
    save_contact(owner, {"name": "Ben", "birthday": "--02-08"})
    assert Client().get(path, headers={"If-None-Match": before}).status_code == 200


def test_a_new_address_closes_the_old_one(signed_in):
    signed_in.post(PAGE + "calendar/", {"act": "renew"})
    old = address(signed_in)[1]
    signed_in.post(PAGE + "calendar/", {"act": "renew"})
    new = address(signed_in)[1]
    assert old != new and Client().get(old).status_code == 404 and Client().get(new).status_code == 200
    signed_in.post(PAGE + "calendar/", {"act": "end"})
    assert Client().get(new).status_code == 404 and address(signed_in) is None


def test_the_worker_of_the_pages_shows_what_is_pushed(client, db):
    text = client.get("/sw.js").content.decode()
    assert 'addEventListener("push"' in text and "notificationclick" in text and "needless-192.png" in text
