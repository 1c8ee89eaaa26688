"""Addresses that are told what happens, and the outbox from which they are told (M17)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.owners.sealing import SealedField
from needless.tables.owned import Owned


class Endpoint(Owned):
    """An address that is told of ``events`` (names of webhooks/events.py). The ``secret`` signs what it is told."""

    url = models.CharField(max_length=1000)
    events = models.JSONField(default=list)
    secret = SealedField()
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)  # when it last took a message
    stopped_at = models.DateTimeField(null=True)
    why_stopped = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "url"], name="endpoint_once")]


class Outgoing(Owned):
    """A message to one endpoint, written in the transaction of what it tells. ``key`` is its webhook-id: the same each
    time it is tried. ``tried`` is the log: {"at", "status", "problem"} of each try."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("taken")
        FAILED = "failed", _("given up")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=40, unique=True)
    event = models.CharField(max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    stage = models.CharField(max_length=7, choices=Stage, default=Stage.WAITING)
    tried = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "next_at"], name="outgoing_due"),
            models.Index(fields=["endpoint", "-made_at"], name="outgoing_log"),
        ]
