"""Cards told apart: lines and where they stand, in five languages (M17)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.card_fields import fields_of
from needless.method.card_layout import Line, straight
from needless.method.card_patterns import mail_in, phones_in, web_in


def card(*rows):
    """Lines below each other: a text, or (text, height)."""
    lines, y = [], 0.0
    for row in rows:
        text, height = row if isinstance(row, tuple) else (row, 28.0)
        y += height * 1.5
        lines.append(Line(text, 300.0, y, len(text) * height * 0.5, float(height)))
    return lines


CARDS = [
    (("Hafen Logistik GmbH", ("Inês Okafor", 46), "Leiterin Einkauf", "Tel. +49 40 1234567", "ines.okafor@hafen-logistik.de"),
     ("Inês Okafor", "Leiterin Einkauf", "Hafen Logistik GmbH")),
    ((("MUSEUM OF TIDES", 60), "SIOBHÁN O'LEARY", "Curator", "s.oleary@museumoftides.co.uk"),
     ("Siobhán O'Leary", "Curator", "MUSEUM OF TIDES")),
    (("Álvaro Quintana", "Responsable de Ventas", "Vinos Quintana", "info@vinosquintana.es", "+34 612 34 56 78"),
     ("Álvaro Quintana", "Responsable de Ventas", "Vinos Quintana")),
    ((("Étienne", 50), ("Rousseau", 50), "Conseiller", "Banque du Quai", "etienne.rousseau@banqueduquai.fr"),
     ("Étienne Rousseau", "Conseiller", "Banque du Quai")),
    (("João Conceição", "Diretor Comercial | Conservas Atlântico Lda", "joao@conservas-atlantico.pt"),
     ("João Conceição", "Diretor Comercial", "Conservas Atlântico Lda")),
    (("Dr. Jürgen Müller", "Geschäftsführer", "Nordwerk AG", "juergen.mueller@nordwerk.de"),
     ("Dr. Jürgen Müller", "Geschäftsführer", "Nordwerk AG")),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "wanted"), CARDS, ids=[wanted[0] for _rows, wanted in CARDS])
def test_name_title_and_company_are_told_apart(rows, wanted):
    found = fields_of(card(*rows))
    assert (found.name, found.title, found.organisation) == wanted


def test_a_mail_that_fits_says_more_than_size():
    found = fields_of(card(("Blue Heron", 60), "Mara Lindqvist", "mara.lindqvist@blueheron.com"))
    assert found.name == "Mara Lindqvist"
    assert found.organisation == "Blue Heron"


def test_a_title_that_no_list_knows_stands_below_the_name():
    found = fields_of(card(("Ngozi Eze", 40), "Keynote Speaker", "ngozi@eze.com"))
    assert found.title == "Keynote Speaker"


def test_a_free_mailbox_is_no_company():
    found = fields_of(card("Tom Hale", "Gardener", "tom.hale@gmail.com"))
    assert found.organisation == ""


def test_a_street_without_a_word_for_it_stands_beside_the_town():
    found = fields_of(card("Ana Silva", "Am Sandtorkai 14", "20457 Hamburg", "ana@silva.com"))
    assert found.address == "Am Sandtorkai 14, 20457 Hamburg"


def test_the_address_tells_the_country():
    found = fields_of(card("Ana Silva", "Rua do Cais 1", "1200-109 Lisboa", "Portugal", "ana@silva.com"))
    assert found.address == "Rua do Cais 1, 1200-109 Lisboa, Portugal"
    assert found.region == "PT"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("E-Mail: ines.okafor@hafen.de", "ines.okafor@hafen.de"),
        ("E jane@example.org", "jane@example.org"),
        ("ines . okafor @ hafen .de", "ines.okafor@hafen.de"),
        ("tw@elbkontorde", "tw@elbkontor.de"),
        ("Jane©example.org", "jane@example.org"),
        ("no mail here", ""),
    ],
)
def test_mail_is_found_through_what_the_reading_did_to_it(text, wanted):
    assert mail_in(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tel. +49 (0)40 123 456", [("+49 (0)40 123 456", "")]),
        ("Mobil: 0171/1234567", [("0171/1234567", "mobile")]),
        ("Fax +44 20 7946 0958", [("+44 20 7946 0958", "fax")]),
        ("T +1 212 555 0122 M +1 212 555 0199", [("+1 212 555 0122", ""), ("+1 212 555 0199", "mobile")]),
        ("+44 2O 7946 O958", [("+44 20 7946 0958", "")]),
        ("USt-ID DE123456789", []),
        ("IBAN DE02 1203 0000 0000 2020 51", []),
        ("20457 Hamburg", []),
    ],
)
def test_numbers_that_ring_are_told_from_others(text, wanted):
    assert phones_in(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("www.hafen-logistik.de", "www.hafen-logistik.de"), ("Web: https://ana.example/me", "https://ana.example/me"),
     ("Dr.Schmidt", ""), ("Head of R.D", ""), ("ana@web.de", ""), ("hafen.de", "hafen.de")],
)  # fmt: skip
def test_web_addresses_are_told_from_abbreviations(text, wanted):
    assert web_in(text) == wanted


@pytest.mark.parametrize("degrees", [-20, 0, 12, 90, 180])
def test_a_turned_card_lies_straight(degrees):
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    boxes = [(0, 0, "first"), (0, 60, "second"), (0, 120, "third")]
    turned = [
        (text, [(px * cos - py * sin, px * sin + py * cos) for px, py in
                ((x, y), (x + 300, y), (x + 300, y + 30), (x, y + 30))])
        for x, y, text in reversed(boxes)
    ]  # fmt: skip
    lines = straight(turned)
    assert [line.text for line in lines] == ["first", "second", "third"]
    assert all(math.isclose(line.height, 30) and math.isclose(line.width, 300) for line in lines)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=40), st.floats(1, 99)), max_size=12))
def test_any_lines_are_told_apart_without_failing(rows):
    found = fields_of(card(*rows))
    assert isinstance(found.name, str)


@given(
    st.lists(
        st.from_regex(r"[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){0,2}", fullmatch=True), max_size=8, unique=True
    )
)
def test_no_word_is_lost(texts):
    found = fields_of(card(*texts))
    kept = " ".join([found.name, found.title, found.organisation, found.address, *found.links, *found.rest])
    assert all(word in kept for text in texts for word in text.split())
