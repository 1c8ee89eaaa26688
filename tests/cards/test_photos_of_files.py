"""Photos in vCards: small on the way in, there on the way out, gone with the import (M10, M17)."""

import base64
import io

import pytest
from PIL import Image

from needless.contacts import photos
from needless.contacts.models import Contact, Photo
from needless.exports.vcards import card_of
from needless.imports.actions import start_import
from needless.imports.drafts import Asked, Piece
from needless.imports.queries import refusals_of
from needless.imports.running import Run
from needless.imports.sources.vcard import SOURCES
from needless.imports.undoing import undo_import

ON = __import__("datetime").date(2026, 5, 4)


def book(tmp_path, image, name="Ana Silva"):
    path = tmp_path / "book.vcf"
    photo = base64.b64encode(image).decode()
    path.write_text(
        f"BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:{name}\nEMAIL:ana@x.example\nPHOTO;ENCODING=b;TYPE=JPEG:{photo}\nEND:VCARD\n"
    )
    return path


def bring_in(owner, path):
    import_ = start_import(owner, [str(path)])
    Run(import_, ON, preview=False).run()
    return import_


@pytest.mark.django_db
def test_a_vcards_photo_comes_in_small_goes_out_and_is_undone(owner, tmp_path, picture):
    import_ = bring_in(owner, book(tmp_path, picture("JPEG", (1600, 1200))))
    ana = Contact.objects.of(owner).get()
    image = Image.open(io.BytesIO(photos.image_of(photos.photo_of(owner, ana.pk))))
    assert image.size == (256, 256)
    content = card_of(owner, ana).encode()
    drafts = list(SOURCES[0].read(Piece("x", len(content), lambda: io.BytesIO(content)), Asked()))
    assert drafts[0].photo == photos.image_of(photos.photo_of(owner, ana.pk))
    undo_import(owner, import_.pk, ON)
    assert not Photo.objects.of(owner).exists()


def test_a_second_import_changes_no_photo(owner, tmp_path, picture):
    bring_in(owner, book(tmp_path, picture(colour="red")))
    before = Photo.objects.of(owner).get().image
    bring_in(owner, book(tmp_path, picture(colour="blue")))
    assert Photo.objects.of(owner).get().image == before


def test_a_broken_photo_does_not_keep_anybody_out(owner, tmp_path):
    import_ = bring_in(owner, book(tmp_path, b"%PDF-1.4 not a picture"))
    assert Contact.objects.of(owner).get().name == "Ana Silva"
    assert not Photo.objects.of(owner).exists()
    (refused,) = refusals_of(import_)
    assert refused["field"] == "PHOTO" and "Ana Silva" in refused["problem"] and "PDF" in refused["problem"]
