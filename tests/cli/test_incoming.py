"""`needless import`: several paths at once, and a look that writes nothing (COMMANDS)."""

import json

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model

from needless.cli.root import needless
from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.exports.actions import export_all

CARD = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bo Li\r\nEMAIL:bo@example.org\r\nEND:VCARD\r\n"


@pytest.fixture
def files(owner, other_owner, tmp_path):
    """An address book, and an export of somebody else's network."""
    save_contact(other_owner, {"name": "Inês Okafor"})
    export_all(other_owner, tmp_path / "mine.zip")
    (tmp_path / "book.vcf").write_text(CARD)
    return [str(tmp_path / "mine.zip"), str(tmp_path / "book.vcf")]


def run(*words):
    done = CliRunner().invoke(needless, ["--owner", "ana", "import", *words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def mine(owner):
    get_user_model().objects.filter(pk=owner.pk).update(username="ana")
    return Contact.objects.of(owner)


def test_an_export_of_ours_comes_in_beside_other_files(mine, files):
    report = run(*files, "--yes")
    assert report["contacts_created"] == 2 and len(report["import_ids"]) == 2
    assert report["import_id"] == report["import_ids"][-1]
    assert sorted(mine.values_list("name", flat=True)) == ["Bo Li", "Inês Okafor"]


def test_a_dry_run_writes_nothing_even_with_yes(mine, files):
    for words in (["--dry-run"], ["--dry-run", "--yes"], []):
        assert run(*files, *words)["contacts_created"] == 2
    assert not mine.exists()
