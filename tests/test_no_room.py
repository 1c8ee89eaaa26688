"""Where nothing can be written, every face says so in plain words, and what was saved before is whole (M17)."""

import json
import os
import subprocess
from contextlib import contextmanager, suppress

import pytest
from django.db import connection
from django.urls import reverse
from tests.backups.test_moving import run

from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Note
from needless.owners.tokens import make_token
from needless.tables import disk


@pytest.fixture
def full(owner):
    """The test's own database may not grow any more."""
    ana = save_contact(owner, {"name": "Ana Silva"})
    add_note(owner, ana, "before")
    if connection.vendor != "sqlite":
        pytest.skip("a limit of SQLite stands for the full disk")
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
        yield ana
        cursor.execute("PRAGMA max_page_count=1073741823")


@pytest.mark.django_db(transaction=True)
def test_the_page_says_that_the_disk_is_full(client, full, owner):
    client.force_login(owner)
    client.raise_request_exception = False
    answer = client.post(reverse("contact-note", args=[full.pk]), {"text": "x" * 200_000})
    assert answer.status_code == 507 and "is full" in answer.content.decode()
    assert answer["Retry-After"] and [note.text for note in Note.objects.of(owner)] == ["before"]


@pytest.mark.django_db(transaction=True)
def test_so_does_the_api(client, full, owner):
    headers = {"authorization": f"Bearer {make_token(owner, 'test', may_write=True)}"}
    answer = client.post(
        f"/api/contacts/{full.pk}/notes",
        json.dumps({"text": "x" * 19_000}),
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 507 and "is full" in answer.json()["detail"]


@pytest.mark.parametrize("number", [28, 30, 13, 122])
def test_what_the_system_says_is_known_however_deep(number):
    error = RuntimeError("an import stopped")
    error.__cause__ = OSError(number, "whatever")
    assert disk.trouble(error) in {503, 507} and disk.words(disk.trouble(error))
    assert disk.trouble(ValueError("database or disk is full")) == 0


@contextmanager
def small_disk(folder, size):
    """A disk of its own; skipped where one may not be mounted."""
    folder.mkdir()
    if (
        os.getuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("a disk can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.real
def test_a_full_and_a_read_only_disk_end_commands_with_a_sentence_and_nothing_is_broken(tmp_path):
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Card {n}\nNOTE:{'x' * 3000}\nEND:VCARD\n" for n in range(9_000)
    )
    (tmp_path / "cards.vcf").write_text(cards)
    with small_disk(tmp_path / "disk", "24m") as home:
        assert run(home, "", "needless", "add", "Ana Silva").returncode == 0
        done = run(home, "", "needless", "import", tmp_path / "cards.vcf", "--yes")
        assert done.returncode == 3 and "is full" in done.stderr and "Traceback" not in done.stderr
        with suppress(OSError), (home / "filler").open("wb", 0) as filler:
            while True:
                filler.write(b"x" * 4096)
        done = run(home, "", "needless", "backup", home / "copy")
        assert done.returncode == 3 and "Traceback" not in done.stderr
        assert not (home / "copy").exists()
        (home / "filler").unlink()
        there = json.loads(run(home, "", "needless", "contacts", "--json", "Ana").stdout)
        assert [row["name"] for row in there] == ["Ana Silva"]
        assert run(home, "", "needless", "backup", tmp_path / "copy").returncode == 0  # whole, and compared
        subprocess.run(["mount", "-o", "remount,ro", home], check=True)
        done = run(home, "", "needless", "add", "Tom Ode")
        assert done.returncode == 3 and "read-only" in done.stderr and "Traceback" not in done.stderr
