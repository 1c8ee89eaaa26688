"""Lasting access where a server takes no password: a new access token for each run, by the refresh token (M17)."""

from __future__ import annotations

import json
from datetime import datetime

from needless.mailboxes.models import Mailbox
from needless.mailboxes.oauth import access_token
from needless.mailboxes.session import CannotRead
from needless.owners.sealing import seal
from needless.syncing.remote import RemoteRefused

GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"


def refreshing(refresh_token: str, client_id: str, client_secret: str, token_url: str = "") -> str:
    """What is sealed of such an account in the place of a password."""
    said = {"refresh_token": refresh_token, "client_id": client_id, "client_secret": client_secret}
    return json.dumps(said | {"token_url": token_url or GOOGLE_TOKENS})


def token_by(secret: str, now: datetime) -> str:
    """An access token. Raises RemoteRefused where none is given any more."""
    given = json.loads(secret)
    asking = Mailbox(
        token_url=given["token_url"], client_id=given["client_id"], client_secret=seal(given["client_secret"]),
        refresh_token=seal(given["refresh_token"]),
    )  # fmt: skip
    try:
        return access_token(asking, now)
    except CannotRead as problem:
        raise RemoteRefused(str(problem), 401) from problem
