"""A contact and everything that is known about them (M9, M10)."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from needless.tables.notes import NoteField
from needless.tables.owned import Owned

IMPORT = "needless.Import"


class Tier(models.TextChoices):
    """How close the owner wants to stay; the order is Dunbar's layers."""

    INNER = "inner", _("Inner circle")
    CLOSE = "close", _("Close")
    WARM = "warm", _("Warm")
    KEEP = "keep", _("Keep")
    NONE = "none", _("No upkeep")


class State(models.TextChoices):
    """How well the owner can place them."""

    KNOWN = "known", _("known")
    VAGUE = "vague", _("vague")
    UNKNOWN = "unknown", _("unknown")


class Imported(Owned):
    """A row that an import may have made, and takes away again when that import is undone."""

    made_by = models.ForeignKey(
        IMPORT, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class Contact(Imported):
    """A person of the owner's network.

    ``strength``, ``silent_since``, ``remembered``, ``asks``, ``answered`` are the sufficient statistics of the tie: what
    method/memory.py needs to say at any day how alive it is. The interactions chapter keeps them, and ``fades_on``, true.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=300)
    given_name = models.CharField(_("first name"), max_length=150, blank=True)
    additional_name = models.CharField(_("middle name"), max_length=150, blank=True)
    family_name = models.CharField(_("last name"), max_length=150, blank=True)
    prefix = models.CharField(_("prefix"), max_length=100, blank=True)
    suffix = models.CharField(_("suffix"), max_length=100, blank=True)
    nickname = models.CharField(_("nickname"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    birthday = models.CharField(_("birthday"), max_length=10, blank=True)  # "1980-02-08" or "--02-08"
    how_we_met = NoteField(_("how we met"), blank=True, salted_by="uid")
    met_on = models.DateField(_("met on"), null=True, blank=True)
    met_in_person = models.BooleanField(_("met in person"), default=False)
    connected_on = models.DateField(null=True, blank=True)
    tier = models.CharField(_("tier"), max_length=5, choices=Tier, default=Tier.NONE)
    tier_is_mine = models.BooleanField(default=False)  # set by the owner; a proposal never overrides it
    state = models.CharField(max_length=7, choices=State, default=State.UNKNOWN)
    # The owner added them, here or before an export. Null, not False, of those from files: so the column is made in place.
    by_hand = models.BooleanField(null=True, editable=False)
    never_suggest = models.BooleanField(_("never suggest"), default=False)
    is_deceased = models.BooleanField(_("has died"), default=False)
    extra = models.JSONField(
        default=list, blank=True
    )  # vCard lines we do not understand, kept for the way out
    search = models.TextField(blank=True)  # folded text that the search index covers; see contacts/search.py

    strength = models.FloatField(default=0.0)
    silent_since = models.IntegerField(default=0)  # day number of the last talk, else of connecting
    remembered = models.FloatField(default=0.0)
    asks = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    openings = models.PositiveSmallIntegerField(
        default=0
    )  # asks after a silence of a fortnight: the owner's own rate
    openings_answered = models.PositiveSmallIntegerField(default=0)
    interactions = models.PositiveIntegerField(default=0)
    talks = models.PositiveIntegerField(default=0)
    talks_in = models.PositiveIntegerField(default=0)
    talks_out = models.PositiveIntegerField(default=0)
    first_talk_on = models.DateField(null=True, blank=True)
    last_talk_on = models.DateField(null=True, blank=True)
    fades_on = models.DateField(null=True, blank=True)

    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    let_go_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "name"], name="contact_by_name"),
            models.Index(fields=["owner", "fades_on"], name="contact_fading"),
            models.Index(fields=["owner", "last_talk_on"], name="contact_last_talk"),
            models.Index(fields=["made_by"], name="contact_made_by"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contact", args=[self.pk])

    @property
    def first_name(self) -> str:
        """What one calls them."""
        return self.nickname or self.given_name or self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        words = [w for w in self.name.split() if w[0].isalnum()]
        return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper() or "?"


class AboutContact(Owned):
    """A row about one contact."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)

    class Meta:
        abstract = True


class ImportedAboutContact(AboutContact, Imported):
    """A row about one contact that an import may have made."""

    class Meta:
        abstract = True


class Address(ImportedAboutContact):
    """Where to reach them. ``key`` is what makes two of them the same: see contacts/identity.py."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        LINK = "link", _("link")
        POSTAL = "postal", _("postal address")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=6, choices=Kind)
    value = models.CharField(max_length=500)
    key = models.CharField(max_length=500)
    label = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "kind", "key"], name="address_by_key")]
        constraints = [models.UniqueConstraint(fields=["contact", "kind", "key"], name="address_once")]


class SourceKey(ImportedAboutContact):
    """Under which lasting key a source knows this contact: makes a second import of the same file change nothing."""

    key = models.CharField(max_length=400)
    seen = models.CharField(
        max_length=64, blank=True
    )  # hash of organisation and title there: a job change shows by it

    class Meta:
        indexes = [models.Index(fields=["contact"], name="source_key_contact")]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="source_key_once")]


class Position(ImportedAboutContact):
    """A job, now or then."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="positions")
    organisation = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    started = models.CharField(max_length=10, blank=True)
    ended = models.CharField(max_length=10, blank=True)


class Note(ImportedAboutContact):
    """What the owner wants to remember about them."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="notes")
    text = NoteField(salted_by="owner_id")
    on = models.DateField(null=True, blank=True)


class Tag(ImportedAboutContact):
    """A word that groups contacts."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["owner", "name"], name="tag_by_name")]
        constraints = [models.UniqueConstraint(fields=["contact", "name"], name="tag_once")]


class ImportantDate(ImportedAboutContact):
    """An anniversary or another day to think of them: "2010-06-01" or, each year, "--06-01"."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="dates")
    label = models.CharField(max_length=100)
    when = models.CharField(max_length=10)


class CustomField(ImportedAboutContact):
    """A field of the owner's own."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=100)
    value = models.TextField()


class Relation(ImportedAboutContact):
    """``other`` (or, while not known as a contact, the name ``other_name``) is the contact's ``kind``: partner, knows, introduced by."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=60)
    other = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="related_from"
    )
    other_name = models.CharField(max_length=300, blank=True)


class Photo(ImportedAboutContact):
    """What a contact looks like: a small JPEG, in base64 so that exports and undo hold it like any other row."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="photos")
    image = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact"], name="photo_once")]


class LetGo(ImportedAboutContact):
    """The owner let a contact go: archived, not deleted. Taken back by removing the row."""

    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300, blank=True)


