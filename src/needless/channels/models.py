"""Channels by which the plan reaches the owner, what was sent by them, and the address of the calendar feed (M1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.owners.sealing import SealedField
from needless.tables.owned import Owned

EVERY_DAY = "0123456"


class PlanChannel(Owned):
    """A way by which the day's plan is sent, at one hour of chosen days in the owner's time zone.

    ``kind`` is a module of channels/kinds, which checks ``settings`` and says what ``secret`` holds. ``site`` is where
    links lead: the address under which the owner last saw the page of channels.
    """

    kind = models.CharField(max_length=10)
    settings = models.JSONField(default=dict)
    secret = SealedField()
    hour = models.PositiveSmallIntegerField(default=7)
    days = models.CharField(max_length=7, default=EVERY_DAY)  # digits, Monday is 0
    site = models.CharField(max_length=300)
    made_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(null=True)
    why_stopped = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner"], name="plan_channel_owner")]


class Digest(Owned):
    """The plan of one day by one channel: there is one row, so there is one message.

    A process claims it by moving ``next_at`` on. SENDING is said just before the message leaves: of who dies there
    nobody knows whether it arrived, so it is not sent again.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        QUIET = "quiet", _("nothing to say")
        FAILED = "failed", _("given up")

    channel = models.ForeignKey(PlanChannel, on_delete=models.CASCADE, related_name="digests")
    on = models.DateField()
    stage = models.CharField(max_length=7, choices=Stage, default=Stage.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "on"], name="digest_once_a_day")]
        indexes = [models.Index(fields=["stage", "next_at"], name="digest_due")]


class DatesFeed(Owned):
    """The address under which the owner's dates can be subscribed to. Found by its hash; sealed, to be shown again."""

    hash = models.CharField(max_length=64, unique=True)
    token = SealedField()
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when a program last asked

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="dates_feed_once")]
