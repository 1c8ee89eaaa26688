"""When the instance is backed up by itself, and how each time went: of the whole instance, so no owner's (M17)."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class BackupPlan(models.Model):
    """The one row of it: where, how often, how many are kept, for whom they are locked."""

    is_on = models.BooleanField(_("back up by itself"), default=True)
    folder = models.CharField(_("folder"), max_length=1000, blank=True)  # empty: "backups" in the data folder
    every_hours = models.PositiveSmallIntegerField(
        _("every so many hours"), default=24, validators=[MinValueValidator(1), MaxValueValidator(24 * 31)]
    )
    keep_daily = models.PositiveSmallIntegerField(
        _("days kept"), default=3, validators=[MaxValueValidator(366)]
    )
    keep_weekly = models.PositiveSmallIntegerField(
        _("weeks kept"), default=2, validators=[MaxValueValidator(104)]
    )
    keep_monthly = models.PositiveSmallIntegerField(
        _("months kept"), default=1, validators=[MaxValueValidator(120)]
    )
    recipients = models.TextField(_("age keys that may open them"), blank=True)  # one a line
    due_at = models.DateTimeField(null=True)  # None: as soon as possible

    objects: Any = models.Manager()


class Backup(models.Model):
    """One time: the file, or why there is none. ``is_sent`` is None where no command sends it on."""

    at = models.DateTimeField(db_index=True)
    path = models.CharField(max_length=1200, blank=True)
    size = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    is_verified = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    is_sent = models.BooleanField(null=True)
    problem = models.TextField(blank=True)
    gone_at = models.DateTimeField(null=True)  # its turn in the rotation was over

    objects: Any = models.Manager()
