"""What each contact's field is, from what is there, and as the owner says it in a line (M13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Note, Position, Tag, Undo
from needless.contacts.undo import kept, made, remember
from needless.helping.models import Wish
from needless.method.notes import fields_in, likings_in
from needless.method.relevance import Card
from needless.news.models import Offer, Profile
from needless.owners.models import Owner
from needless.tables.notes import in_clear

MOST_LIKED, MOST_TAGS, MOST_POSITIONS, MOST_NOTED = 3, 5, 1, 3


def people_of(owner: Owner) -> QuerySet[Contact]:
    """Everybody to whom something might be sent."""
    rows: QuerySet[Contact] = Contact.objects.of(owner).filter(
        deleted_at=None, let_go_at=None, is_deceased=False, never_suggest=False
    )
    return rows.defer("search", "extra").order_by("pk")


def split(line: str) -> tuple[str, ...]:
    """The parts of a line that commas separate, each once."""
    return tuple(dict.fromkeys(part.strip() for part in line.split(",") if part.strip()))


class Person(NamedTuple):
    """As much of a contact as is matched: ten thousand are read in the time of some hundred whole ones."""

    pk: int
    title: str
    organisation: str


def persons_of(owner: Owner, people: QuerySet[Contact] | None = None) -> list[Person]:
    """Everybody to whom something might be sent (of these), by id."""
    rows = people_of(owner) if people is None else people
    return [Person(*row) for row in rows.values_list(*Person._fields)]


def cards_of(owner: Owner, contacts: Sequence[Contact | Person]) -> list[Card]:
    """Each contact cut into facets, in the order given; a handful of queries for any number."""
    ids = [contact.pk for contact in contacts]
    told = _told(owner, ids)
    more = set[int]().union(*told.values())  # of most nothing is known but what they do
    return [
        _card(contact, told) if contact.pk in more else Card(contact.pk, contact.title, contact.organisation)
        for contact in contacts
    ]


def _card(contact: Contact | Person, told: dict[str, dict[int, list[str]]]) -> Card:
    """What the owner says is the field, title or not: a chef may care about ports."""
    pk = contact.pk
    said = [part for line in told["fields"][pk] for part in split(line)]
    fields = said or _fields(contact, told)
    interests = [part for line in told["interests"][pk] for part in split(line)]
    interests = interests or list(likings_in(told["notes"][pk]))
    return Card(
        pk, "" if said else contact.title, contact.organisation, (*fields, *told["liked"][pk][-MOST_LIKED:]),
        tuple(interests), tuple(told["needs"][pk]), tuple(told["offers"][pk]),
    )  # fmt: skip


def _fields(contact: Contact | Person, told: dict[str, dict[int, list[str]]]) -> list[str]:
    """Tags, what the notes say, other jobs that they hold; without a title what they did before, else what they offer."""
    pk, title = contact.pk, contact.title.casefold()
    held = [job for job in told["held"][pk] if job.casefold() != title][-MOST_POSITIONS:]
    found = [*told["tags"][pk][:MOST_TAGS], *fields_in(told["notes"][pk])[:MOST_NOTED], *held]
    if not contact.title:
        found += [] if held else told["left"][pk][-MOST_POSITIONS:]
        found = found or told["offers"][pk]
    return list(dict.fromkeys(found))


def _told(owner: Owner, ids: Sequence[int]) -> dict[str, dict[int, list[str]]]:
    few: dict[str, Any] = {"contact__in": ids} if len(ids) < 1000 else {}
    liked = Offer.objects.of(owner).filter(state=Offer.State.LIKED, **few).order_by("decided_at")
    wishes = Wish.objects.of(owner).filter(ended_at=None, **few)
    profiles, tags = Profile.objects.of(owner).filter(**few), Tag.objects.of(owner).filter(**few)
    jobs = Position.objects.of(owner).filter(**few).exclude(title="").order_by("started", "pk")
    notes = Note.objects.of(owner).filter(**few).order_by("pk")
    rows = {
        "fields": profiles.values_list("contact_id", "fields"),
        "interests": profiles.values_list("contact_id", "interests"),
        "tags": tags.order_by("name").values_list("contact_id", "name"),
        "held": jobs.filter(ended="").values_list("contact_id", "title"),
        "left": jobs.exclude(ended="").values_list("contact_id", "title"),
        "notes": ((pk, in_clear(text)) for pk, text in notes.values_list("contact_id", "text")),
        "needs": wishes.filter(kind=Wish.Kind.NEED).values_list("contact_id", "text"),
        "offers": wishes.filter(kind=Wish.Kind.OFFER).values_list("contact_id", "text"),
        "liked": liked.values_list("contact_id", "story__title"),
    }
    return {name: _by_contact(found) for name, found in rows.items()}


def _by_contact(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, text in rows:
        if text:
            found[pk].append(text)
    return found


def line_of(owner: Owner, contact: Contact) -> list[tuple[str, str]]:
    """What stories and openings are matched to, as one line: (words, where they come from)."""
    told = _told(owner, [contact.pk])
    card, pk = _card(contact, told), contact.pk
    sources = [
        (told["liked"][pk], _("liked")), (told["tags"][pk], _("tag")), (told["held"][pk] + told["left"][pk], _("job")),
        (told["offers"][pk], _("offers")), (fields_in(told["notes"][pk]), _("your note")),
    ]  # fmt: skip
    whence = {words: said for found, said in reversed(sources) for words in found}
    said = [(card.title, _("title"))] if card.title else []
    said += [(words, whence.get(words, _("your words"))) for words in card.fields]
    said += [(words, _("interest")) for words in card.interests]
    return (
        said
        + [(words, _("looks for")) for words in card.seeks]
        + [(words, _("offers")) for words in card.offers]
    )


def profile_of(owner: Owner, contact: Contact) -> Profile:
    """What the owner said, or a row that is not saved yet."""
    found: Profile | None = Profile.objects.of(owner).filter(contact=contact).first()
    return found or Profile(owner=owner, contact=contact)


@transaction.atomic
def set_profile(owner: Owner, contact: Contact, fields: str, interests: str) -> Undo:
    """Keep what the owner says of a contact's field and interests, each a line with commas."""
    row = profile_of(owner, contact)
    steps = {"restore": [kept(row, ["fields", "interests"])]} if row.pk else {}
    row.fields, row.interests = (", ".join(split(line))[:500] for line in (fields, interests))
    row.save()
    steps = steps or {"remove": [made(row)]}
    return remember(owner, f"{contact.name}: {row.fields or row.interests or '–'}", **steps)
