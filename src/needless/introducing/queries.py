"""Introductions that are under way, those that are over, and those whose outcome is to be asked for (M16)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from needless.introducing.models import Introduction
from needless.owners.models import Owner

Stage = Introduction.Stage
ASKED_AFTER = timedelta(weeks=6)


def introductions_of(owner: Owner) -> QuerySet[Introduction]:
    """All, the latest first."""
    rows: QuerySet[Introduction] = Introduction.objects.of(owner).select_related("a", "b")
    return rows.order_by("-stage_at", "-pk")


def under_way(owner: Owner) -> QuerySet[Introduction]:
    """Those that wait for the next step."""
    return introductions_of(owner).exclude(stage__in=(Stage.CLOSED, Stage.MADE))


def made(owner: Owner) -> QuerySet[Introduction]:
    """Introduced, and it is not told yet what came of it."""
    return introductions_of(owner).filter(stage=Stage.MADE)


def to_be_asked(owner: Owner, now: datetime) -> QuerySet[Introduction]:
    """Introduced six weeks ago or more: what came of it?"""
    return made(owner).filter(stage_at__lte=now - ASKED_AFTER)


def closed(owner: Owner) -> QuerySet[Introduction]:
    """Over, one way or another."""
    return introductions_of(owner).filter(stage=Stage.CLOSED)
