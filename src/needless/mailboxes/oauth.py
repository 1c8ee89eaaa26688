"""Access by OAuth instead of a password: an access token is got by the refresh token, at the address the owner typed (M17)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from needless.fetching import FetchRefused, send
from needless.mailboxes.models import Mailbox
from needless.mailboxes.session import CannotRead
from needless.owners.sealing import seal, unseal

MARGIN = timedelta(minutes=2)


def access_token(mailbox: Mailbox, now: datetime) -> str:
    """A token that is good for the next minutes; a new one is kept sealed. Raises CannotRead, CannotUnseal."""
    if mailbox.access_token and mailbox.access_until and mailbox.access_until > now + MARGIN:
        return unseal(mailbox.access_token)
    given = _asked(mailbox)
    token, seconds = given.get("access_token"), given.get("expires_in", 3600)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise CannotRead(_("The token address gave no token."))
    lasts = seconds if isinstance(seconds, int) and 0 < seconds < 10**7 else 3600
    mailbox.access_token, mailbox.access_until = seal(token), now + timedelta(seconds=lasts)
    if isinstance(newer := given.get("refresh_token"), str) and newer:
        mailbox.refresh_token = seal(newer)
    if mailbox.pk:
        mailbox.save(update_fields=["access_token", "access_until", "refresh_token"])
    return token


def _asked(mailbox: Mailbox) -> dict[str, Any]:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": unseal(mailbox.refresh_token),
        "client_id": mailbox.client_id,
        "client_secret": unseal(mailbox.client_secret),
    }
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    kinds = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = send("POST", mailbox.token_url, body, kinds, limit_bytes=100_000)
        given = json.loads(answer.body)
    except FetchRefused as problem:
        raise CannotRead(str(problem)) from problem
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise CannotRead(_("The token address did not answer as OAuth does."))
    if answer.status in (400, 401, 403):
        raise CannotRead(
            _("The token address no longer accepts the refresh token: grant access again."), True
        )
    return given
