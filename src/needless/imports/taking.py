"""Takes one batch of drafts: contacts first, then what passed, recommendations and what is told of the owner; counts it all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.contacts.pictures import PictureRefused, portrait
from needless.helping.models import OWN_KEY, Recommendation
from needless.imports.drafts import (
    ContactDraft,
    InteractionDraft,
    OwnDraft,
    Person,
    Read,
    RecommendationDraft,
    Refusal,
    Skip,
)
from needless.imports.imagined import Imagined
from needless.imports.known import Known, identities_of
from needless.imports.models import ImportFile, Refused
from needless.imports.people import Entry, Writing, create, in_one_line, name_of, signature
from needless.imports.talk import ERASED_FIELD, STRANGERS, Talk, Talked
from needless.imports.updating import Updates
from needless.owners.models import OwnAddress, OwnPosition
from needless.tables import bulk


def refuse(file: ImportFile, refusals: Sequence[Refusal]) -> None:
    """Keep what was refused, so that the owner can read it."""
    rows = [(file.owner_id, file.pk, r.row, r.field[:100], _told(r, file)) for r in refusals]
    bulk.insert(Refused, ["owner_id", "file_id", "row", "field", "problem"], rows)
    file.refused += len(refusals)


def _told(refusal: Refusal, file: ImportFile) -> str:
    """The first "unknown" file stands for all that could not be opened: there the path goes into the text."""
    return refusal.problem if file.path else f"{refusal.path}\t{refusal.problem}"


def skip(file: ImportFile, reason: str, count: int = 1) -> None:
    """Count what was left out on purpose; a negative count takes back what waited and came in after all."""
    before = file.skips.get(reason, 0)
    file.skips[reason] = max(0, before + count)
    file.skipped += file.skips[reason] - before
    if not file.skips[reason]:
        del file.skips[reason]


def _photos_refused(path: str, drafts: Sequence[ContactDraft]) -> list[Refusal]:
    """Each photo is made small; one that cannot be read is taken off its draft, and told."""
    refused = []
    for draft in (draft for draft in drafts if draft.photo):
        try:
            draft.photo = portrait(draft.photo)
        except PictureRefused as problem:
            draft.photo = b""
            refused.append(
                Refusal(
                    path,
                    draft.row,
                    "PHOTO",
                    _("%(name)s came in without the photo: %(why)s")
                    % {"name": name_of(draft), "why": problem},
                )
            )
    return refused


def _mails_refused(file: ImportFile, drafts: Sequence[ContactDraft]) -> list[Refusal]:
    """What stands where an e-mail address should and is none becomes a field of the contact's; of a table it is told."""
    refused = []
    for draft in (draft for draft in drafts if not all("@" in mail for mail, _label in draft.emails)):
        wrong = [mail for mail, _label in draft.emails if "@" not in mail]
        draft.emails = [pair for pair in draft.emails if "@" in pair[0]]
        draft.fields += [("E-mail", mail) for mail in wrong]
        if file.kind != "vcard":  # there a nickname of a network is often written so
            problem = "an address such as ana@example.org expected, not %r; kept as a field"
            refused += [Refusal(file.path, draft.row, "E-mail", problem % mail[:40]) for mail in wrong]
    return refused


