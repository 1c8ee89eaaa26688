"""The door: a link that works once, or a password where the owner has set one."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from needless.owners.actions import is_link_good, sign_in_by_link
from needless.web.requests import back

sign_in = login_not_required(
    LoginView.as_view(template_name="sign_in.html", redirect_authenticated_user=True)
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link changes nothing: a mail program's preview cannot use it up; the button does."""
    if request.method != "POST":
        return render(request, "sign_in_link.html", {"is_good": is_link_good(token)})
    owner = sign_in_by_link(token)
    if owner is None:
        return render(request, "sign_in_link.html", {"is_good": False}, status=410)
    login(request, owner, backend="django.contrib.auth.backends.ModelBackend")
    return back(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("sign-in")
