"""A photo of a business card becomes lines of text, or the vCard of its QR code: all of it on this machine (M17)."""

from __future__ import annotations

import io
import threading
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from PIL import Image

from needless.contacts.pictures import opened
from needless.imports.drafts import Asked, ContactDraft, Piece
from needless.imports.sources.vcard import SOURCES
from needless.method.card_fields import Fields, fields_of
from needless.method.card_layout import straight

SIDE = 2000  # pixels: letters of a card that fills half the photo are some 30 high then
SURE = 0.6  # below, what was read is rather a pattern than letters
ONE_AT_A_TIME = threading.Lock()  # reading takes all processors for seconds, and half a gigabyte


def reads_text() -> bool:
    """Is the extra ``needless[cards]`` there?"""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime"))


def reads_codes() -> bool:
    """Can QR codes be read?"""
    return find_spec("zxingcpp") is not None


def picture_of(content: bytes) -> Image.Image:
    """The photo, upright and small enough to read. Raises PictureRefused."""
    return opened(content, SIDE)


def code_in(image: Image.Image) -> ContactDraft | None:
    """The person whose vCard a QR code in the picture holds."""
    if not reads_codes():
        return None
    import zxingcpp

    for code in zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])):
        draft = draft_of_vcard(code.text)
        if draft:
            return draft
    return None


def draft_of_vcard(text: str) -> ContactDraft | None:
    """The first person of a vCard's text."""
    content = text.encode()
    piece = Piece("QR", len(content), lambda: io.BytesIO(content), content[:4096])
    source = SOURCES[0]
    found = source.read(piece, Asked()) if source.sniff(piece) else ()
    return next((draft for draft in found if isinstance(draft, ContactDraft)), None)


def fields_in(image: Image.Image) -> Fields:
    """What the card says; empty where nothing is written. Takes a second or two. Needs ``reads_text()``."""
    pixels = np.asarray(image)[:, :, ::-1]  # the models know blue, green, red
    with ONE_AT_A_TIME:
        found = _engine()(pixels)
    if found.boxes is None or found.txts is None:
        return Fields()
    rows = zip(found.txts, found.boxes.tolist(), found.scores, strict=True)
    return fields_of(straight([(text, box) for text, box, score in rows if score >= SURE]))


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The models in the wheel, loaded once; nothing is fetched."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})
