"""A recommendation while it is being written; once posted it stands among those given (M16)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact
from needless.helping.models import Recommendation
from needless.interactions.models import Interaction


class Draft(AboutContact):
    """The owner's own words for a contact. ``given`` is the row that posting it made; ``where`` it was posted."""

    class Stage(models.TextChoices):
        OPEN = "open", _("being written")
        POSTED = "posted", _("posted")
        PASSED = "passed", _("not from me")

    text = models.TextField(blank=True)
    stage = models.CharField(max_length=6, choices=Stage, default=Stage.OPEN)
    where = models.CharField(max_length=60, blank=True)
    posted_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    given = models.ForeignKey(Recommendation, null=True, on_delete=models.SET_NULL, related_name="+")
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "stage"], name="recommendation_draft_stage")]
