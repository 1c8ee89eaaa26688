"""The honest week over the API (M8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from needless.api.access import AskedByOwner
from needless.interactions.mix import honest_week
from needless.shapes import MixShape, mix_shape

router = Router(tags=["mix"])


@router.get("/mix", response=MixShape, summary="An honest week: conversation and clicks apart")
def mix(request: AskedByOwner, on: date | None = None) -> Any:
    return mix_shape(honest_week(request.auth, on or timezone.localdate()))
