"""Opens what the owner points at: files, folders and zips become pieces to read, without unpacking anything to disk.

Refuses zip bombs and paths that climb out of a zip, and goes on with the rest.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from needless.imports.drafts import Piece, Refusal

HEAD = 65_536
MOST_UNPACKED = 20 * 2**30  # bytes; a mailbox of 20 GB is real, more in one zip is not
MOST_RATIO = 250  # text packs 5 to 20 times; a bomb a thousand times
MOST_MEMBERS = 200_000
MOST_NESTED = 256 * 2**20  # bytes of zips within one zip: they are held in memory
Opens = Callable[[], zipfile.ZipFile]
LEFT_OUT = frozenset({"__MACOSX", ".git", ".DS_Store", "Thumbs.db", "tmp"})


class Counted(io.RawIOBase):
    """A stream that reports how much was read and stops at ``limit`` bytes, whatever a zip's directory claims."""

    def __init__(self, inner: BinaryIO, limit: int, heard: Callable[[int], None] | None = None) -> None:
        super().__init__()
        self.inner, self.left, self.heard = inner, limit, heard

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            got = self.inner.read(min(len(buffer), max(self.left, 0)))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
            raise OSError(f"the zip is damaged: {problem}") from problem
        buffer[: len(got)] = got
        self.left -= len(got)
        if self.heard:
            self.heard(len(got))
        return len(got)

    def close(self) -> None:
        self.inner.close()
        super().close()


def counted(piece: Piece, heard: Callable[[int], None]) -> Piece:
    """The same piece; ``heard`` is told of every chunk of bytes as it is read."""
    opened = piece.open
    return Piece(
        piece.path, piece.size,
        lambda: cast(BinaryIO, io.BufferedReader(Counted(opened(), 2**62, heard), 2**20)), piece.head,
    )  # fmt: skip


def pieces_of(paths: Sequence[Path | str]) -> Iterator[Piece | Refusal]:
    """All files to read under these paths, in a stable order, with their first 64 KiB."""
    for path in map(Path, paths):
        try:
            yield from _pieces_at(path)
        except OSError as problem:
            yield Refusal(
                str(path),
                0,
                "",
                f"Could not be opened ({problem.strerror or problem}); nothing was read of it.",
            )


def _pieces_at(path: Path) -> Iterator[Piece | Refusal]:
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and not LEFT_OUT & set(inner.relative_to(path).parts):
                yield from _file(inner)
    elif path.exists():
        yield from _file(path)
    else:
        yield Refusal(str(path), 0, "", "There is no such file; nothing was read.")


def _file(path: Path) -> Iterator[Piece | Refusal]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _zip(path)
    else:
        yield Piece(str(path), path.stat().st_size, partial(_open_file, path), head)


def _open_file(path: Path) -> BinaryIO:
    return path.open("rb")


def _zip(path: Path) -> Iterator[Piece | Refusal]:
    yield from _archive(str(path), partial(zipfile.ZipFile, path), may_nest=True)


def _archive(path: str, opens: Opens, may_nest: bool) -> Iterator[Piece | Refusal]:
    """What a zip holds; a zip within it is opened as well, one deep."""
    try:
        with opens() as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, ValueError, OverflowError) as problem:
        yield Refusal(path, 0, "", f"Looks like a zip and is damaged ({problem}); nothing was read of it.")
        return
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        problem_ = "Unpacks to more than 20 GB or 200,000 files (a zip bomb?); nothing was read of it."
        yield Refusal(path, 0, "", problem_)
        return
    may_hold = sum(m.file_size for m in members if _is_zip(m)) <= MOST_NESTED
    for member in sorted(members, key=lambda m: m.filename):
        if not LEFT_OUT & set(member.filename.split("/")):
            found = _member(path, opens, member)
            if isinstance(found, Piece) and _is_zip(member):
                yield from _nested(found, may_nest, may_hold)
            else:
                yield found


def _is_zip(member: zipfile.ZipInfo) -> bool:
    """By its name: an office's documents are zips too, and hold nothing for us."""
    return member.filename.lower().endswith(".zip")


def _nested(piece: Piece, may_nest: bool, may_hold: bool) -> Iterator[Piece | Refusal]:
    """A zip within a zip, held in memory: its directory is at its end, and nothing is unpacked to disk."""
    if not (may_nest and may_hold):
        why = "a zip within a zip within a zip" if not may_nest else "zips of over 256 MB within a zip"
        yield Refusal(piece.path, 0, "", f"Found {why}; expected it unpacked beside the others. Left out.")
        return
    try:
        with piece.open() as stream:
            content = stream.read()
    except OSError as problem:
        yield Refusal(piece.path, 0, "", f"Could not be unpacked ({problem}); it was left out.")
        return
    yield from _archive(piece.path, lambda: zipfile.ZipFile(io.BytesIO(content)), may_nest=False)


def _member(path: str, opens: Opens, member: zipfile.ZipInfo) -> Piece | Refusal:
    shown = f"{path}/{member.filename}"
    if problem := _problem_of(member):
        return Refusal(shown, 0, "", f"{problem}; it was left out and the rest of the zip read.")
    piece = Piece(shown, member.file_size, partial(_open_member, opens, member.filename, member.file_size))
    try:
        with piece.open() as stream:
            piece.head = stream.read(HEAD)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError) as problem_:
        return Refusal(
            shown, 0, "", f"Could not be unpacked ({problem_}); it was left out and the rest of the zip read."
        )
    return piece


def _problem_of(member: zipfile.ZipInfo) -> str:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        return "Its path climbs out of the zip"
    if member.flag_bits & 1:
        return "It is encrypted; expected a zip without a password"
    if member.file_size > 10 * 2**20 and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        return (
            f"Unpacks to {member.file_size // 2**20} MB from {member.compress_size // 1024} KB (a zip bomb?)"
        )
    return ""


def _open_member(opens: Opens, name: str, size: int) -> BinaryIO:
    archive = opens()
    inner = cast(BinaryIO, archive.open(name))
    archive.close()  # the member keeps the file open until it is closed itself
    return cast(BinaryIO, io.BufferedReader(Counted(inner, size), 2**18))
