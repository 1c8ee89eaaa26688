"""An instance in a folder of its own, beside the tests' database."""

import os
import shutil

import pytest
from django.db import connections
from django.utils import timezone
from tests import ready_tables

from needless.backups import moving
from needless.contacts.models import Contact, Note
from needless.interactions.models import Interaction, Participation
from needless.owners.models import Owner
from needless.tables.copying import at_file, opened


@pytest.fixture
def home(tmp_path, settings):
    folder = tmp_path / "home"
    folder.mkdir()
    settings.HOME, settings.UPLOADS = folder, folder / "uploads"
    (folder / "secret.key").write_text("the secret")
    return folder


@pytest.fixture
def instance(home, django_db_setup, django_db_blocker):
    """The alias of a database with two contacts and a talk: an SQLite file, as every backup is one."""
    if "NEEDLESS_DATABASE_URL" in os.environ:
        pytest.skip("an instance of SQLite files; test_moving and test_by_itself meet PostgreSQL")
    shutil.copy(ready_tables.ready_file(), home / "needless.sqlite3")
    with django_db_blocker.unblock(), opened("instance", at_file(home / "needless.sqlite3")) as alias:
        owner = Owner.objects.using(alias).create(username="ana")
        for name in ("Ána Silva", "Tom \U0001f600 Ode"):
            person = Contact._base_manager.using(alias).create(
                owner=owner, name=name, extra=["X-A:1", {"b": 0.5}]
            )
            Note._base_manager.using(alias).create(owner=owner, contact=person, text="sings\nloudly")
        talk = Interaction._base_manager.using(alias).create(owner=owner, at=timezone.now(), channel="call")
        Participation._base_manager.using(alias).create(
            owner=owner, interaction=talk, contact=person, at=talk.at
        )
        yield alias


@pytest.fixture
def ready_made(monkeypatch):
    """New tables are taken from the last run: to make them takes seconds."""

    def copy(alias, *_names):
        shutil.copy(ready_tables.ready_file(), connections[alias].settings_dict["NAME"])
        connections[alias].close()

    monkeypatch.setattr(moving, "make_tables", copy)


def names(alias):
    return sorted(Contact._base_manager.using(alias).values_list("name", flat=True))
