"""The digest by ntfy, Telegram, Matrix and their like: by Apprise, which knows them all (the extra needless[notify])."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.channels.kinds.sending import NotSent
from needless.channels.models import PlanChannel
from needless.channels.texts import DigestText
from needless.fetching import FetchRefused
from needless.fetching.client import checked_address
from needless.owners.sealing import unseal

# Apprise also reaches this machine's files, desktop and modems, and any host: these alone, and nothing of the kind.
SERVICES = {
    "tgram": "Telegram", "discord": "Discord", "slack": "Slack", "pover": "Pushover", "pbul": "Pushbullet",
    "zulip": "Zulip", "msteams": "Teams", "workflows": "Teams", "gchat": "Google Chat", "threema": "Threema",
    "prowl": "Prowl", "spush": "SimplePush", "join": "Join", "line": "Line", "wxteams": "Webex",
}  # fmt: skip
OF_ONES_OWN = {  # run where their address says
    "ntfy": "ntfy", "matrix": "Matrix", "gotify": "Gotify", "mmost": "Mattermost", "rocket": "Rocket.Chat",
    "signal": "Signal", "nctalk": "Nextcloud Talk", "bark": "Bark",
}  # fmt: skip
LONGEST = 1000


class Apprise:
    """By an address of Apprise's: "ntfy://topic", "tgram://token/chat"."""

    name = "apprise"
    label = gettext_lazy("ntfy, Telegram, Matrix, …")

    def is_missing(self) -> str:
        """Apprise, where the extra is not installed."""
        return "" if find_spec("apprise") else _("Install the extra needless[notify] for these.")

    def settle(self, given: Mapping[str, str]) -> tuple[dict[str, str], str]:
        """``url``: Apprise's address; ``brief``: say only that the plan is ready."""
        if missing := self.is_missing():
            raise ValueError(missing)
        url = given.get("url", "").strip()
        service = service_of(url)
        try:
            _plugin(url)
        except NotSent as problem:
            raise ValueError(str(problem)) from problem
        return {"service": service, "brief": "yes" if given.get("brief") else ""}, url

    def where(self, channel: PlanChannel) -> str:
        """The service's name; the address is a secret."""
        return str(channel.settings.get("service", ""))

    def send(self, channel: PlanChannel, text: DigestText, mark: str) -> None:
        """Hand it to the service."""
        if missing := self.is_missing():
            raise NotSent(missing)
        import apprise

        try:
            plugin = _plugin(unseal(channel.secret))
        except ValueError as problem:  # CannotUnseal; or none, where it came with an export
            raise NotSent(str(problem)) from problem
        title, body = words_of(text, bool(channel.settings.get("brief")))
        listening: Any = apprise.LogCapture
        with listening(level=logging.WARNING, fmt="%(message)s") as said:
            if not plugin.notify(title=title, body=body):
                raise NotSent(_refusal(self.where(channel), said.getvalue()))


def service_of(url: str) -> str:
    """What the service at that address is called. Raises ValueError for one that is not offered, or for no address."""
    scheme, is_there, _rest = url.partition("://")
    scheme = scheme.lower()
    found = SERVICES.get(scheme) or OF_ONES_OWN.get(scheme) or OF_ONES_OWN.get(scheme.removesuffix("s"))
    if not is_there or not found or len(url) > LONGEST:
        known = ", ".join(f"{name}://" for name in (*OF_ONES_OWN, *SERVICES))
        raise ValueError(_("An address of Apprise's is expected, one of %(known)s.") % {"known": known})
    return found


def words_of(text: DigestText, is_brief: bool) -> tuple[str, str]:
    """Title and body in plain words; a brief one names nobody."""
    if is_brief:
        return "Needless", f"{_('Today’s plan is ready.')} {text.today}"
    lines = [f"{item.action}. {item.reason}" for item in text.items]
    return text.subject, "\n\n".join([text.opening, *lines, text.today])


def _plugin(url: str) -> Any:
    """What sends to that address. Raises NotSent where it is none, or lies in a private network."""
    import apprise

    service = service_of(url)
    plugin: Any = apprise.Apprise.instantiate(url)
    if plugin is None:
        raise NotSent(_("Apprise cannot read this address for %(service)s.") % {"service": service})
    plugin.redirects = False  # nothing goes to where it was not sent
    if hasattr(plugin, "discovery"):
        plugin.discovery = False  # Matrix: the server named, not one that it names
    if service in OF_ONES_OWN.values() and getattr(plugin, "host", None):
        try:
            checked_address(plugin.host, plugin.port or (443 if plugin.secure else 80))
        except FetchRefused as problem:
            raise NotSent(str(problem)) from problem
    return plugin


def _refusal(service: str, log: str) -> str:
    """The last thing that Apprise said, unless an address with its secret is in it."""
    lines = [line for line in log.splitlines() if line.strip() and "://" not in line]
    facts = {"service": service, "said": lines[-1].strip()[:150] if lines else ""}
    return (
        _("%(service)s did not take it: %(said)s") if lines else _("%(service)s did not take it.")
    ) % facts
