"""Questions about the database. Each answers what is wrong, or nothing."""

from __future__ import annotations

import sqlite3

from django.db import connection
from django.utils.translation import gettext as _

from needless.doctor.settings_here import is_networked
from needless.owners.factors import has_second_factor
from needless.owners.models import Owner
from needless.owners.sealing import count_lost
from needless.tables.row_security import owned_tables

GOOD_SQLITE = (3, 51, 3)
UNGUARDED = """
    SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.rolname = current_user
    WHERE c.relkind = 'r' AND c.relname = ANY(%s)
      AND (r.rolsuper OR r.rolbypassrls OR NOT c.relrowsecurity
           OR (c.relowner = r.oid AND NOT c.relforcerowsecurity))
"""


def old_sqlite() -> str:
    """The bug that resets the write-ahead log."""
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= GOOD_SQLITE:
        return ""
    return _("This SQLite is %(version)s.") % {"version": sqlite3.sqlite_version}


def without_second_line() -> str:
    """On PostgreSQL: tables where a query that forgets its owner would be answered."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(UNGUARDED, [sorted(owned_tables())])
        tables = [table for (table,) in cursor.fetchall()]
    if not tables:
        return ""
    return _("Row-level security does not hold for %(count)d tables (%(first)s, ...).") % {
        "count": len(tables),
        "first": tables[0],
    }


def without_second_factor() -> str:
    """On a networked instance: owners whose password alone opens their account."""
    if not is_networked():
        return ""
    weak = [o.username for o in Owner.objects.filter(is_active=True) if _is_weak(o)]
    return _("A password alone opens: %(names)s") % {"names": ", ".join(weak[:5])} if weak else ""


def _is_weak(owner: Owner) -> bool:
    return owner.has_usable_password() and not has_second_factor(owner)


def lost_key() -> str:
    """Secrets that no key here opens."""
    lost = count_lost()
    return (
        _("%(count)d stored secrets cannot be opened: their key is gone.") % {"count": lost} if lost else ""
    )


def damaged() -> str:
    """What SQLite finds when it looks through the file."""
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (said,) = cursor.fetchone()
    return "" if said == "ok" else _("The database is damaged: %(why)s") % {"why": said}
