"""A program that speaks DAV with an owner's app password."""

import base64
import re
from xml.etree import ElementTree

import pytest

from needless.owners.app_passwords import make_app_password

D = "{DAV:}"
SYNC = '<D:sync-collection xmlns:D="DAV:"><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>'
LIST = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/><D:resourcetype/><D:getcontenttype/></D:prop></D:propfind>'


class Program:
    """One phone."""

    def __init__(self, client, owner, name="My phone"):
        self.client, self.owner = client, owner
        self.password = make_app_password(owner, name)
        self.book = f"/dav/{owner.username}/contacts/"
        self.dates = f"/dav/{owner.username}/dates/"

    def ask(self, method, path, body="", **headers):
        pair = base64.b64encode(f"{self.owner.username}:{self.password}".encode()).decode()
        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else body.encode()
        return self.client.generic(
            method, path, data, "text/xml", HTTP_AUTHORIZATION=f"Basic {pair}", **named
        )

    def put(self, href, text, **headers):
        return self.ask("PUT", self.book + href, text, **headers)

    def get(self, href):
        answer = self.ask("GET", self.book + href)
        return answer.content.decode() if answer.status_code == 200 else None

    def etag(self, href):
        return self.ask("GET", self.book + href).headers["ETag"]

    def found(self, answer):
        """href -> ETag, None for what is gone."""
        assert answer.status_code == 207, answer.content
        root = ElementTree.fromstring(answer.content)
        return {
            each.findtext(f"{D}href").rsplit("/", 1)[-1]: each.findtext(f".//{D}getetag")
            for each in root.iter(f"{D}response")
        }

    def listed(self, path=None):
        found = self.found(self.ask("PROPFIND", path or self.book, LIST, depth="1"))
        found.pop("", None)
        return found

    def sync(self, token="", path=None):
        answer = self.ask("REPORT", path or self.book, SYNC.format(token))
        new = re.search(r"<(?:\w+:)?sync-token>(.*?)</", answer.content.decode())
        return (new[1] if new else ""), (
            self.found(answer) if answer.status_code == 207 else answer.status_code
        )


@pytest.fixture
def phone(client, owner):
    return Program(client, owner)
