"""Asks and every step of them, work done together, favours marked by a tap, and times of looking for a job (M2, M3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact
from needless.interactions.models import Interaction
from needless.owners.models import OwnPosition
from needless.tables.owned import Owned


class Ask(AboutContact):
    """Something that the owner asks a contact for. Going silent is a normal end of it."""

    class Kind(models.TextChoices):
        REFERENCE = "reference", _("a reference")
        INTRODUCTION = "introduction", _("an introduction")
        ADVICE = "advice", _("advice")
        LEAD = "lead", _("a lead")

    class Stage(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        SENT = "sent", _("sent")
        ANSWERED = "answered", _("answered")
        HELPED = "helped", _("they helped")
        DECLINED = "declined", _("they said no")
        SILENT = "silent", _("no answer")
        THANKED = "thanked", _("thanked")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="asks_sent")
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    position = models.ForeignKey(
        OwnPosition, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.DRAFTED)
    stage_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "stage", "stage_at"], name="ask_stage")]


class AskStep(Owned):
    """What happened, when, and by whom: never changed, only taken back."""

    class Who(models.TextChoices):
        ME = "me", _("you")
        THEM = "them", _("they")
        CLOCK = "clock", _("noticed by itself")

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    who = models.CharField(max_length=5, choices=Who)
    before = models.CharField(max_length=8, choices=Ask.Stage)
    after = models.CharField(max_length=8, choices=Ask.Stage)
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="+")


class Favour(AboutContact):
    """The owner says which way help went in a talk that does not tell it by its kind."""

    class Way(models.TextChoices):
        GIVEN = "given", _("I helped them")
        RECEIVED = "received", _("they helped me")

    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="favours")
    way = models.CharField(max_length=8, choices=Way)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "contact"], name="favour_once")]


class SharedWork(AboutContact):
    """Something that owner and contact did together at work; the days as exact as known ("2020", "2020-01")."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="shared_work")
    text = models.CharField(max_length=500)
    position = models.ForeignKey(
        OwnPosition, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    began = models.CharField(max_length=10, blank=True)
    ended = models.CharField(max_length=10, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)


class JobSearch(Owned):
    """The owner looks for a job, from one day on; over once ``ended_on`` is set."""

    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
