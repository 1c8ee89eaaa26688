"""One digest for a channel and a day; none where there is nothing to say; tried again where it fails."""

from datetime import timedelta

import pytest
from django.core import mail
from tests.channels.conftest import ON, SEVEN, mail_channel, plan

from needless.channels.actions import stop_channel
from needless.channels.delivering import _claim, send_due
from needless.channels.kinds import NotSent
from needless.channels.kinds.email import Email
from needless.channels.models import Digest, PlanChannel
from needless.channels.queries import channels_of
from needless.plan.actions import skip

HOUR = timedelta(hours=1)


@pytest.fixture
def broken(monkeypatch):
    """The mail server is away as long as it says something here."""
    said = ["The mail server is away."]

    def send(self, channel, text, mark):
        if said:
            raise NotSent(said[0])
        mail.outbox.append(text)

    monkeypatch.setattr(Email, "send", send)
    return said


def state(owner, now=SEVEN):
    return channels_of(owner, now)[0].state


def test_it_comes_at_its_hour_and_once(owner):
    plan(owner, names=("Ana Sá", "Ben Ode"))
    mail_channel(owner)
    assert send_due(SEVEN - timedelta(minutes=1)) == 0
    assert [send_due(SEVEN), send_due(SEVEN), send_due(SEVEN + HOUR)] == [1, 0, 0]
    assert [m.subject for m in mail.outbox] == ["Today: Ana Sá, Ben Ode"]
    assert "Sent on Monday 2 March" in state(owner)


def test_it_speaks_the_owners_language(owner):
    owner.language = "de"
    owner.save()
    plan(owner)
    mail_channel(owner)
    send_due(SEVEN)
    assert mail.outbox[0].subject == "Heute: Ana Sá" and "Montag" in mail.outbox[0].body


def test_each_channel_gets_its_own(owner):
    plan(owner)
    mail_channel(owner)
    mail_channel(owner, hour=8, to="work@me.example")
    send_due(SEVEN + HOUR)
    assert sorted(m.to[0] for m in mail.outbox) == ["ana@me.example", "work@me.example"]


def test_an_hour_that_was_missed_is_made_up_for_today_and_not_tomorrow(owner):
    plan(owner)
    mail_channel(owner)
    assert send_due(SEVEN + 16 * HOUR) == 1
    Digest.objects.all().delete()
    assert send_due(SEVEN + 17 * HOUR) == 0


@pytest.mark.parametrize("why", ["all is done", "a break", "no plan"])
def test_nothing_is_sent_where_there_is_nothing_to_say(owner, why):
    rows = plan(owner) if why != "no plan" else []
    for row in rows if why == "all is done" else []:
        skip(owner, row.pk)
    if why == "a break":
        owner.paused_from = owner.paused_until = ON
        owner.save()
    mail_channel(owner)
    assert send_due(SEVEN) == 0 and mail.outbox == []
    assert state(owner) == "Nothing to say on Monday 2 March, so nothing was sent."
    assert send_due(SEVEN + HOUR) == 0


def test_what_failed_is_tried_again_with_longer_pauses_and_arrives_once(owner, broken):
    plan(owner)
    mail_channel(owner)
    now, tries = SEVEN, []
    for _time in range(33):
        before = Digest.objects.first().tries if Digest.objects.exists() else 0
        send_due(now)
        if Digest.objects.get().tries > before:
            tries.append((now - SEVEN).seconds // 60)
        now += timedelta(minutes=2)
    assert tries == [0, 2, 6, 14, 30, 62]
    assert "tried again: The mail server is away." in state(owner)
    broken.clear()
    assert send_due(now + 2 * HOUR) == 1 and send_due(now + 4 * HOUR) == 0
    assert len(mail.outbox) == 1 and Digest.objects.get().problem == ""


def test_it_is_given_up_after_a_day_with_the_reason(owner, broken):
    plan(owner)
    mail_channel(owner, days="0")
    for hours in range(0, 30, 3):
        send_due(SEVEN + hours * HOUR)
    assert state(owner) == "Given up for Monday 2 March: The mail server is away."
    broken.clear()
    assert send_due(SEVEN + 40 * HOUR) == 0


def test_a_channel_that_is_gone_is_stopped_and_says_why(owner, monkeypatch):
    def gone(self, channel, text, mark):
        raise NotSent("It takes no more.", is_gone=True)

    monkeypatch.setattr(Email, "send", gone)
    plan(owner)
    mail_channel(owner)
    send_due(SEVEN)
    assert PlanChannel.objects.get().stopped_at and state(owner) == "It takes no more."


def test_a_fault_of_one_channel_keeps_no_other_from_sending(owner, monkeypatch, caplog):
    plan(owner)
    bad, _good = mail_channel(owner), mail_channel(owner, to="work@me.example")
    send = Email.send

    def faulty(self, channel, text, mark):
        if channel.pk == bad.pk:
            raise RuntimeError("a bug")
        send(self, channel, text, mark)

    monkeypatch.setattr(Email, "send", faulty)
    assert send_due(SEVEN) == 1 and mail.outbox[0].to == ["work@me.example"]


def test_who_died_while_sending_is_not_followed_by_a_second_mail(owner, monkeypatch):
    def killed(self, channel, text, mark):
        raise KeyboardInterrupt

    monkeypatch.setattr(Email, "send", killed)
    plan(owner)
    mail_channel(owner)
    with pytest.raises(KeyboardInterrupt):
        send_due(SEVEN)
    monkeypatch.undo()
    assert send_due(SEVEN + HOUR) == 0 and "may have arrived" in state(owner)


def test_who_died_before_anything_left_is_followed_by_another(owner):
    plan(owner)
    channel = mail_channel(owner)
    Digest.objects.create(
        owner=owner, channel=channel, on=ON, tries=1, made_at=SEVEN, next_at=SEVEN + timedelta(minutes=15)
    )
    assert send_due(SEVEN) == 0 and send_due(SEVEN + HOUR) == 1


def test_a_stopped_channel_and_a_closed_account_get_nothing(owner, other_owner):
    for each in (owner, other_owner):
        plan(each)
    stop_channel(owner, mail_channel(owner).pk, "", SEVEN)
    mail_channel(other_owner)
    other_owner.is_active = False
    other_owner.save()
    assert send_due(SEVEN) == 0


def test_of_two_who_read_it_at_the_same_moment_one_sends(owner, monkeypatch):
    plan(owner)
    mail_channel(owner)
    send, others = Email.send, []

    def meanwhile(self, channel, text, mark):
        others.append(send_due(SEVEN))  # another process looks while this one sends
        send(self, channel, text, mark)

    monkeypatch.setattr(Email, "send", meanwhile)
    assert send_due(SEVEN) == 1 and others == [0] and len(mail.outbox) == 1
    Digest.objects.update(stage="waiting", next_at=SEVEN)
    first, second = Digest.objects.get(), Digest.objects.get()
    assert [_claim(first, SEVEN), _claim(second, SEVEN)] == [True, False]
