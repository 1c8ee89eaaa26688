"""A mail server hands mail over by LMTP, on a real socket: one answer for each address, nothing taken for nobody (M17)."""

import json
import smtplib
import time

import pytest

from .conftest import dovecot_module, message

pytestmark = pytest.mark.real
SENT = "From: ana@me.example\r\nTo: Bo Berg <bo@x.example>\r\nSubject: Lunch\r\nMessage-ID: <1@me>\r\n\r\nbody\r\n"


@pytest.fixture
def place(needless):
    """Where `needless lmtp` listens."""
    needless.run("mail", "address")  # makes the data folder
    port = dovecot_module.free_port()
    process = needless.start("lmtp", "--listen", f"127.0.0.1:{port}")
    yield port
    process.terminate()
    assert process.wait(60) == 0


def talk(port):
    for _ in range(600):
        try:
            return smtplib.LMTP("127.0.0.1", port, timeout=20)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nobody listens")


def test_mail_for_a_private_address_is_logged_and_other_mail_is_refused(needless, place, tmp_path):
    path = json.loads(needless.run("mail", "address", "--json"))
    (tmp_path / "own.eml").write_text(message(0, "ana@me.example", "ana@me.example"))
    needless.run("import", str(tmp_path / "own.eml"), "--yes", "--me", "ana@me.example")
    broken = talk(place)
    broken.ehlo()
    broken.putcmd("MAIL FROM:<a@b>")
    broken.sock.close()  # leaves the others be
    with talk(place) as lmtp:
        refused = lmtp.sendmail("ana@me.example", [path["address"], "nobody@in.example.org"], SENT)
        assert list(refused) == ["nobody@in.example.org"] and refused["nobody@in.example.org"][0] == 550
        long = (
            "From: ana@me.example\r\nSubject: "
            + "x" * 5000
            + "\r\nTo: c@x.example\r\nMessage-ID: <2@me>\r\n\r\n"
        )
        assert lmtp.sendmail("ana@me.example", [path["address"]], long) == {}
        with pytest.raises(smtplib.SMTPException):
            lmtp.sendmail("x@x", ["nobody@in.example.org"], SENT)
    names = [each["name"] for each in json.loads(needless.run("contacts", "--json"))]
    assert names == ["Bo Berg", "c@x.example"]
