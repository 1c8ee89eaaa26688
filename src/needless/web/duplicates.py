"""Who may be one person: side by side, one pair at a time, decided by one key (M10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from needless.contacts.duplicates import Pair, merges_of, pair_of, pairs_at_hand, say_two_people
from needless.contacts.models import Contact
from needless.contacts.queries import contact_of
from needless.helping.merging import merge_contacts
from needless.method.folding import fold
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.tags import partial_date
from needless.web.today import with_404

SHOWN_MERGES = 20
SHOWN_NOTES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both: what each says, and whether they say the same."""

    label: str
    ours: list[str]
    theirs: list[str]

    @property
    def is_same(self) -> bool:
        """Do both say something, and the same?"""
        return bool(self.ours) and {*map(fold, self.ours)} == {*map(fold, self.theirs)}


@require_GET
def duplicates(request: OwnersRequest) -> HttpResponse:
    """The next pair (``at``: how many were passed over), or the pair that was asked for by ``a`` and ``b``."""
    chosen = [request.GET.get(name, "") for name in ("a", "b")]
    if all(pk.isdecimal() for pk in chosen):
        a, b = map(int, chosen)
        return _shown(request, with_404(lambda: pair_of(request.user, a, b)), 0, 1)
    pairs, text = pairs_at_hand(request.user), request.GET.get("at", "0")
    at = min(int(text), len(pairs)) if text.isdecimal() and len(text) < 7 else 0
    return _shown(request, pairs[at] if at < len(pairs) else None, at, len(pairs))


def _shown(request: OwnersRequest, pair: Pair | None, at: int, count: int) -> HttpResponse:
    shown: dict[str, Any] = {"pair": pair, "at": at, "left": count - at, "after": at + 1}
    if pair:
        keep, other = in_order(*(contact_of(request.user, pk) for pk in (pair.a, pair.b)))
        shown |= {"keep": keep, "other": other, "lines": lines(keep, other)}
    shown["merges"] = merges_of(request.user)[:SHOWN_MERGES]
    return render(request, "duplicates.html", shown)


def in_order(a: Contact, b: Contact) -> tuple[Contact, Contact]:
    """First the one to keep: with more talks, the owner's own tier, more said; else the older one."""

    def worth(contact: Contact) -> tuple[Any, ...]:
        said = sum(bool(getattr(contact, name)) for name in ("organisation", "title", "place", "given_name"))
        return contact.talks, contact.tier_is_mine, said, -contact.pk

    return (a, b) if worth(a) >= worth(b) else (b, a)


def lines(keep: Contact, other: Contact) -> list[Line]:
    """Field by field, without those that both leave empty."""
    ours, theirs = _fields(keep), _fields(other)
    return [Line(label, said, theirs[label]) for label, said in ours.items() if said or theirs[label]]


def _fields(contact: Contact) -> dict[str, list[str]]:
    reached: dict[str, list[str]] = {}
    for address in contact.addresses.order_by("pk"):
        reached.setdefault(address.kind, []).append(address.value)
    jobs = [
        ", ".join(filter(None, (p.title, p.organisation))) for p in contact.positions.order_by("-started")
    ]
    one = {
        _("Nickname"): contact.nickname, _("Title"): contact.title, _("Organisation"): contact.organisation,
        _("Place"): contact.place, _("Birthday"): partial_date(contact.birthday) if contact.birthday else "",
    }  # fmt: skip
    return {
        **{label: [said] if said else [] for label, said in one.items()},
        _("E-mail"): reached.get("email", []), _("Phone"): reached.get("phone", []),
        _("Links"): reached.get("link", []), _("Address"): reached.get("postal", []), _("Jobs"): jobs,
        **_history(contact),
    }  # fmt: skip


def _history(contact: Contact) -> dict[str, list[str]]:
    talked, connected = contact.last_talk_on, contact.connected_on
    return {
        _("How you met"): [contact.how_we_met] if contact.how_we_met else [],
        _("Connected"): [date_format(connected)] if connected else [],
        _("Last talk"): [date_format(talked)] if talked else [],
        _("Talks"): [str(contact.talks)] if contact.talks else [],
        _("Tags"): list(contact.tags.order_by("name").values_list("name", flat=True)),
        _("Notes"): [note.text for note in contact.notes.order_by("-on", "-pk")[:SHOWN_NOTES]],
    }


@require_POST
def decide(request: OwnersRequest) -> HttpResponse:
    """One person or two: ``keep`` and ``other`` are ids, ``act`` is merge, swap (keep the other) or two."""
    posted = [request.POST.get(name, "") for name in ("keep", "other", "at")]
    keep, other, at = (int(text) if text.isdecimal() and len(text) < 18 else 0 for text in posted)
    act, owner, on = request.POST.get("act", ""), request.user, timezone.localdate()
    if act == "swap":
        keep, other = other, keep
    try:
        if act in {"merge", "swap"}:
            say_done(request, with_404(lambda: merge_contacts(owner, keep, other, on)))
        elif act == "two":
            say_done(request, with_404(lambda: say_two_people(owner, keep, other)))
    except ValueError as problem:
        say(request, str(problem))
    return redirect(f"{reverse('duplicates')}?at={at}" if at else "duplicates")
