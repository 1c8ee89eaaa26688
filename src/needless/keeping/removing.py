"""A webhook that is removed has its way back, as everything has (M17).

It lies here because ways back are the contacts' business, and those tell webhooks what happens.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.owners.audit import note
from needless.owners.models import Owner
from needless.webhooks.actions import endpoint_of
from needless.webhooks.models import Outgoing


@transaction.atomic
def remove_endpoint(owner: Owner, pk: int) -> Undo:
    """It is told nothing any more, and its log goes; what waited, and the secret as it was sealed, come back by undo.

    Raises Endpoint.DoesNotExist.
    """
    row = endpoint_of(owner, pk)
    host = urlsplit(row.url).hostname
    waiting = Outgoing.objects.of(owner).filter(endpoint=row, stage=Outgoing.Stage.WAITING)
    label = _("%(host)s is told nothing any more") % {"host": host}
    undo = remember(owner, label, insert=[whole(row), *(whole(each) for each in waiting)])
    note(owner, "webhook-removed", host=host)
    row.delete()
    return undo
