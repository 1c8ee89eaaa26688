"""One request of a program: whose it is, and their book, read once (M17)."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from needless.owners.models import Owner
from needless.phonebook.book import book_of
from needless.phonebook.models import Book


@dataclass
class Visit:
    """``program`` is what its password is called, ``site`` the address before paths, ``on`` the owner's day."""

    owner: Owner
    program: str
    site: str
    on: date

    @cached_property
    def book(self) -> Book:
        """The owner's book, true now."""
        return book_of(self.owner)


current: ContextVar[Visit] = ContextVar("visit")
