"""Pictures from outside: what is refused before it is decoded, and what is left of the others (M10)."""

import io
import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from needless.contacts import pictures
from needless.contacts.pictures import PictureRefused, opened, portrait


def png_that_claims(width, height):
    """A PNG of a few hundred bytes that says it is as large as this, all of one colour."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(10_000, 10_000), (30_000, 30_000), (65_000, 65_000), (7000, 6000)]
)
def test_a_bomb_of_an_image_is_refused_before_it_is_decoded(width, height):
    tracemalloc.start()
    with pytest.raises(PictureRefused, match="more than 40 megapixels"):
        opened(png_that_claims(width, height))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8_000_000


def test_a_real_photo_of_100_megapixels_is_refused(picture):
    with pytest.raises(PictureRefused, match="megapixels"):
        opened(picture("JPEG", (10_000, 10_000), "L"))


def test_too_many_bytes_are_refused_unread(monkeypatch):
    monkeypatch.setattr(pictures.Image, "open", lambda *_args, **_options: pytest.fail("it was opened"))
    with pytest.raises(PictureRefused, match="more than 25 MB"):
        opened(b"\xff\xd8\xff" + bytes(pictures.MOST_BYTES))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF file"),
        (b"PK\3\4rest", "a zip file"),
        (b"<!DOCTYPE html><html>", "an? HTML file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a SVG file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"", "empty"),
        (b"nothing of the kind", "not a picture"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(content, told):
    with pytest.raises(PictureRefused, match=told):
        opened(content)


def test_a_broken_picture_is_refused(picture):
    with pytest.raises(PictureRefused, match="broken"):
        opened(picture("JPEG", (2000, 2000))[:3000])
    with pytest.raises(PictureRefused):
        opened(picture("PNG")[:40])


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM"]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_picture_or_refused(content, sign):
    try:
        opened(sign + content, 64)
    except PictureRefused as problem:
        assert str(problem)


def test_what_the_camera_wrote_into_it_is_gone(picture):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ana"
    exif[0x0112] = 6  # to be turned right
    content = picture("JPEG", (800, 400), exif=exif, comment=b"at home")
    made = portrait(content)
    small = Image.open(io.BytesIO(made))
    assert opened(content).size == (400, 800)
    assert not small.getexif() and "comment" not in small.info
    assert b"Ana" not in made and b"at home" not in made


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
        ("JPEG", "CMYK"),
        ("PNG", "I;16"),
        ("BMP", "1"),
    ],
)
def test_every_kind_becomes_a_small_square_jpeg(picture, kind, mode):
    made = Image.open(io.BytesIO(portrait(picture(kind, (640, 480), mode))))
    assert (made.format, made.size, made.mode) == ("JPEG", (256, 256), "RGB")


def test_noise_is_kept_in_twenty_kilobytes():
    out = io.BytesIO()
    Image.effect_noise((1500, 1500), 60).convert("RGB").save(out, "PNG")
    assert len(portrait(out.getvalue())) < 1.5 * pictures.PHOTO_BYTES


def test_a_tiny_picture_is_not_blown_up(picture):
    assert Image.open(io.BytesIO(portrait(picture("PNG", (40, 60))))).size == (40, 40)
