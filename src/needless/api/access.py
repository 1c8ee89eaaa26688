"""Who asks, and whether they may write: bearer tokens."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from needless.owners.tokens import token_of

if TYPE_CHECKING:
    from needless.owners.models import Owner

READING = {"GET", "HEAD", "OPTIONS"}


class AskedByOwner(HttpRequest):
    """A request whose token was checked; ``auth`` is its owner."""

    auth: Owner


class Bearer(HttpBearer):
    """`Authorization: Bearer needless_...`"""

    def authenticate(self, request: HttpRequest, token: str) -> Owner | None:
        found = token_of(token)
        if found is None:
            return None
        if request.method not in READING and not found.may_write:
            raise HttpError(403, _("This token may only read."))
        owner: Owner = found.owner
        timezone.activate(zoneinfo.ZoneInfo(owner.time_zone))
        return owner
