"""STARTTLS and TLS with a real Dovecot that speaks both: one's own authority by SSL_CERT_FILE, and a wrong one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from needless.interactions.models import Interaction
from needless.mailboxes.actions import add_mailbox, fetch_mailbox
from needless.mailboxes.models import Mailbox
from needless.mailboxes.session import CannotRead

from .conftest import ME, given, message

pytestmark = [pytest.mark.real, pytest.mark.django_db]
WAYS = ["starttls", "tls"]


@pytest.fixture
def server(start_dovecot, self_signed, tmp_path, monkeypatch):
    """A Dovecot of the name "localhost", whose certificate this process trusts as whoever runs an instance says it."""
    pair = self_signed("localhost")
    (tmp_path / "ca.pem").write_bytes(pair[pair.index(b"-----BEGIN CERTIFICATE") :])
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return start_dovecot(pair)


def wanted(server, way, **more):
    port = server.port if way == "starttls" else server.tls_port
    return given(port, host="localhost", security=way, **more)


@pytest.mark.parametrize("way", WAYS)
def test_mail_is_read_over_an_encrypted_connection(way, server, owner):
    day = timezone.now() - timedelta(days=3)
    server.put([message("in", "Ana <ana@corp.example>", ME, day)])
    server.put([message("out", ME, "ana@corp.example", day + timedelta(hours=1))], ".Sent")
    box = add_mailbox(owner, wanted(server, way), timezone.now())
    assert fetch_mailbox(box, timezone.now()), box.problem
    assert Interaction.objects.of(owner).count() == 2
    signed_in = [line for line in (server.home / "log").read_text().splitlines() if "Login: user" in line]
    assert signed_in and all("TLS" in line for line in signed_in)


@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_that_nobody_vouches_for_is_refused(
    way, server, owner, self_signed, tmp_path, monkeypatch
):
    (tmp_path / "other.pem").write_bytes(
        self_signed("localhost").partition(b"-----END PRIVATE KEY-----\n")[2]
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    with pytest.raises(CannotRead, match="No encrypted connection to localhost"):
        add_mailbox(owner, wanted(server, way), timezone.now())
    nobody_signed_in(server)


@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_of_another_name_is_refused(
    way, start_dovecot, self_signed, owner, tmp_path, monkeypatch
):
    pair = self_signed("imap.elsewhere.example")
    (tmp_path / "ca.pem").write_bytes(pair.partition(b"-----END PRIVATE KEY-----\n")[2])
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    server = start_dovecot(pair)
    with pytest.raises(CannotRead, match="No encrypted connection to localhost"):
        add_mailbox(owner, wanted(server, way), timezone.now())
    nobody_signed_in(server)


def nobody_signed_in(server):
    assert not Mailbox.objects.exists() and "Login: user" not in (server.home / "log").read_text()
