"""The phone's address book: vdirsyncer's first sync of it, and what a phone in step pays for one change.

`first sync N`: a fresh vdirsyncer takes N cards from `needless serve`, beside the same cards from a plain Radicale over
files, on the same machine, in turn; both servers gave the whole book to somebody before, so that neither reads its cards
for the first time. The best of each counts: what else the machine does only adds.
`incremental sync`: after one change to one contact, the answer to a REPORT with the mark of before, which tells it:
milliseconds with a tenth of the contacts (other) beside milliseconds with all of them (ours). Constant is a ratio of 1.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.api import free_port, server
from bench.instances import Network, fill
from bench.rows import Row, report

ROUNDS = 3
CHANGES = 15
BOOK = "/dav/bench/contacts/"
ALL = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>'
SINCE = (
    '<D:sync-collection xmlns:D="DAV:"><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level>'
    "<D:prop><D:getetag/></D:prop></D:sync-collection>"
)


class Door(NamedTuple):
    """Where an address book is, and as whom."""

    port: int
    path: str
    password: str

    def ask(self, method: str, path: str, body: str = "", depth: str = "0") -> bytes:
        """One answer's body. Raises RuntimeError for anything but success."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        pair = base64.b64encode(f"bench:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Depth": depth, "Content-Type": "text/xml"}
        line.request(method, path, body.encode(), headers)
        answer = line.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:300]!r}")
        return said


class Instance:
    """A Needless with so many contacts, running, with a password for a phone."""

    def __init__(self, folder: Path, contacts: int, running: ExitStack) -> None:
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        made = context.Process(target=prepare, args=(str(folder), contacts, theirs))
        made.start()
        password, self.token = mine.recv()
        made.join()
        port = free_port()
        env = {**os.environ, "NEEDLESS_HOME": str(folder)}
        command = [sys.executable, "-m", "needless", "serve", "--no-jobs", "--port", str(port)]
        running.enter_context(server(command, port, env))
        self.door = Door(port, BOOK, password)

    def change(self, contact_id: int, title: str) -> None:
        """Somebody has another title: changed over the API, as on a page."""
        line = http.client.HTTPConnection("127.0.0.1", self.door.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        line.request("PATCH", f"/api/contacts/{contact_id}", f'{{"title": "{title}"}}', headers)
        answer = line.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.read()[:300]!r}")

    def increment(self, n: int) -> float:
        """Milliseconds for hearing of one change."""
        mark = _mark(self.door.ask("REPORT", BOOK, SINCE.format(self._mark)))
        self.change(n + 1, f"Planner {n}")
        began = time.perf_counter()
        said = self.door.ask("REPORT", BOOK, SINCE.format(mark))
        milliseconds = (time.perf_counter() - began) * 1000
        if said.count(b".vcf") != 1:
            raise RuntimeError(f"one change expected: {said[:500]!r}")
        self._mark = _mark(said)
        return milliseconds

    def open(self) -> None:
        """As by a first phone: the book is made, and its mark known."""
        self._mark = _mark(self.door.ask("REPORT", BOOK, SINCE.format("")))


def _mark(said: bytes) -> str:
    found = re.search(r"sync-token>([^<]+)<", said.decode())
    if found is None:
        raise RuntimeError("no mark in the answer")
    return found[1]


def prepare(home: str, contacts: int, pipe: Connection) -> None:
    """Run in a process of its own: the network, an app password, and a token that may write."""
    os.environ |= {"NEEDLESS_HOME": home, "DJANGO_SETTINGS_MODULE": "needless.settings"}
    os.environ.pop("NEEDLESS_DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from needless.owners.app_passwords import make_app_password
    from needless.owners.models import Owner
    from needless.owners.tokens import make_token

    owner = Owner.objects.create(username="bench")
    fill(owner, Network("sync", contacts, contacts))
    pipe.send((make_app_password(owner, "bench"), make_token(owner, "bench", may_write=True)))


def plain_radicale(folder: Path, cards: Door, running: ExitStack) -> Door:
    """A Radicale as its documentation starts it, with the same cards in files."""
    book = folder / "collection-root" / "bench" / "contacts"
    book.mkdir(parents=True)
    (book / ".Radicale.props").write_text('{"tag": "VADDRESSBOOK"}')
    whole = cards.ask("GET", BOOK).decode()
    for n, text in enumerate(re.findall(r"BEGIN:VCARD.*?END:VCARD\r\n", whole, re.DOTALL)):
        (book / f"{n}.vcf").write_bytes(text.encode())
    port = free_port()
    command = [sys.executable, "-m", "radicale", "--config", "", "--auth-type", "none", "--logging-level", "error",
               "--storage-filesystem-folder", str(folder), "--server-hosts", f"127.0.0.1:{port}"]  # fmt: skip
    running.enter_context(server(command, port, dict(os.environ)))
    return Door(port, "/bench/contacts/", "none")


def first_sync(folder: Path, door: Door, count: int) -> float:
    """Seconds that a fresh vdirsyncer takes for the whole book."""
    folder.mkdir()
    (folder / "cards").mkdir()
    (folder / "config").write_text(
        f'[general]\nstatus_path = "{folder}/status/"\n'
        '[pair book]\na = "there"\nb = "here"\ncollections = null\n'
        f'[storage there]\ntype = "carddav"\nurl = "http://127.0.0.1:{door.port}{door.path}"\n'
        f'username = "bench"\npassword = "{door.password}"\n'
        f'[storage here]\ntype = "filesystem"\npath = "{folder}/cards"\nfileext = ".vcf"\n'
    )
    run = [sys.executable, "-m", "vdirsyncer", "-v", "ERROR", "-c", str(folder / "config")]
    subprocess.run([*run, "discover"], check=True, stdout=subprocess.DEVNULL)
    began = time.perf_counter()
    subprocess.run([*run, "sync"], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    found = len(list((folder / "cards").glob("*.vcf")))
    if found != count:
        raise RuntimeError(f"{count} cards expected, {found} came")
    return seconds


def measure(folder: Path, contacts: int) -> list[Row]:
    """Both rows."""
    with ExitStack() as running:
        large = Instance(folder / "large", contacts, running)
        small = Instance(folder / "small", max(contacts // 10, 1), running)
        large.open()
        small.open()
        plain = plain_radicale(folder / "radicale", large.door, running)
        plain.ask("PROPFIND", plain.path, ALL, depth="1")
        taken = [
            (first_sync(folder / f"ours{n}", large.door, contacts), first_sync(folder / f"other{n}", plain, contacts))
            for n in range(ROUNDS)
        ]  # fmt: skip
        ours, other = (min(column) for column in zip(*taken, strict=True))
        heard = [(large.increment(n), small.increment(n)) for n in range(CHANGES)]
        of_all, of_few = (min(column) for column in zip(*heard, strict=True))
    return [
        row(f"first sync {contacts}", ours, other, 1.0),
        row("incremental sync", of_all, of_few, 0.5),
    ]


def row(what: str, ours: float, other: float, floor: float) -> Row:
    """Times; the ratio is the other's divided by ours."""
    ratio = other / ours
    return {"what": what, "ours": round(ours, 3), "other": round(other, 3), "ratio": round(ratio, 3), "floor": floor,
            "ok": ratio >= floor}  # fmt: skip


def main() -> int:
    """0 where every row is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), asked.contacts)
    return report(rows, asked.json)


if __name__ == "__main__":
    sys.exit(main())
