"""The first owner of a data folder: there from the first command on, without a form to fill in."""

from __future__ import annotations

from needless.owners.models import Owner


def first_owner() -> Owner:
    """The owner whom the command line acts for; made where there is none."""
    owner = Owner.objects.filter(is_active=True).order_by("pk").first()
    if owner is None:
        owner = Owner(username="owner")
        owner.set_unusable_password()
        owner.save()
    return owner
