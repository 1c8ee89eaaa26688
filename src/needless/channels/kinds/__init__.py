"""The kinds of channels. One more is a module here that satisfies :class:`Kind`, and a line in ``KINDS``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.utils.functional import Promise

from needless.channels.kinds import apprise, email, push
from needless.channels.kinds.sending import NotSent
from needless.channels.models import PlanChannel
from needless.channels.texts import DigestText

__all__ = ["KINDS", "Kind", "NotSent", "kind_of"]


class Kind(Protocol):
    """How a digest leaves. ``name`` is what rows keep."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str | Promise: ...

    def is_missing(self) -> str:
        """What this instance lacks to send by it, in words; "" where nothing."""
        ...

    def settle(self, given: Mapping[str, str]) -> tuple[dict[str, str], str]:
        """Settings as they are kept, and the secret to be sealed. Raises ValueError with what is wrong, in words."""
        ...

    def where(self, channel: PlanChannel) -> str:
        """Where it goes, without any secret."""
        ...

    def send(self, channel: PlanChannel, text: DigestText, mark: str) -> None:
        """Send it; ``mark`` is the same for the same digest. Raises NotSent."""
        ...


KINDS: tuple[Kind, ...] = (email.Email(), push.Push(), apprise.Apprise())
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises ValueError."""
    try:
        return _BY_NAME[name]
    except KeyError:
        known = ", ".join(_BY_NAME)
        raise ValueError(f"There is no channel of the kind {name[:20]!r}: expected {known}.") from None
