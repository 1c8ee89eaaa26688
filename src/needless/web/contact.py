"""One contact: who they are, how the tie stands over time, and everything one may do about it (M9, M10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from needless.benefits.queries import came_by
from needless.contacts import actions, queries
from needless.contacts.conflicts import open_conflicts
from needless.contacts.models import Address, Contact, Tier
from needless.contacts.undo import undo_of_making
from needless.hearing.queries import heard_from
from needless.helping.queries import is_to_be_asked_again
from needless.helping.wishes import wishes_of
from needless.interactions.actions import remember_answer
from needless.interactions.models import Participation, Remembrance, TieWeek
from needless.interactions.queries import history_of
from needless.interactions.tiers import set_tier
from needless.interactions.ties import curve, ties_of
from needless.interactions.time_spent import time_with
from needless.meetings.prelude import step_of, under_way_with
from needless.method import memory
from needless.web.given_and_received import balance_part
from needless.web.news import in_hand
from needless.web.pictures.tie import Mark, draw_tie
from needless.web.pictures.together import draw_together, words
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404
from needless.web.ways import Way, ways_to, web_address

A_PAGE = 20
RELATIONS = ("knows", "works with", "partner", "introduced by")


def contact_or_404(request: OwnersRequest, pk: int) -> Contact:
    """This owner's contact; anybody else is a 404."""
    return with_404(lambda: queries.contact_of(request.user, pk))


@require_GET
def contact(request: OwnersRequest, pk: int) -> HttpResponse:
    """Everything about them."""
    person, on = contact_or_404(request, pk), timezone.localdate()
    tie = ties_of(request.user, [person], on)[person.pk]
    shown = {"contact": person, "tie": tie, "tiers": Tier.choices, "on": on}
    more = {
        **_picture(request, person, on),
        **_together(request, person),
        **_reach(person),
        **_about(person),
        **in_hand(request.user, person),
        "prelude": step_of(request.user, person, on),
        "meeting": under_way_with(request.user, person),
        "conflicts": open_conflicts(request.user).filter(contact=person).count(),
        "heard": heard_from(request.user, person),
        "came": came_by(request.user, person),
        "wishes": [(row, is_to_be_asked_again(row, on)) for row in wishes_of(request.user, person)],
    }
    passed = _history(request, person)
    more |= balance_part(request.user, person, on, passed["history"])
    return render(request, "contact.html", {**shown, **more, **passed})


def _reach(person: Contact) -> dict[str, object]:
    addresses = list(person.addresses.all())
    by_kind: dict[str, list[tuple[Address, list[Way]]]] = {}
    for address in addresses:
        by_kind.setdefault(address.kind, []).append((address, ways_to(person, [address])))
    links = [(address, web_address(address.value)) for address in addresses if address.kind == "link"]
    first = {way.kind: way for way in reversed(ways_to(person, addresses))}
    acting = [first[kind] for kind in ("call", "mail", "chat", "profile") if kind in first]
    return {"reach": by_kind, "links": links, "acting": acting}


def _about(person: Contact) -> dict[str, object]:
    return {
        "notes": person.notes.order_by("-on", "-pk"),
        "positions": person.positions.order_by("-started", "-pk"),
        "dates": person.dates.all(),
        "fields": person.fields.all(),
        "tags": person.tags.order_by("name"),
        "has_photo": person.photos.exists(),
        "relations": person.relations.select_related("other"),
        "related_from": person.related_from.filter(contact__deleted_at=None).select_related("contact"),
        "relation_kinds": RELATIONS,
        "answers": Remembrance.Answer.choices,
        "answered": person.remembrances.order_by("-on").first(),
    }


def _history(request: OwnersRequest, person: Contact) -> dict[str, Any]:
    text = request.GET.get("from", "0")
    offset = min(int(text), 10**7) if text.isdecimal() else 0
    rows = history_of(request.user, person, A_PAGE + 1, offset)
    earlier = offset + A_PAGE if len(rows) > A_PAGE else None
    return {"history": rows[:A_PAGE], "earlier": earlier, "offset": offset, "later": max(0, offset - A_PAGE)}


