"""A real Dovecot for the tests marked ``real``; where it is not installed they are skipped, but not in CI."""

import os
from email.utils import format_datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.utils import timezone

from needless.mailboxes.actions import add_mailbox

SPEC = spec_from_file_location("dovecot", Path(__file__).with_name("dovecot.py"))
dovecot_module = module_from_spec(SPEC)
SPEC.loader.exec_module(dovecot_module)
ME = "dawn@me.example"


@pytest.fixture(autouse=True)
def private(settings):
    """Servers of these tests are on this machine."""
    settings.ALLOW_PRIVATE_FETCHES = True


@pytest.fixture
def dovecot():
    """A server with an empty mailbox."""
    if not Path(dovecot_module.PROGRAM).exists():
        if os.environ.get("CI"):
            pytest.fail("Dovecot is not installed: .ci/run installs dovecot-imapd.")
        pytest.skip("Dovecot is not installed (apt-get install dovecot-imapd).")
    with TemporaryDirectory(prefix="dovecot") as home:  # others may look into it, not so into pytest's own
        server = dovecot_module.Dovecot(Path(home) / "d")
        yield server
        server.stop()


def message(n, sender, to, at=None, subject="Hello", more=""):
    """One message, its body longer than anything that should be read."""
    at = at or timezone.now()
    return (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: {format_datetime(at)}\nMessage-ID: <{n}@x>\n{more}\n"
        + "The body is nobody's business. " * 50
    )


def given(port, **more):
    return {
        "address": ME, "host": "127.0.0.1", "port": port, "security": "none", "user": "dawn", "password": "secret", **more
    }  # fmt: skip


@pytest.fixture
def mailbox(owner, dovecot):
    return add_mailbox(owner, given(dovecot.port), timezone.now())
