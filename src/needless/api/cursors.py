"""Pages of a list: a cursor is where the last page ended; its content is nobody's business."""

from __future__ import annotations

import base64
import binascii

from django.utils.translation import gettext as _
from ninja.errors import HttpError

LARGEST = 2**53


def cursor_of(number: int) -> str:
    return base64.urlsafe_b64encode(f"after:{number}".encode()).decode().rstrip("=")


def number_of(cursor: str) -> int:
    """0 for the first page. Raises HttpError 422 for what is no cursor."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        number = int(text.removeprefix("after:"))
    except (binascii.Error, ValueError):
        number = -1
    if not 0 <= number <= LARGEST:
        raise HttpError(422, _("This is no cursor of ours."))
    return number
