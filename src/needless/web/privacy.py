"""Everything about one contact: shown, handed over as JSON, erased for good (M17)."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from needless.contacts.models import Contact
from needless.keeping.about import as_document, record_of
from needless.keeping.erasing import erase
from needless.owners.audit import note
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404


def _contact(request: OwnersRequest, pk: int) -> Contact:
    """Also one in the trash: there, too, something is kept."""
    found: Contact = with_404(lambda: Contact.objects.of(request.user).get(pk=pk))
    return found


@require_GET
def record(request: OwnersRequest, pk: int) -> HttpResponse:
    """Every row of every chapter, to read."""
    return render(request, "record.html", {"record": record_of(request.user, _contact(request, pk))})


@require_GET
def record_json(request: OwnersRequest, pk: int) -> HttpResponse:
    """The same as one JSON document."""
    person = _contact(request, pk)
    document = as_document(record_of(request.user, person))
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(person.name) or "contact"}.json"'
    return response


@require_POST
def erase_for_good(request: OwnersRequest, pk: int) -> HttpResponse:
    """There is no way back: the name is typed to confirm."""
    person = _contact(request, pk)
    if request.POST.get("name", "").strip().casefold() != person.name.strip().casefold():
        say(request, _("Nothing was erased: the name that you typed is another."))
        return redirect("record", pk)
    done = erase(request.user, [pk])
    note(request.user, "contact-erased", rows=done.rows)
    say(request, _("Erased for good: %(rows)d rows. No import brings them back.") % {"rows": done.rows})
    return redirect("people")
