"""An answer is kept only while it would be the same: whoever writes, it is made anew."""

import sqlite3
import time
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import Program

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.owners.models import Token
from needless.owners.tokens import make_token
from needless.tables import unchanged


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


@pytest.fixture
def asked(program, ana):
    """A program that has just asked for Ana."""
    if connection.vendor != "sqlite":
        pytest.skip("within a test's transaction PostgreSQL keeps nothing")
    assert program.ask("GET", f"/contacts/{ana.pk}")[1]["name"] == "Ana Silva"  # notes the token's use
    assert program.ask("GET", f"/contacts/{ana.pk}")[1]["name"] == "Ana Silva"
    return program


def test_what_has_not_changed_is_answered_without_a_query(asked, ana, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = asked.answer("GET", f"/contacts/{ana.pk}")
    assert answer.json()["name"] == "Ana Silva"
    assert answer["ETag"] and answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Length"]
    with django_assert_num_queries(0):
        again = asked.answer("GET", f"/contacts/{ana.pk}", **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_shows_at_once_also_one_that_no_action_made(asked, ana):
    Contact.objects.filter(pk=ana.pk).update(name="Ana Costa")
    assert asked.ask("GET", f"/contacts/{ana.pk}")[1]["name"] == "Ana Costa"


def test_a_token_that_was_revoked_gets_nothing_that_was_kept(asked, ana):
    Token.objects.all().delete()
    assert asked.ask("GET", f"/contacts/{ana.pk}")[0] == 401


def test_what_is_kept_for_one_is_not_told_to_another(asked, ana, other_owner):
    assert Program(make_token(other_owner, "x")).ask("GET", f"/contacts/{ana.pk}")[0] == 404
    assert Program("needless_x").ask("GET", f"/contacts/{ana.pk}")[0] == 401
    assert Program().ask("GET", f"/contacts/{ana.pk}")[0] == 401


def test_an_answer_of_yesterday_is_not_todays(asked, ana, monkeypatch):
    later = time.time() + 86_400
    monkeypatch.setattr("needless.api.kept.time.time", lambda: later)
    with CaptureQueriesContext(connection) as caught:
        asked.ask("GET", f"/contacts/{ana.pk}")
    assert len(caught) > 0


def test_a_write_by_another_process_moves_the_epoch_and_reading_does_not(tmp_path, monkeypatch):
    mine, other = sqlite3.connect(tmp_path / "x"), sqlite3.connect(tmp_path / "x")
    mine.execute("PRAGMA journal_mode=WAL")
    mine.execute("CREATE TABLE t (a)")
    stand_in = SimpleNamespace(vendor="sqlite", connection=mine, ensure_connection=lambda: None)
    monkeypatch.setattr(unchanged, "connection", stand_in)
    before = unchanged.epoch()
    other.execute("SELECT * FROM t").fetchall()
    assert unchanged.epoch() == before
    with other:
        other.execute("INSERT INTO t VALUES (1)")
    noticed = unchanged.epoch()
    assert noticed > before
    mine.execute("INSERT INTO t VALUES (2)")
    assert unchanged.epoch() > noticed


@pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL tells that nothing was written")
@pytest.mark.django_db(transaction=True)
def test_postgresqls_epoch_stays_while_nothing_is_written(owner):
    token = make_token(owner, "x")
    before = unchanged.epoch()
    Token.objects.of(owner).count()
    assert unchanged.epoch() == before
    Token.objects.of(owner).update(name="y")
    assert unchanged.epoch() > before
    program = Program(token)
    assert program.ask("GET", "/contacts")[1]["items"] == []
    assert program.ask("GET", "/contacts")[1]["items"] == []
    save_contact(owner, {"name": "Ana Silva"})
    assert [each["name"] for each in program.ask("GET", "/contacts")[1]["items"]] == ["Ana Silva"]
