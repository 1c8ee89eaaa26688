"""A talk in one line: what was understood as chips to look at and correct; and what is open with whom (M9, M16)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import DateField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.contacts.queries import contact_of
from needless.hearing.actions import add_to_undo
from needless.helping import actions, queries, wishes
from needless.helping.actions import Promised, Understood, Wished
from needless.interactions.arrivals import is_first_arrival
from needless.interactions.queries import channels_by_use
from needless.interactions.quick_log import Fit, rank_of, words_of
from needless.method.heard import heard_in
from needless.web.logging import keep_with_talk, people_meant
from needless.web.offline import arrival_key, written_at
from needless.web.requests import OwnersRequest, back, back_to, say, say_done
from needless.web.today import with_404

LONGEST = 2000
Thing = TypeVar("Thing", Promised, Wished)


@require_http_methods(["GET", "POST"])
def line(request: OwnersRequest) -> HttpResponse:
    """What the line says; corrected and saved at the second step."""
    asked = request.POST if request.method == "POST" else request.GET
    text, now = asked.get("line", "").strip()[:LONGEST], written_at(request)
    if not text:
        return redirect("log")
    said = actions.understand(request.user, text, now)
    if request.method == "POST" and "save" in request.POST:
        people, unknown = people_meant(request)
        if not unknown:
            return _saved(request, said, people, now)
        shown = _shown(request, said, text) | {"unknown": unknown, "picked": people}
        return render(request, "log_line.html", shown, status=422 if arrival_key(request) else 200)
    return render(request, "log_line.html", _shown(request, said, text))


@transaction.atomic
def _saved(request: OwnersRequest, said: Understood, people: list[Contact], now: datetime) -> HttpResponse:
    """Saved as it was corrected; what a phone sends a second time is there already."""
    key = arrival_key(request)
    if key is None or is_first_arrival(request.user, key):
        if added := _added(request, said):
            people, said = [*people, *added], actions.understand(request.user, said.text, now)
        logged = actions.log_line(request.user, corrected(request, said, people, now), now)
        if more := keep_with_talk(request, people, logged.interaction):
            add_to_undo(logged.undo, more)
        _drop(request)
        say_done(request, logged.undo)
    return back(request)


def _added(request: OwnersRequest, said: Understood) -> list[Contact]:
    """Who was not among the contacts, and is to be: by the name that the line has."""
    strangers = [fit.written for fit in said.unclear if not fit.options]
    chosen = [name for name in strangers if name in request.POST.getlist("add")]
    return [save_contact(request.user, {"name": name[:300]}) for name in chosen]


def _drop(request: OwnersRequest) -> None:
    """The line that was kept with its question is answered by this."""
    if (number := request.POST.get("unfiled", "")).isdecimal():
        with_404(lambda: actions.drop_line(request.user, int(number)))


def _shown(request: OwnersRequest, said: Understood, text: str) -> dict[str, Any]:
    people = [*said.contacts, *(contact for fit in said.unclear for contact in fit.options)]
    return {
        "said": said,
        "told": heard_in(said.note),
        "line": text,
        "people": list({contact.pk: contact for contact in people}.values()),
        "about": list(_about(said).values()),
        "strangers": [fit.written for fit in said.unclear if not fit.options],
        "things": [("promise", n, thing) for n, thing in enumerate(said.promises)]
        + [("wish", n, thing) for n, thing in enumerate(said.wishes)],
        "channels": [c for c in channels_by_use(request.user) if c[0] != "click"],
        "on": timezone.localdate(said.at) if said.at else timezone.localdate(),
        "today": timezone.localdate(),
        "next": back_to(request, "today"),
        "unfiled": request.GET.get("unfiled", "") or request.POST.get("unfiled", ""),
    }


def corrected(
    request: OwnersRequest, said: Understood, people: Sequence[Contact], now: datetime
) -> Understood:
    """What is saved: the chips that were left, with what was changed on them. Nothing is doubtful any more."""
    form, known = request.POST, {**_about(said), **{contact.pk: contact for contact in people}}
    is_of_one = len(said.contacts) + len(said.unclear) <= 1  # then whoever was picked is the one meant
    there = _meant(people, is_of_one)
    promises = [_due(form, n, p) for n, p in _left(form, "promise", said.promises, known, there)]
    wishes = [wish for _n, wish in _left(form, "wish", said.wishes, known, there)]
    things: list[Promised | Wished] = [*promises, *wishes]
    nobody = [thing.name or thing.text for thing in things if not thing.contact]
    channel = form.get("channel", "")
    at = _moment(said, form.get("on", ""), now) if channel and people else None
    return replace(
        said,
        contacts=tuple(people),
        unclear=tuple(Fit(name) for name in dict.fromkeys(nobody)),
        questions=tuple(_("Who is “%(name)s”?") % {"name": name} for name in dict.fromkeys(nobody)),
        channel=channel if at else "",
        at=at,
        is_to_come=False,
        guests=len(people),
        minutes=_number(form.get("minutes", "")),
        note=form.get("note", "").strip()[:LONGEST],
        promises=tuple(promises),
        wishes=tuple(wishes),
    )


def _about(said: Understood) -> dict[int, Contact]:
    """Everybody whom the line may speak of: who was there, who is only told of, and who a doubtful name may be."""
    things: list[Promised | Wished] = [*said.promises, *said.wishes]
    told = [thing.contact for thing in things if thing.contact]
    options = [contact for fit in said.unclear for contact in fit.options]
    return {contact.pk: contact for contact in (*said.contacts, *told, *options)}


def _meant(people: Sequence[Contact], is_of_one: bool) -> Callable[[str], Contact | None]:
    """Whom of these a name means: the one whom it fits, and nobody where it fits two or none."""

    def meant(name: str) -> Contact | None:
        fitting = [contact for contact in people if rank_of(contact, words_of(name))]
        fitting = fitting or (list(people) if is_of_one or not name else [])
        return fitting[0] if len(fitting) == 1 else None

    return meant


def _left(
    form: Any,
    name: str,
    things: Sequence[Thing],
    known: dict[int, Contact],
    meant: Callable[[str], Contact | None],
) -> list[tuple[int, Thing]]:
    """What was not emptied, by its place; where nobody was chosen it is whoever the name means of those there."""
    found = []
    for n, thing in enumerate(things):
        text, who = form.get(f"{name}-{n}", "").strip()[:LONGEST], form.get(f"{name}-{n}-who", "")
        chosen = known.get(int(who)) if who.isdecimal() else None
        if text:
            found.append((n, replace(thing, text=text, contact=chosen or thing.contact or meant(thing.name))))
    return found


def _due(form: Any, n: int, promise: Promised) -> Promised:
    """With the side and the day that were left; a day that makes no sense is none."""
    mine = form.get(f"promise-{n}-mine", "1" if promise.mine else "0") == "1"
    day = form.get(f"promise-{n}-due")
    if day is None:
        return replace(promise, mine=mine)
    try:
        return replace(promise, mine=mine, due_on=DateField(required=False).clean(day))
    except ValidationError:
        return replace(promise, mine=mine, due_on=None)


def _moment(said: Understood, day: str, now: datetime) -> datetime:
    """The moment that the line told, or noon of the day that was chosen instead; never later than now."""
    try:
        on = DateField(required=False).clean(day)
    except ValidationError:
        on = None
    if said.at and on in (None, timezone.localdate(said.at)):
        return said.at
    if on in (None, timezone.localdate(now)):
        return now
    return min(now, timezone.make_aware(datetime.combine(on, time(12))))


def _number(text: str) -> int | None:
    return min(int(text), 100_000) if text.isdecimal() and len(text) < 9 else None


@require_GET
def open_things(request: OwnersRequest) -> HttpResponse:
    """Promises, needs and offers that are open, and lines that wait for a name."""
    owner, on = request.user, timezone.localdate()
    promises, rows = list(queries.open_promises(owner)), list(queries.open_wishes(owner))
    shown = {
        "mine": [promise for promise in promises if promise.mine],
        "theirs": [promise for promise in promises if not promise.mine],
        "needs": [(wish, queries.is_to_be_asked_again(wish, on)) for wish in rows if wish.kind == "need"],
        "offers": [(wish, queries.is_to_be_asked_again(wish, on)) for wish in rows if wish.kind == "offer"],
        "lines": queries.unfiled_lines(owner),
        "today": on,
    }
    return render(request, "open_things.html", shown)


@require_POST
def promise(request: OwnersRequest, pk: int) -> HttpResponse:
    """Kept."""
    say_done(request, with_404(lambda: actions.keep_promise(request.user, pk, timezone.now())))
    return back(request, "open-things")


@require_POST
def new_wish(request: OwnersRequest, pk: int) -> HttpResponse:
    """What a contact looks for or offers, from their page."""
    person = with_404(lambda: contact_of(request.user, pk))
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    try:
        say_done(request, wishes.add_wish(request.user, person, kind, text, timezone.localdate())[1])
    except ValueError as problem:
        say(request, str(problem))
    return redirect(f"{person.get_absolute_url()}#wishes")


@require_POST
def wish(request: OwnersRequest, pk: int) -> HttpResponse:
    """Still open, or no longer."""
    if request.POST.get("act") == "renew":
        say_done(request, with_404(lambda: actions.renew_wish(request.user, pk, timezone.localdate())))
    else:
        say_done(request, with_404(lambda: actions.end_wish(request.user, pk, timezone.now())))
    return back(request, "open-things")


@require_POST
def drop(request: OwnersRequest, pk: int) -> HttpResponse:
    """A line that was not understood goes."""
    say_done(request, with_404(lambda: actions.drop_line(request.user, pk)))
    return back(request, "open-things")
