"""Feeds and stories, what each contact's field is, and which story was offered or sent to whom (M13)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact
from needless.fetching import Polled
from needless.interactions.models import Interaction
from needless.tables.owned import Owned


class Feed(Polled):
    """An RSS, Atom or JSON feed. Fetched once for all owners who read it: it holds nothing of theirs."""

    url = models.URLField(max_length=1000, unique=True)
    title = models.CharField(max_length=300, blank=True)


class Entry(models.Model):
    """What a feed brought. ``key`` is its address without what only tells where one came from."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=700)
    url = models.URLField(max_length=1000)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["feed", "at"], name="entry_by_time")]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="entry_once")]


class Subscription(Owned):
    """The owner reads a feed."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="subscriptions")
    at = models.DateTimeField(auto_now_add=True)
    matched_at = models.DateTimeField(null=True)  # up to which entries were looked through

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "feed"], name="subscription_once")]


class Story(Owned):
    """A story that the owner has in hand: shared by them, or found for somebody in a feed."""

    key = models.CharField(max_length=700)
    url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    is_shared = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["owner", "at"], name="story_by_time")]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="story_once")]

    def __str__(self) -> str:
        return self.title


class Offer(AboutContact):
    """A story may please a contact: ``terms`` are its words that carry the match, ``facts`` the contact's own."""

    class State(models.TextChoices):
        OPEN = "open", _("to send")
        SENT = "sent", _("sent")
        LIKED = "liked", _("sent, and liked")
        DECLINED = "declined", _("not for them")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="offers")
    score = models.FloatField()
    terms = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    interaction = models.ForeignKey(Interaction, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "state", "made_at"], name="offer_open")]
        constraints = [models.UniqueConstraint(fields=["contact", "story"], name="offer_once")]


class Profile(AboutContact):
    """What the owner says a contact's field and interests are, where that is more than their title tells."""

    fields = models.CharField(max_length=500, blank=True)  # separated by commas
    interests = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact"], name="profile_once")]
