"""How long `needless today` and `needless find` take with 10,000 contacts, beside `khard list` on the same vCards (M1, M10).

CPU seconds of the whole command, its start included, the least of several: what else the machine does only adds.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.instances import FAMILY, FIELDS, GIVEN
from bench.rows import Row, report

TIMES = 3
BIN = Path(sys.executable).parent
SOUGHT = "okafor"


def card(number: int, draw: random.Random) -> str:
    """A vCard as a phone writes it."""
    given, family = draw.choice(GIVEN), draw.choice(FAMILY)
    lines = (
        "BEGIN:VCARD", "VERSION:3.0", f"UID:{number}", f"FN:{given} {family}", f"N:{family};{given};;;",
        f"EMAIL:{given}.{family}.{number}@example.org", f"TEL:+3519{number:08d}", f"ORG:{draw.choice(FIELDS)} {number % 300}",
        "END:VCARD", "",
    )  # fmt: skip
    return "\r\n".join(lines)


def seconds(command: Sequence[str | Path], env: dict[str, str]) -> float:
    """The least CPU time of the command over a few runs."""
    readings = []
    for _ in range(TIMES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([str(word) for word in command], env=env, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        readings.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(readings)


def prepared(folder: Path, contacts: int) -> dict[str, str]:
    """The same cards in a data folder of ours and in a folder that khard reads; the environment of both."""
    draw, book = random.Random(7), folder / "book"
    book.mkdir()
    cards = [card(number, draw) for number in range(contacts)]
    for number, text in enumerate(cards):
        (book / f"{number}.vcf").write_text(text)
    (folder / "all.vcf").write_text("".join(cards))
    config = folder / "config" / "khard"
    config.mkdir(parents=True)
    (config / "khard.conf").write_text(f"[addressbooks]\n[[book]]\npath = {book}\n")
    env = {**os.environ, "NEEDLESS_HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "config")}
    env |= {
        "PYTHONPYCACHEPREFIX": str(folder / "compiled")
    }  # both are read from compiled modules, as installed
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [BIN / "needless", "import", folder / "all.vcf", "--yes"]
    subprocess.run([str(word) for word in command], env=env, check=True, capture_output=True)
    return env


def measure(folder: Path, contacts: int) -> list[Row]:
    """All rows."""
    env = prepared(folder, contacts)
    khard = BIN / "khard" if (BIN / "khard").exists() else shutil.which("khard")
    theirs = seconds([khard, "list"], env) if khard else 0.0
    found = seconds([khard, "list", SOUGHT], env) if khard else 0.0
    ours = [
        ("needless today", ["today"], theirs),
        ("needless find", ["find", SOUGHT], theirs),
        ("needless find beside a search", ["find", SOUGHT], found),
    ]
    rows = []
    for what, words, other in ours:
        spent = seconds([BIN / "needless", *words], env)
        floor = 1.0 if khard and not what.endswith("search") else None
        ratio = round(other / spent, 3)
        rows.append(
            {
                "what": what,
                "ours": round(spent, 3),
                "other": round(other, 3),
                "ratio": ratio,
                "floor": floor,
                "ok": floor is None or ratio >= floor,
            }
        )
    return rows


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return report(measure(Path(folder), asked.contacts), asked.json)


if __name__ == "__main__":
    sys.exit(main())
