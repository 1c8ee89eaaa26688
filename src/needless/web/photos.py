"""Photos of contacts: shown, uploaded and taken away (M10)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from needless.contacts import photos
from needless.contacts.pictures import PictureRefused
from needless.web.cards import content_of
from needless.web.contact import contact_or_404
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

LONG = "private, max-age=31536000, immutable"  # the address changes with the photo


@require_http_methods(["GET", "POST"])
def photo(request: OwnersRequest, pk: int) -> HttpResponse:
    """The picture itself; or a new one in its place."""
    contact = contact_or_404(request, pk)
    if request.method == "POST":
        try:
            say_done(request, photos.set_photo(request.user, contact, content_of(request)))
        except PictureRefused as problem:
            say(request, str(problem))
        return redirect(contact)
    found = with_404(lambda: photos.photo_of(request.user, pk))
    response = HttpResponse(photos.image_of(found), content_type="image/jpeg")
    response["Cache-Control"] = LONG if "v" in request.GET else "private, no-cache"
    return response


@require_POST
def remove(request: OwnersRequest, pk: int) -> HttpResponse:
    """Take the photo away."""
    contact = contact_or_404(request, pk)
    undo = photos.remove_photo(request.user, contact)
    say(request, _("The photo is gone."), undo)
    return redirect(contact)
