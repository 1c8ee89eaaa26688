"""Web push: encrypted as RFC 8291 says, sent to the browser's service, given up where the browser is gone."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.channels.conftest import SEVEN, SITE, plan

from needless.channels import web_push
from needless.channels.actions import add_channel
from needless.channels.delivering import send_due
from needless.channels.models import Digest, PlanChannel
from needless.channels.web_push import packed, unpacked


def key(text):
    return ec.derive_private_key(int.from_bytes(unpacked(text)), ec.SECP256R1())


THEIRS = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"  # of RFC 8291, section 5
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"


def test_the_example_of_the_standard_comes_out_to_the_byte():
    mine, salt = key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), unpacked("DGv6ra1nlYgDCS1FRnbzlw")
    body = web_push.encrypted(b"When I grow up, I want to be a watermelon", P256DH, AUTH, mine, salt)
    assert packed(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def opened(body):
    """What the browser reads."""
    salt, length = body[:16], body[20]
    public, sealed = body[21 : 21 + length], body[21 + length :]
    theirs = key(THEIRS)
    secret = theirs.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public))
    secret = web_push._derived(unpacked(AUTH), secret, b"WebPush: info\0" + unpacked(P256DH) + public, 32)
    cek = web_push._derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = web_push._derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    return AESGCM(cek).decrypt(nonce, sealed, None).rstrip(b"\x02")


class Service(BaseHTTPRequestHandler):
    """A browser's push service: it answers ``status`` and keeps what came."""

    status, seen = 201, []

    def do_POST(self):
        self.seen.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def service(settings, tmp_path):
    settings.ALLOW_PRIVATE_FETCHES, settings.HOME = True, tmp_path
    Service.status = 201
    Service.seen.clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def subscribe(owner, service):
    given = {"endpoint": f"{service}/push/1", "p256dh": P256DH, "auth": AUTH, "browser": "Chrome, Android"}
    return add_channel(owner, "push", given, 7, "0123456", SITE)


def test_it_says_that_the_plan_is_ready_and_nothing_else(owner, service):
    plan(owner)
    subscribe(owner, service)
    assert send_due(SEVEN) == 1 and send_due(SEVEN) == 0
    ((headers, body),) = Service.seen
    said = json.loads(opened(body))
    assert said == {"title": "Needless", "body": "Today's plan is ready.", "url": "/"}
    assert (headers["Content-Encoding"], headers["Topic"]) == ("aes128gcm", "plan") and int(
        headers["TTL"]
    ) > 0


def test_the_service_can_tell_who_sends(owner, service):
    plan(owner)
    subscribe(owner, service)
    send_due(SEVEN)
    said = Service.seen[0][0]["Authorization"]
    token, public = said.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    raw = unpacked(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(public))
    known.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        known.verify(der, b"another", ec.ECDSA(hashes.SHA256()))
    assert public == web_push.public_key()
    assert json.loads(unpacked(claims))["aud"] == service and json.loads(unpacked(claims))["sub"] == SITE


def test_the_key_is_made_once_and_read_by_nobody_else(settings, tmp_path):
    settings.HOME = tmp_path
    assert web_push.public_key() == web_push.public_key()
    assert (tmp_path / "vapid.key").stat().st_mode & 0o077 == 0
    kept = (tmp_path / "vapid.key").read_text()
    settings.HOME, settings.VAPID_KEY = tmp_path / "elsewhere", kept
    assert web_push.public_key() == packed(web_push._point(key(kept).public_key()))


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_left_out(owner, service, status):
    plan(owner)
    subscribe(owner, service)
    Service.status = status
    assert send_due(SEVEN) == 0
    row = PlanChannel.objects.get()
    assert row.stopped_at and "no notifications any more" in row.why_stopped


def test_a_service_that_is_busy_is_asked_again(owner, service):
    plan(owner)
    subscribe(owner, service)
    Service.status = 429
    send_due(SEVEN)
    assert Digest.objects.get().stage == "waiting" and "answered 429" in Digest.objects.get().problem


def test_no_push_goes_into_a_private_network(owner, service, settings):
    settings.ALLOW_PRIVATE_FETCHES = False
    plan(owner)
    subscribe(owner, service)
    send_due(SEVEN)
    assert Service.seen == [] and "private network" in Digest.objects.get().problem


def test_a_browser_that_asks_again_is_the_same_one(owner, service):
    first = subscribe(owner, service)
    assert subscribe(owner, service).pk == first.pk
    moved = {"endpoint": f"{service}/push/2", "p256dh": P256DH, "auth": AUTH, "was": f"{service}/push/1"}
    assert add_channel(owner, "push", moved, 8, "0", SITE).pk == first.pk
    other = {"endpoint": f"{service}/push/3", "p256dh": P256DH, "auth": AUTH}
    assert add_channel(owner, "push", other, 8, "0", SITE).pk != first.pk
    assert PlanChannel.objects.count() == 2


def test_the_address_of_a_browser_lies_sealed(owner, service):
    assert "/push/1" not in repr(PlanChannel.objects.filter(pk=subscribe(owner, service).pk).values())


@pytest.mark.parametrize(
    "wrong", [{"endpoint": "ftp://x"}, {"endpoint": ""}, {"p256dh": "xx"}, {"auth": "AAAA"}, {"p256dh": "ü"}]
)
def test_what_no_browser_gives_is_refused(owner, wrong):
    given = {"endpoint": "https://push.example/1", "p256dh": P256DH, "auth": AUTH} | wrong
    with pytest.raises(ValueError, match="browser gave"):
        add_channel(owner, "push", given, 7, "0", SITE)
