"""Finds what speaks of somebody in any text of an owner's, whatever the chapter: a new table needs no line here (M17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import CharField, JSONField, Q, TextField
from django.db.models.functions import Cast

from needless.owners.models import Owner
from needless.tables.owned import Owned

LOGS = (
    "AuditEntry",
    "KeptAnswer",
    "Refused",
    "Suggestion",
    "SyncRun",
    "Undo",
    "UnfiledLine",
    "WaitingTalk",
)  # not typed, or not filed
NO_WORDS = ("Token", "SignInLink", "AppPassword", "Photo", "Forgotten")


def owned_tables() -> list[type[Owned]]:
    """Every table of owners' rows."""
    return [m for m in apps.get_app_config("needless").get_models() if issubclass(m, Owned)]


def mentioning(
    owner: Owner, words: Sequence[str], names: Iterable[str] | None = None
) -> dict[type[Owned], list[int]]:
    """Table -> numbers of the rows in which one of the words stands; ``names`` are the tables that are looked at."""
    wanted = set(names) if names is not None else None
    found: dict[type[Owned], list[int]] = {}
    for model in owned_tables() if words else []:
        if model.__name__ in NO_WORDS or (wanted is not None and model.__name__ not in wanted):
            continue
        if pks := _rows(owner, model, words):
            found[model] = pks
    return found


def _rows(owner: Owner, model: type[Owned], words: Sequence[str]) -> list[int]:
    columns = [f for f in model._meta.concrete_fields if isinstance(f, (CharField, TextField, JSONField))]
    columns = [f for f in columns if not f.choices and f.name != "search"]
    if not columns:
        return []
    casts: dict[str, Any] = {f"text_{f.name}": Cast(f.name, TextField()) for f in columns}
    any_of = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in casts for word in words))
    return list(model.objects.of(owner).annotate(**casts).filter(any_of).values_list("pk", flat=True)[:500])
