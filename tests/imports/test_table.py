"""Any other table comes in by a mapping that is guessed and can be corrected (M17)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.pieces import contacts, piece_of, read_all, refusals

from needless.imports.drafts import Asked
from needless.imports.sources.table import SOURCES, guess

TABLE = SOURCES[0]


def test_pingcrm_columns_are_guessed():
    columns = ["full_name", "emails", "phones", "tags", "company", "job_title", "twitter_handle"]
    fields = ["name", "email", "phone", "tags", "organisation", "title"]
    assert guess(columns) == dict(zip(columns, fields, strict=False))


def test_atomic_crm_rows_are_read_and_what_is_not_guessed_becomes_a_field():
    head = "first_name,last_name,gender,background,first_seen,tags,linkedin_url,company,email_work,email_home"
    row = (
        "Ines,Okafor,female,Met at the fair,2024-01-05,a;b,https://linkedin.com/in/i,Northwind,i@example.org,"
    )
    assert TABLE.sniff(piece_of(head))
    ines = contacts(read_all(TABLE, f"{head}\n{row}\n"))[0]
    assert (ines.name, ines.met_on, ines.tags) == ("Ines Okafor", date(2024, 1, 5), ["a", "b"])
    assert (ines.emails, ines.fields) == ([("i@example.org", "work")], [("gender", "female")])
    assert (ines.notes, ines.links) == ([("Met at the fair", None)], [("https://linkedin.com/in/i", "")])


@pytest.mark.parametrize(
    "header",
    ["Vorname;Nachname;Firma;E-Mail", "Nombre;Apellidos;Empresa;Correo", "Prénom;Nom;Société;Courriel"],
)
def test_headers_in_other_languages_are_guessed(header):
    zoe = contacts(read_all(TABLE, f"{header}\nZoë;Müller;Nordwind;z@example.org\n".encode("cp1252")))[0]
    assert (zoe.name, zoe.organisation, zoe.emails) == ("Zoë Müller", "Nordwind", [("z@example.org", "")])


def test_the_owners_mapping_goes_before_the_guess():
    asked = Asked(columns={"Who": "name", "Where": "how_we_met"})
    ines = contacts(read_all(TABLE, "Who,Where,Email\nInes,At the fair,i@example.org\n", asked))[0]
    assert (ines.name, ines.how_we_met, ines.emails) == ("Ines", "At the fair", [])
    assert ines.fields == [("Email", "i@example.org")]


def test_several_values_in_a_cell_are_split():
    ines = contacts(read_all(TABLE, "Name,Emails\nInes,a@example.org; b@example.org\n"))[0]
    assert [value for value, _ in ines.emails] == ["a@example.org", "b@example.org"]


def test_a_bad_day_is_refused_and_kept_as_a_field():
    read = read_all(TABLE, "Name,Met on\nInes,long ago\n")
    assert contacts(read)[0].fields == [("Met on", "long ago")]
    assert [(one.row, one.field) for one in refusals(read)] == [(2, "Met on")]


def test_a_table_of_other_things_is_left_alone():
    assert not TABLE.sniff(piece_of("Date,Amount\n2024-01-01,5\n"))


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(content):
    TABLE.sniff(piece_of(content))
    read_all(TABLE, content)
    framed = b"name,email,birthday\n" + content
    assert read_all(TABLE, framed) == read_all(TABLE, framed)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Full Name;Work e-mail;Cell Phone #;Employer", "Eva Stein;e@s.example;+1 212 555 0101;Initech"),
        (
            "Kontaktname;E-Mail privat;Telefonnr.;Arbeitgeber",
            "Stein, Eva;e@s.example;+1 212 555 0101;Initech",
        ),
        ("氏名;メールアドレス;電話番号;会社名", "Eva Stein;e@s.example;+1 212 555 0101;Initech"),
        ("Name;Spalte 7;Column X;Company", "Eva Stein;e@s.example;+1 212 555 0101;Initech"),
    ],
)
def test_columns_that_nobody_listed_are_told_by_a_part_of_their_name_or_by_their_values(header, row):
    eva = contacts(read_all(TABLE, f"{header};Status\n{row};open\n"))[0]
    assert (eva.name, eva.organisation, eva.emails, eva.phones) == (
        "Eva Stein", "Initech", [("e@s.example", "")], [("+1 212 555 0101", "")],
    )  # fmt: skip
    assert eva.fields == [("Status", "open")]


@pytest.mark.parametrize(("known", "day"), [("25/12/1980", "1980-08-02"), ("12/25/1980", "1980-02-08")])
def test_the_whole_file_tells_whether_the_day_or_the_month_is_first(known, day):
    read = contacts(read_all(TABLE, f"Name,Birthday,Email\nA,{known},\nB,02/08/1980,\n"))
    assert [one.birthday for one in read] == ["1980-12-25", day]
