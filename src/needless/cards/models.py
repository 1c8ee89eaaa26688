"""One's own business card, as one wants it handed out (M17)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from needless.tables.owned import Owned


class OwnCard(Owned):
    """What stands on the owner's card; until it is saved, what is known of the owner stands there."""

    name = models.CharField(_("name"), max_length=150, blank=True)
    title = models.CharField(_("title"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.CharField(_("e-mail"), max_length=200, blank=True)
    link = models.CharField(_("web"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="own_card_once")]

    @property
    def lines(self) -> list[str]:
        """How to reach the owner, a line each."""
        web = self.link.split("://")[-1].removeprefix("www.").rstrip("/")
        return [line for line in (self.phone, self.email, web, self.address) if line]
