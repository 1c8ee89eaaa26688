"""Says that more, or less, is known of somebody, so that chapters above keep true what they derive (M10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings

from needless.webhooks.outbox import tell_of_contacts

if TYPE_CHECKING:
    from needless.owners.models import Owner

Listener = Callable[["Owner", Sequence[int]], None]
_LISTENERS: list[Listener] = []


def when_told(act: Listener) -> Listener:
    """Decorator: call ``act(owner, contact_ids)`` after the owner told something about these contacts.

    Its module is listed in settings.AFTER_UNDO, so that it is there whoever tells.
    """
    _LISTENERS.append(act)
    return act


def told(owner: Owner, contact_ids: Sequence[int]) -> None:
    """A talk, a note, a tag, a relation or a fact about them came or went."""
    tell_of_contacts(owner, "contact.changed", contact_ids)
    for module in settings.AFTER_UNDO:
        import_module(module)
    for act in _LISTENERS:
        act(owner, contact_ids)
