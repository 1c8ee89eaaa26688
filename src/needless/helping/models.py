"""Recommendations given and received, promises, needs and offers (M3, M16)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact, Imported
from needless.interactions.models import Interaction
from needless.tables.notes import NoteField
from needless.tables.owned import Owned

OWN_KEY = "needless:"  # begins the key of what was written here; the same one from an archive takes its place


class Recommendation(Imported):
    """A recommendation (``skill`` empty) or the endorsement of a skill. ``contact`` is empty while nobody fits the name."""

    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="recommendations"
    )
    person_name = models.CharField(max_length=300, blank=True)
    is_given = models.BooleanField()
    text = models.TextField(blank=True)
    on = models.DateField(null=True, blank=True)
    organisation = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=40, blank=True)
    skill = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="recommendation_once")]


class Promise(AboutContact):
    """Something one owes the other: ``mine`` where the owner promised it. ``due_on`` is empty where no day was named."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="promises")
    text = models.TextField()
    mine = models.BooleanField()
    due_on = models.DateField(null=True, blank=True)
    made_on = models.DateField()
    kept_at = models.DateTimeField(null=True, blank=True)
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "kept_at", "due_on"], name="promise_by_day")]


class Wish(AboutContact):
    """What a contact looks for, or could give, since the day they said so."""

    class Kind(models.TextChoices):
        NEED = "need", _("looks for")
        OFFER = "offer", _("offers")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=5, choices=Kind)
    text = models.TextField()
    on = models.DateField()
    asked_on = models.DateField(null=True, blank=True)  # whether it still holds
    ended_at = models.DateTimeField(null=True, blank=True)
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "kind", "ended_at"], name="wish_open")]


class UnfiledLine(Owned):
    """A line of the quick log that could not be understood: kept with the question beside it, never dropped."""

    text = NoteField(salted_by="at")
    question = NoteField(salted_by="at")
    at = models.DateTimeField()
