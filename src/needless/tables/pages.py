"""What was deleted or written over is cleared from the database's own file: its pages, its journal, its search index (M17)."""

from __future__ import annotations

from django.db import OperationalError, connection

SEARCH = "INSERT INTO contact_search(contact_search) VALUES ('rebuild')"


def clear_free_pages(tables: list[str]) -> None:
    """SQLite: the search index is made anew, then the whole file, and the journal beside it emptied. PostgreSQL: the old
    versions of rows of these tables are let go. Raises OperationalError where others are in the way: try again later.

    Within a transaction only the index can be made anew.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SEARCH)
        if connection.in_atomic_block:
            return
        if connection.vendor != "sqlite":
            for table in tables:
                cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
            return
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise OperationalError("the journal is in use")