class Undo(Owned):
    """How to take back something that the owner did: see contacts/undo.py."""

    label = models.CharField(max_length=200)
    steps = models.JSONField(
        default=dict
    )  # {"restore": [[table, id, {field: old}]], "remove": [[table, id]], "insert": [...]}
    is_deletion = models.BooleanField(default=False)  # something is in the trash by it
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="undo_latest")]


class Forgotten(Owned):
    """Somebody who was erased for good: of each address and key a hash alone, so that no import brings them back."""

    hash = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "hash"], name="forgotten_once")]


class TwoPeople(Owned):
    """The owner said that these two, ``a`` the one with the smaller id, are not the same person: never asked again."""

    a = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    b = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["a", "b"], name="two_people_once")]


class Merge(AboutContact):
    """``contact`` was found to be the same person as ``into``, and is hidden; gone again once it is undone."""

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="merge")
    into = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    undo = models.ForeignKey(Undo, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Conflict(AboutContact):
    """A field was changed here and in another place since both were the same: see contacts/conflicts.py."""

    class Answer(models.TextChoices):
        MINE = "mine", _("as it is here")
        THEIRS = "theirs", _("as it is there")

    field = models.CharField(max_length=40)  # "name" stands for the name and its parts
    mine = models.JSONField()
    theirs = models.JSONField()
    source = models.CharField(max_length=100)
    where = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "field", "source"],
                condition=models.Q(answered_at=None),
                name="conflict_open_once",
            )
        ]
