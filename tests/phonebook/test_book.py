"""The address book as phones read it: true after whatever changed a contact, by whichever way."""

from datetime import date

import pytest

from needless.contacts.actions import (
    add_note,
    add_relation,
    add_tag,
    delete_contact,
    let_go,
    save_contact,
    take_back,
)
from needless.contacts.models import Contact
from needless.contacts.undo import latest_undo, undo
from needless.helping.merging import merge_contacts
from needless.owners.app_passwords import make_app_password
from needless.phonebook.book import book_of, cards_in, changed_since, show_notes
from needless.phonebook.models import BookCard
from needless.tables.sums import tables


@pytest.fixture
def ana(owner):
    return save_contact(
        owner, {"name": "Ana Silva", "emails": ["ana@x.example"], "phones": [("+351912345678", "work")]}
    )


def text_of(owner, contact):
    book_of(owner)
    card = BookCard.objects.get(contact=contact)
    return None if card.is_gone else card.text


def changes(owner, since):
    book_of(owner)
    return changed_since(owner, since)


def test_a_card_says_what_the_contact_says(owner, ana):
    text = text_of(owner, ana)
    assert "FN:Ana Silva\r\n" in text and "TEL;TYPE=work:+351912345678\r\n" in text
    assert text.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n") and f"UID:{ana.uid}" in text


WAYS = {
    "a name": (lambda o, a: save_contact(o, {"name": "Ana Costa"}, a), "FN:Ana Costa"),
    "an address": (lambda o, a: save_contact(o, {"emails": ["new@x.example"]}, a), "EMAIL:new@x.example"),
    "a note": (lambda o, a: add_note(o, a, "likes tea"), "NOTE:likes tea"),
    "a tag": (lambda o, a: add_tag(o, [a.pk], "chess"), "CATEGORIES:chess"),
    "a relation": (lambda o, a: add_relation(o, a, "partner", other_name="Bo"), "X-ABRELATEDNAMES:Bo"),
    "a day": (lambda o, a: save_contact(o, {"dates": [("wedding", "--06-01")]}, a), "1604-06-01"),
    "a field": (lambda o, a: save_contact(o, {"fields": [("role", "cook")]}, a), "ROLE:cook"),
    "SQL": (lambda o, a: Contact.objects.filter(pk=a.pk).update(title="Chief"), "TITLE:Chief"),
}


@pytest.mark.parametrize("way", WAYS)
def test_whatever_changes_a_contact_changes_the_card(owner, ana, way):
    show_notes(owner, True)
    number = book_of(owner).number
    change, says = WAYS[way]
    change(owner, ana)
    assert says in text_of(owner, ana)
    assert changes(owner, number) == [f"{ana.uid.hex}.vcf"]
    assert changes(owner, number + 1) == []


def test_who_is_renamed_is_renamed_on_others_cards(owner, ana):
    bo = save_contact(owner, {"name": "Bo"})
    add_relation(owner, ana, "partner", other=bo)
    assert "X-ABRELATEDNAMES:Bo" in text_of(owner, ana)
    save_contact(owner, {"name": "Bob"}, bo)
    assert "X-ABRELATEDNAMES:Bob" in text_of(owner, ana)


def test_who_is_let_go_or_deleted_leaves_the_book_and_comes_back(owner, ana):
    number = book_of(owner).number
    let_go(owner, [ana.pk])
    assert text_of(owner, ana) is None and changes(owner, number) == [f"{ana.uid.hex}.vcf"]
    take_back(owner, ana.pk)
    assert "Ana" in text_of(owner, ana)
    delete_contact(owner, ana.pk)
    assert text_of(owner, ana) is None
    undo(owner, latest_undo(owner).pk)
    assert "Ana" in text_of(owner, ana)


def test_a_merged_contact_leaves_the_book_and_the_other_has_both(owner, ana):
    twin = save_contact(owner, {"name": "Ana S.", "emails": ["other@x.example"]})
    book_of(owner)
    merge_contacts(owner, ana.pk, twin.pk, date(2026, 1, 1))
    assert text_of(owner, twin) is None
    assert "other@x.example" in text_of(owner, ana)


def test_nothing_of_an_erased_contact_stays(owner, ana):
    number = book_of(owner).number
    href = f"{ana.uid.hex}.vcf"
    Contact.objects.filter(pk=ana.pk).delete()
    card = BookCard.objects.get(href=href)
    assert card.text == "" and card.said is None and card.earlier == []
    assert changes(owner, number) == [href] and BookCard.objects.get(href=href).is_gone


def test_new_contacts_come_in_and_nothing_is_kept_for_owners_without_a_phone(owner, other_owner, ana):
    book_of(owner)
    bo = save_contact(owner, {"name": "Bo"})
    theirs = save_contact(other_owner, {"name": "Cy"})
    assert "Bo" in text_of(owner, bo)
    assert not BookCard.objects.filter(contact=theirs).exists()
    assert set(cards_in(owner).values_list("contact", flat=True)) == {ana.pk, bo.pk}


def test_asking_again_costs_two_queries_and_a_change_the_same_whatever_the_size(
    owner, ana, django_assert_max_num_queries, django_assert_num_queries
):
    for n in range(30):
        save_contact(owner, {"name": f"P{n}", "emails": [f"p{n}@x.example"]})
    book_of(owner)
    with django_assert_num_queries(2):
        book_of(owner)
    save_contact(owner, {"title": "Chief"}, ana)
    with django_assert_max_num_queries(20):
        book_of(owner)


def test_notes_stay_here_unless_the_owner_wants_them_on_the_phone(client, owner, ana):
    make_app_password(owner, "My phone")
    add_note(owner, ana, "likes tea")
    assert "likes tea" not in text_of(owner, ana)
    client.force_login(owner)
    client.post("/phone/notes/", {"with_notes": "1"})
    assert "NOTE:likes tea" in text_of(owner, ana)
    assert "checked" in client.get("/phone/").content.decode()
    client.post("/phone/notes/", {})
    assert "likes tea" not in text_of(owner, ana)


def test_a_copy_of_all_tables_fills_the_contacts_before_there_is_a_book_whose_triggers_would_write():
    names = [model._meta.db_table for model in tables()]
    about = ("contact", "address", "tag", "note", "importantdate", "customfield", "photo", "relation")
    assert max(names.index(f"needless_{name}") for name in about) < names.index("needless_book")
    assert names.index("needless_book") < names.index("needless_bookcard")
