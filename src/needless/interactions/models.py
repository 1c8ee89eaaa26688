"""What passed between owner and contact, and the stored evidence of each tie (M8, M9, M11)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact, Imported
from needless.tables.notes import NoteField
from needless.tables.owned import Owned


class Channel(models.TextChoices):
    """The way it went, from the thinnest to the richest."""

    CLICK = "click", _("click")
    MAIL = "mail", _("mail")
    MESSAGE = "message", _("message")
    LETTER = "letter", _("letter or card")
    CALL = "call", _("call")
    VIDEO = "video", _("video call")
    MEETING = "meeting", _("in person")


class Direction(models.TextChoices):
    OUT = "out", _("from me")
    IN = "in", _("to me")
    BOTH = "both", _("both ways")


class Interaction(Imported):
    """One message, call, meeting or click, with all the contacts in it. ``key`` tells the same thing when it is read again."""

    at = models.DateTimeField()
    channel = models.CharField(max_length=7, choices=Channel)
    direction = models.CharField(max_length=4, choices=Direction)
    group_size = models.PositiveIntegerField(default=1)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    enjoyment = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to 5
    summary = NoteField(blank=True, salted_by="at")
    kind = models.CharField(max_length=20, blank=True)
    thread = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001 - null: logged by hand, never the same
    contacts: models.ManyToManyField[Contact, Participation] = models.ManyToManyField(
        Contact, through="Participation", related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner", "at"], name="interaction_by_time"),
            models.Index(fields=["made_by"], name="interaction_made_by"),
            # The few rated ones among a million imported ones: how each way was enjoyed (M7).
            models.Index(
                fields=["owner", "at"], condition=models.Q(enjoyment__isnull=False), name="interaction_rated"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="interaction_once")]


class Participation(AboutContact):
    """A contact took part in an interaction. Repeats its moment, so that a contact's history is one index scan."""

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="participations", db_index=False
    )
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="participations")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "at"], name="participation_by_time")]
        constraints = [models.UniqueConstraint(fields=["interaction", "contact"], name="participation_once")]


class TieWeek(AboutContact):
    """A week in which something passed: the weight of the best channel of that week (method/memory.py)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="weeks", db_index=False)
    week = models.IntegerField()
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "week"], name="tie_week_once")]


class Remembrance(AboutContact):
    """The owner's own observation: did they remember me?"""

    class Answer(models.TextChoices):
        YES = "yes", _("They remembered me")
        VAGUELY = "vaguely", _("Vaguely")
        NO = "no", _("No idea who I am")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="remembrances")
    on = models.DateField()
    answer = models.CharField(max_length=7, choices=Answer)
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class Arrival(Owned):
    """Something logged without a connection has come in: the same key again changes nothing."""

    key = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="arrival_once")]
