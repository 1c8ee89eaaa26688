"""Google's address book comes in from both of its layouts (M17)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.pieces import SHARED, contacts, piece_of, read_all, refusals

from needless.imports.sources.google import SOURCES

GOOGLE = SOURCES[0]
NEW = "First Name,Middle Name,Last Name,Organization Name,Birthday,Notes,Labels,"
HEAD = NEW + "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value"
OLD = "Name,Given Name,Family Name,Hobby,Group Membership,Organization 1 - Name,Organization 1 - Title"
ROW = 'Ines,,Okafor,Northwind, --02-08,"Met at\nthe fair",' + (
    "Work ::: * myContacts,* Work,i@example.org,Mobile,1 ::: 2"
)


def test_the_new_layout_is_read_whole():
    assert GOOGLE.sniff(piece_of(HEAD))
    ines = contacts(read_all(GOOGLE, f"\ufeff{HEAD}\n{ROW}\n"))[0]
    assert (ines.name, ines.organisation, ines.birthday) == ("Ines Okafor", "Northwind", "--02-08")
    assert (ines.emails, ines.phones) == ([("i@example.org", "Work")], [("1", "Mobile"), ("2", "Mobile")])
    assert (ines.tags, ines.notes, ines.row) == (["Work"], [("Met at\nthe fair", None)], 2)


def test_the_old_layout_is_read_whole():
    assert GOOGLE.sniff(piece_of(OLD))
    row = "Ines Okafor,Ines,Okafor,Sailing,* myContacts ::: Navy,Northwind,Director"
    ines = contacts(read_all(GOOGLE, f"{OLD}\n{row}\n"))[0]
    assert (ines.name, ines.organisation, ines.title) == ("Ines Okafor", "Northwind", "Director")
    assert (ines.tags, ines.fields) == (["Navy"], [("Hobby", "Sailing")])


def test_numbered_columns_of_any_count_are_read():
    columns = ",".join(f"Phone {n} - Label,Phone {n} - Value" for n in range(2, 30))
    numbers = ",".join(f"Home,{n}{n}" for n in range(20, 48))
    ines = contacts(read_all(GOOGLE, f"{HEAD},{columns}\n{ROW},{numbers}\n"))[0]
    assert len(ines.phones) == 30


def test_addresses_websites_events_relations_and_own_fields_find_their_places():
    extra = (
        "Address 1 - Label,Address 1 - Street,Address 1 - City,Address 1 - Country,Website 1 - Label,"
        "Website 1 - Value,Event 1 - Label,Event 1 - Value,Relation 1 - Label,Relation 1 - Value,"
        "Custom Field 1 - Label,Custom Field 1 - Value"
    )
    filled = "Home,1 Long Street,Lisbon,Portugal,,https://linkedin.com/in/ines,Wedding,2010-06-01,Spouse,Jo,Car,Red"
    ines = contacts(read_all(GOOGLE, f"{HEAD},{extra}\n{ROW},{filled}\n"))[0]
    assert ines.addresses == [("1 Long Street, Lisbon, Portugal", "Home")]
    assert (ines.place, ines.links) == ("Lisbon, Portugal", [("https://linkedin.com/in/ines", "")])
    assert (ines.dates, ines.relations) == ([("Wedding", "2010-06-01")], [("spouse", "Jo")])
    assert ines.fields == [("Car", "Red")]


def test_two_equal_rows_stay_two_people_and_keep_their_keys():
    content = f"{HEAD}\n{ROW}\n{ROW}\n"
    first, second = contacts(read_all(GOOGLE, content))
    assert second.key == first.key + "#2"
    assert read_all(GOOGLE, content) == read_all(GOOGLE, content)


def test_a_bad_birthday_is_refused_and_its_person_imported():
    read = read_all(GOOGLE, f"{HEAD}\nIda,,,,in spring\n")
    assert contacts(read)[0].fields == [("Birthday", "in spring")]
    assert [(one.row, one.field) for one in refusals(read)] == [(2, "Birthday")]


def test_a_row_with_nobody_in_it_is_refused():
    assert [one.row for one in refusals(read_all(GOOGLE, f"{HEAD}\n,,,,,lonely note\n"))] == [2]


def test_forty_missing_columns_and_a_cut_file_do_no_harm():
    least = "First Name,Last Name,Organization Name,Labels\n"
    assert [one.name for one in contacts(read_all(GOOGLE, least + 'Ines\nIda,Mo,"cut'))] == ["Ines", "Ida Mo"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_their_encoding(encoding):
    content = f"{HEAD}\nZoë,,Müller\n".encode(encoding)
    assert contacts(read_all(GOOGLE, content))[0].name == "Zoë Müller"


def test_ten_megabytes_in_one_field_cost_that_row_alone():
    read = read_all(GOOGLE, f"{HEAD}\nA,,,,,{'x' * 10_000_000}\nIda\0,,Mo\n")
    assert [one.name for one in contacts(read)] == ["Ida Mo"]
    assert refusals(read)[0].row == 2


@pytest.mark.parametrize(
    "path", sorted((SHARED / "fixtures").glob("google*.csv")), ids=lambda path: path.name
)
def test_the_shared_fixtures_are_read(path):
    content = path.read_bytes()
    assert GOOGLE.sniff(piece_of(content))
    ines = contacts(read_all(GOOGLE, content))[0]
    assert (ines.name, ines.emails, ines.tags) == ("Ines Okafor", [("ines@example.org", "Work")], ["Work"])


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(content):
    GOOGLE.sniff(piece_of(content))
    read_all(GOOGLE, content)
    framed = HEAD.encode() + b"\n" + content
    assert read_all(GOOGLE, framed) == read_all(GOOGLE, framed)
