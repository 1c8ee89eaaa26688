"""Puts a current SQLite in place of Python's own, whose version may lose data (WAL-reset bug before 3.51.3)."""

import importlib
import sys


def use_current_sqlite() -> bool:
    """True where pysqlite3's SQLite serves; False where there is no wheel for this machine and Python's own must do."""
    try:
        module = importlib.import_module("pysqlite3")
    except ImportError:
        return False
    sys.modules["sqlite3"] = module
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
    return True
