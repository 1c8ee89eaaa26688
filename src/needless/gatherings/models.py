"""What one does with others: activities and the times they took place, events, who is there, trips, letters (M11, M12, M14)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import AboutContact, Contact, Imported
from needless.fetching import Polled
from needless.imports.models import Import
from needless.interactions.models import Interaction
from needless.tables.owned import Owned


class Activity(Owned):
    """Something the owner does with others again and again, or would like to try: a team, a hiking group, a meetup."""

    class Form(models.TextChoices):
        INFORMAL = "informal", _("informal")
        FORMAL = "formal", _("formal")

    class Stage(models.TextChoices):
        IDEA = "idea", _("to try")
        DOING = "doing", _("going on")
        DROPPED = "dropped", _("dropped")

    name = models.CharField(_("name"), max_length=200)
    form = models.CharField(_("form"), max_length=8, choices=Form, default=Form.INFORMAL)
    stage = models.CharField(max_length=7, choices=Stage, default=Stage.DOING)
    times_a_year = models.PositiveSmallIntegerField(_("how often"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes each time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    interests = models.CharField(_("interests"), max_length=500, blank=True)  # words, with commas
    note = models.TextField(_("note"), blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="activity_once")]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(Owned, Polled):
    """A calendar at an address; ``is_mine``: the owner's own, whose events they are at. ``made_by`` holds the talks it brought."""

    url = models.CharField(max_length=1000)
    name = models.CharField(max_length=200, blank=True)
    is_mine = models.BooleanField(default=False)
    made_by = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "url"], name="calendar_feed_once")]


class Event(Imported):
    """Something at a place and time where contacts may be. ``feed`` is empty for one typed or from a file; ``key`` tells it again."""

    class Answer(models.TextChoices):
        OPEN = "", _("not decided")
        GOING = "going", _("going")
        NOT = "not", _("not going")

    feed = models.ForeignKey(
        CalendarFeed, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    activity = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    key = models.CharField(max_length=300)
    name = models.CharField(_("name"), max_length=300)
    about = models.TextField(_("about"), blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    url = models.CharField(_("web page"), max_length=1000, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_all_day = models.BooleanField(default=False)
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.OPEN, blank=True)
    mails = models.JSONField(default=list)  # of those invited: lower-case addresses
    is_mine = models.BooleanField(default=False)
    is_free = models.BooleanField(default=False)  # a birthday, a holiday: it takes no time
    debriefed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="event_once")]
        indexes = [
            models.Index(fields=["owner", "starts_at"], name="event_by_time"),
            models.Index(fields=["made_by"], name="event_made_by"),
        ]

    def __str__(self) -> str:
        return self.name


class Trip(Owned):
    """The owner is somewhere else for some days. ``place`` as it was typed."""

    place = models.CharField(_("place"), max_length=300)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        indexes = [models.Index(fields=["owner", "ends_on"], name="trip_by_day")]


class Guest(AboutContact):
    """Somebody who will be, or was, at an event: the owner said so. ``is_sought``: to look for there."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="guest_at")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="guests")
    is_sought = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "contact"], name="guest_once")]


class Occasion(Owned):
    """One time that an activity took place, how it was (1 to 5), and the talk it was logged as."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="occasions")
    on = models.DateField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    enjoyment = models.PositiveSmallIntegerField(null=True, blank=True)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="occasions"
    )
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["activity", "on"], name="occasion_by_day")]


class Companion(AboutContact):
    """Somebody in an activity since a day; ``met_there``: it is where the tie began."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="companion_in")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="companions")
    since = models.DateField()
    met_there = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "contact"], name="companion_once")]


class Letter(AboutContact):
    """A letter or card to somebody, as written here; once ``posted_on`` is set it is part of their history."""

    class Occasion(models.TextChoices):
        WORD = "word", _("a word")
        THANKS = "thanks", _("thank you")
        BIRTHDAY = "birthday", _("birthday")
        NEW_JOB = "new_job", _("new job")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="letters")
    occasion = models.CharField(max_length=8, choices=Occasion, default=Occasion.WORD)
    text = models.TextField(blank=True)
    address = models.TextField(blank=True)  # as printed on the envelope
    made_at = models.DateTimeField(auto_now_add=True)
    posted_on = models.DateField(null=True, blank=True)
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
