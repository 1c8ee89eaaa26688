"""Business cards: a photo becomes a draft beside the picture, and one's own card is shown (M17)."""

from __future__ import annotations

import base64
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.cards import actions, own, reading
from needless.cards.drafting import PARTS, CardDraft, draft_of
from needless.contacts.models import Contact
from needless.contacts.pictures import MOST_BYTES, PictureRefused, as_jpeg
from needless.contacts.queries import contacts_of
from needless.web.contact import contact_or_404
from needless.web.requests import OwnersRequest, say

SHOWN = (1000, 1000)  # pixels of the picture beside the draft
LISTS = ("emails", "phones", "links", "postal")
MOST_SHOWN = 4 * 2**20


@require_http_methods(["GET", "POST"])
def scan(request: OwnersRequest) -> HttpResponse:
    """Take a photo of a card; what was read of it is shown for correction."""
    there = {"reads_text": reading.reads_text(), "reads_codes": reading.reads_codes()}
    if request.method == "GET":
        return render(request, "card_scan.html", there)
    try:
        image = reading.picture_of(content_of(request))
    except PictureRefused as problem:
        return render(request, "card_scan.html", {**there, "problem": problem}, status=422)
    draft = draft_of(image, request.user.region)
    image.thumbnail(SHOWN)
    picture = base64.b64encode(as_jpeg(image, 75)).decode()
    return _draft_page(request, draft, picture, actions.meeting_of(request.user, timezone.now()))


def content_of(request: OwnersRequest) -> bytes:
    """The uploaded picture; one that is too large is not read at all. Raises PictureRefused."""
    file = request.FILES.get("picture")
    if not isinstance(file, UploadedFile):
        raise PictureRefused(_("Choose a picture first."))
    content: bytes = file.read(MOST_BYTES + 1)
    return content


def _draft_page(
    request: OwnersRequest, draft: CardDraft, picture: str, where: str, errors: list[str] | None = None
) -> HttpResponse:
    known = actions.known_contact(request.user, draft.name, draft.emails, draft.phones, draft.links)
    words = {"emails": _("E-mail"), "phones": _("Phone"), "links": _("Web"), "postal": _("Address")}
    lists = [(name, words[name], [*getattr(draft, name), ("", "")]) for name in LISTS]
    is_empty = not (draft.name or draft.emails or draft.phones)
    shown = {"draft": draft, "lists": lists, "picture": picture, "where": where, "known": known}
    more = {"errors": errors, "is_empty": is_empty, "reads_text": reading.reads_text()}
    return render(request, "card_draft.html", {**shown, **more}, status=422 if errors else 200)


@require_POST
def keep(request: OwnersRequest) -> HttpResponse:
    """The draft is right: save it, with the meeting, or add it to whom one knows."""
    draft, where = _corrected(request.POST), request.POST.get("how_we_met", "").strip()
    met = request.POST.get("met") == "1"
    try:
        contact = actions.keep_card(
            request.user, _values(draft, where), timezone.now(), _joined(request), met, "\n".join(draft.rest)
        )
    except ValidationError as problem:
        picture = request.POST.get("picture", "")[:MOST_SHOWN]
        return _draft_page(request, draft, picture, where, problem.messages)
    return redirect("card-kept", contact.pk)


def _joined(request: OwnersRequest) -> Contact | None:
    chosen = request.POST.get("joins", "")
    found: Contact | None = (
        contacts_of(request.user).filter(pk=chosen).first() if chosen.isdecimal() else None
    )
    return found


def _corrected(posted: QueryDict) -> CardDraft:
    parts = {name: str(posted[name]) for name in PARTS if posted.get(name)}
    rest = [line for line in posted.get("rest", "").splitlines() if line.strip()]
    name, title, organisation = (posted.get(field, "").strip() for field in ("name", "title", "organisation"))
    emails, phones, links, postal = (_pairs(posted, kind) for kind in ("emails", "phones", "links", "postal"))
    return CardDraft(name, title, organisation, emails, phones, links, postal, parts, rest)


def _pairs(posted: QueryDict, name: str) -> list[tuple[str, str]]:
    found = zip(posted.getlist(name), posted.getlist(f"{name}-label"), strict=False)
    return [(value.strip(), label.strip()) for value, label in found if value.strip()]


def _values(draft: CardDraft, where: str) -> dict[str, Any]:
    """As save_contact takes them. A code's finer names hold while they still make up the name."""
    whole = {name: getattr(draft, name) for name in ("name", "title", "organisation", *LISTS)}
    is_same = all(draft.parts.get(part, "") in draft.name for part in ("given_name", "family_name"))
    parts = {n: v for n, v in draft.parts.items() if is_same or n in ("nickname", "birthday", "place")}
    return {**parts, **whole, "how_we_met": where}


@require_GET
def kept(request: OwnersRequest, pk: int) -> HttpResponse:
    """It is kept; a note tomorrow?"""
    return render(request, "card_kept.html", {"contact": contact_or_404(request, pk)})


@require_POST
def note(request: OwnersRequest, pk: int) -> HttpResponse:
    """Tomorrow's plan brings a note to them."""
    contact = contact_or_404(request, pk)
    actions.promise_a_note(request.user, contact, timezone.localdate())
    say(request, _("Tomorrow's plan reminds you to write to %(name)s.") % {"name": contact.first_name})
    return redirect(contact)


@require_http_methods(["GET", "POST"])
def mine(request: OwnersRequest) -> HttpResponse:
    """One's own card: a code to be scanned, and what stands on it."""
    if request.method == "POST":
        own.save_own_card(request.user, {name: request.POST.get(name, "")[:150] for name in own.COLUMNS})
        say(request, _("Saved."))
        return redirect("card-mine")
    card = own.own_card(request.user)
    words = {f.name: f.verbose_name for f in card._meta.concrete_fields}
    fields = [(name, words[name], getattr(card, name)) for name in own.COLUMNS]
    return render(request, "card_mine.html", {"card": card, "code": own.code_of(card), "fields": fields})


@require_GET
def my_vcard(request: OwnersRequest) -> HttpResponse:
    """One's own card as a file."""
    card = own.own_card(request.user)
    response = HttpResponse(own.vcard_of(card), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(card.name) or "card"}.vcf"'
    return response


@require_GET
def printed(request: OwnersRequest) -> HttpResponse:
    """Ten of one's own cards on a sheet, 85 by 55 mm."""
    card = own.own_card(request.user)
    return render(request, "card_print.html", {"card": card, "code": own.code_of(card), "ten": range(10)})
