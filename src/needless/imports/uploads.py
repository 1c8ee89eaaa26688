"""Keeps uploaded files until they are imported, each under its name in a folder of its own (M17)."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from needless.backups.ages import NotUnlocked, is_locked, unlock_as


def keep_files(files: list[UploadedFile[Any]]) -> list[str]:
    """Put uploaded files in a folder of their own, each under its name; the paths."""
    folder = Path(settings.UPLOADS) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    return [str(_keep(file, folder, number)) for number, file in enumerate(files)]


def apart(path: Path) -> Path:
    """The file in a folder of its own, which goes when the file is no longer needed."""
    folder = Path(settings.UPLOADS) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    return path.rename(folder / path.name)


def open_locked(paths: list[str], key: str) -> list[str]:
    """The same paths; a file that is locked with age gives place to what is in it. Raises NotUnlocked: all are removed."""
    try:
        return [str(_opened(Path(path), key)) if is_locked(Path(path)) else path for path in paths]
    except NotUnlocked:
        shutil.rmtree(Path(paths[0]).parent, ignore_errors=True)
        raise


def _opened(path: Path, key: str) -> Path:
    target = path.with_name(path.name.removesuffix(".age") if path.suffix == ".age" else f"{path.name}.open")
    unlock_as(path, target, key)
    path.unlink()
    return target


def _keep(file: UploadedFile[Any], folder: Path, number: int) -> Path:
    name = Path(file.name or "").name or "file"
    path = folder / (f"{number}-{name}" if (folder / name).exists() else name)
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(
            file.temporary_file_path(), path
        )  # on one disk this copies nothing, however large the file
    else:
        with path.open("wb") as out:
            shutil.copyfileobj(file, out, 2**20)
    return path
