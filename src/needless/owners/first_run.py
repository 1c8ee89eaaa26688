"""The first owner of a data folder: there from the first command on, without a form to fill in."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from needless.owners.models import Owner


def first_owner() -> Owner:
    """The owner whom the command line acts for; made where there is none."""
    owner = Owner.objects.filter(is_active=True).order_by("pk").first()
    if owner is None:
        nobody_knows = {"password": make_password(None)}
        owner, _is_new = Owner.objects.get_or_create(username="owner", defaults=nobody_knows)
    return owner
