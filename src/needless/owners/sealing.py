"""Secrets that must be read again (passwords and tokens of accounts elsewhere) lie sealed in the database (M17).

The key lies outside it: in NEEDLESS_SEALING_KEY, else in ``sealing.key`` of the data folder, made at first need. Either
may hold several keys, one a line or with commas between: the first seals, all of them open. So a new key in front, then
:func:`reseal_all`, then the old one out, renews the key.

A row keeps what :func:`seal` gave in a :class:`SealedField`, and opens it with :func:`unseal` at the moment of use: so
no page, log, export or ``repr`` of a row can show it.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _


class CannotUnseal(ValueError):
    """None of the keys here fits what was sealed, or a key is none; in words for the owner."""


class SealedField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A column of what :func:`seal` gave: never exported, renewed by :func:`reseal_all`. It may be empty."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", "editable": False, **options})


def seal(text: str) -> str:
    """The text as only this instance's key can open it; another one each time. Nothing stays nothing."""
    return _keys().encrypt(text.encode()).decode() if text else ""


def unseal(text: str) -> str:
    """What was sealed. Raises CannotUnseal where no key fits."""
    if not text:
        return ""
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken:
        raise CannotUnseal(
            _("The key of this instance does not open this secret: type it again, or bring back sealing.key.")
        ) from None


@transaction.atomic
def reseal_all() -> int:
    """Seal every secret with the first key, in one go; how many there were. Raises CannotUnseal, changing nothing."""
    keys, changed = _keys(), 0
    for model, name in _columns():
        for row in model._base_manager.exclude(**{name: ""}).only("pk", name):
            new = _renewed(keys, getattr(row, name))
            changed += model._base_manager.filter(pk=row.pk).update(**{name: new})
    return changed + _reseal_factors(keys)


def _reseal_factors(keys: MultiFernet) -> int:
    """What codes and recovery codes are made from lies sealed among what allauth keeps of them."""
    from allauth.mfa.models import Authenticator  # a table: not while tables are being declared

    rows = list(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN))
    for row in rows:
        row.data |= {
            name: _renewed(keys, row.data[name]) for name in ("secret", "seed") if row.data.get(name)
        }
        row.save(update_fields=["data"])
    return len(rows)


def count_lost() -> int:
    """How many sealed secrets no key here opens."""
    lost = 0
    for model, name in _columns():
        sealed = model._base_manager.exclude(**{name: ""}).values_list(name, flat=True)
        lost += sum(not _opens(text) for text in sealed)
    return lost + sum(not _opens(text) for text in _sealed_factors())


def _opens(sealed: str) -> bool:
    try:
        unseal(sealed)
    except CannotUnseal:
        return False
    return True


def _sealed_factors() -> list[str]:
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("data", flat=True)
    return [data[name] for data in rows for name in ("secret", "seed") if data.get(name)]


def renew_key(forget_old: bool = False) -> int:
    """A new key in front of ``sealing.key``, and everything sealed with it; how many secrets there were. The old keys
    stay to open backups, unless they are to be forgotten. Raises CannotUnseal, with the old keys as they were."""
    _keys()
    path, new = sealing_key_path(), Fernet.generate_key().decode()
    old = path.read_text() if path.exists() else ""
    _put(path, f"{new}\n{old}")
    try:
        changed = reseal_all()
    except CannotUnseal:
        _put(path, old)
        raise
    if forget_old:
        _put(path, new + "\n")
    return changed


def sealing_key_path() -> Path:
    """Where the key lies unless NEEDLESS_SEALING_KEY holds it."""
    return Path(settings.HOME) / "sealing.key"


def _renewed(keys: MultiFernet, sealed: str) -> str:
    unseal(sealed)  # says it in words where none fits
    return keys.rotate(sealed.encode()).decode()


def _columns() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, SealedField)
    ]


def _keys() -> MultiFernet:
    path, given = sealing_key_path(), _listed(settings.SEALING_KEY)
    if not given and not path.exists():
        _make(path)
    found = given + (_listed(path.read_text()) if path.exists() else [])
    try:
        return MultiFernet([Fernet(key) for key in found])
    except ValueError:
        raise CannotUnseal(
            _(
                "NEEDLESS_SEALING_KEY or %(path)s holds something that is no key: expected 44 characters for each."
            )
            % {"path": path}
        ) from None


def _listed(text: str) -> list[str]:
    return re.findall(r"[^\s,]+", text)


def _make(path: Path) -> None:
    """Once, whoever else is at it."""
    with suppress(FileExistsError), _beside(path, Fernet.generate_key().decode() + "\n") as written:
        os.link(written, path)


def _put(path: Path, text: str) -> None:
    with _beside(path, text) as written:
        written.replace(path)


@contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """The text in a file beside, for this user alone, to be put in place whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)
