"""Tokens from the command line."""

import json

import pytest
from click.testing import CliRunner

from needless.cli.root import needless
from needless.owners.models import Token
from needless.owners.tokens import token_of


@pytest.fixture
def run(owner):
    return lambda *words: CliRunner().invoke(needless, words)


def test_a_token_is_made_listed_and_revoked(run):
    made = run("token", "make", "Watch", "--scope", "plan:write", "--days", "30", "--json")
    token = token_of(json.loads(made.stdout)["token"])
    assert token.scopes == "plan:write" and token.expires_at
    listed = json.loads(run("token", "list", "--json").stdout)
    assert [row["name"] for row in listed] == ["Watch"] and "hash" not in listed[0]
    assert run("token", "revoke", str(token.pk)).exit_code == 0
    assert not Token.objects.exists()
    assert run("token", "revoke", str(token.pk)).exit_code == 3


def test_an_unknown_scope_is_wrong_use(run):
    done = run("token", "make", "Watch", "--scope", "plans:write")
    assert done.exit_code == 2 and "plan:write" in done.stderr and not Token.objects.exists()
