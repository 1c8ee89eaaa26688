"""Whose network it is: the account, what they want of the plan (M1), and the addresses that are theirs."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import lru_cache

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from needless.owners.scopes import may
from needless.owners.sealing import CannotUnseal, SealedField, unseal
from needless.tables.notes import OwnLock
from needless.tables.owned import Owned


class Matching(models.TextChoices):
    """How sure a story must be of its reader."""

    CAREFUL = "careful", _("few, and only the surest")
    USUAL = "usual", _("as usual")
    GENEROUS = "generous", _("more, and some beside the mark")


class Language(models.TextChoices):
    """What pages, plan and digest are written in."""

    AS_THE_BROWSER = "", _("as the browser says")
    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"
    SPANISH = "es", "Español"


class Owner(AbstractUser):
    """The person whose network it is."""

    language = models.CharField(_("language"), max_length=8, choices=Language, blank=True)

    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    minutes_per_day = models.PositiveSmallIntegerField(_("minutes a day"), default=15)
    minutes_per_week = models.PositiveSmallIntegerField(_("minutes a week"), default=60)
    paused_from = models.DateField(_("pause from"), null=True, blank=True)
    paused_until = models.DateField(_("pause until"), null=True, blank=True)
    region = models.CharField(_("country of phone numbers"), max_length=2, blank=True)
    keep_subjects = models.BooleanField(_("keep the subjects of mails"), default=True)
    # Of mails and messages that are older than so many months; nothing goes where it is empty. See keeping/retention.py.
    subjects_months = models.PositiveSmallIntegerField(_("subjects go after months"), null=True, blank=True)
    details_months = models.PositiveSmallIntegerField(_("hours go after months"), null=True, blank=True)
    calibrated = models.BooleanField(_("use my own history to set the odds"), default=False)
    calibration = models.JSONField(default=dict, blank=True)  # {"b0_90", "b1_90", "b0_30", "b1_30"}
    asks = models.PositiveIntegerField(default=0)  # how often I wrote after a silence, over all contacts ...
    answered = models.PositiveIntegerField(default=0)  # ... and had an answer within 14 days

    matching = models.CharField(_("stories for people"), max_length=8, choices=Matching, default="usual")

    def speaking(self) -> translation.override:
        """Within this block texts are in the owner's language; as before where none was chosen."""
        return translation.override(self.language or translation.get_language())

    def is_paused(self, on: date) -> bool:
        """Is this day within the holiday pause?"""
        return bool(self.paused_from and self.paused_until and self.paused_from <= on <= self.paused_until)


class OwnAddress(Owned):
    """A mail address, LinkedIn profile or name of the owner's: it tells in which direction a message went."""

    kind = models.CharField(max_length=8, choices=[("email", "email"), ("link", "link"), ("name", "name")])
    value = models.CharField(max_length=320)  # lower-cased; for a link the LinkedIn slug

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "value"], name="own_address_once")]


class OwnPosition(Owned):
    """A job that the owner held."""

    organisation = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    started = models.CharField(max_length=10, blank=True)  # "2020", "2020-01" or "2020-01-31"
    ended = models.CharField(max_length=10, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "organisation", "title", "started"], name="own_position_once"
            )
        ]


class SignInLink(Owned):
    """A link that signs in once. Only its hash is kept."""

    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Token(Owned):
    """A bearer token of the API. Only its hash is kept; the name tells where it is used."""

    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=400, default="read")  # owners/scopes.py
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def may(self, area: str, verb: str) -> bool:
        """Does it open that area for reading ("read") or writing ("write")?"""
        return may(self.scopes, area, verb)


class AppPassword(Owned):
    """A password of one program, such as a phone's address book. Only its hash is kept."""

    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)


class KeptAnswer(Owned):
    """What the API answered to a request with an Idempotency-Key: the same key again gets the same answer."""

    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)  # hash of method, address and body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="kept_answer_once")]


class AuditEntry(Owned):
    """Something that happened with the account: a sign-in, an export, a token made or used. Never a secret."""

    what = models.CharField(max_length=40)
    at = models.DateTimeField()
    address = models.CharField(
        max_length=45, blank=True
    )  # of whoever asked; empty for jobs and the command line
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-at"], name="audit_latest")]


class Session(models.Model):
    """A browser that is signed in, or about to be. Its key is in the cookie alone; here is the key's hash."""

    hash = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="+", null=True)
    kept = models.TextField()  # signed, as Django writes it
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    address = models.CharField(max_length=45, blank=True)
    program = models.CharField(max_length=200, blank=True)


class NotesKey(Owned):
    """With what an owner's notes are sealed (tables/notes.py): the public key, and the secret one locked by a passphrase.

    While ``sealing`` or ``opening`` a job rewrites what is there; ``off`` is kept a day, for what was under way meanwhile.
    """

    class Stage(models.TextChoices):
        SEALING = "sealing", _("being sealed")
        ON = "on", _("sealed")
        OPENING = "opening", _("being opened")
        OFF = "off", _("in the clear")

    recipient = models.CharField(max_length=100)
    wrapped = models.TextField()  # age, in base64
    marks_key = SealedField()
    opening_with = SealedField()  # the secret key, while the job that was asked to open everything is at it
    stage = models.CharField(max_length=7, choices=Stage, default=Stage.SEALING)
    made_at = models.DateTimeField()
    stage_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="notes_key_once")]

    @classmethod
    def lock_of(cls, owner_id: int) -> OwnLock | None:
        """What this owner's notes are sealed with as they are saved; None where they lie in the clear."""
        seals = cls._base_manager.filter(owner_id=owner_id, stage__in=(cls.Stage.SEALING, cls.Stage.ON))
        row = seals.values_list("recipient", "marks_key").first()
        return OwnLock(row[0], unsealed_key(row[1])) if row else None


@lru_cache(maxsize=1024)
def unsealed_key(sealed: str) -> bytes:
    """The key of an owner's marks; none where this instance's key is lost: then nothing is known again, and all is kept."""
    with suppress(CannotUnseal):
        return unseal(sealed).encode()
    return b""


class Invitation(Owned):
    """A link by which somebody becomes an owner of their own here, once, within a week. Only its hash is kept."""

    hash = models.CharField(max_length=64, unique=True)
    mail = models.EmailField(blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=150, blank=True)  # of the account that came of it
