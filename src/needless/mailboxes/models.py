"""Mailboxes that are read, how far, and the private address that mail may be copied to. Passwords lie sealed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.fetching import Due
from needless.imports.models import Import
from needless.owners.sealing import SealedField
from needless.tables.owned import Owned


class Security(models.TextChoices):
    """How the connection is kept secret."""

    TLS = "tls", _("TLS (port 993)")
    STARTTLS = "starttls", _("STARTTLS (port 143)")
    NONE = "none", _("none (in your own network)")


class Mailbox(Owned, Due):
    """An IMAP account whose headers are read. ``address`` is the owner's; ``made_by`` holds what it brought."""

    address = models.EmailField(_("your address"), max_length=254)
    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("encryption"), max_length=8, choices=Security, default=Security.TLS)
    user = models.CharField(_("user name"), max_length=254)
    password = SealedField()
    client_id = models.CharField(_("client id"), max_length=300, blank=True)  # OAuth; else a password
    client_secret = SealedField()
    refresh_token = SealedField()
    access_token = SealedField()
    access_until = models.DateTimeField(null=True)
    token_url = models.CharField(_("token address"), max_length=500, blank=True)
    all_folders = models.BooleanField(default=True)  # also those to come; else those that were chosen
    paused_at = models.DateTimeField(null=True)
    idles = models.BooleanField(default=False)  # whether the server tells of new mail by itself
    watched_until = models.DateTimeField(null=True)  # a process waits there for new mail
    made_by = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "host", "user"], name="mailbox_once")]

    def __str__(self) -> str:
        return f"{self.address} ({self.host})"


class MailFolder(Owned):
    """A folder of a mailbox, and how far it was read: all up to ``last_uid``, while ``uidvalidity`` stays the same."""

    class Use(models.TextChoices):
        OTHER = "", ""
        INBOX = "inbox", _("inbox")
        SENT = "sent", _("sent")
        ALL = "all", _("everything")
        TRASH = "trash", _("trash")
        JUNK = "junk", _("spam")
        DRAFTS = "drafts", _("drafts")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(max_length=500)  # as the server spells it (modified UTF-7)
    label = models.CharField(max_length=500)
    use = models.CharField(max_length=6, choices=Use, blank=True)
    is_read = models.BooleanField(default=True)
    uidvalidity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)  # that lie there
    seen = models.PositiveIntegerField(default=0)  # of which headers were read

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mail_folder_once")]


class CopyAddress(Owned):
    """The owner's private address: mail that is copied (Bcc) or forwarded to it is logged. The token is kept sealed."""

    hash = models.CharField(max_length=64, unique=True)
    token = SealedField()
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="copy_address_once")]


class AskedMail(Owned):
    """Mail to the private address about which the owner was asked: it is asked once, however often it comes."""

    key = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="asked_mail_once")]
