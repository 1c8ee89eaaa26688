"""Pieces made of bytes, for the readers' tests."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from needless.imports.drafts import Asked, ContactDraft, InteractionDraft, Piece, Read, Refusal, Source

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def piece_of(content: bytes | str, path: str = "made-up") -> Piece:
    octets = content.encode() if isinstance(content, str) else content
    return Piece(path, len(octets), lambda: io.BytesIO(octets), octets[: 1 << 16])


def read_all(source: Source, content: bytes | str, asked: Asked | None = None) -> list[Read]:
    return list(source.read(piece_of(content), asked or Asked(today=date(2026, 3, 1))))


def contacts(read: list[Read]) -> list[ContactDraft]:
    return [one for one in read if isinstance(one, ContactDraft)]


def interactions(read: list[Read]) -> list[InteractionDraft]:
    return [one for one in read if isinstance(one, InteractionDraft)]


def refusals(read: list[Read]) -> list[Refusal]:
    return [one for one in read if isinstance(one, Refusal)]
