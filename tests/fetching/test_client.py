"""The one door to the outside: public addresses alone, small answers, in time; redirects are checked like the first."""

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from needless.fetching import FetchRefused, fetch, send
from needless.fetching.client import is_public


class Answers(BaseHTTPRequestHandler):
    """What each path answers; the requests' headers are kept."""

    seen: list = []

    def do_GET(self):
        self.seen.append(dict(self.headers))
        getattr(self, self.path.strip("/").split("?")[0].replace("-", "_") or "plain", self.plain)()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append({**self.headers, "method": self.command, "body": body})
        getattr(self, self.path.strip("/"), self.plain)()

    do_REPORT = do_POST

    def say(self, status=200, body=b"hello", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def plain(self):
        self.say(ETag='"one"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT", Content_Type="text/plain")

    def tagged(self):
        known = self.headers.get("If-None-Match") == '"one"'
        self.say(304, b"") if known else self.say(ETag='"one"')

    def packed(self):
        self.say(body=gzip.compress(b"x" * 3_000_000), Content_Encoding="gzip")

    def moved(self):
        self.say(302, b"", Location="/plain")

    def round(self):
        self.say(302, b"", Location="/round")

    def inwards(self):
        self.say(302, b"", Location="http://169.254.169.254/latest/meta-data/")

    def to_file(self):
        self.say(302, b"", Location="file:///etc/passwd")

    def missing(self):
        self.say(404)

    def slow(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(50):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    Answers.seen.clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture
def private(settings):
    settings.ALLOW_PRIVATE_FETCHES = True


def test_a_page_comes_with_what_to_send_next_time(server, private):
    found = fetch(f"{server}/plain")
    assert (found.status, found.body, found.etag) == (200, b"hello", '"one"')
    assert found.modified.startswith("Mon")
    assert Answers.seen[0]["Host"] == server.removeprefix("http://")
    assert "Needless" in Answers.seen[0]["User-Agent"]


def test_what_did_not_change_is_not_sent_again(server, private):
    found = fetch(f"{server}/tagged", etag='"one"')
    assert found.is_unchanged
    assert found.body == b""


def test_a_redirect_is_followed_and_its_address_told(server, private):
    assert fetch(f"{server}/moved").url == f"{server}/plain"


def test_a_packed_answer_counts_unpacked(server, private):
    assert len(fetch(f"{server}/packed").body) == 3_000_000
    with pytest.raises(FetchRefused, match="more than 1 MB"):
        fetch(f"{server}/packed", limit_bytes=1_000_000)


@pytest.mark.parametrize(
    ("path", "said"),
    [("/round", "without end"), ("/missing", "answered 404"), ("/to-file", "no web address")],
)
def test_what_is_no_answer_is_refused_with_the_reason(server, private, path, said):
    with pytest.raises(FetchRefused, match=said):
        fetch(server + path)


def test_who_drips_is_cut_off_in_time(server, private):
    began = time.monotonic()
    with pytest.raises(FetchRefused):
        fetch(f"{server}/slow", seconds=0.5)
    assert time.monotonic() - began < 3


def test_a_private_address_is_refused_and_never_asked(server):
    with pytest.raises(FetchRefused, match="private network"):
        fetch(f"{server}/plain")
    assert Answers.seen == []


def resolved_to(monkeypatch, *addresses):
    """Every name resolves to these."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)


def test_a_name_with_one_foot_in_a_private_network_is_refused(monkeypatch):
    resolved_to(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(FetchRefused, match="private network"):
        fetch("http://rebinding.example/")


def test_a_redirect_into_a_private_network_is_refused(server, monkeypatch):
    from needless.fetching import client

    port = int(server.rsplit(":", 1)[1])
    monkeypatch.setattr(client, "is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(FetchRefused, match="private network"):
        fetch(f"http://127.0.0.1:{port}/inwards")


def test_the_connection_goes_to_the_address_that_was_checked(server, private, monkeypatch):
    port = int(server.rsplit(":", 1)[1])
    asked = []

    def resolve(host, *_args, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert fetch(f"http://news.example:{port}/plain").body == b"hello"
    assert asked[0] == "news.example"
    assert set(asked[1:]) <= {"127.0.0.1"}, "the name is resolved once"
    assert Answers.seen[0]["Host"] == f"news.example:{port}"


@pytest.mark.parametrize(
    "url",
    ["", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://", "https://a:b@example.org/",
     "http://example.org:99999999/", "http://[", "http://" + "a" * 300 + ".example/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(FetchRefused):
        fetch(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
     "fe80::1", "fd00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "255.255.255.255", "240.0.0.1"],
)  # fmt: skip
def test_addresses_of_private_networks_are_known(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"]
)
def test_addresses_of_the_open_internet_are_known(address):
    assert is_public(address)


def test_what_is_sent_arrives_and_any_answer_is_told(server, settings):
    settings.ALLOW_PRIVATE_FETCHES = True
    said = send("POST", f"{server}/missing", b"{}", {"Content-Type": "application/json"})
    assert said.status == 404 and said.body == b"hello"
    got = Answers.seen[-1]
    assert (got["body"], got["Content-Type"], got["Content-Length"]) == (b"{}", "application/json", "2")
    assert (
        send("REPORT", f"{server}/plain").headers["etag"] == '"one"'
        and Answers.seen[-1]["method"] == "REPORT"
    )


def test_what_is_sent_is_not_sent_on_to_another_address(server, settings):
    settings.ALLOW_PRIVATE_FETCHES = True
    before = len(Answers.seen)
    assert send("POST", f"{server}/moved", b"secret").status == 302 and len(Answers.seen) == before + 1


def test_nothing_is_sent_into_a_private_network(server):
    with pytest.raises(FetchRefused, match="private network"):
        send("POST", f"{server}/plain", b"x")
