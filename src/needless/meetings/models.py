"""Meetings, from proposed to met (M12)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact
from needless.interactions.models import Interaction


class Meeting(AboutContact):
    """A meeting that was proposed: ``times`` are the moments offered (ISO 8601), ``at`` the one agreed on."""

    class Stage(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        MET = "met", _("met")
        LAPSED = "lapsed", _("came to nothing")

    kind = models.CharField(max_length=7)  # a key of method/meeting.py's MINUTES
    times = models.JSONField(default=list)
    place = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.PROPOSED)
    proposed_at = models.DateTimeField()
    at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "stage", "at"], name="meeting_stage")]
