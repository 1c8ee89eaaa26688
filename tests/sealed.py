"""Sealed notes in tests: turned on in a moment, and looked for in every column."""

import base64
import json

import pyrage
from django.apps import apps

from needless.keeping import sealing
from needless.owners import note_keys
from needless.tables.notes import Identity
from needless.tables.sums import rows

PASSPHRASE = "five words are quite good"
MARKER = "zanzibarquokka"


def quicken(monkeypatch):
    """The passphrase's own hash is slow by design: here it is none."""

    def wrapped(identity, passphrase):
        return base64.b64encode(f"{passphrase.strip()}\n{identity}".encode()).decode()

    def decrypt(content, passphrase):
        said, _, identity = content.decode().partition("\n")
        if said != passphrase:
            raise pyrage.DecryptError("no")
        return identity.encode()

    class Quick:
        DecryptError, IdentityError = pyrage.DecryptError, pyrage.IdentityError
        passphrase = type("Passphrase", (), {"decrypt": staticmethod(decrypt)})

    monkeypatch.setattr(note_keys, "_wrapped", wrapped)
    monkeypatch.setattr(note_keys, "pyrage", Quick)


def sealed(owner):
    """Turned on, and all that was there rewritten; the secret key."""
    key = note_keys.turn_on(owner, PASSPHRASE)
    assert sealing.work_on(note_keys.key_of(owner))
    return Identity.from_str(key)


def in_database(text):
    """The columns of whatever table in which a text stands, in the clear."""
    return [
        f"{model.__name__}.{f.attname}"
        for model in apps.get_models()
        for values in rows("default", model)
        for f, value in zip(model._meta.concrete_fields, values, strict=True)
        if text in (value if isinstance(value, str) else json.dumps(value, default=str)).casefold()
    ]
