"""Keeps uploaded files until they are imported, each under its name in a folder of its own (M17)."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile


def keep_files(files: list[UploadedFile[Any]]) -> list[str]:
    """Put uploaded files in a folder of their own, each under its name; the paths."""
    folder = Path(settings.UPLOADS) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    return [str(_keep(file, folder, number)) for number, file in enumerate(files)]


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
