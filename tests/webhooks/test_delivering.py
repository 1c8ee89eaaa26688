"""Each message arrives signed, once where it is taken; what is not taken comes again, and then no more."""

import base64
import hashlib
import hmac
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.webhooks.conftest import told

from needless.contacts.actions import save_contact
from needless.webhooks import delivering
from needless.webhooks.actions import add_endpoint, send_again, start_endpoint, try_endpoint
from needless.webhooks.delivering import PAUSES, claim, deliver_due, forget_old
from needless.webhooks.models import Endpoint, Outgoing
from needless.webhooks.queries import endpoints_of
from needless.webhooks.signing import signed

A_DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now() + timedelta(seconds=1)


@pytest.fixture
def message(owner, endpoint):
    save_contact(owner, {"name": "Ana"})
    return Outgoing.objects.get()


def state(owner):
    return endpoints_of(owner)[0].state


def test_the_example_of_the_standard_is_signed_alike():
    headers = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_it_arrives_signed_and_once(owner, endpoint, message, receiver, now):
    assert [deliver_due(now), deliver_due(now), deliver_due(now + A_DAY)] == [1, 0, 0]
    ((headers, body),) = receiver.seen
    raw = base64.b64decode(endpoint.plain.removeprefix("whsec_"))
    stamp = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode()
    expected = base64.b64encode(hmac.new(raw, stamp + body, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}" and headers["content-type"] == "application/json"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert told(receiver)[0]["type"] == "contact.created" and state(owner) == "Taken."


@pytest.mark.parametrize("status", [500, 404, 302, 429])
def test_what_is_not_taken_comes_again_as_the_same(owner, message, receiver, now, status):
    receiver.status = status
    assert deliver_due(now) == 0 and state(owner) == f"Tried again: It answered {status}."
    assert deliver_due(now + timedelta(seconds=30)) == 0 and len(receiver.seen) == 1
    receiver.status = 200
    assert deliver_due(now + timedelta(seconds=90)) == 1
    assert len({headers["webhook-id"] for headers, _body in receiver.seen}) == 1 and len(receiver.seen) == 2
    assert [each["status"] for each in Outgoing.objects.get().tried] == [status, 200]


def test_pauses_grow_and_then_it_is_given_up_and_the_address_stopped(owner, message, receiver, now):
    receiver.status, at, waits = 503, now, []
    while Outgoing.objects.get().stage == "waiting":
        deliver_due(at)
        row = Outgoing.objects.get()
        waits.append(row.next_at - at)
        at = row.next_at
    pauses = waits[:-1]
    assert len(receiver.seen) == len(PAUSES) + 1 and len(pauses) == len(PAUSES)
    assert all(0.8 * due <= waited <= 1.2 * due for waited, due in zip(pauses, PAUSES, strict=True))
    assert state(owner) == "It took nothing for a day and a half. The last time: It answered 503."
    assert Endpoint.objects.get().stopped_at is not None


def test_one_message_that_is_never_taken_stops_no_address_that_takes_others(
    owner, endpoint, message, receiver, now
):
    Outgoing.objects.update(tried=[{"at": "", "status": 500, "problem": ""}] * len(PAUSES))
    save_contact(owner, {"name": "Ben"})
    Outgoing.objects.exclude(pk=message.pk).update(stage="sent", sent_at=now)
    receiver.status = 500
    deliver_due(now)
    assert Outgoing.objects.get(pk=message.pk).stage == "failed" and Endpoint.objects.get().stopped_at is None


def test_gone_means_gone(owner, message, receiver, now):
    receiver.status = 410
    deliver_due(now)
    assert state(owner) == "It answered 410." and Endpoint.objects.get().stopped_at


def test_started_again_it_gets_what_waited(owner, endpoint, message, receiver, now):
    Endpoint.objects.update(stopped_at=now)
    assert deliver_due(now) == 0
    start_endpoint(owner, endpoint.pk)
    assert deliver_due(now) == 1


def test_an_address_that_fails_is_left_alone_for_the_round_and_keeps_no_other_waiting(owner, receiver, now):
    add_endpoint(owner, "http://127.0.0.1:1/", ["contact.created"])
    add_endpoint(owner, receiver.url, ["contact.created"])
    receiver.seen.clear()
    for n in range(3):
        save_contact(owner, {"name": f"P {n}"})
    assert deliver_due(now) == 3
    assert sum(bool(row.tried) for row in Outgoing.objects.filter(endpoint__url="http://127.0.0.1:1/")) == 1


def test_a_heap_for_an_address_that_fails_keeps_nobody_else_waiting(owner, receiver, now, monkeypatch):
    monkeypatch.setattr(delivering, "AT_ONCE", 2)
    add_endpoint(owner, "http://127.0.0.1:1/", ["contact.created"])
    for n in range(4):
        save_contact(owner, {"name": f"P {n}"})
    add_endpoint(owner, receiver.url, ["contact.created"])
    save_contact(owner, {"name": "Ana"})
    assert [deliver_due(now), deliver_due(now)] == [0, 1] and len(receiver.seen) == 1
    waiting = Outgoing.objects.filter(stage="waiting")
    assert waiting.count() == 5 and sum(len(row.tried) for row in waiting) == 1


def test_of_two_who_read_it_at_the_same_moment_one_sends(message, now):
    first, second = Outgoing.objects.get(), Outgoing.objects.get()
    assert [claim(first, now), claim(second, now)] == [True, False]


def test_a_process_that_died_is_followed_by_another(message, receiver, now):
    assert claim(message, now)
    assert deliver_due(now) == 0 and deliver_due(now + timedelta(minutes=6)) == 1


def test_nothing_goes_into_a_private_network(owner, message, receiver, settings, now):
    settings.ALLOW_PRIVATE_FETCHES = False
    deliver_due(now)
    assert receiver.seen == [] and "private network" in state(owner)


def test_a_test_and_a_message_of_the_log_are_sent_at_once(owner, endpoint, message, receiver, now):
    assert (
        try_endpoint(owner, endpoint.pk, now).stage == "sent" and told(receiver)[0]["type"] == "webhook.test"
    )
    deliver_due(now)
    again = send_again(owner, message.pk, now)
    keys = [headers["webhook-id"] for headers, _body in receiver.seen]
    assert keys[1] == keys[2] == again.key and again.stage == "sent"


def test_the_log_is_kept_for_a_month(message, receiver, now):
    deliver_due(now)
    assert forget_old(now + 29 * A_DAY) == 0 and forget_old(now + 31 * A_DAY) == 1


def test_the_secret_lies_sealed(endpoint):
    assert endpoint.plain not in repr(Endpoint.objects.values())
