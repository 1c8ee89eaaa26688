"""Accounts on other servers, what of them is kept the same, and what each run did (M17)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact, Undo
from needless.fetching import Polled
from needless.imports.models import Import
from needless.meetings.models import Meeting
from needless.owners.sealing import SealedField
from needless.tables.owned import Owned


class Account(Owned, Polled):
    """A sign-in at a server for address books and calendars. ``fetched_at``: when a run last went well."""

    class Kind(models.TextChoices):
        PASSWORD = "password", _("password")
        BEARER = "bearer", _("OAuth token")
        OAUTH = "oauth", _("OAuth, renewed by itself")  # the secret: see syncing/tokens.py

    url = models.CharField(max_length=1000)
    name = models.CharField(max_length=200)
    user = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PASSWORD)
    secret = SealedField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "url", "user"], name="sync_account_once")]

    def __str__(self) -> str:
        return self.name


class Collection(Owned):
    """An address book or calendar of an account. ``confirmed_at``: the owner saw what the first run would do.

    ``token`` and ``ctag`` say up to where it was read; they are kept once all before them is done.
    """

    class Kind(models.TextChoices):
        CARDS = "cards", _("address book")
        CALENDAR = "calendar", _("calendar")

    class Direction(models.TextChoices):
        OFF = "off", _("not at all")
        PULL = "pull", _("from there to here")
        PUSH = "push", _("from here to there")
        BOTH = "both", _("both ways")

    class Sends(models.TextChoices):
        NOBODY = "nobody", _("nobody new")
        TIER = "tier", _("those you keep up with (in a tier)")
        KNOWN = "known", _("those you can place")
        ALL = "all", _("everybody")

    class WhenDeleted(models.TextChoices):
        ASK = "ask", _("ask me")
        REMOVE = "remove", _("remove them there")
        KEEP = "keep", _("leave them there")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="collections")
    kind = models.CharField(max_length=8, choices=Kind)
    url = models.CharField(max_length=1000)
    name = models.CharField(max_length=300)
    may_write = models.BooleanField(default=True)
    can_sync = models.BooleanField(default=False)  # offers sync-collection (RFC 6578)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.OFF)
    sends = models.CharField(max_length=6, choices=Sends, default=Sends.KNOWN)
    when_deleted = models.CharField(max_length=6, choices=WhenDeleted, default=WhenDeleted.ASK)
    with_notes = models.BooleanField(default=False)
    token = models.TextField(blank=True)
    ctag = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        Import, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # a calendar's

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "url"], name="collection_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """Under which name it asks the owner about conflicts."""
        return f"sync:{self.pk}"

    @property
    def is_pulled(self) -> bool:
        return self.direction in {self.Direction.PULL, self.Direction.BOTH}

    @property
    def is_pushed(self) -> bool:
        return self.may_write and self.direction in {self.Direction.PUSH, self.Direction.BOTH}


class CardLink(AboutContact):
    """A card over there is about this contact. ``raw`` as last seen, ``here`` and ``there`` what each side said then.

    Of several cards about one contact the oldest link is the one that is written to.
    """

    class Gone(models.TextChoices):
        ASK = "ask", _("asked about")
        KEEP = "keep", _("stays there")
        REMOVE = "remove", _("to be removed there")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="cards_elsewhere")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="cards")
    href = models.CharField(max_length=1000)
    etag = models.CharField(max_length=300, blank=True)
    raw = models.TextField()
    here = models.JSONField(default=dict)
    there = models.JSONField(default=dict)
    gone = models.CharField(max_length=6, choices=Gone, blank=True)  # the contact was deleted or let go here

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "href"], name="card_link_once")]


class CalendarItem(Owned):
    """An event over there. ``due_at``: when the next time of it will be over, and count as what was."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    href = models.CharField(max_length=1000)
    etag = models.CharField(max_length=300, blank=True)
    uid = models.CharField(max_length=300, blank=True)
    raw = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.CASCADE, related_name="items_elsewhere")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "href"], name="calendar_item_once")]


class SyncRun(Owned):
    """One run over an account: what it did, and how it is taken back."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="runs")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    lines = models.JSONField(default=list)  # the first few hundred changes, as dicts of syncing/shapes.py
    refused = models.JSONField(default=list)  # [card or event, why]
    imports = models.JSONField(default=list)  # ids of the imports that took in what was new
    undo = models.ForeignKey(Undo, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-began_at"], name="sync_run_latest")]
