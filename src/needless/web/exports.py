"""Everything out again: the whole zip, and one contact's card."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from needless.exports.actions import export_all
from needless.exports.vcards import card_of
from needless.web.contact import contact_or_404
from needless.web.requests import OwnersRequest


@require_GET
def export(request: OwnersRequest) -> FileResponse:
    """One zip with all there is, written to disk first so that its size does not matter."""
    on = timezone.localdate()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "needless.zip"
        export_all(request.user, path)
        file = path.open("rb")  # stays readable after the folder is gone
    return FileResponse(file, as_attachment=True, filename=f"needless-{on:%Y-%m-%d}.zip")


@require_GET
def card(request: OwnersRequest, pk: int) -> HttpResponse:
    """One contact as a vCard."""
    person = contact_or_404(request, pk)
    response = HttpResponse(card_of(request.user, person), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(person.name) or "contact"}.vcf"'
    return response
