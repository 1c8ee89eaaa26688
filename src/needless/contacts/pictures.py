"""Pictures from outside: looked at before they are decoded, made small, and freed of what they tell of place and camera (M10)."""

from __future__ import annotations

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 25 * 2**20
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
SIDE = 256  # pixels of a contact's photo
PHOTO_BYTES = 20 * 1024
NOT_PICTURES = (
    (b"%PDF", "PDF"),
    (b"PK\3\4", "zip"),
    (b"<!doctype", "HTML"),
    (b"<html", "HTML"),
    (b"<svg", "SVG"),
    (b"<?xml", "SVG"),
)


class PictureRefused(ValueError):
    """This cannot be taken as a picture; the text says why, in words for the owner."""


def opened(content: bytes, side: int = 4000) -> Image.Image:
    """The picture in RGB, upright, its longer side at most ``side`` pixels, without metadata.

    Size and kind are checked before anything is decoded. Raises PictureRefused.
    """
    image = _checked(content)
    image.draft("RGB", (side, side))  # a large JPEG is decoded small, in a fraction of time and memory
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError) as problem:
        raise PictureRefused(_("This picture is broken: it ends early or holds something else.")) from problem
    upright.thumbnail((side, side))
    return _on_white(upright)


def _checked(content: bytes) -> Image.Image:
    """The picture's head read, and nothing else."""
    if len(content) > MOST_BYTES:
        raise PictureRefused(
            _("This picture has more than %(n)d MB. Please take a smaller one.") % {"n": MOST_BYTES >> 20}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is the lower one
            image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as problem:
        raise _too_large() from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as problem:
        raise PictureRefused(_what_it_is(content)) from problem
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()
    return image


def _too_large() -> PictureRefused:
    words = _("This picture has more than %(n)d megapixels. Please take a smaller one.")
    return PictureRefused(words % {"n": MOST_PIXELS // 1_000_000})


def _what_it_is(content: bytes) -> str:
    """What a file that is no picture is instead, whatever its name says."""
    head = content[:64].lstrip().lower()
    kind = next((kind for sign, kind in NOT_PICTURES if head.startswith(sign.lower())), "")
    if not content:
        return _("This file is empty.")
    if kind:
        return _("This is not a picture but a %(kind)s file. A JPEG, PNG or WebP is needed.") % {"kind": kind}
    if content[4:8] == b"ftyp":
        return _(
            "This picture is a HEIC or AVIF, which cannot be read here. Please choose JPEG in the camera's settings."
        )
    return _("This is not a picture that can be read. A JPEG, PNG or WebP is needed.")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def as_jpeg(image: Image.Image, quality: int = 82) -> bytes:
    """The bytes of a JPEG that tells nothing but what is seen."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def portrait(content: bytes) -> bytes:
    """A square JPEG of at most SIDE pixels and about PHOTO_BYTES, for a contact's photo. Raises PictureRefused."""
    image = opened(content, 4 * SIDE)
    side = min(SIDE, *image.size)
    square = ImageOps.fit(image, (side, side), centering=(0.5, 0.35))  # a head is above the middle
    for quality in (82, 70, 55):
        made = as_jpeg(square, quality)
        if len(made) <= PHOTO_BYTES:
            break
    return made
