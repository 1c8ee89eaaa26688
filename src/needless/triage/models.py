"""What was decided about a vague contact, and how well the owner can place whom they know (M10)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact, Undo


class Decision(AboutContact):
    """One card of the deck was answered. All rows of one step share its Undo: a step goes back whole."""

    class What(models.TextChoices):
        KEEP = "keep", _("kept")
        MET = "met", _("how you met")
        REVIVE = "revive", _("revive")
        LET_GO = "let_go", _("let go")
        LATER = "later", _("not now")

    made_by = None
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="decisions")
    what = models.CharField(max_length=6, choices=What)
    at = models.DateTimeField()
    again_on = models.DateField(null=True)  # not now: the day from which the card is shown again
    step = models.ForeignKey(Undo, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "at"], name="decision_by_time")]


class RecallCard(AboutContact):
    """When the owner is asked next who this is. ``memory`` is the card as the fsrs library keeps it."""

    made_by = None
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="recall_card")
    due_on = models.DateField()
    memory = models.JSONField(default=dict)
    not_placed = models.PositiveSmallIntegerField(default=0)  # answers without an idea, in a row up to now

    class Meta:
        indexes = [models.Index(fields=["owner", "due_on"], name="recall_due")]


class RecallAnswer(AboutContact):
    """The owner turned a card, and said how well it went."""

    class Rating(models.IntegerChoices):
        AGAIN = 1, _("No idea")
        HARD = 2, _("Hardly")
        GOOD = 3, _("I knew")
        EASY = 4, _("At once")

    made_by = None
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="recall_answers")
    on = models.DateField()
    at = models.DateTimeField()
    rating = models.PositiveSmallIntegerField(choices=Rating)

    class Meta:
        indexes = [models.Index(fields=["owner", "on"], name="recall_answer_by_day")]
