"""Whoever was erased for good stays away: their addresses and names are known by a hash, and by nothing else (M17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.contacts.models import Address, Contact, Forgotten, SourceKey
from needless.method.folding import fold
from needless.tables.bulk import batches

if TYPE_CHECKING:
    from needless.owners.models import Owner


class Forgetting:
    """The hashes of one owner with the moments of erasing, in memory; empty for most."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.at: dict[str, datetime] = dict(Forgotten.objects.of(owner).values_list("hash", "at"))

    def __bool__(self) -> bool:
        return bool(self.at)

    def erased_at(self, key: str, identities: Iterable[tuple[str, str]], name: str = "") -> datetime | None:
        """When whoever has this source key, or one of the (kind, key) of addresses, was erased; None for anybody else.

        A name tells only where there is no address: many people share one.
        """
        if not self.at:
            return None
        pairs = list(identities) or ([("name", fold(name))] if name else [])
        if key:
            pairs += [("key", key), ("uid", key.removeprefix("vcard:").removeprefix("urn:uuid:").lower())]
        found = (self.at.get(mark(self.owner, kind, key)) for kind, key in pairs)
        return next((at for at in found if at), None)

    def said(self, at: datetime) -> str:
        """What the owner is told of a row that stays out."""
        return _("This person was erased on %(day)s, and is left out.") % {
            "day": date_format(timezone.localtime(at), "DATE_FORMAT")
        }


def mark(owner: Owner, kind: str, key: str) -> str:
    """The hash, by the instance's secret: without it nobody can try addresses against the table."""
    return salted_hmac(f"forgotten {owner.pk} {kind}", key, algorithm="sha256").hexdigest()


def forget(owner: Owner, contact_ids: Sequence[int]) -> int:
    """Keep the hashes of these contacts' addresses, source keys, card numbers and whole names; how many.

    Postal addresses and first names alone tell nobody apart.
    """
    rows = Address.objects.of(owner).filter(contact__in=contact_ids).exclude(kind="postal")
    keys = SourceKey.objects.of(owner).filter(contact__in=contact_ids).values_list("key", flat=True)
    people = Contact.objects.of(owner).filter(pk__in=contact_ids).values_list("uid", "name")
    pairs = {*rows.values_list("kind", "key"), *(("key", key) for key in keys)}
    pairs |= {("uid", str(uid)) for uid, _name in people}
    pairs |= {("name", fold(name)) for _uid, name in people if " " in name.strip()}
    hashes = [mark(owner, kind, key) for kind, key in sorted(pairs)]
    for some in batches(hashes, 500):
        Forgotten.objects.of(owner).filter(
            hash__in=some
        ).delete()  # whoever came back and goes again goes today
    return len(Forgotten.objects.bulk_create(Forgotten(owner=owner, hash=each) for each in hashes))


def forget_the_forgotten(owner: Owner) -> int:
    """Delete the hashes: nobody is kept away any more, and nothing is left of whom was erased; how many there were."""
    return int(Forgotten.objects.of(owner).all().delete()[0])
