"""Leaving for good: the account and all of it (M17)."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needless.contacts.models import Contact
from needless.exports.leaving import delete_account, heir
from needless.owners.invitations import admins
from needless.owners.models import Owner
from needless.web.confirming import confirmed
from needless.web.requests import OwnersRequest, say


@confirmed
@require_http_methods(["GET", "POST"])
def leave(request: OwnersRequest) -> HttpResponse:
    """Says what goes and what comes then; the owner's name, typed, is the confirmation."""
    owner = Owner.objects.get(pk=request.user.pk)
    typed = request.POST.get("name", "").strip()
    if request.method == "POST" and typed == owner.username:
        logout(request)
        delete_account(owner)
        say(request, _("The account and everything in it is deleted."))
        return redirect("sign-in")
    is_last_admin = set(admins().values_list("pk", flat=True)) == {owner.pk}
    shown = {
        "people": Contact.objects.of(owner).count(),
        "is_last_admin": is_last_admin,
        "heir": heir(owner) if is_last_admin else None,
        "typed": typed,
    }
    return render(request, "leave.html", shown, status=422 if request.method == "POST" else 200)
