"""Portals that are read, the opportunities found there or shared, and whom each was told (M16, M17)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact
from needless.fetching import Polled
from needless.interactions.models import Interaction
from needless.tables.owned import Owned


class Board(Polled):
    """A job portal's feed, or the public board of a firm: fetched once for all who follow it, and holds nothing of theirs."""

    url = models.URLField(max_length=1000, unique=True)


class Portal(Owned):
    """The owner follows the board of this address. By address, so that an export holds all that there is of it."""

    url = models.URLField(max_length=1000)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "url"], name="portal_once")]


class Opportunity(Owned):
    """An opening, a call for papers, a grant. ``for_me`` is the owner's own side of it, apart from everybody else's."""

    class Mine(models.TextChoices):
        NO = "", _("not for me")
        OPEN = "open", _("to look at")
        PURSUED = "pursued", _("pursued")
        PASSED = "passed", _("passed over")

    key = models.CharField(max_length=700)
    url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=500)
    organisation = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    portal = models.ForeignKey(Portal, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    closes_on = models.DateField(null=True)
    for_me = models.CharField(max_length=8, choices=Mine, default=Mine.NO, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "at"], name="opportunity_by_time")]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="opportunity_once")]

    def __str__(self) -> str:
        return self.title


class Tip(AboutContact):
    """An opportunity may fit a contact: ``terms`` are its words that carry the match, ``facts`` the contact's own."""

    class State(models.TextChoices):
        OPEN = "open", _("to tell")
        TOLD = "told", _("told")
        DECLINED = "declined", _("not for them")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="tips")
    score = models.FloatField()
    terms = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "state", "made_at"], name="tip_open")]
        constraints = [models.UniqueConstraint(fields=["contact", "opportunity"], name="tip_once")]
