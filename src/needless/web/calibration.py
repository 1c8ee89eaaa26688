"""The page that says how well the odds did on the owner's own past, and switches them (M9)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needless.interactions.calibration import history_of_ties, trials, use_own_history, use_published
from needless.web.requests import OwnersRequest, say


@require_http_methods(["GET", "POST"])
def calibration(request: OwnersRequest) -> HttpResponse:
    """What was expected of one's ties and what came; own or published odds from now on."""
    owner, on = request.user, timezone.localdate()
    if request.method == "GET":
        found = trials(history_of_ties(owner), on)
        return render(request, "calibration.html", {"trials": found, "uses_own": owner.calibrated})
    if request.POST.get("odds") != "own":
        use_published(owner, on)
        say(request, _("Your ties are read with the published odds."))
    elif use_own_history(owner, on):
        say(request, _("Your ties are read with odds fitted to your own past."))
    else:
        say(request, _("There is too little talk in your past to fit the odds to it."))
    return redirect("calibration")
