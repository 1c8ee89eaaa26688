"""Everything out again: the whole zip, and one contact's card."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from needless.backups.ages import Lock, NotUnlocked, lock_as
from needless.exports.actions import export_all
from needless.exports.vcards import card_of
from needless.web.contact import contact_or_404
from needless.web.requests import OwnersRequest, say


@require_GET
def export(request: OwnersRequest) -> FileResponse:
    """One zip with all there is, written to disk first so that its size does not matter."""
    return _all_of(request, Lock())


@require_POST
def export_locked(request: OwnersRequest) -> HttpResponse | FileResponse:
    """The same, locked with age: for the holder of a key, or by a passphrase."""
    try:
        return _all_of(request, lock_as(request.POST.get("key", "")))
    except NotUnlocked as error:
        say(request, str(error))
    return redirect(f"{reverse('settings')}#yours")


def _all_of(request: OwnersRequest, keys: Lock) -> FileResponse:
    name = f"needless-{timezone.localdate():%Y-%m-%d}.zip{'.age' if keys else ''}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "needless.zip"
        export_all(request.user, path, keys)
        file = path.open("rb")  # stays readable after the folder is gone
    return FileResponse(file, as_attachment=True, filename=name)


@require_GET
def card(request: OwnersRequest, pk: int) -> HttpResponse:
    """One contact as a vCard."""
    person = contact_or_404(request, pk)
    response = HttpResponse(card_of(request.user, person), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(person.name) or "contact"}.vcf"'
    return response
