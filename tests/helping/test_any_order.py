"""Whatever is merged, changed, deleted and taken back in whatever order: nothing typed is lost, and the way back is exact (M10)."""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
)
from tests.helping.test_merging import rows_of
from tests.machines import OwnersMachine, run

from needless.contacts.actions import add_note, add_tag, delete_contact, delete_note, save_contact
from needless.contacts.models import Address, Contact, Merge, Note, Undo
from needless.contacts.undo import undo
from needless.helping.merging import merge_contacts
from needless.interactions.actions import delete_interaction, log_interaction
from needless.interactions.models import Interaction, Participation
from needless.plan.models import Suggestion

ON = date(2026, 3, 2)
MAILS = ("home@x.example", "work@x.example", "old@x.example")
numbers = st.integers(0, 50)


class Merging(OwnersMachine):
    """A handful of people; what is done to them can be taken back, last first or any of it."""

    def __init__(self):
        super().__init__()
        self.count = 0
        self.takers = set()  # the ways back of all that took something away
        self.typed = {}  # what was typed -> the model that holds it
        self.done = []  # (way back, everything as it was before), last one last; emptied by what leaves none
        for name in ("Ana Silva", "Ana da Silva", "A. Silva"):
            self.new(name, {MAILS[0]})

    def one(self, number, model=Contact):
        rows = model.objects.of(self.owner).order_by("pk")
        rows = rows.filter(deleted_at=None) if model is Contact else rows
        return rows[number % len(rows)] if rows else None

    def act(self, way_back, before):
        self.done.append((way_back.pk, before))
        self.takers.add(way_back.pk)

    def mark(self, word, model):
        self.count += 1
        self.typed[f"{word} {self.count}"] = model
        return f"{word} {self.count}"

    @rule(name=st.sampled_from(["Bo Berg", "Ana Silva"]), mails=st.sets(st.sampled_from(MAILS), max_size=2))
    def new(self, name, mails):
        save_contact(self.owner, {"name": self.mark(name, Contact), "emails": sorted(mails)})
        self.done.clear()

    @rule(number=numbers)
    def write_a_note(self, number):
        if person := self.one(number):
            add_note(self.owner, person, self.mark("note", Note), ON)
            self.done.clear()

    @rule(number=numbers, other=numbers)
    def talk(self, number, other):
        if person := self.one(number):
            people = list({one.pk: one for one in (person, self.one(other))}.values())
            at = datetime(2026, 2, 1 + self.count % 27, 12, tzinfo=UTC)
            log_interaction(self.owner, people, at, "call", summary=self.mark("talk", Interaction))
            self.done.clear()

    @rule(number=numbers, name=st.sampled_from(["choir", "port"]))
    def tag(self, number, name):
        if person := self.one(number):
            before = rows_of(self.owner)
            self.act(add_tag(self.owner, [person.pk], name), before)

    @rule(number=numbers, other=numbers)
    def merge(self, number, other):
        people = list(Contact.objects.of(self.owner).filter(deleted_at=None).order_by("pk"))
        if len(people) > 1:
            keep = people.pop(number % len(people))
            before = rows_of(self.owner)
            self.act(merge_contacts(self.owner, keep.pk, people[other % len(people)].pk, ON), before)

    @rule(number=numbers, other=numbers)
    def merge_by_mistake(self, number, other):
        self.merge(number, other)
        if self.done:
            self.take_back_the_last()

    @rule(number=numbers)
    def delete(self, number):
        if person := self.one(number):
            before = rows_of(self.owner)
            self.act(delete_contact(self.owner, person.pk), before)

    @rule(number=numbers, model=st.sampled_from([Note, Interaction]))
    def delete_a_row(self, number, model):
        if row := self.one(number, model):
            before = rows_of(self.owner)
            act = delete_note if model is Note else delete_interaction
            word = row.text if model is Note else row.summary
            self.act(act(self.owner, row.pk), before)
            assert word not in self.words(model)

    @precondition(lambda self: self.done)
    @rule()
    def take_back_the_last(self):
        pk, before = self.done.pop()
        if Undo.objects.of(self.owner).get(pk=pk).used_at is None:
            undo(self.owner, pk)
            assert rows_of(self.owner) == before

    @rule(number=numbers)
    def take_back_any(self, number):
        """What something later stands upon is refused; else it goes, and what was typed after it stays."""
        open_ones = Undo.objects.of(self.owner).filter(pk__in=self.takers, used_at=None).order_by("pk")
        if not open_ones:
            return
        before = rows_of(self.owner)
        try:
            undo(self.owner, open_ones[number % len(open_ones)].pk)
        except ValidationError:
            assert rows_of(self.owner) == before
        else:
            self.done.clear()

    @rule()
    def take_back_all(self):
        """Last first, everything that took something away can be taken back: then all that was typed is there."""
        for entry in Undo.objects.of(self.owner).filter(pk__in=self.takers, used_at=None).order_by("-pk"):
            undo(self.owner, entry.pk)
        self.done.clear()
        for model in (Contact, Note, Interaction):
            wanted = {word for word, of in self.typed.items() if of is model}
            assert wanted <= self.words(model)

    def words(self, model):
        column = {Contact: "name", Note: "text", Interaction: "summary"}[model]
        return set(model.objects.of(self.owner).values_list(column, flat=True))

    @invariant()
    def nobody_has_anything_twice(self):
        for model, columns in ((Address, ["contact", "key"]), (Participation, ["contact", "interaction"])):
            rows = list(model.objects.of(self.owner).values_list(*columns))
            assert len(rows) == len(set(rows)), (model, rows)

    @invariant()
    def nothing_points_to_who_was_merged_away(self):
        hidden = Contact.objects.of(self.owner).filter(pk__in=Merge.objects.of(self.owner).values("contact"))
        for model in (Address, Note, Participation, Suggestion):
            assert not model.objects.of(self.owner).filter(contact__in=hidden).exists(), model


class AnyOrder(TestCase):
    def test_nothing_typed_is_lost_and_the_way_back_is_exact(self):
        run(Merging, examples=8, steps=25)
