"""Requests per second of the API for a contact and for a page of 50, beside a bare Django view that returns the same bytes.

Both run under the server that `needless serve` starts; the bare one has no middleware, no database and the bytes in
hand. They are asked in turn in short rounds, over connections that stay open; the best round of each counts: what else
the machine does only takes away. The rows with a floor ask for one contact and one page again and again, as the bare
view returns the same bytes again and again. The rows without say what it is worth where an answer is not there yet:
contacts and pages drawn at random; and a program that has it already (304).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.instances import Network, fill
from bench.rows import Row, report

ROUNDS = 12
ROUND_SECONDS = 0.2
AT_ONCE = 4  # as many as the server has threads
PAGE = 50
FLOOR = 0.5
GRANIAN = """
import sys
from granian import Granian
Granian("bench.bare:application", address="127.0.0.1", port=int(sys.argv[1]), interface="wsgi", workers=1,
        blocking_threads=4, log_access=False).serve()
"""


class Program:
    """Asks over open connections, all of them at once; reads answers that say their length."""

    def __init__(self, port: int, headers: str = "") -> None:
        self.head = f"Host: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
        self.lines = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(AT_ONCE)]

    def ask(self, address: str, status: bytes = b"200") -> bytes:
        """One answer's body."""
        self._send(self.lines[0], address)
        return _read(self.lines[0], status)

    def rate(self, address: Callable[[], str], status: bytes = b"200") -> float:
        """Answers per second over a short round."""
        began, count = time.perf_counter(), 0
        while (spent := time.perf_counter() - began) < ROUND_SECONDS:
            for line in self.lines:
                self._send(line, address())
            for line in self.lines:
                _read(line, status)
            count += AT_ONCE
        return count / spent

    def _send(self, line: socket.socket, address: str) -> None:
        line.sendall(b"GET " + address.encode() + b" HTTP/1.1\r\n" + self.head)


def _read(line: socket.socket, status: bytes) -> bytes:
    got = line.recv(1 << 16)
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += line.recv(1 << 16)
    if got[9:12] != status:
        raise RuntimeError(f"answered {got[:400]!r}")
    said = got[:end].lower()
    at = said.find(b"content-length:")
    length = int(said[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    while len(got) < end + 4 + length:
        got += line.recv(1 << 16)
    return got[end + 4 :]


def prepare(home: str, contacts: int, interactions: int, pipe: multiprocessing.connection.Connection) -> None:
    """Run in a process of its own: the network and a token for reading it."""
    os.environ |= {"NEEDLESS_HOME": home, "DJANGO_SETTINGS_MODULE": "needless.settings"}
    os.environ.pop("NEEDLESS_DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from needless.owners.first_run import first_owner
    from needless.owners.tokens import make_token

    owner = first_owner()
    fill(owner, Network("api", contacts, interactions))
    pipe.send(make_token(owner, "bench"))


@contextmanager
def server(command: Sequence[str], port: int, env: dict[str, str]) -> Iterator[None]:
    """A server that answers, until the end of the block."""
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as running:
        try:
            for _ in range(200):
                with socket.socket() as line:
                    if line.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield
        finally:
            running.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def row(what: str, ours: float, other: float, floor: float | None) -> Row:
    """Rates in requests per second; the ratio is ours divided by the other's."""
    ratio = ours / other
    is_ok = floor is None or ratio >= floor
    return {"what": what, "ours": round(ours), "other": round(other), "ratio": round(ratio, 3), "floor": floor, "ok": is_ok}  # fmt: skip


def in_turn(ours: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """The best rate of each, asked in turn."""
    rates = [(ours(), other()) for _ in range(ROUNDS)]
    return max(a for a, _ in rates), max(b for _, b in rates)


def pages(program: Program) -> list[str]:
    """The address of each page of 50, by its cursor."""
    found, following = [], ""
    while following is not None:
        found.append(f"/api/contacts?limit={PAGE}&cursor={following}")
        following = json.loads(program.ask(found[-1]))["next"]
    return found


def measure(folder: Path, contacts: int, interactions: int) -> list[Row]:
    """All rows."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    made = context.Process(target=prepare, args=(str(folder / "home"), contacts, interactions, theirs))
    made.start()
    token = mine.recv()
    made.join()
    env = {**os.environ, "NEEDLESS_HOME": str(folder / "home"), "BENCH_BODIES": str(folder / "bodies")}
    env["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    port, bare_port = free_port(), free_port()
    needless = [sys.executable, "-m", "needless", "serve", "--no-jobs", "--port", str(port)]
    with ExitStack() as running:
        running.enter_context(server(needless, port, env))
        program = Program(port, f"Authorization: Bearer {token}\r\n")
        draw = random.Random(5)
        lists = pages(program)
        ids = [i["id"] for page in lists for i in json.loads(program.ask(page))["items"]]
        some = f"/api/contacts/{ids[len(ids) // 2]}"
        (folder / "bodies").mkdir()
        (folder / "bodies" / "contact").write_bytes(program.ask(some))
        (folder / "bodies" / "page").write_bytes(program.ask(lists[len(lists) // 2]))
        running.enter_context(server([sys.executable, "-c", GRANIAN, str(bare_port)], bare_port, env))
        bare = Program(bare_port)

        each = [f"/api/contacts/{pk}" for pk in ids]
        knows = Program(
            port, f"Authorization: Bearer {token}\r\nIf-None-Match: {_tag(port, token, some)}\r\n"
        )
        same, page = (lambda: some), (lambda: lists[len(lists) // 2])
        contact = lambda: bare.rate(lambda: "/contact")  # noqa: E731
        fifty = lambda: bare.rate(lambda: "/page")  # noqa: E731
        return [
            row("one contact", *in_turn(lambda: program.rate(same), contact), FLOOR),
            row("page of 50", *in_turn(lambda: program.rate(page), fifty), FLOOR),
            row("contact that one has (304)", *in_turn(lambda: knows.rate(same, b"304"), contact), None),
            row(
                "contacts at random", *in_turn(lambda: program.rate(lambda: draw.choice(each)), contact), None
            ),
            row("pages at random", *in_turn(lambda: program.rate(lambda: draw.choice(lists)), fifty), None),
        ]


def _tag(port: int, token: str, address: str) -> str:
    import urllib.request

    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{address}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(asked) as answer:
        return str(answer.headers["ETag"])


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--interactions", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), asked.contacts, asked.interactions)
    return report(rows, asked.json)


if __name__ == "__main__":
    sys.exit(main())
