"""A private address: mail copied, redirected or forwarded to it is logged once, and nothing is dropped (M9, M17)."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import example
from hypothesis import given as for_all
from hypothesis import strategies as st

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.contacts.undo import undo
from needless.helping.models import UnfiledLine
from needless.imports.actions import import_now
from needless.interactions.models import Interaction
from needless.mailboxes.copying import (
    copy_address,
    mail_address,
    make_copy_address,
    renew_copy_address,
    token_of,
)
from needless.mailboxes.forwarded import original_of
from needless.mailboxes.hosts import NoMail, from_fields, from_json

ME = "ana@me.example"
DATE = "Date: Mon, 23 Nov 2026 10:00:00 +0000\n"
SENT = f"From: Ana <{ME}>\nTo: Bo Berg <bo@x.example>\nCc: Cleo <cleo@y.example>\nSubject: Lunch\n{DATE}Message-ID: <1@me>\n\nbody"


@pytest.fixture
def address(owner, settings):
    settings.MAIL_DOMAIN = "in.example.org"
    return make_copy_address(owner, timezone.now())


@pytest.fixture
def post(address):
    """Hands a raw message over; gives the outcome."""

    def hand_over(text, status=200, content_type="message/rfc822"):
        body = text if isinstance(text, bytes) else text.encode()
        answer = Client().post(f"/in/mail/{token_of(address)}/", body, content_type=content_type)
        assert answer.status_code == status, answer.content
        return answer.json()["outcome"]

    return hand_over


def names(owner):
    return sorted(Contact.objects.of(owner).values_list("name", flat=True))


def test_a_mail_that_is_copied_here_logs_who_it_went_to(post, owner):
    assert post(SENT) == "logged"
    talk = Interaction.objects.of(owner).get()
    assert (talk.direction, talk.channel, talk.group_size, talk.summary) == ("out", "mail", 2, "Lunch")
    assert names(owner) == ["Bo Berg", "Cleo"]
    assert Contact.objects.of(owner).get(name="Bo Berg").talks_out == 1


def test_the_same_message_counts_once_whichever_way_it_comes(post, owner, tmp_path):
    (tmp_path / "a.mbox").write_text("From x@y Mon Jan  1 00:00:00 2026\n" + SENT + "\n\n")
    import_now(owner, [str(tmp_path / "a.mbox")], me=[ME], on=timezone.localdate())
    assert names(owner) == []
    assert post(SENT) == "logged"
    assert names(owner) == ["Bo Berg", "Cleo"]
    assert post(SENT) == "known"
    import_now(owner, [str(tmp_path / "a.mbox")], me=[ME], on=timezone.localdate())
    assert Interaction.objects.of(owner).count() == 1


def test_subjects_are_left_out_where_the_owner_wants_it(post, owner):
    owner.keep_subjects = False
    owner.save()
    post(SENT)
    assert Interaction.objects.of(owner).get().summary == ""


FORWARDS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Bo Berg <bo@x.example>\nDate: Sun, Nov 22, 2026 at 9:15 AM\nSubject: Hi\nTo: <ana@me.example>\n\nHi Ana",
    "outlook": "________________________________\nVon: Bo Berg <bo@x.example>\nGesendet: Sonntag, 22. November 2026 09:15\nAn: Ana\nBetreff: Hi\n\nHallo",
    "apple": "Begin forwarded message:\n\n> From: Bo Berg <bo@x.example>\n> Subject: Hi\n> Date: 22 November 2026 at 09:15:00 GMT\n> To: Ana",
    "outlook-bold": "*From:* Bo Berg <bo@x.example>\n*Sent:* Sunday\n*To:* Ana",
}


@pytest.mark.parametrize("style", FORWARDS)
def test_a_mail_that_is_forwarded_here_counts_for_who_wrote_it(style, post, owner, address):
    head = f"From: {ME}\nTo: {mail_address(address)}\nSubject: Fwd: Hi\n{DATE}Message-ID: <2@me>\nIn-Reply-To: <orig@x>\n\n"
    assert post(head + "Worth keeping.\n\n" + FORWARDS[style]) == "logged"
    talk = Interaction.objects.of(owner).get()
    assert (talk.direction, talk.key) == ("in", "mail:orig@x")
    assert names(owner) == ["Bo Berg"]


def test_a_mail_that_is_attached_counts_for_who_wrote_it_and_when(post, owner, address):
    inner = "From: Bo Berg <bo@x.example>\nTo: ana@me.example\nDate: Sun, 22 Nov 2026 09:15:00 +0000\nMessage-ID: <orig@x>\n\nHi"
    head = f"From: {ME}\nTo: {mail_address(address)}\n{DATE}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert (
        post(
            head
            + f"--b\nContent-Type: text/plain\n\nFyi\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
        )
        == "logged"
    )
    talk = Interaction.objects.of(owner).get()
    assert (talk.key, talk.at) == ("mail:orig@x", datetime(2026, 11, 22, 9, 15, tzinfo=UTC))


def test_a_mail_that_is_redirected_here_counts_for_who_wrote_it(post, owner):
    text = (
        f"Resent-From: {ME}\nFrom: Bo Berg <bo@x.example>\nTo: list@else.example\n{DATE}Message-ID: <3@x>\n\n"
    )
    assert post(text) == "logged"
    assert Interaction.objects.of(owner).get().direction == "in"


def test_what_a_rule_passes_on_waits_until_mail_goes_both_ways(post, owner):
    assert post(f"From: Bo Berg <bo@x.example>\nTo: {ME}\n{DATE}Message-ID: <4@x>\n\n") == "waiting"
    assert names(owner) == []
    assert post(f"From: {ME}\nTo: bo@x.example\n{DATE}Message-ID: <5@x>\n\n") == "logged"
    assert Contact.objects.of(owner).get().talks_in == 1


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            f"From: {ME}\nTo: TOKEN\nSubject: note\n{DATE}Message-ID: <6@me>\n\nno headers here",
            "not told plainly",
        ),
        (
            f"From: bo@x.example\nTo: cleo@y.example\nSubject: s\n{DATE}Message-ID: <7@x>\n\n",
            "bo@x.example yours",
        ),
        (f"From: nobody\nTo: {ME}\n{DATE}Message-ID: <8@x>\n\n", "names no sender"),
    ],
)
def test_what_cannot_be_told_is_asked_once_and_not_dropped(text, question, post, owner, address):
    for _time in range(2):
        assert post(text.replace("TOKEN", mail_address(address))) == "asked"
    line = UnfiledLine.objects.of(owner).get()
    assert question in line.question
    assert Interaction.objects.of(owner).count() == 0


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\0\xff\xfe",
        b"no header at all",
        b"From: \n\n",
        b"From: a@b.example\n" * 50_000,
        b"To: " + b"x" * 900_000,
    ],
)
def test_broken_messages_are_asked_about_and_never_crash(text, post):
    assert post(text) in {"asked", "left out"}


def test_newsletters_are_left_out(post, owner):
    assert post(f"From: news@x.example\nTo: {ME}\nList-Id: <x>\n{DATE}\n\n") == "left out"


def test_a_date_that_is_none_is_now(post, owner):
    assert post(SENT.replace(DATE, "Date: yesterday-ish\n")) == "logged"
    assert timezone.now() - Interaction.objects.of(owner).get().at < timezone.timedelta(minutes=1)


def test_hosts_of_incoming_mail_hand_over_in_their_own_ways(address, owner):
    url = f"/in/mail/{token_of(address)}/"
    postmark = {
        "From": ME, "To": "Bo Berg <bo@x.example>", "Subject": "Lunch", "Date": "Mon, 23 Nov 2026 10:00:00 +0000",
        "Headers": [{"Name": "Message-ID", "Value": "<1@me>"}], "TextBody": "body",
    }  # fmt: skip
    headers = json.dumps([["From", ME], ["To", "bo@x.example"], ["Message-Id", "<2@me>"]])
    sendgrid = {"headers": SENT.replace("<1@me>", "<3@me>").partition("\n\n")[0], "text": "body"}
    raw = SimpleUploadedFile("mail", SENT.replace("<1@me>", "<4@me>").encode())
    answers = [
        Client().post(url, postmark, content_type="application/json"),
        Client().post(url, {"message-headers": headers, "body-plain": "body"}),
        Client().post(url, sendgrid),
        Client().post(url, {"body-mime": raw}),
    ]
    assert [answer.json()["outcome"] for answer in answers] == ["logged"] * 4
    assert set(Interaction.objects.of(owner).values_list("key", flat=True)) == {
        f"mail:{n}@me" for n in range(1, 5)
    }


@pytest.mark.parametrize("body", ["[", "[]", "{}", '{"Headers": 3}', "null"])
def test_json_that_holds_no_message_is_refused_in_words(body, address):
    answer = Client().post(f"/in/mail/{token_of(address)}/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
    assert "expected" in answer.json()["says"]


def test_more_than_a_mail_is_refused_while_it_comes(post, monkeypatch):
    monkeypatch.setattr("needless.web.incoming_mail.MOST_BYTES", 2000)
    assert post(SENT + "x" * 3000, status=413) == "refused"


def test_a_renewed_address_closes_the_old_one(address, owner):
    old = token_of(address)
    done = renew_copy_address(owner, timezone.now())
    assert Client().post(f"/in/mail/{old}/", SENT, content_type="message/rfc822").status_code == 404
    assert token_of(copy_address(owner)) != old
    undo(owner, done.pk)
    assert token_of(copy_address(owner)) == old
    assert Client().get(f"/in/mail/{old}/").status_code == 405


def test_who_is_a_contact_already_is_not_made_again(post, owner):
    save_contact(owner, {"name": "Bo B.", "emails": ["bo@x.example"]})
    post(SENT)
    assert names(owner) == ["Bo B.", "Cleo"]


@for_all(st.binary(max_size=400))
@example(b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n\n--b--")
@example(b"Content-Type: text/plain; charset=nonsense\n\nFrom: a@b.example\nTo: x")
def test_no_message_breaks_the_search_for_whose_it_was(content):
    found = original_of(content)
    assert found is None or "@" in found.sender.email


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@for_all(
    st.dictionaries(
        st.sampled_from(["From", "To", "Headers", "RawEmail", "TextBody", "message-headers", "headers"]), JSON
    )
)
def test_whatever_a_host_hands_over_is_a_message_or_none(given):
    for read in (from_json, from_fields):
        try:
            assert isinstance(read(given), bytes)
        except NoMail as problem:
            assert str(problem)
