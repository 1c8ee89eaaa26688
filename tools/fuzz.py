"""Bytes that nobody meant to send, at every reader, led by coverage (atheris): a reader may refuse, and never breaks or hangs.

    python tools/fuzz.py                       each reader for ten minutes (`make fuzz`)
    python tools/fuzz.py --seconds 2 --leave   as CI does: what was kept stays as it is
    python tools/fuzz.py vcard --seconds 600   one of them

It begins from the samples of tests/samples and from what was found before (tests/fuzz/NAME.zip), and puts what is new and
small there. Input that breaks a reader is left under tests/fuzz/broken; it belongs into that reader's tests.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "tests" / "fuzz"
BROKEN = KEPT / "broken"
LONGEST = 4096  # bytes of one input
MOST = 40  # inputs kept of each reader
TODAY = date(2026, 3, 1)
Reader = Callable[[bytes], object]


def piece_of(octets: bytes, path: str) -> Any:
    from needless.imports.drafts import Piece

    return Piece(path, len(octets), lambda: io.BytesIO(octets), octets)


def of_source(source: Any) -> Reader:
    """Recognise, ask whose it is, read to the end: as an import does."""
    from needless.imports.drafts import Asked, Me

    def read(octets: bytes) -> None:
        piece = piece_of(octets, "made-up")
        source.sniff(piece)
        source.identify([piece], Me())
        for _one in source.read(piece, Asked(today=TODAY)):
            pass

    return read


def refusing(read: Reader) -> Reader:
    """What a reader of fetched things may raise is no finding."""
    from needless.fetching.client import FetchRefused

    def carefully(octets: bytes) -> None:
        with suppress(FetchRefused):
            read(octets)

    return carefully


def readers() -> dict[str, Reader]:
    """Every reader by name; importing them is what atheris watches."""
    from needless.fetching.client import Fetched
    from needless.gatherings.calendars import read_events
    from needless.imports.sources import SOURCES
    from needless.method import line
    from needless.news.reading import read_feed, read_opml, read_page

    now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def fetched(octets: bytes, kind: str) -> Fetched:
        return Fetched("https://x.example/", 200, octets, kind, "", "")

    return {
        **{
            f"{type(source).__module__.rpartition('.')[2]}-{type(source).__name__.strip('_').lower()}": of_source(
                source
            )
            for source in SOURCES
        },
        "calendar-feed": refusing(lambda octets: list(read_events(octets, TODAY, ()))),
        "feed": refusing(lambda octets: read_feed(fetched(octets, "application/xml"))),
        "feeds-list": refusing(read_opml),
        "page": refusing(lambda octets: read_page(octets, "https://x.example/")),
        "line": lambda octets: line.read(octets.decode("utf-8", "replace"), now),
    }


def run(name: str, seconds: int, folder: str) -> None:
    """Fuzz one reader in this process, which libFuzzer ends."""
    import atheris

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")
    os.environ.setdefault("NEEDLESS_HOME", tempfile.mkdtemp(prefix="needless-fuzz-"))
    with atheris.instrument_imports(
        include=["needless.imports", "needless.news", "needless.gatherings.calendars", "needless.method.line"]
    ):
        import django

        django.setup()
        read = readers()[name]
    limits = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-verbosity=0",
    ]
    atheris.Setup(
        [sys.argv[0], folder, *limits, f"-artifact_prefix={BROKEN}/{name}-"],
        lambda octets: read(bytes(octets)),
    )
    atheris.Fuzz()


def unpack(name: str, folder: Path) -> None:
    """Samples that fit, and what was found before."""
    for number, path in enumerate(sorted((ROOT / "tests" / "samples").rglob("*"))):
        if path.is_file() and path.stat().st_size <= LONGEST:
            (folder / f"sample-{number}").write_bytes(path.read_bytes())
    if (KEPT / f"{name}.zip").exists():
        with zipfile.ZipFile(KEPT / f"{name}.zip") as before:
            before.extractall(folder)


def keep(name: str, folder: Path) -> None:
    """The smallest of what is new beside the samples, under its hash, as one zip."""
    found = [p for p in folder.iterdir() if not p.name.startswith("sample-")]
    smallest = sorted(found, key=lambda p: (p.stat().st_size, p.name))[:MOST]
    with zipfile.ZipFile(KEPT / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as kept:
        for path in sorted(smallest):
            kept.writestr(zipfile.ZipInfo(path.name), path.read_bytes())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--leave", action="store_true", help="keep nothing of what is found")
    parser.add_argument("--here", help=argparse.SUPPRESS)  # the folder of inputs: in this very process
    given = parser.parse_args()
    if given.here:
        run(given.names[0], given.seconds, given.here)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")
    os.environ.setdefault("NEEDLESS_HOME", tempfile.mkdtemp(prefix="needless-fuzz-"))
    import django

    django.setup()
    if unknown := set(given.names) - set(readers()):
        parser.error(f"no reader {', '.join(sorted(unknown))}; there are: {', '.join(readers())}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        held = pool.map(lambda name: holds(name, given.seconds, given.leave), given.names or readers())
        return 0 if all(list(held)) else 1


def holds(name: str, seconds: int, leave: bool) -> bool:
    """Fuzz one reader in a process of its own, which libFuzzer ends; keep what was found unless it is to be left."""
    BROKEN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        unpack(name, Path(folder))
        command = [sys.executable, __file__, name, "--seconds", str(seconds), "--here", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not leave:
            keep(name, Path(folder))
    print(f"{name:32} {'broke' if done.returncode else 'holds'}", flush=True)
    print(done.stderr[-3000:] if done.returncode else "", end="", file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
