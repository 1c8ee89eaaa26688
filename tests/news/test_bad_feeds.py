"""What a feed may do wrong, by a real server: a clear state beside it on the page, and the others go on (M13)."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.utils import timezone

from needless.fetching import FetchRefused, client
from needless.news import feeds, offers
from needless.news.models import Entry, Feed

GOOD = b"<rss><channel><title>Good</title><item><title>Fine</title><link>/1</link></item></channel></rss>"
LATIN = '<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>Gr\u00fc\u00dfe</title><link>/g</link></item></channel></rss>'
BOMB = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "lol">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">'.encode() for n in range(12)
)  # fmt: skip
BOMB += b"]><rss><channel><title>&m;</title><item><title>&m;</title><link>/b</link></item></channel></rss>"
LOGIN = (
    b"<html><title>Sign in</title><form>Name <input name=n> Password <input type='password'></form></html>"
)
PAGES = {
    "/good": (200, GOOD),
    "/lies": (200, LATIN.encode("latin-1")),
    "/utf16": (200, GOOD.decode().encode("utf-16")),
    "/bomb": (200, BOMB),
    "/broken": (200, b"<rss><channel><item><title>never closed"),
    "/login": (200, LOGIN),
    "/members": (401, b""),
    "/closed": (403, b""),
    "/gone": (410, b""),
    "/empty": (200, b""),
    "/page": (200, b"<html><body>Just a page</body></html>"),
    "/loop": (302, "/loop"),
    "/ping": (302, "/pong"),
    "/pong": (302, "/ping"),
    "/inwards": (302, "http://169.254.169.254/latest/meta-data/"),
    "/by-name": (302, "http://inside.example/feed"),
    "/file": (302, "file:///etc/passwd"),
    "/to-login": (302, "/login"),
}
EXPECTED = {
    "/huge": "more than 5 MB", "/bomb": "entities", "/broken": "broken", "/login": "asks to sign in",
    "/members": "without signing in", "/closed": "without signing in", "/gone": "answered 410", "/empty": "no feed",
    "/page": "no feed", "/loop": "without end", "/ping": "without end", "/inwards": "private network",
    "/by-name": "private network", "/file": "no web address", "/to-login": "asks to sign in",
}  # fmt: skip


class Site(BaseHTTPRequestHandler):
    sent = 0

    def do_GET(self):
        if self.path == "/huge":
            return self.huge()
        status, said = PAGES[self.path]
        body = said if isinstance(said, bytes) else b""
        self.send_response(status)
        if not isinstance(said, bytes):
            self.send_header("Location", said)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def huge(self):
        """200 MB, if anybody takes them."""
        self.send_response(200)
        self.send_header("Content-Length", str(200_000_000))
        self.end_headers()
        Site.sent = 0
        try:
            self.wfile.write(b"<rss><channel>")
            while Site.sent < 200_000_000:
                self.wfile.write(b"x" * 100_000)
                Site.sent += 100_000
        except OSError:
            pass

    def log_message(self, *_):
        pass


@pytest.fixture
def site(monkeypatch):
    """The loopback passes for the open internet here; every other private address is refused as ever."""
    is_public, resolve = client.is_public, socket.getaddrinfo
    monkeypatch.setattr(client, "is_public", lambda address: address == "127.0.0.1" or is_public(address))

    def resolved(host, port, *args, **options):
        name = host.decode() if isinstance(host, bytes) else host
        return resolve("10.1.2.3" if name == "inside.example" else name, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_every_bad_feed_says_why_on_the_page_and_the_others_go_on(owner, site):
    for path in (*EXPECTED, "/good", "/lies", "/utf16"):
        feeds.subscribe(owner, Feed.objects.create(url=site + path, next_at=timezone.now()))
    assert feeds.refresh_due(timezone.now()) == 3
    problems = {row.url.removeprefix(site): row.problem for row in Feed.objects.all()}
    for path, said in EXPECTED.items():
        assert said in problems[path], (path, problems[path])
    assert not problems["/good"] + problems["/lies"] + problems["/utf16"]
    assert Entry.objects.get(feed__url=f"{site}/lies").title == "Gr\u00fc\u00dfe"
    assert Site.sent < 30_000_000, "the rest of the 200 MB is never taken"
    browser = Client()
    browser.force_login(owner)
    page = browser.get("/news/feeds/").content.decode()
    for said in set(EXPECTED.values()):
        assert said in page
    assert page.count("Tried again on") == len(EXPECTED)


@pytest.mark.parametrize("path", ["/login", "/bomb", "/inwards", "/huge", "/loop"])
def test_what_is_followed_by_hand_is_refused_with_the_same_words(owner, site, path):
    with pytest.raises(FetchRefused, match=EXPECTED[path]):
        feeds.follow(owner, site + path, timezone.now())
    assert not Feed.objects.exists()


@pytest.mark.django_db
def test_a_shared_link_behind_a_login_says_so_and_its_title_can_be_typed(owner, site):
    with pytest.raises(FetchRefused, match="asks to sign in"):
        offers.share_link(owner, f"{site}/to-login", timezone.now())
    browser = Client()
    browser.force_login(owner)
    page = browser.post("/news/share/", {"url": f"{site}/login"}).content.decode()
    assert "asks to sign in" in page
    assert "Type its title below" in page
    kept = browser.post("/news/share/", {"url": f"{site}/login", "title": "Ports wait"}, follow=True)
    assert "Ports wait" in kept.content.decode()
