"""Small made-up pictures and cards."""

import io

import pytest
import segno
from PIL import Image, ImageDraw


@pytest.fixture
def picture():
    """Bytes of a small picture; options go to Pillow's ``save``."""

    def make(kind="JPEG", size=(400, 300), mode="RGB", colour=None, **options):
        out = io.BytesIO()
        Image.new(mode, size, colour or 0).save(out, kind, **options)
        return out.getvalue()

    return make


@pytest.fixture
def code_photo():
    """A photo with a QR code that holds this text."""

    def make(text):
        out = io.BytesIO()
        segno.make(text, micro=False).save(out, kind="png", scale=6)
        photo = Image.new("RGB", (1200, 900), "#b9b4aa")
        photo.paste(Image.open(out).convert("RGB"), (200, 150))
        ImageDraw.Draw(photo).text((200, 100), "Scan me", fill="black")
        seen = io.BytesIO()
        photo.save(seen, "JPEG")
        return seen.getvalue()

    return make
