"""What is known of some providers, so that nobody has to type it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider: its server, where tokens are got, and how one gets a password that works."""

    key: str
    label: str
    host: str
    token_url: str
    says: str | Promise


PRESETS = (
    Preset("gmail", "Gmail", "imap.gmail.com", "https://oauth2.googleapis.com/token",
           _("Turn on 2-step verification, then make an app password in your Google account.")),
    Preset("outlook", "Outlook, Microsoft 365", "outlook.office365.com",
           "https://login.microsoftonline.com/common/oauth2/v2.0/token",
           _("Microsoft takes no passwords here: use OAuth, with an app that you registered in Entra.")),
    Preset("fastmail", "Fastmail", "imap.fastmail.com", "", _("Make an app password with access to mail.")),
    Preset("icloud", "iCloud", "imap.mail.me.com", "", _("Make an app-specific password in your Apple account.")),
)  # fmt: skip


def preset_of(address: str) -> Preset | None:
    """The provider whose address it is, where the address tells."""
    domain = address.rpartition("@")[2].lower()
    known = {
        "gmail.com": "gmail", "googlemail.com": "gmail", "outlook.com": "outlook", "hotmail.com": "outlook",
        "live.com": "outlook", "fastmail.com": "fastmail", "fastmail.fm": "fastmail", "icloud.com": "icloud",
        "me.com": "icloud", "mac.com": "icloud",
    }  # fmt: skip
    return next((preset for preset in PRESETS if preset.key == known.get(domain)), None)
