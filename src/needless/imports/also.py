"""What chapters above take from the files of an import beside people and talk, without the import knowing them (M14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings

from needless.imports.drafts import Piece

if TYPE_CHECKING:
    from needless.imports.models import Import
    from needless.owners.models import Owner


class Taker(Protocol):
    """A module of settings.ALSO_IMPORT. Both may run twice."""

    kinds: Collection[str]  # of sources whose files it wants

    def take(
        self, owner: Owner, import_: Import, pieces: Sequence[Piece], mails: Collection[str], on: date
    ) -> None:
        """Take what it wants of these files; ``mails`` are the owner's."""

    def give_back(self, owner: Owner, import_: Import) -> None:
        """The import is undone."""


def takers() -> Iterator[Taker]:
    """All of them."""
    for name in settings.ALSO_IMPORT:
        yield cast(Taker, import_module(name))
