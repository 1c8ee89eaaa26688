"""A real Dovecot for the tests marked ``real``; where it is not installed they are skipped, but not in CI."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from email.utils import format_datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
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


@pytest.fixture(scope="session")
def self_signed():
    """Makes a key and a certificate of that name, signed by itself, as PEM."""

    def made(host):
        key, name = (
            ec.generate_private_key(ec.SECP256R1()),
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]),
        )
        now, day = timezone.now(), timedelta(days=1)
        signed = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        plain = serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        return bytes(pem + signed.public_bytes(serialization.Encoding.PEM))

    return made


@pytest.fixture
def start_dovecot():
    """Starts a server with an empty mailbox; with a key and its certificate one that wants TLS."""
    if not Path(dovecot_module.PROGRAM).exists():
        if os.environ.get("CI"):
            pytest.fail("Dovecot is not installed: .ci/run installs dovecot-imapd.")
        pytest.skip("Dovecot is not installed (apt-get install dovecot-imapd).")
    with TemporaryDirectory(prefix="dovecot") as home:  # others may look into it, not so into pytest's own
        servers = []

        def start(pair=b""):
            servers.append(dovecot_module.Dovecot(Path(home) / f"d{len(servers)}", pair))
            return servers[-1]

        yield start
        for server in servers:
            server.stop()


@pytest.fixture
def dovecot(start_dovecot):
    """A server with an empty mailbox."""
    return start_dovecot()


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


@pytest.fixture
def needless(tmp_path):
    """The command in a data folder of its own; ``run`` waits for it, ``start`` does not."""
    env = {k: v for k, v in os.environ.items() if k not in ("NEEDLESS_JOBS", "PYTEST_RUNNING")}
    env |= {"NEEDLESS_HOME": str(tmp_path / "home"), "NEEDLESS_ALLOW_PRIVATE_FETCHES": "1"}
    env["NEEDLESS_MAIL_DOMAIN"] = "in.example.org"
    command = [sys.executable, "-m", "needless"]

    class Command:
        def run(self, *words, typed=""):
            done = subprocess.run(
                [*command, *words],
                check=False,
                env=env,
                input=typed,
                capture_output=True,
                text=True,
                timeout=240,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        def start(self, *words):
            return subprocess.Popen([*command, *words], env=env, stderr=subprocess.DEVNULL)

        def boxes(self):
            return json.loads(self.run("mail", "list", "--json"))

        def wait_for(self, what, seconds=90):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                (box,) = self.boxes()
                if what(box):
                    return box
                time.sleep(0.3)
            raise AssertionError(f"it did not come: {box}")

    return Command()