class Taking:
    """What one run knows while it takes batch after batch; in a preview it only counts."""

    def __init__(self, writing: Writing, preview: bool, me: Sequence[tuple[str, str]]) -> None:
        self.writing = writing
        self.imagined = Imagined(me) if preview else None
        self.known = Known(writing.owner, writing.with_erased)
        self.talk = Talk(self.known, writing, self.imagined)

    def take(self, file: ImportFile, batch: Sequence[Read]) -> None:
        """Write one batch within the caller's transaction."""
        kinds: dict[type[Any], list[Any]] = defaultdict(list)
        for found in batch:
            kinds[type(found)].append(found)
        people: list[ContactDraft] = kinds[ContactDraft]
        refuse(file, kinds[Refusal] + _photos_refused(file.path, people) + _mails_refused(file, people))
        for left_out in kinds[Skip]:
            skip(file, left_out.reason, left_out.count)
        for own in kinds[OwnDraft]:
            self._take_own(file, own)
        self._take_contacts(file, people)
        if talk := kinds[InteractionDraft]:
            self._count(file, self.talk.take(talk))
        if given := kinds[RecommendationDraft]:
            self._take_recommendations(file, given)

    def _count(self, file: ImportFile, done: Talked) -> None:
        file.created += done.created
        file.interactions_created += done.created
        file.updated += done.updated
        file.unchanged += done.unchanged
        file.contacts_created += done.contacts_created
        for reason, count in done.skipped.items():
            skip(file, reason, count)

    def _take_contacts(self, file: ImportFile, drafts: Sequence[ContactDraft]) -> None:
        ids = iter([] if self.imagined is not None else bulk.reserve_ids(Contact, len(drafts)))
        fresh: list[Entry] = []
        again: list[Entry] = []
        for draft in drafts:
            identities = identities_of(draft, self.writing.region)
            in_one_line(draft)
            draft.name = name_of(draft)
            pk = self.known.match(draft, identities)
            if pk is not None:
                again.append(Entry(draft, identities, pk))
            elif draft.only_if_known or not draft.name:
                skip(file, STRANGERS if draft.only_if_known else "a row without a name or address")
            elif why := self.known.why_forgotten(draft.key, identities, draft.name):
                refuse(file, [Refusal(file.path, draft.row, ERASED_FIELD, why)])
            elif draft.match_name and self.known.is_shared(draft.name):
                skip(file, "several contacts have this name")
            else:
                entry = Entry(draft, identities, next(ids, 0) or next(self.known.pretended))
                self._remember(file, entry)
                fresh.append(entry)
        self._write(file, fresh, again)

    def _remember(self, file: ImportFile, entry: Entry) -> None:
        draft = entry.draft
        file.alike += self.known.add_name(entry.pk, draft.name)
        self.known.add_addresses(entry.pk, entry.identities)
        if draft.key:
            self.known.add_key(entry.pk, draft.key, signature(draft))

    def _write(self, file: ImportFile, fresh: list[Entry], again: list[Entry]) -> None:
        if self.imagined is None:
            create(fresh, self.known, self.writing)
        else:
            for entry in fresh:
                self.imagined.tell(entry.pk, entry.draft)
        file.created += len(fresh)
        file.contacts_created += len(fresh)
        if again:
            self._update(file, again)
        sides = self.talk.sides
        if sides and (
            waited := [(key, e.pk) for e in (*fresh, *again) for _kind, key in e.identities if key in sides]
        ):
            done = Talked()
            self.talk.release(waited, done)
            self._count(file, done)

    def _update(self, file: ImportFile, entries: list[Entry]) -> None:
        updates = Updates(entries, self.known, self.writing, self.imagined)
        for entry in entries:
            self.known.add_addresses(entry.pk, entry.identities)
            if updates.add(entry):
                file.updated += 1
                file.contacts_updated += 1
                if self.imagined is not None:
                    self.imagined.tell(entry.pk, entry.draft)
            else:
                file.unchanged += 1
        if self.imagined is None:
            updates.write()
        for entry in entries:
            if entry.draft.key and entry.draft.key not in self.known.by_key:
                self.known.add_key(entry.pk, entry.draft.key, signature(entry.draft))

    def _take_recommendations(self, file: ImportFile, drafts: Sequence[RecommendationDraft]) -> None:
        owner = self.writing.owner
        there = set(
            Recommendation.objects.of(owner)
            .filter(key__in=[d.key for d in drafts])
            .values_list("key", flat=True)
        )
        if self.imagined is not None:
            there |= self.imagined.recommendations
            self.imagined.recommendations.update(d.key for d in drafts)
        there |= self._written_here({d.key: d for d in drafts if d.key not in there and d.given and d.text})
        new = {d.key: d for d in drafts if d.key not in there}
        file.created += len(new)
        file.unchanged += len(drafts) - len(new)
        rows = [
            (owner.pk, self.writing.import_id, self._recommender(d), d.person.name[:300], d.given, d.text, d.on,
             d.organisation[:300], d.title[:300], d.status[:40], d.skill[:300], d.key)
            for d in new.values()
        ]  # fmt: skip
        columns = [
            "owner_id",
            "made_by_id",
            "contact_id",
            "person_name",
            "is_given",
            "text",
            "on",
            "organisation",
            "title",
        ]
        if self.imagined is None:
            bulk.insert(Recommendation, [*columns, "status", "skill", "key"], rows)

    def _written_here(self, drafts: dict[str, RecommendationDraft]) -> set[str]:
        """The keys of those that were written in Needless before they were posted there: one row, by the archive's key."""
        rows = Recommendation.objects.of(self.writing.owner).filter(key__startswith=OWN_KEY) if drafts else ()
        own = {(row.contact_id, "".join(row.text.split())): row for row in rows}
        found = {key: own.get((self._recommender(d), "".join(d.text.split()))) for key, d in drafts.items()}
        met = {key: row for key, row in found.items() if row}
        for key, row in met.items():
            row.key = key
            if self.imagined is None:
                row.save(update_fields=["key"])
        return set(met)

    def _recommender(self, draft: RecommendationDraft) -> int | None:
        """By link where there is one, else the one contact of that name."""
        found = self.known.person(draft.person, self.writing.region)
        return found or self.known.person(Person(name=draft.person.name), self.writing.region)

    def _take_own(self, file: ImportFile, draft: OwnDraft) -> None:
        owner, made_any = self.writing.owner, False
        rows = [("email", v.lower()) for v in draft.emails] + [("link", v) for v in draft.links]
        for kind, value in [*rows, *(("name", v.lower()) for v in draft.names)]:
            made_any = self._keep(OwnAddress, owner=owner, kind=kind, value=value[:320]) or made_any
        for p in draft.positions:
            key = {"organisation": p.organisation[:300], "title": p.title[:300], "started": p.started}
            rest = {"place": p.place[:300], "ended": p.ended, "description": p.description}
            made_any = self._keep(OwnPosition, owner=owner, **key, defaults=rest) or made_any
        file.created += made_any
        file.unchanged += not made_any

    def _keep(self, model: type[OwnAddress] | type[OwnPosition], **values: Any) -> bool:
        if self.imagined is not None:
            values.pop("defaults", None)
            is_new = self.imagined.is_new(tuple(map(str, [model.__name__, *list(values.values())[1:]])))
            return is_new and not model.objects.filter(**values).exists()
        made: bool = model.objects.get_or_create(**values)[1]
        return made
