"""Possibilities and perspectives, each with the contact whom it was heard from (M5, M6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact
from needless.interactions.models import Interaction
from needless.opportunities.models import Opportunity


class Possibility(AboutContact):
    """Something that the owner would not have heard of alone. ``opportunity``: as what it was passed on to others."""

    class State(models.TextChoices):
        KEPT = "kept", _("kept for me")
        PASSED_ON = "passed_on", _("passed on")
        SETTLED = "settled", _("settled")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="possibilities")
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=1000, blank=True)
    on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.KEPT)
    opportunity = models.ForeignKey(
        Opportunity, null=True, blank=True, on_delete=models.SET_NULL, related_name="heard"
    )
    outcome = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "state", "on"], name="possibility_open")]

    def __str__(self) -> str:
        return self.text


class Perspective(AboutContact):
    """An insight in a line or two; ``work`` is what of the owner's work it touches, in their words."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="perspectives")
    text = models.TextField()
    work = models.CharField(max_length=100, blank=True)
    on = models.DateField()
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "on"], name="perspective_by_day")]

    def __str__(self) -> str:
        return self.text
