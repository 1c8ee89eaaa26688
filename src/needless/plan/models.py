"""A day's plan, stored once so that it does not reshuffle (M1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import Contact
from needless.interactions.models import Channel, Interaction
from needless.tables.owned import Owned


class DayPlan(Owned):
    """The plan of one day was made, with these minutes."""

    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "on"], name="plan_once_a_day")]


class Suggestion(Owned):
    """One thing to do today, with one contact or none."""

    class Stage(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        LATER = "later", _("later")
        SKIPPED = "skipped", _("not now")
        LET_GO = "let_go", _("let go")

    plan = models.ForeignKey(DayPlan, on_delete=models.CASCADE, related_name="suggestions")
    on = models.DateField()  # the plan's day
    position = models.PositiveSmallIntegerField()
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=20)  # a module of plan/kinds
    channel = models.CharField(max_length=7, choices=Channel)
    action = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()
    reason = models.TextField()
    about = models.JSONField(default=list)  # sentences: what to talk about
    in_hand = models.JSONField(null=True)  # {"kind", "title", "url"}
    stage = models.CharField(max_length=7, choices=Stage, default=Stage.OPEN)
    decided_at = models.DateTimeField(null=True)
    again_on = models.DateField(null=True)  # later: the day on which it comes back
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "on"], name="suggestion_by_day")]
