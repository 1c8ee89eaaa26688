"""Any CSV opens, whatever wrote it, and a broken row costs itself only (M17)."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.imports.drafts import Piece, Refusal
from needless.imports.sources.dates import read_date, read_moment, read_partial_date
from needless.imports.sources.tables import open_table, parse_head


def piece_of(content: bytes, path: str = "x.csv") -> Piece:
    return Piece(path, len(content), lambda: io.BytesIO(content), content[: 1 << 16])


def rows_of(content: bytes, *wanted: str) -> list:
    table = open_table(piece_of(content), [wanted] if wanted else [])
    assert table is not None
    return list(table.rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_found_out(encoding, delimiter):
    content = "Name,Ort\r\nZoë,Köln\r\n".replace(",", delimiter).encode(encoding)
    assert rows_of(content) == [(2, ["Zoë", "Köln", ""])]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "姓名,公司\n王小明,北京大学\n李娜,阿里巴巴\n"),
        ("gb18030", "Name,Company\n陈伟,Acme\n刘洋,Foo\n赵敏,Bar\n"),
        ("cp1250", "Imię,Nazwisko\nŁukasz,Wójcik\nBolesław,Dąbrowski\n"),
        ("cp1250", "Jméno,Příjmení\nTomáš,Dvořák\nMiloš,Černý\nAleš,Růžička\n"),
        ("cp1252", "Nom,Société\nFrançois,Cœur & Sœurs\nJoão,Conceição Irmãos\nÅse,5 m³ à 3 £\n¿Qué?,Peña\n"),
        ("cp1251", "Имя,Фамилия\nИван,Петров\nАнна,Иванова\n"),
    ],
)
def test_windows_of_other_countries_is_told_by_its_letters(encoding, text):
    table = open_table(piece_of(text.encode(encoding)))
    assert table is not None
    written = [table.names, *(cells[:-1] for _number, cells in table.rows())]
    assert written == [line.split(",") for line in text.splitlines()]


def test_a_stray_byte_does_not_make_utf_8_chinese():
    content = "Name,Ort\nJürgen,Köln\nZoë,Çeşme\n李娜,北京\n".encode() + b"Andr\xe9,X\n"
    assert rows_of(content)[-2:] == [(4, ["李娜", "北京", ""]), (5, ["André", "X", ""])]


def test_the_header_is_found_by_its_names_below_a_preamble_and_rows_count_as_in_a_spreadsheet():
    content = b'Notes:\n"two\nlines"\n\n First_Name ,"LAST NAME"\nA,B\n\nC\n'
    assert rows_of(content, "First Name", "Last Name") == [(5, ["A", "B", ""]), (7, ["C", "", ""])]


def test_a_cell_of_ten_megabytes_costs_its_row_only():
    content = b'a,b\n1,"' + b"x\n" * 5_000_000 + b'"\n2,3\n'
    broken, fine = rows_of(content, "a", "b")
    assert isinstance(broken, Refusal) and broken.row == 2
    assert fine == (3, ["2", "3", ""])


def test_nul_bytes_are_removed():
    assert rows_of(b"a,b\n1\x00,2\x00\n", "a", "b") == [(2, ["1", "2", ""])]


def test_a_stream_that_breaks_is_refused_where_it_breaks():
    class Broken(io.BytesIO):
        def readable(self) -> bool:
            return True

        def read1(self, size: int = -1) -> bytes:
            raise OSError("bad CRC")

    piece = piece_of(b"a,b\n1,2\n")
    piece.open = Broken
    table = open_table(piece, [("a", "b")])
    assert table is not None
    (refusal,) = table.rows()
    assert isinstance(refusal, Refusal) and "bad CRC" in refusal.problem


def test_a_missing_column_reads_as_empty():
    table = open_table(piece_of(b"a,b\n1,2,3,4\n"), [("a", "b")])
    assert table is not None
    ((_, cells),) = table.rows()
    assert table.pick("B", "no such", "a")(cells) == ("2", "", "1")


@given(st.binary(max_size=400))
def test_any_bytes_open_without_raising(content):
    table = open_table(piece_of(content))
    assert table is None or list(table.rows()) == list(table.rows())
    assert (parse_head(piece_of(content)) is None) == (table is None)


@pytest.mark.parametrize(
    "text",
    [
        "08 Feb 2026",
        "2/8/26",
        "02/08/2026, 1:10 AM",
        "2026-02-08",
        "2026/02/08 23:13:46 UTC",
        "Feb 8, 2026",
        "8. Februar 2026",
        "8 févr. 2026",
        "8 de febrero de 2026",
        "08.02.2026",
        "2026-02-08T10:00:00+02:00",
    ],
)
def test_a_day_is_read_in_many_styles(text):
    assert str(read_date(text)) == "2026-02-08"


def test_moments_are_utc_and_a_bare_day_is_its_noon():
    assert str(read_moment("1/29/26, 2:37\u202fPM")) == "2026-01-29 14:37:00+00:00"
    assert str(read_moment("2026-02-08T01:00:00+02:00")) == "2026-02-07 23:00:00+00:00"
    assert str(read_moment("2026-02-08")) == "2026-02-08 12:00:00+00:00"
    assert str(read_date("13/2/26")) == "2026-02-13"


def test_dates_stay_as_exact_as_they_are_known():
    assert [read_partial_date(text) for text in ("Jan 2020", "2020", "1/31/20", "once")] == [
        "2020-01",
        "2020",
        "2020-01-31",
        "",
    ]


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text):
    read_date(text), read_partial_date(text)
    moment = read_moment(text)
    assert moment is None or moment.utcoffset() is not None
