"""Questions about how this instance is set. Each answers what is wrong, or nothing."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

LOCAL = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def is_networked() -> bool:
    """Is it served beyond this machine?"""
    return not set(settings.ALLOWED_HOSTS) <= LOCAL


def debug() -> str:
    """Pages of errors show code and settings."""
    return _("NEEDLESS_DEBUG is on: pages of errors show the inside to anybody.") if settings.DEBUG else ""


def any_host() -> str:
    """Links in mails could be made to name a stranger's host."""
    return _("NEEDLESS_HOSTS is *: any name is answered to.") if "*" in settings.ALLOWED_HOSTS else ""


def plain_http() -> str:
    """Passwords and people would go over the net in the open."""
    is_open = is_networked() and not settings.HTTPS
    return (
        _("It is served beyond this machine without TLS: anybody on the way can read it.") if is_open else ""
    )


def unknown_proxies() -> str:
    """With TLS there is a proxy, and each address would be the proxy's."""
    is_so = settings.HTTPS and not settings.PROXIES
    return _("Behind a proxy everybody seems to come from one address.") if is_so else ""


def private_fetches() -> str:
    """Feeds could ask machines of the own network."""
    is_so = settings.ALLOW_PRIVATE_FETCHES
    return _("Feeds and links may ask machines of your own network.") if is_so else ""


def firm_in_the_open() -> str:
    """Whoever is on the way could sign in as anybody."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    is_so = any(not app["settings"]["server_url"].startswith("https://") for app in apps)
    return _("The firm's sign-in is asked without TLS.") if is_so else ""
