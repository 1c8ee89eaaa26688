"""The deck, one card at a time, and whole groups at once: a thumb or a key decides, undo takes back (M10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from needless.contacts.duplicates import pair_at_hand
from needless.contacts.models import Contact, Tier, Undo
from needless.contacts.queries import contact_of
from needless.helping.merging import merge_contacts
from needless.imports.models import Import
from needless.owners.models import Owner
from needless.triage import actions, queries
from needless.triage.queries import Group
from needless.triage.words import group_name
from needless.web.duplicates import in_order
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.tags import file_names
from needless.web.today import with_404

KINDS = (
    ("event", gettext_lazy("Who joined on the same days"), gettext_lazy("Most likely from one event.")),
    ("organisation", gettext_lazy("Organisations"), ""),
    ("year", gettext_lazy("Years"), ""),
    ("import", gettext_lazy("Imports"), ""),
)
TIERS = [(value, label, str(key)) for key, (value, label) in enumerate(Tier.choices, 1)]


@require_GET
def deck(request: OwnersRequest) -> HttpResponse:
    """The card on top, of all or of one group, and how far one is."""
    owner, on = request.user, timezone.localdate()
    kind, value = request.GET.get("kind", ""), request.GET.get("value", "")
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    group = queries.group_of(owner, on, kind, value)
    card = queries.next_card(owner, on, kind, value)
    shown = {
        "card": card,
        "twice": _twice(owner, card.contact) if card else None,
        "progress": queries.progress_of(owner, on, midnight, kind, value),
        "last": queries.last_step(owner),
        "group": named(owner, [group])[0] if group else None,
        "is_narrowed": bool(kind),
        "tiers": TIERS,
    }
    return render(request, "triage.html", shown)


def _twice(owner: Owner, contact: Contact) -> dict[str, Any] | None:
    """Who this one may be, too, and why."""
    pair = pair_at_hand(owner, contact)
    return {"why": pair.why, "other": contact_of(owner, pair.a + pair.b - contact.pk)} if pair else None


@require_GET
def groups(request: OwnersRequest) -> HttpResponse:
    """What can be decided at once."""
    found = queries.groups_of(request.user, timezone.localdate())
    kinds = [
        (label, note, named(request.user, found[kind])) for kind, label, note in KINDS if found.get(kind)
    ]
    return render(request, "triage_groups.html", {"kinds": kinds})


def named(owner: Owner, found: Sequence[Group]) -> list[tuple[str, Group]]:
    """Each group with what it is called."""
    numbers = [int(group.value) for group in found if group.kind == "import"]
    imports = {str(row.pk): row for row in Import.objects.of(owner).filter(pk__in=numbers)}
    return [
        (
            file_names(imports[g.value])
            if g.kind == "import" and g.value in imports
            else group_name(g.kind, g.value),
            g,
        )
        for g in found
    ]


@require_POST
def decide(request: OwnersRequest, pk: int) -> HttpResponse:
    """One card is answered."""
    _answered(request, [pk])
    return back(request, "triage")


@require_POST
def decide_group(request: OwnersRequest) -> HttpResponse:
    """A whole group is answered, with one way back."""
    kind, value = request.POST.get("kind", ""), request.POST.get("value", "")
    if ids := actions.members(request.user, timezone.localdate(), kind, value):
        _answered(request, ids)
    else:
        say(request, _("There is nobody left to decide about."))
    return back(request, "triage-groups")


def _answered(request: OwnersRequest, ids: list[int]) -> None:
    try:
        say_done(request, with_404(lambda: _act(request, ids)))
    except ValidationError as problem:
        say(request, problem.messages[0])
    except ValueError as problem:
        say(request, str(problem))


def _act(request: OwnersRequest, ids: list[int]) -> Undo:
    owner, on, act = request.user, timezone.localdate(), request.POST.get("act", "")
    if act == "met":
        in_person = bool(request.POST.get("in_person"))
        return actions.tell_how_met(owner, ids, request.POST.get("how_we_met", ""), on, in_person)
    if act == "merge":
        text = request.POST.get("other", "")
        other = contact_of(owner, int(text) if text.isdecimal() and len(text) < 18 else 0)
        keep, gone = in_order(contact_of(owner, ids[0]), other)
        return merge_contacts(owner, keep.pk, gone.pk, on)
    simple = {"revive": actions.revive, "let-go": actions.let_go, "later": actions.put_off}
    return simple[act](owner, ids, on) if act in simple else actions.keep(owner, ids, act, on)
