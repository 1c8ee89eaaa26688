"""Takes an instance over to another database: PostgreSQL, or back to SQLite (M17)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.utils.translation import gettext as _

from needless.tables.copying import NotCopied, copy_all, make_tables, opened
from needless.tables.sums import Sums, tables

SCHEMES = ("postgresql://", "postgres://", "sqlite:")


class NotMoved(ValueError):
    """Nothing was moved; the message says why, and the instance is as it was."""


def move(to: str, source: str = DEFAULT_DB_ALIAS) -> Sums:
    """Copy every row to the database at ``to`` (postgresql://..., or sqlite:PATH) and compare; rows and checksum of each table.

    The source is read, never written. Raises NotMoved: for a target that is not empty, too.
    """
    target = target_settings(to)
    if _is_same(target, connections[source].settings_dict):
        raise NotMoved(_("That is the database that is in use."))
    try:
        with opened("target", target) as alias:
            _see_that_it_is_empty(alias)
            make_tables(alias)
            return copy_all(source, alias)
    except (NotCopied, DatabaseError) as error:
        raise NotMoved(str(error).strip()) from error


def target_settings(to: str) -> dict[str, Any]:
    """Django's settings of the database that the address names. Raises NotMoved."""
    from needless.settings import database

    if not to.startswith(SCHEMES):
        raise NotMoved(_("Say where to: postgresql://user:password@host/name, or sqlite:/a/path."))
    if not to.startswith("sqlite:"):
        return database(settings.HOME, to)
    path = Path("/" + rest.lstrip("/") if (rest := to.removeprefix("sqlite:")).startswith("/") else rest)
    if not path.name or not path.parent.is_dir():
        raise NotMoved(_("There is no folder %(path)s.") % {"path": path.parent})
    if path.exists():
        raise NotMoved(_("%(path)s is there already; name one that is not.") % {"path": path})
    return database(settings.HOME, "") | {"NAME": str(path)}


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(key, "") == other.get(key, "") for key in ("ENGINE", "NAME", "HOST", "PORT"))


def _see_that_it_is_empty(alias: str) -> None:
    there = set(connections[alias].introspection.table_names())
    for model in tables():
        if not model._meta.db_table.startswith("needless_") or model._meta.db_table not in there:
            continue
        if model._base_manager.using(alias).exists():
            raise NotMoved(
                _("The target is not empty: %(table)s has rows. Nothing was written to it.")
                % {"table": model._meta.db_table}
            )
