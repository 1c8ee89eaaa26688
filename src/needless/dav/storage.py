"""What Radicale reads from: the owner's book and dates, as collections of /dav/<name>/ (M12, M17)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from email.utils import formatdate
from functools import cached_property
from typing import Any

import vobject
from django.utils.translation import gettext as _
from radicale import item as radicale_item
from radicale.item.filter import TIMESTAMP_MAX, TIMESTAMP_MIN
from radicale.storage import BaseCollection, BaseStorage

from needless.dav.prefilter import YES, guess_of, plain
from needless.dav.visit import current
from needless.phonebook.book import cards_in, cards_named, changed_since
from needless.phonebook.models import BookCard
from needless.plan.dates import Dated, dates_of
from needless.plan.ical import entry_of

CONTACTS, DATES = "contacts", "dates"
Named = Iterator[tuple[str, "Item | None"]]


class Item(radicale_item.Item):
    """An entry whose facts are known, so that it is parsed only where a filter asks for more."""

    @property
    def vobject_item(self) -> Any:
        """The parsed card; of one that vobject cannot read, its UID alone: a search passes it by and goes on."""
        if self._vobject_item is None:
            try:
                self._vobject_item = vobject.readOne(self._text)
            except Exception:  # it raises whatever went wrong within
                self._vobject_item = vobject.readOne(
                    f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{self._uid}\r\nEND:VCARD\r\n"
                )
        return self._vobject_item


class Folder(BaseCollection):
    """A collection of collections: the root, and the owner's own."""

    kind = ""

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def path(self) -> str:
        """Without slashes at its ends."""
        return self._path

    @property
    def last_modified(self) -> str:
        """As HTTP writes it."""
        return formatdate(0, usegmt=True)

    def get_meta(self, key: str | None = None) -> Any:
        """Its properties, or one of them."""
        meta = self._meta()
        return meta if key is None else meta.get(key)

    def _meta(self) -> dict[str, str]:
        return {}

    def get_all(self) -> Iterable[Item]:
        """Its entries."""
        return ()

    def get_multi(self, hrefs: Iterable[str]) -> Named:
        """Those of these names, with None where there is none."""
        for href in hrefs:
            yield href, None


class Contacts(Folder):
    """The address book."""

    def _meta(self) -> dict[str, str]:
        return {"tag": "VADDRESSBOOK", "D:displayname": "Needless"}

    @property
    def etag(self) -> str:
        """Another with every version of the book."""
        book = current.get().book
        return f'"{book.key[:12]}-{book.number}"'

    def cards(self) -> Iterator[BookCard]:
        """Every card's row."""
        visit = current.get()
        assert visit.book  # brought up to date
        yield from cards_in(visit.owner).defer("said", "earlier").iterator(chunk_size=2000)

    def cards_of(self, hrefs: Sequence[str]) -> dict[str, BookCard]:
        """The rows of these addresses that are in the book."""
        visit = current.get()
        return cards_named(visit.owner, hrefs) if visit.book else {}

    def get_all(self) -> Iterator[Item]:
        """Every card."""
        return map(self._item, self.cards())

    def get_multi(self, hrefs: Iterable[str]) -> Named:
        """The cards of these addresses."""
        asked = list(dict.fromkeys(hrefs))
        found = self.cards_of(asked)
        for href in asked:
            yield href, self._item(found[href]) if href in found else None

    def get_filtered(self, filters: Any) -> Iterator[tuple[Item, bool]]:
        """The cards that may fit, and whether it is sure; of the others Radicale finds out."""
        guess = guess_of(filters)
        for card in self.cards():
            if fits := guess(plain(card.text)):
                yield self._item(card), fits == YES

    def sync(self, old_token: str = "") -> tuple[str, list[str]]:
        """The mark of this version, and what changed since an older one. Raises ValueError for one of another book."""
        visit = current.get()
        book = visit.book
        mine = f"urn:needless:book:{book.key[:24]}:"
        since = 0
        if old_token:
            number = old_token.removeprefix(mine)
            if number == old_token or not number.isdecimal() or int(number) > book.number:
                raise ValueError("a mark of another book")
            since = int(number)
        names = [] if old_token and since == book.number else changed_since(visit.owner, since)
        return f"{mine}{book.number}", names

    def _item(self, card: BookCard) -> Item:
        at = card.changed_at.timestamp() if card.changed_at else 0
        return Item(
            collection=self, href=card.href, text=card.text, etag=f'"{card.etag}"', uid=card.uid, name="VCARD",
            component_name="", time_range=(TIMESTAMP_MIN, TIMESTAMP_MAX), last_modified=formatdate(at, usegmt=True),
        )  # fmt: skip


