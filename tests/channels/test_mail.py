"""The digest as a mail: what it says, what it carries, and that it is sent over a real connection."""

import re
import socket
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from tests.channels.conftest import ON, SEVEN, SITE, mail_channel, plan

from needless.channels.delivering import send_due
from needless.channels.kinds.email import mail_of
from needless.channels.models import Digest
from needless.channels.texts import text_of
from needless.meetings.models import Meeting
from needless.settings import mail_server as server_of


@pytest.fixture
def made(owner):
    """The mail of a day with one thing and a meeting."""
    (row,) = plan(
        owner, in_hand={"kind": "story", "title": "Ports & <ships>", "url": "https://news.example/a?b=1&c=2"}
    )
    at = SEVEN.replace(hour=12)
    Meeting.objects.create(
        owner=owner, contact=row.contact, kind="coffee", stage="agreed", at=at, proposed_at=at
    )
    channel = mail_channel(owner)
    return mail_of(channel, text_of(owner, ON, SITE), "plan-1-2026-03-02")


def html_of(made):
    return made.alternatives[0].content


def test_it_tells_the_plan_and_the_day_in_words(made):
    assert made.subject == "Today: Ana Sá"
    for body in (made.body, html_of(made).replace("&lt;", "<").replace("&gt;", ">")):
        for said in (
            "Monday 2 March",
            "12:00 Ana Sá (meeting)",
            "Write Ana Sá a mail",
            "not spoken since <2023>",
            "moved to logistics",
        ):
            assert said in body, said
    assert "<2023>" not in html_of(made)


def test_its_links_lead_here_and_carry_the_deed(made):
    for body in (made.body, html_of(made)):
        assert len(set(re.findall(SITE + r"/digest/(?!stop)[\w:-]+/", body))) == 2
        assert SITE + "/settings/notifications/" in body


def test_nothing_in_it_is_fetched_from_elsewhere(made):
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append((tag, dict(attrs)))
    parser.feed(html_of(made))
    assert not {"img", "script", "link", "iframe", "object", "form"} & {tag for tag, _attrs in tags}
    assert "url(" not in html_of(made) and "@import" not in html_of(made)
    assert not [a for _tag, a in tags if "src" in a or "background" in a]


def test_a_mail_program_may_stop_it_by_one_click(made):
    message = made.message()
    assert re.fullmatch(
        rf"<{SITE}/digest/stop/[\w:-]+/>", message["List-Unsubscribe"].replace("\n ", "").replace("\n", "")
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("to", ["", "ana", "ana@me.example\nBcc: x@y.example", "a@b, c@d.example"])
def test_what_is_no_address_is_refused(owner, to):
    with pytest.raises(ValueError, match="no mail address"):
        mail_channel(owner, to=to)


class Sink:
    """Keeps what it is handed; addresses that begin with "full" are refused."""

    def __init__(self):
        self.mails = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield controller.handler
    controller.stop()


def test_over_a_real_connection_it_arrives_whole(owner, smtp):
    plan(owner)
    mail_channel(owner)
    assert send_due(SEVEN) == 1 and mail.outbox == []
    (got,) = smtp.mails
    assert got["Subject"] == "Today: Ana Sá" and got["To"] == "ana@me.example"
    kinds = [part.get_content_type() for part in got.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert "Ana Sá" in got.get_body(("plain",)).get_content()


def test_a_refused_address_is_told_in_words(owner, smtp):
    plan(owner)
    mail_channel(owner, to="full@me.example")
    assert send_due(SEVEN) == 0 and smtp.mails == []
    assert Digest.objects.get().problem == "The mail server 127.0.0.1 does not take mail for full@me.example."


def test_a_server_that_is_away_is_told_in_words(owner, smtp, settings):
    settings.EMAIL_PORT = 1
    plan(owner)
    mail_channel(owner)
    assert send_due(SEVEN) == 0
    assert "could not be reached (ConnectionRefusedError)" in Digest.objects.get().problem


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ("", 587, "", "", False, False)),
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp://a%40b:p%3A@mail.example:587", ("mail.example", 587, "a@b", "p:", False, True)),
        ("smtps://a:b@mail.example", ("mail.example", 465, "a", "b", True, False)),
        ("smtp+tls://mail.example:2525", ("mail.example", 2525, "", "", False, True)),
    ],
)
def test_the_mail_server_is_one_address(url, expected):
    assert server_of(url) == expected
