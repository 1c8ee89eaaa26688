"""A real Radicale in a process of its own, and `needless sync` in others: 2,000 cards, both ways, killed and gone on with (M17)."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from urllib.request import Request, urlopen

import pytest
from tests.syncing.conftest import card

pytestmark = pytest.mark.real
CARDS = 2000


class Real:
    """The server, with an address book at /jo/friends/, and an instance of its own."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.base = folder, f"http://127.0.0.1:{self.port}"
        options = ["--server-hosts", f"127.0.0.1:{self.port}", "--auth-type", "none"]
        command = [
            sys.executable,
            "-m",
            "radicale",
            *options,
            "--storage-filesystem-folder",
            str(folder / "store"),
        ]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _attempt in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        self.environ = {
            **os.environ, "NEEDLESS_HOME": str(folder / "home"), "NEEDLESS_ALLOW_PRIVATE_FETCHES": "1",
            "NEEDLESS_SYNC_PASSWORD": "x",
        }  # fmt: skip

    def ask(self, method, path, content=b"", kind="text/vcard"):
        login = b64encode(b"jo:x").decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": kind}
        with urlopen(
            Request(self.base + path, content or None, headers, method=method), timeout=60
        ) as answer:
            return answer.read().decode()

    def make_book(self, raws):
        """All at once: Radicale takes a whole address book in one PUT."""
        self.ask("PUT", "/jo/friends/", "".join(raws).encode(), "text/vcard")

    def start(self, *words):
        command = [sys.executable, "-m", "needless", *words]
        return subprocess.Popen(
            command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def needless(self, *words):
        started = self.start(*words)
        out, err = started.communicate(timeout=300)
        assert started.returncode in (0, 1), err
        return out

    def sync(self):
        return json.loads(self.needless("sync", "--yes", "--json"))["runs"][0]


@pytest.fixture
def real(tmp_path):
    made = Real(tmp_path)
    yield made
    made.server.terminate()
    made.server.wait(20)


def test_two_thousand_cards_come_in_once_though_the_process_is_killed_and_changes_go_both_ways(real):
    pytest.importorskip("radicale")
    real.make_book(
        card(f"Person {n}", f"u-{n}", f"EMAIL:p{n}@example.org", "X-KEPT:yes") for n in range(CARDS)
    )
    real.needless("sync", "add", real.base, "--user", "jo", "--direction", "both")
    real.needless("add", "Own Contact", "--email", "own@example.org")
    cut = real.start("sync", "--yes", "--json")
    time.sleep(8)
    cut.send_signal(signal.SIGKILL)
    cut.wait()
    before = len(json.loads(real.needless("contacts", "--json")))
    real.sync()
    people = json.loads(real.needless("contacts", "--json"))
    assert len(people) == CARDS + 1 and before <= CARDS + 1
    again = real.sync()
    assert again["counts"] == {} and not again["problem"]

    page = real.ask("GET", "/jo/friends/")
    assert page.count("BEGIN:VCARD") == CARDS + 1 and page.count("X-KEPT:yes") == CARDS
    one = next(raw for raw in page.split("END:VCARD") if "UID:u-7\r\n" in raw).strip() + "\r\nEND:VCARD\r\n"
    name = _href(real, "u-7")
    real.ask("PUT", f"/jo/friends/{name}", one.replace("FN:Person 7", "FN:Person 7\r\nTITLE:Baker").encode())
    real.ask("DELETE", f"/jo/friends/{_href(real, 'u-8')}")
    done = real.sync()
    assert done["counts"] == {"update_here": 1, "archive_here": 1}
    took = time.monotonic()
    assert real.sync()["counts"] == {}
    print(f"a run without changes over {CARDS} cards: {time.monotonic() - took:.1f} s with start and all")


def _href(real, uid):
    query = (
        '<c:addressbook-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:prop><d:getetag/></d:prop>'
        f'<c:filter><c:prop-filter name="UID"><c:text-match match-type="equals">{uid}</c:text-match></c:prop-filter>'
        "</c:filter></c:addressbook-query>"
    )
    answer = real.ask("REPORT", "/jo/friends/", query.encode(), "text/xml")
    return answer.partition("/jo/friends/")[2].partition("<")[0]
