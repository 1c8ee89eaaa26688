"""The second line on PostgreSQL: the database shows a connection the rows of the owner it works for, and no others (M17).

Scoping is :meth:`needless.tables.owned.OwnedRows.of`. Should a query ever miss it, row-level security, forced on the
tables' own role too, answers it with nothing. A connection begins working for nobody; a request works for whoever
asks, a command for its owner, the clock and the tools of the whole instance for everyone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

NOBODY, EVERYONE = "", "*"
# What is read by a secret before one knows whose it is: the secret is the key to the row.
DOORS = {"SignInLink", "Token", "AppPassword", "CopyAddress", "DatesFeed", "Invitation"}
RULE = "(SELECT current_setting('needless.owner', true)) IN ('*', owner_id::text)"
_at_first = NOBODY


def begin_with(who: str) -> None:
    """Whom connections of this process work for until something else is said."""
    global _at_first  # noqa: PLW0603 - one process is one face: a server, a command, a worker
    _at_first = who
    work_for(who)


def working_for() -> str:
    """Whom this thread's connection works for: an owner's id, NOBODY or EVERYONE. EVERYONE where the database is SQLite."""
    return EVERYONE if connection.vendor != "postgresql" else _said(connection)


def work_for(who: str) -> None:
    """From now on, this thread's connection works for them."""
    if connection.vendor == "postgresql":
        connection.needless_owner = who  # type: ignore[attr-defined]  # lives and dies with the connection
        if connection.connection is not None:
            _say(connection)


@contextmanager
def acting_for(who: str) -> Iterator[None]:
    """Within this block the connection works for them; afterwards for whom it did before."""
    before = working_for()
    work_for(who)
    try:
        yield
    finally:
        with suppress(DatabaseError):  # a transaction that broke takes the setting back by itself
            work_for(before)


def name(owner_id: int) -> None:
    """A door was opened (a token, a signed link) and now it is known whose it is: only nobody becomes somebody."""
    if working_for() == NOBODY:
        work_for(str(owner_id))


def watch() -> None:
    """New connections say for whom they work, and new tables get their rule."""
    connection_created.connect(_connected, dispatch_uid="row_security")
    post_migrate.connect(_migrated, sender=apps.get_app_config("needless"), dispatch_uid="row_security")


def secure(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Enable and force the rule on each owned table that lacks it, and let the application's role at all of them."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid")
        there = {table for (table,) in cursor.fetchall()}
        # Migrated to an older release, today's newest tables are not there.
        for table in sorted(
            (owned_tables() - there).intersection(connections[alias].introspection.table_names(cursor))
        ):
            quoted = connections[alias].ops.quote_name(table)
            cursor.execute(f"CREATE POLICY own_rows ON {quoted} USING ({RULE})")
            cursor.execute(f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        if settings.DATABASE_OWNER:
            role = connections[alias].ops.quote_name(settings.DATABASES[DEFAULT_DB_ALIAS]["USER"])
            for what in ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "USAGE, SELECT ON ALL SEQUENCES"):
                cursor.execute(f"GRANT {what} IN SCHEMA public TO {role}")


def owned_tables() -> set[str]:
    """The tables whose rows are shown to their owner alone."""
    from needless.tables.owned import Owned

    models = apps.get_app_config("needless").get_models(include_auto_created=True)
    return {m._meta.db_table for m in models if issubclass(m, Owned) and m.__name__ not in DOORS}


def _said(of: BaseDatabaseWrapper) -> str:
    return getattr(of, "needless_owner", _at_first if of.alias == DEFAULT_DB_ALIAS else EVERYONE)


def _say(to: BaseDatabaseWrapper) -> None:
    with to.cursor() as cursor:
        cursor.execute("SELECT set_config('needless.owner', %s, false)", [_said(to)])


def _connected(connection: BaseDatabaseWrapper, **_rest: Any) -> None:
    if connection.vendor == "postgresql":
        _say(connection)


def _migrated(using: str, **_rest: Any) -> None:
    if connections[using].vendor == "postgresql":
        secure(using)
