"""What an assistant may do: find people, read a tie, the day's plan, log, who would like a link, a brief; small answers (M1, M13, M16).

Each tool's first argument is the owner, whom the server fills in; what it writes can be undone, and it says how.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from pydantic import Field

from needless.contacts.models import Contact, Note, Undo
from needless.contacts.queries import contact_of, names_like
from needless.contacts.undo import undo as take_back
from needless.fetching import FetchRefused
from needless.helping.actions import log_line, understand
from needless.helping.queries import open_promises, open_wishes
from needless.helping.shapes import understood_shape
from needless.interactions.queries import history_of
from needless.interactions.ties import ties_of
from needless.introducing.shapes import pair_shape
from needless.introducing.suggesting import introductions_for
from needless.news.offers import page_of_link, who_would_like
from needless.news.reading import Page
from needless.news.words import reason, work_of
from needless.plan import actions as plan
from needless.plan.about import about_of
from needless.plan.models import Suggestion
from needless.plan.queries import open_suggestions_of, plan_of_day, suggestion_of
from needless.shapes import suggestion_shape
from needless.tables.notes import is_locked, readable

if TYPE_CHECKING:
    from needless.owners.models import Owner

LATEST = 5  # talks or notes in an answer
LONG = 300  # characters of a note or a summary in an answer
Answer = dict[str, Any]
Tool = Callable[..., Answer]
ContactId = Annotated[int, Field(ge=1, lt=2**63, description="A contact's id, as find_people tells it.")]
ItemId = Annotated[int, Field(ge=1, lt=2**63, description="An item's id, as todays_plan tells it.")]


class Refused(Exception):
    """Said to the assistant, in one sentence: what was wrong, and what to do instead."""


def find_people(
    owner: Owner,
    query: Annotated[
        str, Field(max_length=200, description="A name, a firm, a place: all words must occur.")
    ],
    limit: Annotated[int, Field(ge=1, le=25)] = 8,
) -> Answer:
    """Find contacts by name, firm, title, place, tag or note; the most alive ties first. Where nobody is found, whose
    name is spelt nearly so: then spelt_nearly is true, and it should be asked whether they are meant."""
    found = names_like(owner, query, limit)
    return {
        "people": [
            {**_who(c), "place": c.place, "tier": c.tier, "last_talk_on": _day(c.last_talk_on)} for c in found
        ],
        "spelt_nearly": any(hasattr(c, "slips") for c in found),
    }


def read_tie(owner: Owner, contact: ContactId) -> Answer:
    """How alive the tie with a contact is and why, and their last few talks."""
    row, on = _contact(owner, contact), timezone.localdate()
    tie = ties_of(owner, [row], on)[row.pk]
    return {
        **_who(row),
        "tier": row.tier,
        "alive_in_90_days": round(tie.alive_90d, 2),
        "would_answer": [round(number, 2) for number in tie.would_answer],
        "why": tie.sentence,
        "last_talk_on": _day(row.last_talk_on),
        "fades_on": _day(row.fades_on),
        "ever_met": row.met_in_person,
        "how_we_met": _short(readable(row.how_we_met)),
        "notes_locked": is_locked(row.how_we_met),
        "latest": _latest(owner, row),
    }


def todays_plan(owner: Owner) -> Answer:
    """The few things to do today: whom, why, how. The same all day; ask again after done or later."""
    on = timezone.localdate()
    minutes = plan_of_day(owner, on).minutes
    return {
        "on": on.isoformat(),
        "minutes": minutes,
        "items": [_item(row) for row in open_suggestions_of(owner, on)],
    }


def log(
    owner: Owner,
    line: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            description='Plain English, or German or Spanish where it is theirs: "lunch with Ana Silva yesterday, I owe her the book list".',
        ),
    ],
) -> Answer:
    """Log a talk in one line, with what was promised, needed or offered. Saved at once; ``undo`` takes it back."""
    now = timezone.now()
    understood = understand(owner, line, now)
    logged = log_line(owner, understood, now)
    kept = "kept as a question for the owner" if logged.unfiled else "saved"
    return {**_filled(understood_shape(understood)), "what_was_done": kept, "undo": logged.undo.pk}


def who_would_like_link(
    owner: Owner,
    url: Annotated[
        str, Field(max_length=1000, description="Its page is fetched, unless title and text are given.")
    ] = "",
    title: Annotated[str, Field(max_length=500)] = "",
    text: Annotated[str, Field(max_length=50_000)] = "",
) -> Answer:
    """Who among the contacts would like this story, with the reason; at most five. Nothing is kept or sent."""
    try:
        page = Page(title or text[:100], text) if title or text else page_of_link(url)
    except FetchRefused as problem:
        raise Refused(str(problem)) from problem
    offers = who_would_like(owner, page)
    return {
        "title": page.title,
        "for": [{**_who(offer.contact), "reason": reason(offer)} for offer in offers],
    }


def brief_me(owner: Owner, contact: ContactId) -> Answer:
    """Before a meeting: who they are, where you left off, what to talk about, what is owed, what they need or offer."""
    row, on = _contact(owner, contact), timezone.localdate()
    owed = [promise for promise in open_promises(owner) if promise.contact_id == row.pk][:LATEST]
    wishes = [wish for wish in open_wishes(owner) if wish.contact_id == row.pk][:LATEST]
    notes = Note.objects.of(owner).filter(contact=row).order_by("-pk")[:3]
    told = {
        **_who(row),
        "place": row.place,
        "why_now": ties_of(owner, [row], on)[row.pk].sentence,
        "how_we_met": _short(readable(row.how_we_met)),
        "talk_about": about_of(owner, [row], on)[row.pk],
        "latest": _latest(owner, row),
        "notes": [_short(note.text) for note in notes if not is_locked(note.text)],
        "notes_locked": any(map(is_locked, [row.how_we_met, *(note.text for note in notes)])) or None,
        "you_owe": [_short(promise.text) for promise in owed if promise.mine],
        "they_owe": [_short(promise.text) for promise in owed if not promise.mine],
        "needs": [_short(wish.text) for wish in wishes if wish.kind == "need"],
        "offers": [_short(wish.text) for wish in wishes if wish.kind == "offer"],
    }
    return _filled(told)


def introductions(owner: Owner, limit: Annotated[int, Field(ge=1, le=10)] = 5) -> Answer:
    """Contacts who should know each other, and why. Both are asked first, by the owner."""
    return {"pairs": [pair_shape(pair) for pair in introductions_for(owner, timezone.localdate(), limit)]}


def done(
    owner: Owner,
    item: ItemId,
    enjoyment: Annotated[int | None, Field(ge=1, le=5, description="How it was.")] = None,
    note: Annotated[str, Field(max_length=2000)] = "",
) -> Answer:
    """An item of the plan was done today: it is logged. ``reopen`` takes it back."""
    return _decided(
        owner, item, lambda: plan.finish(owner, item, timezone.localdate(), enjoyment=enjoyment, summary=note)
    )


def later(owner: Owner, item: ItemId, on: date) -> Answer:
    """An item of the plan comes back on a later day. ``reopen`` takes it back."""
    return _decided(owner, item, lambda: plan.postpone(owner, item, on))


def reopen(owner: Owner, item: ItemId) -> Answer:
    """Take back what was decided about an item of the plan: it is open again, and what was logged with it is gone."""
    return _decided(owner, item, lambda: plan.reopen(owner, item))


def undo(
    owner: Owner, number: Annotated[int, Field(ge=1, lt=2**63, description="As an earlier answer tells it.")]
) -> Answer:
    """Take back what ``log`` saved."""
    try:
        return {"taken_back": take_back(owner, number).label}
    except Undo.DoesNotExist:
        raise Refused(f"There is no undo {number}.") from None


# Each with the areas that a token must open for it: see owners/scopes.py.
READS: dict[Tool, tuple[str, ...]] = {
    find_people: ("contacts",),
    read_tie: ("contacts", "interactions"),
    todays_plan: ("plan",),
    who_would_like_link: ("giving",),
    brief_me: ("contacts", "interactions", "giving"),
    introductions: ("giving",),
}
WRITES: dict[Tool, tuple[str, ...]] = {
    log: ("interactions",),
    done: ("plan",),
    later: ("plan",),
    reopen: ("plan",),
    undo: ("contacts", "interactions"),
}


def _decided(owner: Owner, item: int, act: Callable[[], object]) -> Answer:
    try:
        act()
    except Suggestion.DoesNotExist:
        raise Refused(f"There is no item {item} in the plan.") from None
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    row = suggestion_of(owner, item)
    return {"id": row.pk, "action": row.action, "stage": row.stage, "comes_back_on": _day(row.again_on)}


def _contact(owner: Owner, number: int) -> Contact:
    try:
        return contact_of(owner, number)
    except Contact.DoesNotExist:
        raise Refused(f"There is no contact {number}; find_people tells the numbers.") from None


def _who(contact: Contact) -> Answer:
    return {"id": contact.pk, "name": contact.name, "work": work_of(contact)}


def _item(row: Suggestion) -> Answer:
    shape = suggestion_shape(row)
    wanted = ("id", "contact", "action", "channel", "minutes", "reason", "in_hand", "about")
    return _filled({name: value for name, value in shape.items() if name in wanted})


def _latest(owner: Owner, contact: Contact) -> list[Answer]:
    rows = history_of(owner, contact)[:LATEST]
    return [
        _filled({"on": row.at.date().isoformat(), "channel": row.channel, "way": row.direction, "about": _short(readable(row.summary))})
        for row in rows
    ]  # fmt: skip


def _filled(answer: Answer) -> Answer:
    """Without what is empty: an assistant pays for every word."""
    return {name: value for name, value in answer.items() if value not in ("", None, [], ())}


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