class Dates(Folder):
    """The plan's days, meetings, events, birthdays: to be read."""

    def _meta(self) -> dict[str, str]:
        name = _("Needless: your dates")
        return {"tag": "VCALENDAR", "D:displayname": name, "C:supported-calendar-component-set": "VEVENT"}

    @cached_property
    def _dates(self) -> dict[str, Dated]:
        visit = current.get()
        return {f"{dated.uid}.ics": dated for dated in dates_of(visit.owner, visit.on)}

    @property
    def etag(self) -> str:
        """Another with every change of a date."""
        whole = hashlib.sha256()
        for item in self.get_all():
            whole.update(f"{item.href}/{item.etag}".encode())
        return f'"{whole.hexdigest()[:32]}"'

    def get_all(self) -> Iterator[Item]:
        """Every date."""
        for href, dated in self._dates.items():
            yield self._item(href, dated)

    def get_multi(self, hrefs: Iterable[str]) -> Named:
        """The dates of these addresses."""
        for href in dict.fromkeys(hrefs):
            dated = self._dates.get(href)
            yield href, self._item(href, dated) if dated else None

    def sync(self, old_token: str = "") -> tuple[str, list[str]]:
        """The mark of these dates. Raises ValueError for an older one: they are few, and read anew."""
        token = "urn:needless:dates:" + self.etag.strip('"')
        if old_token and old_token != token:
            raise ValueError("an older mark")
        return token, [] if old_token else list(self._dates)

    def _item(self, href: str, dated: Dated) -> Item:
        text = entry_of(dated, current.get().site).decode()
        etag = hashlib.sha256(text.encode()).hexdigest()[:32]
        return Item(
            collection=self, href=href, text=text, etag=f'"{etag}"', uid=f"{dated.uid}@needless", name="VCALENDAR",
            component_name="VEVENT", last_modified=formatdate(dated.changed_at.timestamp(), usegmt=True),
        )  # fmt: skip


class Storage(BaseStorage):
    """The tree: the root, a folder of the owner, and in it the book and the dates."""

    _is_collision_free = _supports_unicode = True

    def discover(self, path: str, depth: str = "0", *more: Any) -> Iterator[Any]:
        """What is at a path, and with another depth than "0" what is in it."""
        parts = [part for part in path.split("/") if part]
        if len(parts) == 3:
            yield from self._one(parts)
            return
        here = _folder(parts)
        if here is None:
            return
        yield here
        if depth != "0":
            yield from _children(here, parts)

    def _one(self, parts: list[str]) -> Iterator[Item]:
        folder = _folder(parts[:2])
        for _href, item in folder.get_multi([parts[2]]) if folder else ():
            if item is not None:
                yield item

    @contextmanager
    def acquire_lock(self, mode: str, user: str = "", *more: Any, **named: Any) -> Iterator[None]:
        """The database sees to it."""
        yield

    def verify(self) -> bool:
        """Constraints do."""
        return True


def _folder(parts: list[str]) -> Folder | None:
    if len(parts) < 2:
        return Folder("/".join(parts))
    kinds: dict[str, type[Folder]] = {CONTACTS: Contacts, DATES: Dates}
    kind = kinds.get(parts[1]) if len(parts) == 2 else None
    return kind("/".join(parts)) if kind else None


def _children(here: Folder, parts: list[str]) -> Iterator[Any]:
    if not parts:
        yield Folder(current.get().owner.username)
    elif len(parts) == 1:
        yield Contacts(f"{parts[0]}/{CONTACTS}")
        yield Dates(f"{parts[0]}/{DATES}")
    else:
        yield from here.get_all()
