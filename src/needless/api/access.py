"""Who asks, and what they may: bearer tokens with scopes."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from needless.api.limits import is_too_much
from needless.owners.audit import asking_address
from needless.owners.scopes import READ, WRITE
from needless.owners.tokens import token_of

if TYPE_CHECKING:
    from needless.owners.models import Owner, Token

READING = {"GET", "HEAD", "OPTIONS"}


class AskedByOwner(HttpRequest):
    """A request whose token was checked; ``auth`` is its owner."""

    auth: Owner
    token: Token


class Bearer(HttpBearer):
    """`Authorization: Bearer needless_...`, with the scope of an area: its name and `:read` or `:write`."""

    def __init__(self, area: str) -> None:
        super().__init__()
        self.area = area

    def authenticate(self, request: HttpRequest, token: str) -> Owner | None:
        found = token_of(token)
        if found is None and is_too_much(asking_address()):
            raise HttpError(429, _("Too many wrong tokens: wait a minute."))
        if found is None:
            return None
        verb = READ if request.method in READING else WRITE
        if not found.may(self.area, verb):
            raise HttpError(
                403, _("This token lacks the scope %(scope)s.") % {"scope": f"{self.area}:{verb}"}
            )
        owner: Owner = found.owner
        request.token = found  # type: ignore[attr-defined]  # AskedByOwner
        timezone.activate(zoneinfo.ZoneInfo(owner.time_zone))
        if owner.language:
            translation.activate(owner.language)
        return owner
