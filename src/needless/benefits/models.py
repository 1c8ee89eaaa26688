"""What came of the network, and the links of the chain behind it (M15)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact
from needless.gatherings.models import Activity, Event
from needless.hearing.models import Possibility
from needless.interactions.models import Interaction
from needless.introducing.models import Introduction
from needless.tables.owned import Owned


class Benefit(Owned):
    """Something that came; or nothing did, which is a row like any other. Where it began, and by what talk it came."""

    class Kind(models.TextChoices):
        JOB = "job", _("a job")
        CLIENT = "client", _("a client")
        ADVICE = "advice", _("advice")
        REFERENCE = "reference", _("a good word")
        LEARNT = "learnt", _("something learnt")
        FRIEND = "friend", _("a friend")
        OTHER = "other", _("something else")
        NOTHING = "nothing", _("nothing, and that is fine")

    kind = models.CharField(max_length=9, choices=Kind)
    text = models.CharField(max_length=500, blank=True)
    on = models.DateField()
    activity = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="benefits"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="benefits"
    )
    introduction = models.ForeignKey(
        Introduction, null=True, blank=True, on_delete=models.SET_NULL, related_name="benefits"
    )
    possibility = models.ForeignKey(
        Possibility, null=True, blank=True, on_delete=models.SET_NULL, related_name="benefits"
    )
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "on"], name="benefit_by_day")]

    def __str__(self) -> str:
        return self.text or str(self.get_kind_display())


class Link(AboutContact):
    """A contact in the chain: the last ``position`` is whose help it was, those before are who led there."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="links")
    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["benefit", "contact"], name="link_once")]
