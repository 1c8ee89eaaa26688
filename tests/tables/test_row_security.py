"""On PostgreSQL a query that forgets its owner is answered with nothing, and the application's role owns no table."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import ProgrammingError, connection, transaction

from needless.contacts.models import Contact
from needless.tables import row_security

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "NEEDLESS_DATABASE_URL" not in os.environ,
        reason="row-level security is PostgreSQL's (make postgresql)",
    ),
]
ROLES = Path(__file__).parents[2] / "packaging" / "roles.sh"
ALL = "SELECT name FROM needless_contact ORDER BY name"  # what no code of ours asks: whose, it does not say


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.fixture
def two(owner, other_owner):
    Contact.objects.create(owner=owner, name="Ana's friend")
    Contact.objects.create(owner=other_owner, name="Tom's friend")


def test_a_query_that_forgets_its_owner_sees_one_owner_or_nothing(two, owner):
    with row_security.acting_for(str(owner.pk)):
        assert asked(ALL) == [("Ana's friend",)]
    with row_security.acting_for(row_security.NOBODY):
        assert asked(ALL) == []
    assert len(asked(ALL)) == 2  # the clock, and this test


def test_a_row_cannot_be_given_to_somebody_else(two, owner, other_owner):
    with row_security.acting_for(str(owner.pk)):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Contact.objects.create(owner=other_owner, name="Stray")
        asked(
            f"WITH gone AS (DELETE FROM needless_contact WHERE owner_id = {other_owner.pk} RETURNING 1) SELECT 1"
        )
    assert len(asked(ALL)) == 2


def test_a_door_names_its_owner_and_nobody_after_it(two, owner, other_owner):
    with row_security.acting_for(row_security.NOBODY):
        assert Contact.objects.of(owner).count() == 1
        assert Contact.objects.of(other_owner).count() == 0
        assert asked(ALL) == [("Ana's friend",)]


def test_a_broken_transaction_leaves_the_connection_as_it_was(two, owner):
    with pytest.raises(ProgrammingError), transaction.atomic(), row_security.acting_for(str(owner.pk)):
        asked("SELECT nothing FROM nowhere")
    assert len(asked(ALL)) == 2


def test_every_owned_table_has_the_rule_and_the_role_cannot_pass_it_by():
    forced = asked("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert row_security.owned_tables() <= {name for (name,) in forced}
    assert asked("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False,)]


def test_the_applications_role_owns_no_table(tmp_path):
    """As packaging/compose.yaml has it."""
    server, name = urlsplit(os.environ["NEEDLESS_TEST_SERVER"]), f"apart_{os.getpid()}"
    own = {"PGHOST": server.hostname, "PGPORT": str(server.port), "POSTGRES_USER": server.username}
    words = {"TABLES_PASSWORD": "t", "PAGES_PASSWORD": "p", "NEEDLESS_DATABASE_NAME": name}
    subprocess.run([ROLES], env=os.environ | own | words, check=True)
    tables, pages = (
        f"postgresql://{role}@{server.hostname}:{server.port}/{name}" for role in ("tables", "pages")
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLESS_", "DJANGO_", "PYTEST"))}
    urls = {"NEEDLESS_DATABASE_URL": pages, "NEEDLESS_DATABASE_OWNER_URL": tables}
    env = {**kept, **urls, "NEEDLESS_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "needless"]
    subprocess.run([*command, "add", "Ana Silva"], env=env, check=True, timeout=600)
    assert "Ana Silva" in said([*command, "find", "ana"], env)
    psql = ["psql", "-q", "-At"]
    assert said([*psql, pages, "-c", ALL]) == ""
    assert said([*psql, tables, "-c", ALL]) == "", "forced on the role that owns the tables, too"
    assert "must be owner" in said(
        [*psql, pages, "-c", "ALTER TABLE needless_contact DISABLE ROW LEVEL SECURITY"]
    )


def said(command, env=None):
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=600)
    return done.stdout + (done.stderr if done.returncode else "")
