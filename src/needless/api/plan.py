"""Today over the API (M1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from needless.api.access import AskedByOwner
from needless.plan.queries import open_suggestions_of, plan_of_day
from needless.shapes import TodayShape, today_shape

router = Router(tags=["plan"])


@router.get("/today", response=TodayShape, summary="The few things to do today")
def today(request: AskedByOwner, on: date | None = None) -> Any:
    day = on or timezone.localdate()
    plan = plan_of_day(request.auth, day)
    return today_shape(day, plan.minutes, open_suggestions_of(request.auth, day))
