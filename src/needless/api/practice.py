"""The habit over the API (M1)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router

from needless.api.access import AskedByOwner
from needless.practice.queries import practice_of
from needless.practice.shapes import practice_shape

router = Router(tags=["practice"])


@router.get("/practice", response=dict[str, Any], summary="Which muscles were used in the last twelve weeks")
def practice(request: AskedByOwner) -> Any:
    return practice_shape(practice_of(request.auth, timezone.localdate()))
