"""A real Radicale within the process: what the guarded door would send goes straight into it."""

import base64
import io
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from needless.fetching import Answered
from needless.syncing import remote as remote_module
from needless.syncing.accounts import add_account, choose, confirm, sync
from needless.syncing.models import Account, Collection

HOST = "dav.example.org"
BOOK = f"https://{HOST}/jo/friends/"


class Server:
    """Radicale as a WSGI application; ``asked`` holds each request, ``spoil`` may answer in its place."""

    def __init__(self, folder):
        from radicale import Application, config

        settings = config.load()
        settings.update(
            {
                "storage": {"filesystem_folder": str(folder), "_filesystem_fsync": "False"},
                "auth": {"type": "none"},
                "logging": {"level": "critical"},
            },
            "tests",
            privileged=True,
        )
        self.app, self.asked, self.spoil = Application(settings), [], None

    def send(self, method, url, body=b"", headers=None, **_limits):
        self.asked.append((method, url))
        if self.spoil and (answer := self.spoil(method, url, body, headers or {})):
            return answer
        return self.answer(method, url, body, headers or {})

    def answer(self, method, url, body=b"", headers=None):
        at, told = urlsplit(url), {}
        login = base64.b64encode(b"jo:x").decode()
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": at.path.replace("%40", "@"), "QUERY_STRING": at.query, "SCRIPT_NAME": "",
            "SERVER_NAME": HOST, "SERVER_PORT": "443", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": HOST,
            "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
            "CONTENT_LENGTH": str(len(body)),
        }  # fmt: skip
        for name, value in (headers or {}).items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value

        environ["HTTP_AUTHORIZATION"] = f"Basic {login}"  # whatever was sent: Radicale knows no tokens

        def start(status, answered, _info=None):
            told["status"], told["headers"] = int(status.split()[0]), dict(answered)

        content = b"".join(self.app(environ, start))
        return Answered(told["status"], told["headers"], content)

    def make(self, path, kind="VADDRESSBOOK", name="Friends"):
        space = "carddav" if kind == "VADDRESSBOOK" else "caldav"
        inner = "addressbook" if kind == "VADDRESSBOOK" else "calendar"
        body = (
            f'<d:mkcol xmlns:d="DAV:" xmlns:x="urn:ietf:params:xml:ns:{space}"><d:set><d:prop><d:resourcetype>'
            f"<d:collection/><x:{inner}/></d:resourcetype><d:displayname>{name}</d:displayname></d:prop></d:set></d:mkcol>"
        )
        assert self.answer("MKCOL", f"https://{HOST}{path}", body.encode()).status == 201

    def put(self, name, raw, book=BOOK):
        assert self.answer("PUT", book + name, raw.encode(), {"Content-Type": "text/vcard"}).status in (
            201,
            204,
        )

    def get(self, name, book=BOOK):
        return self.answer("GET", book + name).body.decode()

    def remove(self, name, book=BOOK):
        assert self.answer("DELETE", book + name).status == 200

    def cards(self, book=BOOK):
        from needless.syncing.multistatus import propfind, read

        answer = self.answer("PROPFIND", book, propfind("d:getetag"), {"Depth": "1"})
        return sorted(r.url.removeprefix(book) for r in read(answer.body, book).responses if r.url != book)

    @property
    def writes(self):
        return [asked for asked in self.asked if asked[0] in ("PUT", "DELETE", "POST")]


def card(name, uid="", *lines):
    given, _, family = name.partition(" ")
    return "\r\n".join(
        [
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"UID:{uid or name}",
            f"FN:{name}",
            f"N:{family};{given};;;",
            *lines,
            "END:VCARD",
            "",
        ]
    )


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = Server(tmp_path / "store")
    server.make("/jo/friends/")
    monkeypatch.setattr(remote_module, "send", server.send)
    return server


@pytest.fixture
def book(owner, server):
    """The address book of an account, kept the same both ways."""
    account = add_account(owner, f"https://{HOST}/", "jo", "x")
    row = choose(owner, account.collections.get().pk, direction="both", sends="all")
    confirm(owner, account.pk)
    return Collection.objects.get(pk=row.pk)


def run(owner, problem=""):
    """One run; it must go well, unless a problem is expected."""
    now = timezone.now()
    done = sync(Account.objects.get(owner=owner), now)
    assert done.problem == problem, (done.problem, done.refused)
    return done
