"""Whatever is changed on contacts can be taken back, once, by who did it (M10)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needless.contacts.actions import (
    add_note,
    add_relation,
    add_tag,
    delete_contact,
    delete_note,
    delete_relation,
    let_go,
    remove_tag,
    save_contact,
    set_flags,
)  # fmt: skip
from needless.contacts.models import Address, Contact, LetGo, Note, Position, Relation, Tag, Undo
from needless.contacts.queries import contact_of, contacts_found
from needless.contacts.undo import latest_undo, undo

FULL = {
    "name": "Inês Okafor",
    "emails": [("ines@example.org", "work"), "INES@home.example"],
    "phones": ["+351 912 345 678"],
    "links": ["https://www.linkedin.com/in/ines-okafor/"],
    "tags": ["choir", "port"],
    "positions": [{"organisation": "Hafen", "title": "Planner", "started": "2020-01"}],
    "dates": [("wedding", "2010-06-01")],
    "fields": [("hobby", "sailing")],
    "birthday": "--02-08",
}


def content(owner):
    """Everything about the owner's contacts but the moment of the last change."""
    rows = {
        m: list(m.objects.of(owner).order_by("pk").values())
        for m in (Contact, Address, Tag, Position, Note, Relation, LetGo)
    }
    for row in rows[Contact]:
        del row["changed_at"]
    return rows


@pytest.fixture
def ines(owner):
    return save_contact(owner, FULL)


def test_a_contact_is_saved_with_everything_given(owner, ines):
    assert set(ines.addresses.values_list("kind", "key")) == {
        ("email", "ines@example.org"), ("email", "ines@home.example"), ("phone", "+351912345678"),
        ("link", "linkedin:ines-okafor"),
    }  # fmt: skip
    assert ines.positions.get().title == "Planner" and ines.dates.get().when == "2010-06-01"
    assert ines.state == "known" and contacts_found(owner, "choir hafen").exists() is False
    assert contacts_found(owner, "choir okafor").get() == ines


@pytest.mark.parametrize(
    "change",
    [
        lambda o, c: (
            save_contact(
                o, {"name": "Ines O.", "emails": ["new@example.org"], "tags": [], "positions": []}, c
            )
            and None
        ),
        lambda o, c: delete_contact(o, c.pk),
        lambda o, c: add_tag(o, [c.pk], "new"),
        lambda o, c: remove_tag(o, [c.pk], "choir"),
        lambda o, c: let_go(o, [c.pk], "moved on"),
        lambda o, c: set_flags(o, [c.pk], never_suggest=True, is_deceased=True),
        lambda o, c: add_note(o, c, "sings") and None,
        lambda o, c: add_relation(o, c, "partner", other_name="Tom") and None,
    ],
)
def test_every_change_can_be_taken_back(owner, ines, change):
    before = content(owner)
    step = change(owner, ines) or latest_undo(owner)
    assert content(owner) != before
    undo(owner, step.pk)
    assert content(owner) == before


def test_a_deleted_note_and_relation_come_back(owner, ines):
    note, relation = add_note(owner, ines, "sings"), add_relation(owner, ines, "partner", other_name="Tom")
    before = content(owner)
    steps = [delete_note(owner, note.pk), delete_relation(owner, relation.pk)]
    assert not contacts_found(owner, "sings").exists()
    for step in steps:  # also the older one
        undo(owner, step.pk)
    assert content(owner) == before and contacts_found(owner, "sings").get() == ines


def test_undoing_an_added_contact_hides_them(owner, ines):
    undo(owner, latest_undo(owner).pk)
    with pytest.raises(Contact.DoesNotExist):
        contact_of(owner, ines.pk)


def test_undo_works_once(owner, ines):
    step = delete_contact(owner, ines.pk)
    undo(owner, step.pk)
    with pytest.raises(ValidationError):
        undo(owner, step.pk)


def test_nobody_undoes_what_another_did(owner, other_owner, ines):
    step = delete_contact(owner, ines.pk)
    with pytest.raises(Undo.DoesNotExist):
        undo(other_owner, step.pk)


def test_steps_never_reach_another_owners_rows(owner, other_owner, ines):
    forged = Undo.objects.create(
        owner=other_owner,
        label="",
        steps={"restore": [["Contact", ines.pk, {"name": "x"}]], "remove": [["Contact", ines.pk]]},
    )
    undo(other_owner, forged.pk)
    assert contact_of(owner, ines.pk).name == "Inês Okafor"


def test_a_row_whose_contact_is_gone_is_not_put_back(owner, ines):
    step = remove_tag(owner, [ines.pk], "choir")
    Contact.objects.filter(pk=ines.pk).delete()
    with pytest.raises(ValidationError):
        undo(owner, step.pk)
    assert not Tag.objects.of(owner).exists()


def test_bulk_changes_are_one_undo(owner):
    ids = [save_contact(owner, {"name": f"P{n}"}).pk for n in range(5)]
    made_before = Undo.objects.of(owner).count()
    step = let_go(owner, ids)
    assert Undo.objects.of(owner).count() == made_before + 1 and "5" in step.label
    undo(owner, step.pk)
    assert contacts_found(owner).count() == 5 and not LetGo.objects.exists()


def test_other_peoples_ids_in_a_bulk_change_are_left_alone(owner, other_owner, ines):
    for change in (lambda: let_go(other_owner, [ines.pk]), lambda: add_tag(other_owner, [ines.pk], "x")):
        change()
    ines.refresh_from_db()
    assert ines.let_go_at is None and not ines.tags.filter(name="x").exists()
    with pytest.raises(Contact.DoesNotExist):
        save_contact(other_owner, {"name": "x"}, ines)
    with pytest.raises(Contact.DoesNotExist):
        add_note(other_owner, ines, "x")


@pytest.mark.parametrize(
    ("values", "at_fault"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "A", "birthday": "8.2.1980"}, "birthday"),
        ({"name": "A", "emails": ["nonsense"]}, "emails"),
        ({"name": "A" * 301}, "name"),
        ({"name": "A", "state": "odd"}, "state"),
        ({"name": "A", "owner_id": 1}, "owner_id"),
        ({"name": "A", "dates": [("x", "1.1.")]}, "dates"),
    ],
)
def test_what_cannot_be_saved_names_its_field_and_changes_nothing(owner, values, at_fault):
    with pytest.raises(ValidationError) as caught:
        save_contact(owner, values)
    assert at_fault in caught.value.message_dict and not Contact.objects.of(owner).exists()


def test_saving_the_same_again_leaves_the_rows_alone(owner, ines):
    before = set(ines.addresses.values_list("pk", flat=True))
    save_contact(owner, FULL, ines)
    assert set(ines.addresses.values_list("pk", flat=True)) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_searched_and_saved(owner, name, query):
    saved = save_contact(owner, {"name": "N" + name})
    assert (
        saved in contacts_found(owner, include_let_go=True) and list(contacts_found(owner, query)) is not None
    )
