"""What a line of the log says, as JSON: the API and the command line see the same (M16)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from needless.helping.actions import Promised, Understood, Wished


def understood_shape(said: Understood) -> dict[str, Any]:
    """The JSON of COMMANDS.md; a contact is null where it is not certain who ``name`` is."""
    return {
        "contacts": [{"id": contact.pk, "name": contact.name} for contact in said.contacts],
        "channel": said.channel or None,
        "direction": said.direction if said.channel else None,
        "at": _at(said),
        "minutes": said.minutes,
        "promises": [_promise(promise) for promise in said.promises],
        "needs": [_wish(wish) for wish in said.needs],
        "offers": [_wish(wish) for wish in said.offers],
        "note": said.note,
        "questions": list(said.questions),
    }


def _at(said: Understood) -> str | None:
    return timezone.localtime(said.at).isoformat(timespec="seconds") if said.at else None


def _named(thing: Promised | Wished) -> dict[str, Any]:
    contact = {"id": thing.contact.pk, "name": thing.contact.name} if thing.contact else None
    return {"contact": contact, "name": thing.name, "text": thing.text}


def _promise(promise: Promised) -> dict[str, Any]:
    return {**_named(promise), "mine": promise.mine, "due_on": promise.due_on}


def _wish(wish: Wished) -> dict[str, Any]:
    return _named(wish)
