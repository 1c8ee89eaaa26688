"""Two owners; the second must never see the first one's people."""

import os
from contextlib import suppress

import pytest
from django.test import override_settings

IS_ON_POSTGRESQL = "NEEDLESS_DATABASE_URL" in os.environ
collect_ignore = ["method"] if IS_ON_POSTGRESQL else []
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what meets the database: all else was said on SQLite, and is the same here."""
    if IS_ON_POSTGRESQL:
        kept = [i for i in items if DATABASE & set(i.fixturenames) or i.get_closest_marker("django_db")]
        config.hook.pytest_deselected(items=list(set(items).difference(kept)))
        items[:] = kept


@pytest.fixture(autouse=True, scope="session")
def quick_passwords():
    """Most tests make an owner or two: the hash that is slow by design would be half of the suite."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Before the migrations run: the tables that the last run made with the very same ones."""
    from tests import ready_tables

    memory = ready_tables.open_ready()
    yield memory
    if memory is not None:
        memory.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings):
    """After the migrations ran: what they made is put aside for the next run."""
    from tests import ready_tables

    if django_db_modify_db_settings is not None:
        ready_tables.keep(django_db_modify_db_settings)


@pytest.fixture(autouse=True, scope="session")
def _emptied_quickly():
    """After a test with transactions of its own: TRUNCATE makes hundreds of files anew, for a few rows."""
    if IS_ON_POSTGRESQL:
        from django.db.backends.postgresql.operations import DatabaseOperations

        DatabaseOperations.sql_flush = lambda _self, _style, tables, **_how: [
            "SELECT set_config('needless.owner', '*', true)",
            *(f'DELETE FROM "{table}"' for table in tables),
        ]


@pytest.fixture(autouse=True, scope="session")
def _table_alone():
    """Whatever extras are installed: tests of those name them."""
    from needless.method import encoding

    encoding.use([])


@pytest.fixture(autouse=True)
def _sees_all(request, _django_db_marker):
    """On PostgreSQL a test itself looks at everybody's rows; what it asks for by a page or a command sees one owner's."""
    from needless.tables import row_security

    if {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("_django_db_helper")
    with suppress(RuntimeError):  # of a test without a database
        row_security.begin_with(row_security.EVERYONE)


@pytest.fixture
def owner(db):
    from needless.owners.models import Owner

    return Owner.objects.create_user("ana", "ana@me.example", "correct horse battery")


@pytest.fixture
def other_owner(db):
    from needless.owners.models import Owner

    return Owner.objects.create_user("tom", "tom@me.example", "battery staple horse")


@pytest.fixture
def quick_passphrase(monkeypatch):
    """Sealed notes are locked in a moment rather than in a second."""
    from tests.sealed import quicken

    quicken(monkeypatch)


def a_file_of(owner):
    """The import that strangers came by: whom the owner adds by hand is known from the start."""
    from needless.imports.models import Import

    return Import.objects.get_or_create(owner=owner, paths=["strangers.csv"])[0]
