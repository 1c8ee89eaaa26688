"""An import: its files, how far it is, what was refused, and what is needed to take it back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.contacts.models import ImportedAboutContact
from needless.tables.notes import NoteField
from needless.tables.owned import Owned


class Import(Owned):
    """One drop of files. The files lie in the uploads folder (``is_copy``) or where the owner pointed."""

    class Stage(models.TextChoices):
        PREVIEWING = "previewing", _("looking")
        PREVIEWED = "previewed", _("waiting for your word")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        UNDONE = "undone", _("undone")

    paths = models.JSONField(default=list)
    is_copy = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PREVIEWING)
    me = models.JSONField(default=list)  # mail addresses given for this import
    columns = models.JSONField(default=dict)  # the mapping page's answer
    with_erased = models.BooleanField(default=False)  # who was erased for good comes in all the same
    bytes_total = models.BigIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0)
    problem = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # last sign of life of who runs it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-made_at"], name="import_latest")]


class ImportFile(Owned):
    """One file of an import, and how far it was read: ``drafts_done`` drafts are committed, a restart goes on after them."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()  # order of reading
    path = models.TextField()
    kind = models.CharField(max_length=40)
    size = models.BigIntegerField(default=0)
    drafts_done = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    is_preview = models.BooleanField(default=False)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    contacts_created = models.PositiveIntegerField(default=0)
    contacts_updated = models.PositiveIntegerField(default=0)
    interactions_created = models.PositiveIntegerField(default=0)
    alike = models.PositiveIntegerField(default=0)  # new contacts whose name somebody has already
    skips = models.JSONField(default=dict)  # reason -> count

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "is_preview", "position"], name="import_file_once"),
        ]


class Refused(Owned):
    """One thing that was not imported, and why."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="refusals")
    row = models.BigIntegerField()
    field = models.CharField(max_length=100, blank=True)
    problem = models.TextField()


class FieldChange(ImportedAboutContact):
    """What an import changed on a contact who was there before: kept so that it can be taken back."""

    field = models.CharField(max_length=40)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_by"], name="field_change_import")]


class WaitingTalk(Owned):
    """Mail (or an event) with somebody who is no contact yet: it waits until mail has gone both ways."""

    made_by = models.ForeignKey(Import, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=320)  # as Address.key: a mail address or "linkedin:slug"
    name = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=300)
    at = models.DateTimeField()
    channel = models.CharField(max_length=7)
    direction = models.CharField(max_length=4)
    group_size = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField(null=True)
    summary = NoteField(blank=True, salted_by="at")
    thread = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["made_by"], name="waiting_import")]
        constraints = [models.UniqueConstraint(fields=["owner", "address", "key"], name="waiting_once")]


class ColumnMapping(Owned):
    """Which column of an unknown table means what: remembered by its header."""

    header = models.CharField(max_length=64)  # hash of the column names
    columns = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "header"], name="mapping_once")]
