"""What goes out under lock opens with age and comes in again with its key alone (M17)."""

import io
import zipfile

import pyrage
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from needless.cli.exports import export
from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.imports.models import Import


@pytest.fixture
def key():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def locked(client, owner, key):
    """The file that the page gives for a key."""
    save_contact(owner, {"name": "Ana Silva"})
    client.force_login(owner)
    answer = client.post(reverse("export-locked"), {"key": str(key.to_public())})
    assert answer["Content-Disposition"].endswith('.zip.age"')
    return b"".join(answer.streaming_content)


def test_the_page_locks_it_for_a_key(locked, key):
    opened = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(locked, [key])))
    assert "Ana Silva" in opened.read("contacts.vcf").decode()
    assert b"Ana Silva" not in locked


def test_it_comes_in_again_with_its_key_alone(client, other_owner, locked, key, settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    client.force_login(other_owner)
    for wrong in ("", "a guess", "AGE-SECRET-KEY-1X", str(pyrage.x25519.Identity.generate())):
        file = SimpleUploadedFile("n.zip.age", locked)
        page = client.post(reverse("imports"), {"files": file, "key": wrong}, follow=True)
        assert page.status_code == 200 and not Import.objects.of(other_owner).exists()
        assert not list(settings.UPLOADS.iterdir())
    client.post(reverse("imports"), {"files": SimpleUploadedFile("n.zip.age", locked), "key": str(key)})
    client.post(reverse("import-confirm", args=[Import.objects.of(other_owner).get().pk]))
    assert Contact.objects.of(other_owner).get().name == "Ana Silva"


@pytest.mark.parametrize("text", ["", "short", "age1nonsense"])
def test_a_key_that_is_none_locks_nothing_and_says_so(client, owner, text):
    client.force_login(owner)
    page = client.post(reverse("export-locked"), {"key": text}, follow=True).content.decode()
    assert "passphrase of at least" in page or "is no age recipient" in page


@pytest.mark.real  # scrypt is slow by design
def test_the_command_takes_a_passphrase_from_a_file(owner, tmp_path):
    words = tmp_path / "words"
    words.write_text("correct horse battery\n")
    out = tmp_path / "out.age"
    done = CliRunner().invoke(export, [str(out), "--passphrase-file", str(words)])
    assert done.exit_code == 0
    assert pyrage.passphrase.decrypt(out.read_bytes(), "correct horse battery")[:2] == b"PK"
    assert CliRunner().invoke(export, [str(out), "--age-recipient", "age1x"]).exit_code == 3
