"""Recommendations and endorsements, given and received (M3, M16)."""

from __future__ import annotations

from django.db import models

from needless.contacts.models import AboutContact, Contact


class Recommendation(AboutContact):
    """A recommendation (``skill`` empty) or the endorsement of a skill. ``contact`` is empty while nobody fits the name."""

    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="recommendations")
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
