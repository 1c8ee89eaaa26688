"""Ways into a mailbox: OAuth tokens that are renewed, TLS that is checked, and the folder to wait at (M17)."""

import base64
import datetime
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from needless.mailboxes import session as sessions
from needless.mailboxes.actions import add_mailbox, fetch_mailbox
from needless.mailboxes.folders import is_read_unasked
from needless.mailboxes.models import Mailbox, MailFolder
from needless.mailboxes.session import CannotRead
from needless.mailboxes.watching import Watch, place_to_wait, take_lease, watchable
from needless.owners.sealing import unseal

from .conftest import given
from .fake_imap import FakeImap


class TokenGiver(BaseHTTPRequestHandler):
    """Gives tokens as OAuth does, and keeps what it was asked."""

    asked: list[str] = []
    status, gives = 200, {"access_token": "ya29.first", "expires_in": 3600}

    def do_POST(self):
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        body = json.dumps(self.gives).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@pytest.fixture
def tokens(monkeypatch):
    monkeypatch.setattr(TokenGiver, "asked", [])
    server = ThreadingHTTPServer(("127.0.0.1", 0), TokenGiver)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/token"
    server.shutdown()


def oauth(port, tokens):
    return given(
        port, password="", client_id="me", client_secret="hush", refresh_token="1//old", token_url=tokens
    )


def test_an_access_token_is_got_used_and_kept_until_it_ends(owner, tokens, monkeypatch):
    fake = FakeImap()
    with fake.port() as port:
        mailbox = add_mailbox(owner, oauth(port, tokens), timezone.now())
        said = next(base64.b64decode(line) for line in fake.heard if line.startswith(b"dXNlcj"))
        assert said == b"user=dawn\x01auth=Bearer ya29.first\x01\x01"
        assert fetch_mailbox(mailbox, timezone.now()) and len(TokenGiver.asked) == 1
        assert (
            "refresh_token=1%2F%2Fold" in TokenGiver.asked[0] and "client_secret=hush" in TokenGiver.asked[0]
        )
        monkeypatch.setattr(TokenGiver, "gives", {"access_token": "ya29.second", "refresh_token": "1//new"})
        assert fetch_mailbox(mailbox, timezone.now() + datetime.timedelta(hours=1))
    kept = Mailbox.objects.of(owner).get()
    assert (unseal(kept.access_token), unseal(kept.refresh_token)) == ("ya29.second", "1//new")
    assert not any(secret in str(vars(kept)) for secret in ("ya29", "1//", "hush"))


@pytest.mark.parametrize(
    ("status", "gives", "word"),
    [(400, {"error": "invalid_grant"}, "grant access again"), (200, {}, "gave no token"), (200, [], "OAuth"),
     (200, {"access_token": "a\r\nb"}, "gave no token")],
)  # fmt: skip
def test_a_token_that_is_not_given_is_said_so(status, gives, word, owner, tokens, monkeypatch):
    monkeypatch.setattr(TokenGiver, "status", status)
    monkeypatch.setattr(TokenGiver, "gives", gives)
    with FakeImap().port() as port, pytest.raises(CannotRead, match=word):
        add_mailbox(owner, oauth(port, tokens), timezone.now())


@pytest.fixture
def certificate(tmp_path, self_signed):
    """Of "localhost", signed by itself."""
    path = tmp_path / "pair.pem"
    path.write_bytes(self_signed("localhost"))
    return path


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_is_checked_against_the_name_that_was_typed(host, owner, certificate, monkeypatch):
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    with FakeImap().port(serving) as port:
        wanted = given(port, host=host, security="tls")
        with pytest.raises(CannotRead, match="No encrypted connection"):
            add_mailbox(owner, wanted, timezone.now())
        trusting = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(sessions.ssl, "create_default_context", lambda: trusting)
        if host == "localhost":
            assert add_mailbox(owner, wanted, timezone.now()).folders.count() == 3
        else:
            with pytest.raises(CannotRead, match="No encrypted connection"):
                add_mailbox(owner, wanted, timezone.now())


def test_a_server_without_starttls_gets_no_password(owner):
    fake = FakeImap()
    with fake.port() as port, pytest.raises(CannotRead):
        add_mailbox(owner, given(port, security="starttls"), timezone.now())
    assert not any(b"AUTHENTICATE" in heard or b"LOGIN" in heard for heard in fake.heard)


def test_one_waits_where_new_mail_shows_and_only_one_process_does(owner):
    lists = b'* LIST () "/" INBOX\r\n* LIST (\\All) "/" "[Gmail]/All"\r\n* LIST (\\Sent) "/" "[Gmail]/Sent"\r\n* LIST (\\Trash) "/" Bin\r\n'
    fake = FakeImap(
        LIST=lists,
        CAPABILITY=b"* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n",
        EXAMINE=b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 1]\r\n",
    )
    with fake.port() as port:
        mailbox = add_mailbox(owner, given(port), timezone.now())
        assert fetch_mailbox(mailbox, timezone.now())
    now = timezone.now()
    read = MailFolder.objects.of(owner).filter(is_read=True).values_list("use", flat=True)
    assert set(read) == {"all", "sent"} and not is_read_unasked("inbox", has_all=True)
    assert place_to_wait(mailbox.pk).use == "all"
    assert [row.pk for row in watchable(now)] == [mailbox.pk]
    assert [take_lease(mailbox.pk, now) for _process in range(2)] == [True, False]
    assert take_lease(mailbox.pk, now + datetime.timedelta(minutes=3))


class Sitting:
    """Stands for a thread that waits at a mailbox."""

    def __init__(self, is_well=True):
        self.is_well, self.left = is_well, False

    def is_alive(self):
        return self.is_well

    def leave(self):
        self.left = True


def test_a_mailbox_that_is_paused_is_left_and_one_that_broke_off_is_let_rest(owner):
    now = timezone.now()
    values = {"address": "a@b.example", "host": "h", "idles": True, "next_at": now, "fetched_at": now}
    paused = Mailbox.objects.create(owner=owner, user="a", paused_at=now, **values)
    broken = Mailbox.objects.create(owner=owner, user="b", **values)
    sitting, watch = Sitting(), Watch()
    watch.sitting = {paused.pk: sitting, broken.pk: Sitting(is_well=False)}
    watch.round(now)
    assert sitting.left and broken.pk not in watch.sitting
    assert watch.resting[broken.pk] > now + datetime.timedelta(minutes=5)
