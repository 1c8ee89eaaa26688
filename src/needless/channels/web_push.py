"""Web push as its standards say: the message encrypted for one browser (RFC 8291), and who sends it (VAPID, RFC 8292)."""

from __future__ import annotations

import base64
import json
import os
import time
from binascii import Error
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

RECORD_BYTES = 4096
HALF_A_DAY = 12 * 60 * 60  # seconds; a day at most is allowed


def vapid_key() -> ec.EllipticCurvePrivateKey:
    """This instance's own key: NEEDLESS_VAPID_KEY (32 bytes in base64url), else a file of the data folder, made once."""
    if settings.VAPID_KEY:
        return ec.derive_private_key(int.from_bytes(unpacked(settings.VAPID_KEY)), ec.SECP256R1())
    path = Path(settings.HOME) / "vapid.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return ec.derive_private_key(int.from_bytes(unpacked(path.read_text().strip())), ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    with os.fdopen(descriptor, "w") as file:
        file.write(packed(key.private_numbers().private_value.to_bytes(32)))
    return key


def public_key() -> str:
    """What a browser is told to expect messages from, in base64url."""
    return packed(_point(vapid_key().public_key()))


def authorization(endpoint: str, contact: str) -> dict[str, str]:
    """The header that says who sends: ``contact`` is a mailto: or https: address for the push service's questions."""
    at = urlsplit(endpoint)
    claims = {"aud": f"{at.scheme}://{at.netloc}", "exp": int(time.time()) + HALF_A_DAY, "sub": contact}
    head = {"typ": "JWT", "alg": "ES256"}
    said = ".".join(packed(json.dumps(part).encode()) for part in (head, claims))
    key = vapid_key()
    r, s = utils.decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{said}.{packed(r.to_bytes(32) + s.to_bytes(32))}"
    return {"Authorization": f"vapid t={token}, k={packed(_point(key.public_key()))}"}


def check_keys(p256dh: str, auth: str) -> None:
    """Raises ValueError, in words, for keys that no browser gives."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(p256dh))
        is_good = len(unpacked(auth)) == 16
    except ValueError:
        is_good = False
    if not is_good:
        raise ValueError(_("The browser gave no keys for its notifications."))


def encrypted(
    text: bytes,
    p256dh: str,
    auth: str,
    mine: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push message that only that browser can read (RFC 8291, one record of RFC 8188). ``mine`` and
    ``salt`` are new each time, but in tests."""
    mine, salt = mine or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(p256dh))
    public = _point(mine.public_key())
    info = b"WebPush: info\0" + _point(theirs) + public
    secret = _derived(unpacked(auth), mine.exchange(ec.ECDH(), theirs), info, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, text + b"\x02", None)  # 2 ends the last record
    return salt + RECORD_BYTES.to_bytes(4) + len(public).to_bytes(1) + public + sealed


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def packed(raw: bytes) -> str:
    """base64url without its padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The bytes of base64url, padded or not. Raises ValueError."""
    try:
        return base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars="-_", validate=True
        )
    except (Error, UnicodeError):
        raise ValueError("no base64url") from None
