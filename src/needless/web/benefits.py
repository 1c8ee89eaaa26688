"""What came of it: each benefit with its chain, nothing as a row like any other, and by origin (M15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import DateField
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.benefits import actions, chains, queries
from needless.benefits.models import Benefit
from needless.contacts.models import Contact
from needless.gatherings.models import Activity, Event
from needless.hearing.models import Possibility
from needless.interactions.models import Interaction
from needless.introducing.models import Introduction
from needless.tables.notes import readable
from needless.web.logging import people_meant
from needless.web.pictures.chain import Ring, draw_chain
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

BEHIND: dict[str, Any] = {
    "activity": Activity, "event": Event, "introduction": Introduction, "possibility": Possibility,
    "interaction": Interaction,
}  # fmt: skip
PAGES = {"activity": "activity", "event": "event", "person": "contact", "benefit": "benefit"}
MOST_SHOWN, MOST_OFFERED = 12, 12


@require_GET
def benefits(request: OwnersRequest) -> HttpResponse:
    """What came, each as a chain; what nothing came of; and of how many ties of each origin something did."""
    rows = queries.benefits_of(request.user)
    came = rows.exclude(kind=Benefit.Kind.NOTHING)
    begin = _number(request.GET.get("from", ""))
    page = list(came[begin : begin + MOST_SHOWN + 1])
    shown = {
        "came": [(row, _drawn(row)) for row in page[:MOST_SHOWN]],
        "earlier": begin + MOST_SHOWN if len(page) > MOST_SHOWN else None,
        "nothing": rows.filter(kind=Benefit.Kind.NOTHING)[:MOST_SHOWN],
        "origins": [(queries.ORIGINS[row.origin], row) for row in queries.by_origin(request.user)],
    }
    return render(request, "benefits.html", shown)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def _drawn(row: Benefit) -> SafeString:
    return draw_chain([_ring(step) for step in chains.steps_of(row)], row.pk)


def _ring(step: chains.Step) -> Ring:
    url = reverse(PAGES[step.kind], args=[step.pk]) if step.kind in PAGES else ""
    return Ring(step.kind, step.words, step.on, url)


@require_http_methods(["GET", "POST"])
def new(request: OwnersRequest) -> HttpResponse:
    """Something came, or nothing did: what, by whose help; the chain behind it is filled in."""
    people, unknown = _hands(request)
    asked, problem = request.POST if request.method == "POST" else request.GET, ""
    if request.method == "POST" and not unknown:
        try:
            row, undo = actions.note_benefit(
                request.user, asked.get("kind", ""), asked.get("text", ""), _day(request), people,
                **_behind(request, asked),
            )  # fmt: skip
            say_done(request, undo)
            return redirect("benefit", row.pk)
        except ValueError as said:
            problem = str(said)
    behind = [(name, each.pk, _words(each)) for name, each in _behind(request, asked).items() if each]
    shown = {"picked": people, "unknown": unknown, "problem": problem, "asked": asked, "behind": behind}
    return render(
        request, "benefit_new.html", {**shown, "kinds": Benefit.Kind.choices, "on": timezone.localdate()}
    )


def _hands(request: OwnersRequest) -> tuple[list[Contact], str]:
    """Who was picked, in the order from hand to hand; and the first name that is nobody's or several's."""
    people, unknown = people_meant(request)
    asked = request.POST if request.method == "POST" else request.GET
    order = asked.getlist("contact")
    return sorted(people, key=lambda c: order.index(str(c.pk)) if str(c.pk) in order else len(order)), unknown


def _day(request: OwnersRequest) -> date:
    today = timezone.localdate()
    try:
        return min(DateField(required=False).clean(request.POST.get("on", "")) or today, today)
    except ValidationError:
        return today


def _behind(request: OwnersRequest, asked: QueryDict) -> dict[str, Any]:
    """The rows of BEHIND that are named by their number and are the owner's; "0" is none."""
    found = {}
    for name, model in BEHIND.items():
        if (number := asked.get(name, "")).isdecimal():
            found[name] = model.objects.of(request.user).filter(pk=_number(number)).first()
    return found


@require_http_methods(["GET", "POST"])
def benefit(request: OwnersRequest, pk: int) -> HttpResponse:
    """One of them with its chain, to be put right where it came otherwise."""
    row = get_object_or_404(queries.benefits_of(request.user), pk=pk)
    if request.method == "POST":
        people, unknown = _hands(request)
        if unknown:
            say(
                request,
                _("Who is “%(name)s”? Nobody, or more than one; nothing was changed.") % {"name": unknown},
            )
        else:
            form = request.POST
            values = {
                "kind": form.get("kind", row.kind),
                "text": form.get("text", "").strip()[:500],
                "on": _day(request),
                **_behind(request, form),
            }
            say_done(request, with_404(lambda: actions.change_benefit(request.user, pk, values, people)))
        return redirect("benefit", pk)
    people = [link.contact for link in row.links.all()]
    shown = {"row": row, "picture": _drawn(row), "steps": [(s, _ring(s).url) for s in chains.steps_of(row)]}
    return render(request, "benefit.html", {**shown, "picked": people, **_choices(request, row, people)})


def _choices(request: OwnersRequest, row: Benefit, people: Sequence[Contact]) -> dict[str, Any]:
    """What may stand behind it, as far as it has to do with these people."""
    owner, ids = request.user, [person.pk for person in people]
    talks = chains.talks_until(owner, people[-1], row.on)[:MOST_OFFERED] if people else ()
    events = Event.objects.of(owner).filter(guests__contact__in=ids).distinct().order_by("-starts_at")
    made = Introduction.objects.of(owner).filter(a__in=ids) | Introduction.objects.of(owner).filter(b__in=ids)
    heard = Possibility.objects.of(owner).filter(contact__in=ids).order_by("-on")
    lists = {
        "activity": (_("An activity"), Activity.objects.of(owner).order_by("name")),
        "event": (_("An event"), events[:MOST_OFFERED]),
        "introduction": (_("An introduction that you made"), made.select_related("a", "b")[:MOST_OFFERED]),
        "possibility": (_("Something you heard of"), heard[:MOST_OFFERED]),
        "interaction": (_("The talk that did it"), talks),
    }
    selects = [
        (
            name,
            label,
            getattr(row, f"{name}_id"),
            [(each.pk, _words(each)) for each in _with(rows, getattr(row, name))],
        )
        for name, (label, rows) in lists.items()
    ]
    return {
        "selects": [each for each in selects if each[3]],
        "kinds": Benefit.Kind.choices,
        "on": timezone.localdate(),
    }


def _with(rows: Any, chosen: Any) -> list[Any]:
    """The rows, and the chosen one where it is not among them."""
    found = list(rows)
    return found if chosen is None or chosen in found else [chosen, *found]


def _words(row: Any) -> str:
    if isinstance(row, Introduction):
        return f"{row.a.name}, {row.b.name}"
    if isinstance(row, Interaction):
        day = timezone.localdate(row.at)
        return f"{day:%Y-%m-%d} {row.get_channel_display()} {readable(row.summary)}".strip()[:90]
    return str(row)[:90]


@require_POST
def remove(request: OwnersRequest, pk: int) -> HttpResponse:
    """Away with it; Undo brings it back."""
    say_done(request, with_404(lambda: actions.remove_benefit(request.user, pk)))
    return redirect("benefits")
