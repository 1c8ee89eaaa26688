"""The contact list: search by any part of a word, filters, orders (M9, M10)."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from needless.contacts.actions import add_tag, delete_contact, let_go, save_contact, take_back
from needless.contacts.models import Contact
from needless.contacts.queries import contact_of, contacts_found, names_like, tags_of

TODAY = date(2026, 3, 2)


def names(rows):
    return [row.name for row in rows]


@pytest.fixture
def people(owner):
    ines = save_contact(owner, {"name": "Inês Okafor", "organisation": "Hafen Logistik", "place": "Lisbon"})
    mueller = save_contact(
        owner, {"name": "Jörg Müller", "emails": ["jm@example.org"], "place": "Bern, Switzerland"}
    )
    bo = save_contact(owner, {"name": "Bo Li", "tags": ["choir"]})
    return ines, mueller, bo


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mulle", ["Jörg Müller"]),
        ("MÜLL", ["Jörg Müller"]),
        ("okafor haf", ["Inês Okafor"]),
        ("okafor muller", []),
        ("jm@exam", ["Jörg Müller"]),
        ("bo", ["Bo Li"]),
        ("bo choir", ["Bo Li"]),
        ('"', []),
        ('oka"for', ["Inês Okafor"]),  # nearly
        ("okafor OR muller", []),
        ("%%%", []),
        ("\0", ["Bo Li", "Inês Okafor", "Jörg Müller"]),
    ],
)
def test_all_words_must_occur_and_accents_do_not_matter(owner, people, query, found):
    assert names(contacts_found(owner, query)) == found


def test_another_owner_finds_nobody(owner, other_owner, people):
    assert not contacts_found(other_owner, "okafor").exists()
    assert names_like(other_owner, "oka") == []
    with pytest.raises(Contact.DoesNotExist):
        contact_of(other_owner, people[0].pk)


def test_who_was_let_go_comes_back_by_search_only(owner, people):
    let_go(owner, [people[2].pk])
    assert "Bo Li" not in names(contacts_found(owner))
    assert names(contacts_found(owner, "bo li")) == ["Bo Li"]
    assert "Bo Li" in names(contacts_found(owner, include_let_go=True))
    assert names(contacts_found(owner, filter="let-go")) == ["Bo Li"]
    take_back(owner, people[2].pk)
    assert "Bo Li" in names(contacts_found(owner))


def test_who_was_deleted_never_appears(owner, people):
    delete_contact(owner, people[0].pk)
    assert not contacts_found(owner, "okafor", include_let_go=True).exists()
    with pytest.raises(Contact.DoesNotExist):
        contact_of(owner, people[0].pk)


def test_filters_narrow_the_list(owner, people):
    Contact.objects.filter(pk=people[0].pk).update(state="vague", tier="close", met_in_person=True)
    Contact.objects.filter(pk=people[1].pk).update(fades_on=date(2026, 3, 16))
    Contact.objects.filter(pk=people[2].pk).update(fades_on=date(2026, 3, 17))
    assert names(contacts_found(owner, filter="vague")) == ["Inês Okafor"]
    assert names(contacts_found(owner, state="vague", tier="close")) == ["Inês Okafor"]
    assert names(contacts_found(owner, filter="fading", on=TODAY)) == ["Jörg Müller"]
    assert names(contacts_found(owner, filter="never-met")) == ["Bo Li", "Jörg Müller"]
    assert names(contacts_found(owner, place="switz")) == ["Jörg Müller"]
    assert names(contacts_found(owner, organisation="hafen")) == ["Inês Okafor"]
    assert names(contacts_found(owner, tag="choir")) == ["Bo Li"]


@pytest.mark.parametrize(
    ("on", "found"), [(date(2026, 2, 20), True), (date(2028, 2, 10), False), (date(2028, 2, 29), True)]
)
def test_a_birthday_on_the_29th_of_february_is_not_forgotten(owner, on, found):
    save_contact(owner, {"name": "Leap", "birthday": "1980-02-29"})
    assert contacts_found(owner, filter="birthday", on=on).exists() is found


def test_birthdays_without_a_year_turn_the_year(owner):
    save_contact(owner, {"name": "Jan", "birthday": "--01-02"})
    assert names(contacts_found(owner, filter="birthday", on=date(2026, 12, 28))) == ["Jan"]


def test_orders_put_who_has_no_date_last(owner, people):
    Contact.objects.filter(pk=people[1].pk).update(last_talk_on=TODAY, fades_on=TODAY, strength=3)
    Contact.objects.filter(pk=people[2].pk).update(last_talk_on=date(2025, 1, 1), strength=5)
    assert names(contacts_found(owner, sort="last-talk")) == ["Jörg Müller", "Bo Li", "Inês Okafor"]
    assert names(contacts_found(owner, sort="fading"))[0] == "Jörg Müller"
    assert names(contacts_found(owner, sort="alive")) == ["Bo Li", "Jörg Müller", "Inês Okafor"]
    assert names(contacts_found(owner, sort="-name")) == ["Jörg Müller", "Inês Okafor", "Bo Li"]


def test_typeahead_puts_names_before_mentions_and_the_alive_first(owner, people):
    mention = save_contact(owner, {"name": "Xaver", "how_we_met": "through Okafor"})
    Contact.objects.filter(pk=mention.pk).update(strength=9)
    assert names(names_like(owner, "oka")) == ["Inês Okafor", "Xaver"]
    assert names_like(owner, " ") == []


def test_tags_are_listed_once(owner, people):
    add_tag(owner, [p.pk for p in people], "choir")
    assert tags_of(owner) == ["choir"]


def test_who_was_stored_before_other_spellings_were_searched_is_found_by_them(owner, people):
    Contact.objects.filter(pk=people[1].pk).update(search="jorg muller\njm@example.org")
    assert names_like(owner, "mueller", or_nearly=False) == []
    import_module("needless.migrations.0028_other_spellings").add_spellings(
        apps, SimpleNamespace(connection=connection)
    )
    assert (
        names(contacts_found(owner, "mueller")) == names(contacts_found(owner, "muller")) == ["Jörg Müller"]
    )
    assert names(contacts_found(owner, "okafor haf")) == ["Inês Okafor"]
