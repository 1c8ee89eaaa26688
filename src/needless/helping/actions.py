"""The quick log: a plain line is understood, shown, and saved as a talk with its promises and wishes (M9, M16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import needless.interactions.tiers  # noqa: F401 - it registers that what is taken back is counted again
from needless.contacts.models import Contact, Note, Undo
from needless.contacts.search import reindex
from needless.contacts.undo import kept, made, remember, whole
from needless.helping.models import Promise, UnfiledLine, Wish
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.models import Interaction
from needless.interactions.quick_log import NICKNAME, Fit, Guests
from needless.method import line as grammar
from needless.method.line_tongues import read_in
from needless.method.line_ways import is_call_in_vain
from needless.owners.models import Owner


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise, not saved yet. ``contact`` is None where it is not certain who ``name`` is."""

    name: str
    contact: Contact | None
    mine: bool
    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Wished:
    """A need or an offer, not saved yet."""

    name: str
    contact: Contact | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a line says, with the owner's contacts in it: chips to look at and correct before it is saved.

    ``contacts``: who took part, or whom it is about, if certain. ``unclear``: names that fit nobody (no
    options) or several. ``channel`` is "" where nothing passed; then ``at`` is None. ``at`` has a zone.
    """

    text: str
    contacts: tuple[Contact, ...]
    unclear: tuple[Fit, ...]
    channel: str
    direction: str
    at: datetime | None
    minutes: int | None
    promises: tuple[Promised, ...]
    wishes: tuple[Wished, ...]
    note: str
    questions: tuple[str, ...]
    is_to_come: bool = False
    guests: int = 0  # how many took part, certain or not

    @property
    def needs(self) -> list[Wished]:
        return [wish for wish in self.wishes if wish.kind == Wish.Kind.NEED]

    @property
    def offers(self) -> list[Wished]:
        return [wish for wish in self.wishes if wish.kind == Wish.Kind.OFFER]


@dataclass(frozen=True, slots=True)
class Logged:
    """What was saved. ``unfiled`` is the line where nobody was certain; ``undo`` takes all of it back."""

    undo: Undo
    interaction: Interaction | None = None
    promises: tuple[Promise, ...] = ()
    wishes: tuple[Wish, ...] = ()
    note: Note | None = None
    unfiled: UnfiledLine | None = None


def understand(owner: Owner, text: str, now: datetime) -> Understood:
    """What the line says, seen at the moment ``now`` (with its zone). Writes nothing, never raises on any text."""
    language = owner.language or get_language() or ""
    said = read_in(text, timezone.localtime(now).replace(tzinfo=None), language)
    guests = Guests(owner)
    fits = [guests.fit(name.text) for name in said.names]
    present = [
        fit for fit, name in zip(fits, said.names, strict=True) if name.is_sure or fit.rank >= NICKNAME
    ]
    present = present or fits  # nobody is sure: then they are asked about
    promises = tuple(_promised(guests, promise) for promise in said.promises)
    wishes = tuple(_wished(guests, wish, kind) for kind, rows in _wishes_of(said) for wish in rows)
    told = [guests.fit(thing.name) for thing in [*_any(promises), *_any(wishes)] if thing.name]
    everybody = list({fit.written: fit for fit in (*present, *told)}.values())
    is_to_come = any(question.kind == "future" for question in said.questions)
    channel = said.channel if present else ""
    return Understood(
        said.text, _certain(present or told), tuple(fit for fit in everybody if not fit.contact), channel,
        said.direction, _moment(said, now) if channel and not is_to_come else None, said.minutes,
        promises, wishes,
        _note(said, fits, present), _questions(said, everybody), is_to_come, len(present),
    )  # fmt: skip


def _note(said: grammar.Line, fits: list[Fit], present: list[Fit]) -> str:
    """What it was ("lunch"), what was not taken for something else, and words that looked like a name and are none."""
    note = grammar.note_of(said.parts, [fit.written for fit in fits if fit not in present])
    return "; ".join(part for part in (said.kind if present else "", note) if part)


def _wishes_of(said: grammar.Line) -> list[tuple[str, tuple[grammar.Wish, ...]]]:
    return [(Wish.Kind.NEED.value, said.needs), (Wish.Kind.OFFER.value, said.offers)]


def _certain(fits: list[Fit]) -> tuple[Contact, ...]:
    return tuple({fit.contact.pk: fit.contact for fit in fits if fit.contact}.values())


def _promised(guests: Guests, promise: grammar.Promise) -> Promised:
    name = promise.who or promise.whom
    return Promised(name, _contact(guests, name), not promise.who, promise.what, promise.by)


def _wished(guests: Guests, wish: grammar.Wish, kind: str) -> Wished:
    return Wished(wish.name, _contact(guests, wish.name), kind, wish.what)


def _contact(guests: Guests, name: str) -> Contact | None:
    return guests.fit(name).contact if name else None


def _moment(said: grammar.Line, now: datetime) -> datetime:
    """The moment said; without a time of day now, or noon of another day; never later than now."""
    today = timezone.localtime(now)
    day = said.on or today.date()
    if said.clock is None and day == today.date():
        return now
    return min(now, timezone.make_aware(datetime.combine(day, said.clock or time(12)), today.tzinfo))


def _questions(said: grammar.Line, fits: list[Fit]) -> tuple[str, ...]:
    words = {
        "who": _("Who is meant by “%(words)s”?"),
        "channel": _("How was it: a call, a meeting, a message?"),
        "second": _("“%(words)s” is a talk of its own: log it in a line of its own."),
        "future": _("“%(words)s” is still to come: log it when it has happened."),
    }
    names = {fit.written for fit in fits}
    asked = [_about(fit) for fit in fits if not fit.contact]
    asked += [
        words[q.kind] % {"words": q.about} for q in said.questions if q.kind != "who" or q.about not in names
    ]
    return tuple(dict.fromkeys(asked)) or (() if fits else (_("Who was it?"),))


def _about(fit: Fit) -> str:
    """The question about a name: nobody fits, or several."""
    if not fit.options:
        return _("Who is “%(name)s”? Nobody of yours fits.") % {"name": fit.written}
    names = ", ".join(_placed(contact) for contact in fit.options)
    return _("Which “%(name)s” was it: %(names)s?") % {"name": fit.written, "names": names}


def _placed(contact: Contact) -> str:
    return f"{contact.name} ({contact.organisation})" if contact.organisation else contact.name


@transaction.atomic
def log_line(owner: Owner, understood: Understood, now: datetime) -> Logged:
    """Save what is certain: the talk, promises, needs and offers. Nothing is guessed, nothing dropped.

    Without a certain contact, or where it is still to come, the line is kept, an UnfiledLine with its question.
    Where nothing passed and nothing was promised or wished, the words become a note of the contact's.
    """
    if not understood.contacts or understood.is_to_come:
        return _unfiled(owner, understood, now)
    on = timezone.localdate(understood.at or now)
    interaction = _talk(owner, understood)
    promises = [_promise(owner, p, p.contact, on, interaction) for p in understood.promises if p.contact]
    wishes = [_wish(owner, w, w.contact, on) for w in understood.wishes if w.contact]
    note = None if interaction or promises or wishes else _noted(owner, understood, on)
    unfiled = None if interaction or not understood.unclear else _keep(owner, understood, now)
    undo = _way_back(owner, understood, interaction, [*promises, *wishes, *filter(None, (note, unfiled))])
    return Logged(undo, interaction, tuple(promises), tuple(wishes), note, unfiled)


def _any(things: Iterable[Any]) -> list[Any]:
    """Promises and wishes alike: each has a name, a text and perhaps a contact."""
    return list(things)


def _talk(owner: Owner, understood: Understood) -> Interaction | None:
    """The interaction; what has no certain contact stays in its words."""
    if not understood.channel or understood.at is None:
        return None
    unsaid = [
        f"{thing.name}: {thing.text}"
        for thing in [*_any(understood.promises), *_any(understood.wishes)]
        if not thing.contact
    ]
    unknown = [
        fit.written for fit in understood.unclear if not any(line.startswith(fit.written) for line in unsaid)
    ]
    # A call that nobody took is a try, as in a telephone's backup: it breaks no silence.
    in_vain = is_call_in_vain(understood.text, understood.channel, understood.direction)
    return log_interaction(
        owner, understood.contacts, understood.at, "click" if in_vain else understood.channel, understood.direction,
        understood.minutes,
        summary="; ".join(part for part in (understood.note, *unknown, *unsaid) if part),
        group_size=max(understood.guests, len(understood.contacts)), kind="missed call" if in_vain else "",
    )  # fmt: skip


def _promise(
    owner: Owner, said: Promised, contact: Contact, on: date, interaction: Interaction | None
) -> Promise:
    row: Promise = Promise.objects.create(
        owner=owner, contact=contact, text=said.text, mine=said.mine, due_on=said.due_on, made_on=on,
        interaction=interaction,
    )  # fmt: skip
    return row


def _wish(owner: Owner, said: Wished, contact: Contact, on: date) -> Wish:
    row: Wish = Wish.objects.create(owner=owner, contact=contact, kind=said.kind, text=said.text, on=on)
    return row


def _noted(owner: Owner, understood: Understood, on: date) -> Note:
    note: Note = Note.objects.create(owner=owner, contact=understood.contacts[0], text=understood.text, on=on)
    reindex(owner, [note.contact_id])
    return note


def _keep(owner: Owner, understood: Understood, now: datetime) -> UnfiledLine:
    question = " ".join(understood.questions) or _("Who was it?")
    row: UnfiledLine = UnfiledLine.objects.create(
        owner=owner, text=understood.text, question=question, at=now
    )
    return row


def _unfiled(owner: Owner, understood: Understood, now: datetime) -> Logged:
    row = _keep(owner, understood, now)
    return Logged(remember(owner, _("Line kept"), remove=[made(row)]), unfiled=row)


def _way_back(
    owner: Owner, understood: Understood, interaction: Interaction | None, rows: Sequence[Model]
) -> Undo:
    names = ", ".join(contact.first_name for contact in understood.contacts[:4])
    steps = [*(made(row) for row in rows), *way_back(interaction)]
    return remember(owner, _("Logged with %(names)s.") % {"names": names}, remove=steps)


def keep_promise(owner: Owner, pk: int, now: datetime) -> Undo:
    """The promise was kept. Raises Promise.DoesNotExist."""
    promise: Promise = Promise.objects.of(owner).get(pk=pk)
    undo = remember(owner, _("Promise kept"), restore=[kept(promise, ["kept_at"])])
    promise.kept_at = now
    promise.save(update_fields=["kept_at"])
    return undo


def end_wish(owner: Owner, pk: int, now: datetime) -> Undo:
    """They need, or offer, it no more. Raises Wish.DoesNotExist."""
    wish: Wish = Wish.objects.of(owner).get(pk=pk)
    undo = remember(owner, _("No longer open"), restore=[kept(wish, ["ended_at"])])
    wish.ended_at = now
    wish.save(update_fields=["ended_at"])
    return undo


def renew_wish(owner: Owner, pk: int, on: date) -> Undo:
    """It still holds, as of that day. Raises Wish.DoesNotExist."""
    wish: Wish = Wish.objects.of(owner).get(pk=pk)
    undo = remember(owner, _("Still open"), restore=[kept(wish, ["on"])])
    wish.on = on
    wish.save(update_fields=["on"])
    return undo


def drop_line(owner: Owner, pk: int) -> Undo:
    """A line that was not understood goes. Raises UnfiledLine.DoesNotExist."""
    line: UnfiledLine = UnfiledLine.objects.of(owner).get(pk=pk)
    undo = remember(owner, _("Line removed"), insert=[whole(line)])
    line.delete()
    return undo