def _picture(request: OwnersRequest, person: Contact, on: date) -> dict[str, object]:
    """The tie over time, drawn and as a table; nothing while there is nothing to draw."""
    weeks = list(TieWeek.objects.of(request.user).filter(contact=person).values_list("week", "weight"))
    if not weeks:
        return {}
    seen = Participation.objects.of(request.user).filter(contact=person).order_by("at").values_list(
        "at", "interaction__channel", "interaction__group_size"
    )  # fmt: skip
    marks = [
        Mark(timezone.localdate(at), channel, memory.is_talk(channel, size)) for at, channel, size in seen
    ]
    talk_days = [memory.day_number(mark.on) for mark in marks if mark.is_talk]
    points = curve(request.user, weeks, talk_days, person, on)
    drawn = draw_tie(points, marks, memory.LEVELS.get(person.tier), person.first_name)
    return {"picture": drawn, "points": points[::-5]}


def _together(request: OwnersRequest, person: Contact) -> dict[str, object]:
    years = time_with(request.user, person)
    return {"years": years[::-1], "years_drawn": draw_together(years), "years_words": words(years)}


@require_POST
def tier(request: OwnersRequest, pk: int) -> HttpResponse:
    """How close one wants to stay."""
    person = contact_or_404(request, pk)
    if (wanted := request.POST.get("tier", "")) in Tier.values:
        say_done(request, set_tier(request.user, [person.pk], wanted))
    return redirect(person)


@require_POST
def remembered(request: OwnersRequest, pk: int) -> HttpResponse:
    """Did they remember me?"""
    person, answer = contact_or_404(request, pk), request.POST.get("answer", "")
    if answer in Remembrance.Answer.values:
        say_done(request, remember_answer(request.user, person, timezone.localdate(), answer))
    return redirect(person)


@require_POST
def note(request: OwnersRequest, pk: int) -> HttpResponse:
    """Write something down."""
    person, text = contact_or_404(request, pk), request.POST.get("text", "").strip()
    if text:
        row = actions.add_note(request.user, person, text[:100000], timezone.localdate())
        say(request, _("Noted."), undo_of_making(row))
    return redirect(person)


@require_POST
def delete_note(request: OwnersRequest, pk: int) -> HttpResponse:
    """Remove a note."""
    say_done(request, with_404(lambda: actions.delete_note(request.user, pk)))
    return back(request, "people")


@require_POST
def relation(request: OwnersRequest, pk: int) -> HttpResponse:
    """Who they are to each other: with a contact, or with somebody known by name only."""
    person, kind = contact_or_404(request, pk), request.POST.get("kind", "").strip()
    chosen, name = request.POST.get("contact", ""), request.POST.get("who", "").strip()
    other = contact_or_404(request, int(chosen)) if chosen.isdecimal() else None
    if kind and (other or name):
        row = actions.add_relation(request.user, person, kind, other, name)
        say(request, _("Added."), undo_of_making(row))
    return redirect(person)


@require_POST
def delete_relation(request: OwnersRequest, pk: int) -> HttpResponse:
    """Remove a relation."""
    say_done(request, with_404(lambda: actions.delete_relation(request.user, pk)))
    return back(request, "people")


@require_POST
def tag(request: OwnersRequest, pk: int) -> HttpResponse:
    """Add a tag, or take one away."""
    person, name = contact_or_404(request, pk), request.POST.get("tag", "").strip()
    change = actions.remove_tag if request.POST.get("act") == "remove" else actions.add_tag
    if name:
        say_done(request, change(request.user, [person.pk], name))
    return redirect(person)


@require_POST
def flag(request: OwnersRequest, pk: int) -> HttpResponse:
    """Never to be suggested, has died, met in person: marked or unmarked."""
    person, name = contact_or_404(request, pk), request.POST.get("flag", "")
    if name in {"never_suggest", "is_deceased", "met_in_person"}:
        say_done(
            request, actions.set_flags(request.user, [person.pk], **{name: request.POST.get("value") == "1"})
        )
    return redirect(person)


@require_POST
def let_go(request: OwnersRequest, pk: int) -> HttpResponse:
    """Let them go, or take them back."""
    person = contact_or_404(request, pk)
    if person.let_go_at:
        actions.take_back(request.user, person.pk)
        say(request, _("Welcome back, %(name)s.") % {"name": person.first_name})
    else:
        say_done(request, actions.let_go(request.user, [person.pk]))
    return redirect(person)


@require_POST
def delete(request: OwnersRequest, pk: int) -> HttpResponse:
    """Delete them; Undo brings them back."""
    say_done(request, actions.delete_contact(request.user, contact_or_404(request, pk).pk))
    return redirect("people")
