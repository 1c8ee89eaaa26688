"""Outlook's address book comes in, in four languages (M17)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.pieces import SHARED, contacts, piece_of, read_all, refusals

from needless.imports.sources import source_of
from needless.imports.sources.outlook import SOURCES

OUTLOOK = SOURCES[0]
HEAD = (
    "First Name,Last Name,Title,E-mail Address,Business Phone,Company,Job Title,Birthday,Anniversary,Notes,"
    "Spouse,Children,Referred By,Hobby,Business Street,Business City,Business Country,Priority,Categories"
)
ROW = (
    'Ines,Okafor,Dr.,i@example.org,123,Northwind,Director,2/8/1980,0/0/00,"one\ntwo",Jo,Ann; Bob,'
    "Ida Mo,Sailing,1 Long Street,Lisbon,Portugal,Normal,Work;Friends"
)


def test_every_column_finds_its_place():
    assert OUTLOOK.sniff(piece_of(HEAD))
    ines = contacts(read_all(OUTLOOK, f"{HEAD}\n{ROW}\n"))[0]
    assert (ines.name, ines.organisation, ines.title) == ("Dr. Ines Okafor", "Northwind", "Director")
    assert (ines.emails, ines.phones) == ([("i@example.org", "")], [("123", "work")])
    assert (ines.birthday, ines.dates, ines.notes) == ("1980-02-08", [], [("one\ntwo", None)])
    assert ines.relations == [("spouse", "Jo"), ("child", "Ann"), ("child", "Bob")]
    assert (ines.how_we_met, ines.tags) == ("referred by Ida Mo", ["Work", "Friends"])
    assert ines.fields == [("Referred by", "Ida Mo"), ("Hobby", "Sailing")]
    assert ines.addresses == [("1 Long Street, Lisbon, Portugal", "work")]
    assert ines.place == "Lisbon, Portugal"


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Vorname;Nachname;Firma;E-Mail-Adresse;Geburtstag", "cp1252"),
        ("Prénom;Nom;Société;Adresse de messagerie;Anniversaire", "cp1252"),
        ("Nombre;Apellidos;Organización;Dirección de correo electrónico;Cumpleaños", "utf-8"),
    ],
)
def test_localised_headers_are_understood(header, encoding):
    content = f"{header}\r\nZoë;Müller;Nordwind;z@example.org;08.02.1980\r\n".encode(encoding)
    assert OUTLOOK.sniff(piece_of(content))
    zoe = contacts(read_all(OUTLOOK, content))[0]
    assert (zoe.name, zoe.organisation, zoe.birthday) == ("Zoë Müller", "Nordwind", "1980-02-08")
    assert zoe.emails == [("z@example.org", "")]


@pytest.mark.parametrize(
    ("row", "name"),
    [("Herr,Jürgen,Groß", "Jürgen Groß"), ("Frau Dr.,Jo,Li", "Frau Dr. Jo Li"), ("Herr,,Groß", "Herr Groß")],
)
def test_mere_courtesy_is_no_part_of_a_name(row, name):
    table = f"Anrede,Vorname,Nachname,E-Mail-Adresse\n{row},j@example.org\n".encode("cp1252")
    found = contacts(read_all(OUTLOOK, table))[0]
    assert (found.name, found.prefix) == (name, row.split(",")[0])


def test_two_equal_rows_stay_two_people():
    keys = [one.key for one in contacts(read_all(OUTLOOK, f"{HEAD}\n{ROW}\n{ROW}\n"))]
    assert keys[1] == keys[0] + "#2"


def test_a_bad_day_is_refused_and_its_person_imported():
    read = read_all(OUTLOOK, "First Name,Last Name,E-mail Address,Birthday\nIda,Mo,,soon\n")
    assert contacts(read)[0].name == "Ida Mo"
    assert [one.row for one in refusals(read)] == [2]


def test_the_shared_fixture_is_read():
    for path in (SHARED / "fixtures").glob("outlook*.csv"):
        ines = contacts(read_all(OUTLOOK, path.read_bytes()))[0]
        assert (ines.name, ines.phones) == ("Ines Okafor", [("+44 1632 960001", "mobile")])


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(content):
    OUTLOOK.sniff(piece_of(content))
    read_all(OUTLOOK, content)
    framed = HEAD.encode() + b"\n" + content
    assert read_all(OUTLOOK, framed) == read_all(OUTLOOK, framed)


@pytest.mark.parametrize(
    "header",
    [
        "Nome,Cognome,Società,Indirizzo posta elettronica,Compleanno,Cellulare",
        "Nome,Sobrenome,Empresa,Endereço de Email,Aniversário,Telefone Celular",
        "Voornaam,Achternaam,Bedrijf,E-mailadres,Verjaardag,Mobiele telefoon",
        "Prénom,Nom,Société,Adresse de messagerie,Anniversaire,Tél. mobile",
    ],
)
def test_more_languages_and_their_days(header):
    content = f"{header}\r\nZoë,Müller,Nordwind,z@example.org,08/02/1980,+39 333 1234567\r\n"
    assert source_of(piece_of(content)) is OUTLOOK
    zoe = contacts(read_all(OUTLOOK, content))[0]
    assert (zoe.name, zoe.organisation, zoe.birthday) == ("Zoë Müller", "Nordwind", "1980-02-08")
    assert (zoe.emails, zoe.phones) == ([("z@example.org", "")], [("+39 333 1234567", "mobile")])


def test_a_path_of_exchange_is_no_mail_address():
    path = "/o=ExchangeLabs/ou=Exchange/cn=Recipients/cn=abc"
    read = read_all(
        OUTLOOK, f"First Name,Last Name,E-mail Address,E-mail 2 Address\nAnn,Lee,{path},a@example.org\n"
    )
    assert contacts(read)[0].emails == [("a@example.org", "")]
    assert contacts(read)[0].fields == [("Exchange", path)]


@pytest.mark.parametrize(
    ("header", "encoding", "row", "name"),
    [
        ("名,姓,会社,電子メール アドレス,誕生日,携帯電話", "cp932", "太郎,山田,トヨタ", "山田太郎"),
        ("Имя,Фамилия,Организация,Адрес эл. почты,День рождения,Телефон переносной", "cp1251", "Анна,Каренина,Завод", "Анна Каренина"),
    ],
)  # fmt: skip
def test_windows_of_japan_and_russia(header, encoding, row, name):
    content = f"{header}\r\n{row},z@example.org,1980/2/8,+81 90 1234 5678\r\n".encode(encoding)
    assert source_of(piece_of(content)) is OUTLOOK
    (found,) = contacts(read_all(OUTLOOK, content))
    assert (found.name, found.organisation, found.birthday) == (name, row.split(",")[2], "1980-02-08")


@pytest.mark.parametrize("name", ["Jürgen Groß", "Ælfgifu Þórðardóttir", "ÄÖÜ ßß", "Łódź", "Françoise Bœuf"])
def test_western_windows_is_not_taken_for_another(name):
    content = f"First Name,Last Name,E-mail Address\n{name},X,z@example.org\n" * 3
    octets = content.encode("cp1252", "replace")
    assert (
        contacts(read_all(OUTLOOK, octets))[0].given_name
        == octets.decode("cp1252").split("\n")[1].split(",")[0]
    )
