"""vCards of three versions and ten programs come in, and nothing unknown is lost (M17)."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.pieces import SHARED, contacts, piece_of, read_all, refusals

from needless.imports.sources.address_book import day_text
from needless.imports.sources.vcard import SOURCES, postal_lines
from needless.imports.sources.vcard_syntax import (
    Card,
    content_line,
    escape,
    fold,
    parts,
    read_cards,
    unescape,
    write_card,
)

VCARD = SOURCES[0]
CORPUS = sorted((SHARED / "samples" / "vcard").glob("*/*.vcf"))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=200)


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    return end.join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def one(*lines: str, version: str = "3.0"):
    return contacts(read_all(VCARD, card(*lines, version=version)))[0]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_card_of_the_corpus_is_read(path):
    content = path.read_bytes()
    read = read_all(VCARD, content)
    assert VCARD.sniff(piece_of(content))
    assert len(read) >= content.upper().count(b"BEGIN:VCARD")
    assert all(refusal.field == "FN" for refusal in refusals(read))  # one card is a photo and no more


def test_the_known_properties_find_their_places():
    ines = one(
        "UID:abc", "N:Okafor;Ines;Maria;Dr.;Jr.", "FN:Dr. Ines Okafor",
        "ORG:Northwind;Sales", "TITLE:Director",
        "EMAIL;TYPE=INTERNET;TYPE=WORK:ines@example.org", "TEL;VALUE=uri;TYPE=\"work,cell\":tel:+44-1632",
        "ADR;TYPE=HOME:;;1 Long Street;Lisbon;;1000;Portugal", "BDAY:--0203", "NOTE:one\\ntwo\\, three",
        "CATEGORIES:work,myContacts", "item1.X-ABRELATEDNAMES:Jo", "item1.X-ABLabel:_$!<Spouse>!$_",
        "PHOTO;ENCODING=b:" + base64.b64encode(b"\xff\xd8x").decode(),
    )  # fmt: skip
    assert (ines.key, ines.name, ines.family_name, ines.suffix) == (
        "vcard:abc",
        "Dr. Ines Okafor",
        "Okafor",
        "Jr.",
    )
    assert (ines.organisation, ines.fields, ines.title) == (
        "Northwind",
        [("department", "Sales")],
        "Director",
    )
    assert (ines.emails, ines.phones) == ([("ines@example.org", "work")], [("+44-1632", "work cell")])
    assert (ines.place, ines.birthday) == ("Lisbon, Portugal", "--02-03")
    assert (ines.notes, ines.tags) == ([("one\ntwo, three", None)], ["work"])
    assert (ines.relations, ines.photo) == ([("spouse", "Jo")], b"\xff\xd8x")


def test_what_is_unknown_or_cannot_be_held_is_kept_verbatim():
    unknown = ['X-FOO;A="b:c":d\\,e', "TITLE:Second", "item9.X-ODD:1", "item9.X-ABLabel:Mine"]
    assert one("FN:A", "TITLE:First", *unknown).extra == unknown


def test_an_address_is_kept_with_its_parts():
    line = "ADR:;;1 Long Street;Lisbon;;1000;Portugal"
    ines = one("FN:A", line)
    assert postal_lines(ines.extra)[ines.addresses[0][0]] == line


def test_quoted_printable_with_soft_breaks_and_loose_base64_are_unfolded():
    ada = one(
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91a =", "and more",
        "ORG;ENCODING=QUOTED-PRINTABLE:N=", "",
        "TEL;HOME;VOICE:1", "PHOTO;ENCODING=BASE64;JPEG:/9j/", "4AAQ", version="2.1",
    )  # fmt: skip
    assert (ada.name, ada.organisation, ada.phones) == ("Ña and more", "N", [("1", "home")])
    assert ada.photo == base64.b64decode("/9j/4AAQ")


@pytest.mark.parametrize(
    ("written", "name"),
    [("J=C3=B6rg=\n M=C3=BCller", "Jörg Müller"), ("J=C3=B6rg=\n\tM=\n=C3=BCller", "Jörg\tMüller"), ("J=C3=B6=\nrg", "Jörg")],
)  # fmt: skip
def test_behind_a_soft_break_a_space_in_front_is_of_the_text(written, name):
    line = f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{written}"
    assert one(*line.split("\n"), "TEL:1", version="2.1").name == name


def test_a_comma_in_a_name_is_not_where_the_name_ends():
    assert one("FN:Mr. John Richter, James Doe Sr.").name == "Mr. John Richter, James Doe Sr."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end):
    assert [
        draft.name for draft in contacts(read_all(VCARD, card("FN:A", end=end) + card("FN:B", end=end)))
    ] == [
        "A",
        "B",
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [("19800208", "1980-02-08"), ("1980-02-08", "1980-02-08"), ("--0208", "--02-08"), ("--02-08", "--02-08"),
     ("1980-02-08T10:00:00Z", "1980-02-08"), ("08 Feb 1980", "1980-02-08"), ("--0231", ""), ("soon", "")],
)  # fmt: skip
def test_days_in_many_styles(written, day):
    assert day_text(written) == day


def test_a_bad_birthday_is_refused_and_kept_and_its_card_imported():
    read = read_all(VCARD, card("FN:A", "BDAY:in spring"))
    assert contacts(read)[0].extra == ["BDAY:in spring"]
    assert [(refusal.row, refusal.field) for refusal in refusals(read)] == [(1, "BDAY")]


def test_a_card_without_an_end_is_refused_and_its_neighbours_are_not():
    broken = "BEGIN:VCARD\nFN:Cut\n"
    read = read_all(VCARD, card("FN:A", end="\n") + broken + card("FN:B", end="\n") + broken)
    assert [draft.name for draft in contacts(read)] == ["A", "B"]
    assert [refusal.row for refusal in refusals(read)] == [5, 11]


def test_garbage_lines_are_refused_once():
    read = read_all(VCARD, "garbage\nmore\n" + card("FN:A", "nothing at all", end="\n"))
    assert [draft.name for draft in contacts(read)] == ["A"]
    assert [refusal.row for refusal in refusals(read)] == [1, 6]


def test_an_agent_is_not_mistaken_for_its_principal():
    boss = one("FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Agent", "END:VCARD", "TITLE:Chief", version="2.1")
    assert (boss.name, boss.title) == ("Boss", "Chief")
    assert boss.extra == ["AGENT:BEGIN:VCARD\\nFN:Agent\\nEND:VCARD"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_their_encoding(encoding):
    content = card("FN:Zoë Müller").encode(encoding)
    assert VCARD.sniff(piece_of(content))
    assert contacts(read_all(VCARD, content))[0].name == "Zoë Müller"


def test_nul_bytes_and_ten_megabytes_in_one_field_do_no_harm():
    draft = one("FN:A\0da", "NOTE:" + "x" * 10_000_000)
    assert (draft.name, len(draft.notes[0][0])) == ("Ada", 10_000_000)


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(content):
    VCARD.sniff(piece_of(content))
    read_all(VCARD, content)
    framed = b"BEGIN:VCARD\nFN:A\n" + content + b"\nEND:VCARD\n"
    assert read_all(VCARD, framed) == read_all(VCARD, framed)


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_values_are_written_and_read_back(values):
    lines = [content_line("X-ONE", escape(value), {"LABEL": "a;b"}) for value in values]
    lines.append(content_line("N", ";".join(map(escape, values))))
    cards = list(read_cards(io.BytesIO(write_card(lines).encode())))
    assert len(cards) == 1 and isinstance(cards[0], Card)
    *ones, name = cards[0].properties
    assert [unescape(prop.value) for prop in ones] == values
    assert parts(name.value, ";") == values
    assert [prop.line for prop in cards[0].properties] == lines


@given(TEXT)
def test_a_folded_line_has_no_more_than_75_octets(value):
    pieces = fold("NOTE:" + escape(value)).encode().split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode() is not None for piece in pieces)


def test_a_file_read_in_blocks_is_the_same_as_one_read_at_once():
    content = "".join(card(f"FN:Person {number}", "NOTE:" + "y" * 3000) for number in range(1000))
    drafts = contacts(read_all(VCARD, content))
    assert [draft.name for draft in drafts] == [f"Person {number}" for number in range(1000)]


def test_an_extension_of_version_4_is_written_as_people_do():
    card = one("FN:A", "TEL;VALUE=uri:tel:+1-418-656-9254;ext=102", version="4.0")
    assert card.phones == [("+1-418-656-9254 ext. 102", "")]


def test_a_year_alone_tells_of_a_death_and_is_no_mistake():
    card = one("FN:A", "DEATHDATE:2020", version="4.0")
    assert (card.deceased, card.extra) == (True, ["DEATHDATE:2020"])


def test_a_name_as_lists_are_sorted_is_shown_as_it_is_spoken():
    assert one("N:Okafor;Ines;;Dr.;", "FN:Okafor, Ines").name == "Dr. Ines Okafor"
    assert one("N:山田;太郎;;;").name == "山田太郎"
