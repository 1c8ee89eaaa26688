"""A word on a phone or in a browser that today's plan is ready, and nothing else (web push, RFC 8030)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.channels import web_push
from needless.channels.kinds.sending import NotSent
from needless.channels.models import PlanChannel
from needless.channels.texts import DigestText
from needless.fetching import FetchRefused, send
from needless.owners.sealing import CannotUnseal, unseal

GONE = frozenset({404, 410})
HALF_A_DAY = 12 * 60 * 60  # seconds that a push service keeps it for a phone that is off


class Push:
    """To one browser that was asked and agreed."""

    name = "push"
    label = gettext_lazy("This browser or phone")

    def is_missing(self) -> str:
        """Nothing: the key is made at first need."""
        return ""

    def settle(self, given: Mapping[str, str]) -> tuple[dict[str, str], str]:
        """``endpoint``, ``p256dh`` and ``auth`` as the browser gave them; ``browser`` is what to call it."""
        device = {name: given.get(name, "").strip() for name in ("endpoint", "p256dh", "auth")}
        at = urlsplit(device["endpoint"])
        if at.scheme not in ("https", "http") or not at.hostname or len(device["endpoint"]) > 2000:
            raise ValueError(_("The browser gave no address for its notifications."))
        web_push.check_keys(device["p256dh"], device["auth"])
        name = "".join(filter(str.isprintable, given.get("browser", ""))).strip()[:60] or str(_("A browser"))
        return {"browser": name, "service": at.hostname}, json.dumps(device)

    def where(self, channel: PlanChannel) -> str:
        """What the browser is called."""
        return str(channel.settings.get("browser", ""))

    def send(self, channel: PlanChannel, text: DigestText, mark: str) -> None:
        """Hand it to the browser's push service, which cannot read it."""
        try:
            device = json.loads(unseal(channel.secret))
            endpoint = str(device["endpoint"])
            words = {"title": "Needless", "body": str(_("Today's plan is ready.")), "url": "/"}
            body = web_push.encrypted(json.dumps(words).encode(), device["p256dh"], device["auth"])
            answer = send("POST", endpoint, body, _headers(channel, endpoint), limit_bytes=20_000)
        except (FetchRefused, CannotUnseal) as problem:
            raise NotSent(str(problem)) from problem
        if answer.status in GONE:
            raise NotSent(_("This browser takes no notifications any more."), is_gone=True)
        if answer.status >= 300:
            facts = {"host": urlsplit(endpoint).hostname, "status": answer.status}
            raise NotSent(_("%(host)s answered %(status)s.") % facts)


def endpoint_of(channel: PlanChannel) -> str:
    """The browser's address; "" where it cannot be opened any more."""
    try:
        return str(json.loads(unseal(channel.secret))["endpoint"])
    except (CannotUnseal, ValueError, KeyError):
        return ""


def _headers(channel: PlanChannel, endpoint: str) -> dict[str, str]:
    sender = settings.DEFAULT_FROM_EMAIL
    contact = channel.site if channel.site.startswith("https://") else f"mailto:{sender}"
    return {
        **web_push.authorization(endpoint, contact),
        "TTL": str(HALF_A_DAY), "Urgency": "normal", "Topic": "plan",
        "Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm",
    }  # fmt: skip
