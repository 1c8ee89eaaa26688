"""The one place where queries are scoped: each row belongs to one owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models

from needless.tables import row_security

if TYPE_CHECKING:
    from needless.owners.models import Owner

Row = TypeVar("Row", bound=models.Model)


class OwnedRows(models.QuerySet[Row]):
    """Rows of one table; nothing is read from it but through :meth:`of`."""

    def of(self, owner: Owner) -> Self:
        """Only what is this owner's."""
        row_security.name(owner.pk)
        return self.filter(owner=owner)


class Owned(models.Model):
    """A row that belongs to one owner and disappears with them."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    objects: Any = OwnedRows.as_manager()

    class Meta:
        abstract = True
