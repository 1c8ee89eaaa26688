"""An introduction and every step of it: who was asked, what they said, what came of it (M16)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import Contact
from needless.interactions.models import Interaction
from needless.tables.owned import Owned


class Introduction(Owned):
    """``a`` is whom it helps first. ``for_a`` and ``for_b`` say what the other has for each."""

    class Stage(models.TextChoices):
        CHOSEN = "chosen", _("nobody asked yet")
        ASKING_A = "asking_a", _("the first is asked")
        ASKING_B = "asking_b", _("the second is asked")
        HALF_A = "half_a", _("the first would like to")
        HALF_B = "half_b", _("the second would like to")
        AGREED = "agreed", _("both would like to")
        MADE = "made", _("introduced")
        CLOSED = "closed", _("closed")

    a = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    for_a = models.TextField()
    for_b = models.TextField()
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.CHOSEN)
    stage_at = models.DateTimeField()
    outcome = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "stage"], name="introduction_stage")]
        constraints = [models.UniqueConstraint(fields=["owner", "a", "b"], name="introduction_once")]


class IntroductionStep(Owned):
    """What happened, and when: never changed, only taken back."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=12)  # a key of stages.ACTS
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="+")
