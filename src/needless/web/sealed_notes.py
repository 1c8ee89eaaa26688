"""Notes that are sealed: turned on and off, unlocked and locked, and an honest page of what that covers (M17)."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from needless.keeping import sealing
from needless.owners import note_keys
from needless.owners.note_keys import WrongKey
from needless.tables.notes import Identity
from needless.web.confirming import confirmed, was_confirmed
from needless.web.requests import OwnersRequest, back, back_to, say
from needless.web.unlocked import keep_open, lock_again

GUESSES = {"notes": "20/5m/ip,5/5m/key"}
AT_ONCE = 1.5  # seconds of the rewriting are waited for; the clock does the rest
# What counts, in the words of the page; a test sees that no column of notes is missing here.
COVERED = {
    "Note.text": gettext_lazy("notes about people, whichever way they came"),
    "Contact.how_we_met": gettext_lazy("how you met"),
    "Interaction.summary": gettext_lazy(
        "the line of each talk: what you noted, what a debrief says, subjects of mails"
    ),
    "WaitingTalk.summary": gettext_lazy("subjects of mails with people who are no contacts yet"),
    "UnfiledLine.text": gettext_lazy("lines of the quick log that wait for an answer, with their questions"),
    "UnfiledLine.question": "",
}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sealed_notes(request: OwnersRequest) -> HttpResponse:
    """What it covers, for anybody signed in; on, another passphrase and off for whoever said that it is them."""
    if request.method == "POST":
        return _changed(request)
    key = note_keys.key_of(request.user)
    if key is not None and key.stage in ("sealing", "opening"):
        sealing.work_on(key, AT_ONCE)
    return _page(request, {})


@confirmed
def _changed(request: OwnersRequest) -> HttpResponse:
    act = {"on": _turn_on, "change": _change, "off": _turn_off}.get(request.POST.get("act", ""))
    if act is None:
        return redirect("sealed-notes")
    try:
        return act(request)
    except (ValidationError, WrongKey) as problem:
        return _page(request, {"problem": _said(problem), "act": request.POST["act"]}, status=422)


def _page(request: OwnersRequest, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    key = note_keys.key_of(request.user)
    count = sealing.count_notes(request.user)
    left = sealing.count_left(key) if key is not None and key.stage != "on" else 0
    covered = [words for words in COVERED.values() if words]
    told = {"key": key, "count": count, "left": left, "covered": covered, "shortest": note_keys.SHORTEST}
    told["may_change"] = was_confirmed(request)
    return render(request, "sealed_notes.html", told | shown, status=status)


def _turn_on(request: OwnersRequest) -> HttpResponse:
    recovery = note_keys.turn_on(request.user, _typed_twice(request))
    keep_open(request, Identity.from_str(recovery))
    key = note_keys.key_of(request.user)
    if key is not None:
        sealing.work_on(key, AT_ONCE)
    file = urlencode({"": f"Needless\n{recovery}\n"})[1:]
    return _page(request, {"recovery": recovery, "file": file})


def _change(request: OwnersRequest) -> HttpResponse:
    _see_that_it_is_no_guessing(request)
    note_keys.change_passphrase(request.user, request.POST.get("passphrase", ""), _typed_twice(request))
    say(request, _("The passphrase is changed; the recovery key is the same."))
    return redirect("sealed-notes")


def _turn_off(request: OwnersRequest) -> HttpResponse:
    _see_that_it_is_no_guessing(request)
    note_keys.turn_off(request.user, request.POST.get("passphrase", ""))
    key = note_keys.key_of(request.user)
    if key is not None and not sealing.work_on(key, AT_ONCE):
        say(request, _("Your notes are being opened; that goes on by itself."))
    else:
        lock_again(request)
        say(request, _("Your notes lie in the clear again."))
    return redirect("sealed-notes")


def _typed_twice(request: OwnersRequest) -> str:
    new, again = request.POST.get("new", ""), request.POST.get("again", "")
    note_keys.check_passphrase(new)
    if new != again:
        raise ValidationError(_("The two are not the same: type the new passphrase twice."))
    return new


def _see_that_it_is_no_guessing(request: OwnersRequest) -> None:
    key = str(request.user.pk)
    if not ratelimit.consume(request, app="needless", action="notes", key=key, config=GUESSES):
        raise ValidationError(_("Too many tries. Wait five minutes."))


def _said(problem: Exception) -> str:
    return " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def unlock(request: OwnersRequest) -> HttpResponse:
    """The passphrase, or the recovery key, opens the notes in this session; back to where one was."""
    if note_keys.key_of(request.user) is None:
        return back(request)
    problem = ""
    if request.method == "POST":
        try:
            _see_that_it_is_no_guessing(request)
            keep_open(request, note_keys.unlock(request.user, request.POST.get("passphrase", "")))
            return back(request)
        except (ValidationError, WrongKey) as error:
            problem = _said(error)
    shown = {"problem": problem, "next": back_to(request, "today")}
    return render(request, "notes_unlock.html", shown, status=422 if problem else 200)


@require_POST
def lock_now(request: OwnersRequest) -> HttpResponse:
    """Nobody reads notes in this session any more."""
    lock_again(request)
    say(request, _("Your notes are locked."))
    return back(request)
