"""A photo of a business card becomes lines of text, or the vCard of its QR code: all of it on this machine (M17)."""

from __future__ import annotations

import io
import re
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
from needless.method.card_layout import Corners, straight

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Row = tuple[str, Corners]

SIDE = 2000  # pixels: letters of a card that fills half the photo are some 30 high then
WEB = re.compile(r"https?://[^\s/]+\.[^\s]{2,280}", re.IGNORECASE)
SURE = 0.5  # below, what was read is rather a pattern than letters
MOST_ASKED = 5
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
    found = map(draft_of_vcard, _codes_in(image))
    return next((draft for draft in found if draft), None)


def links_in(image: Image.Image) -> list[str]:
    """Web addresses that QR codes in the picture hold; a code may also dial, pay or run something: those are left."""
    return [text for text in map(str.strip, _codes_in(image)) if WEB.fullmatch(text)]


def _codes_in(image: Image.Image) -> list[str]:
    if not reads_codes():
        return []
    import zxingcpp

    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [code.text for code in zxingcpp.read_barcodes(image, formats)]


def draft_of_vcard(text: str) -> ContactDraft | None:
    """The first person of a vCard's text."""
    content = text.encode()
    piece = Piece("QR", len(content), lambda: io.BytesIO(content), content[:4096])
    source = SOURCES[0]
    found = source.read(piece, Asked()) if source.sniff(piece) else ()
    return next((draft for draft in found if isinstance(draft, ContactDraft)), None)


def fields_in(image: Image.Image) -> Fields:
    """What the card says; empty where nothing is written. Takes a second or two. Needs ``reads_text()``."""
    pixels = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])  # the models know blue, green, red
    with ONE_AT_A_TIME:
        rows = _read(pixels)
        if _lies_on_its_side(rows):
            pixels = np.ascontiguousarray(np.rot90(pixels))
            rows = _read(pixels)
        if _is_upside_down(pixels, rows):
            rows = [(text, [(-x, -y) for x, y in (*box[2:], *box[:2])]) for text, box in rows]
    return fields_of(straight(rows))


def _read(pixels: Pixels) -> list[Row]:
    """Each line's text and corners; the lines themselves are turned upright before they are read."""
    found = _engine()(pixels, use_det=True, use_cls=True, use_rec=True)  # it remembers what was asked last
    if found.boxes is None or found.txts is None:
        return []
    rows = zip(found.txts, found.boxes.tolist(), found.scores, strict=True)
    return [(text, box) for text, box, score in rows if score >= SURE]


def _lies_on_its_side(rows: list[Row]) -> bool:
    tall = [abs(box[3][1] - box[0][1]) > abs(box[1][0] - box[0][0]) for text, box in rows if len(text) > 3]
    return sum(tall) > len(tall) / 2


def _is_upside_down(pixels: Pixels, rows: list[Row]) -> bool:
    """As the model that turns single lines says of the longest."""
    longest = sorted(rows, key=lambda row: -len(row[0]))[:MOST_ASKED]
    turned = [
        _engine()(_cut(pixels, box), use_det=False, use_cls=True, use_rec=False) for _text, box in longest
    ]
    votes: list[bool] = [found.cls_res[0][0] == "180" for found in turned if found.cls_res]
    return sum(votes) * 2 > len(votes)


def _cut(pixels: Pixels, box: Corners) -> Pixels:
    columns, rows = [max(0, int(x)) for x, _y in box], [max(0, int(y)) for _x, y in box]
    return np.ascontiguousarray(pixels[min(rows) : max(rows) + 1, min(columns) : max(columns) + 1])


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The models in the wheel, loaded once; nothing is fetched."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})
