"""A trip as one says it: where, from which day until which (M12)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.stay import stay_in

ON = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("line", "place", "begins", "ends"),
    [
        ("I'm in Lisbon 3 to 6 March", "Lisbon", "2027-03-03", "2027-03-06"),
        ("Lisbon 3-6 March", "Lisbon", "2027-03-03", "2027-03-06"),
        ("in Porto from March 3 to 6", "Porto", "2027-03-03", "2027-03-06"),
        ("I’ll be in New York, 28 December to 3 January", "New York", "2026-12-28", "2027-01-03"),
        ("Tokyo 2027-01-03 to 2027-01-09", "Tokyo", "2027-01-03", "2027-01-09"),
        ("Berlin on 5 December", "Berlin", "2026-12-05", "2026-12-05"),
        ("Berlin tomorrow", "Berlin", "2026-11-27", "2026-11-27"),
        ("Frankfurt am Main March 3–6, 2027", "Frankfurt am Main", "2027-03-03", "2027-03-06"),
        ("Porto 24 to 28 November", "Porto", "2026-11-24", "2026-11-28"),
        ("São Paulo from the 3rd to the 6th of March", "São Paulo", "2027-03-03", "2027-03-06"),
        ("Lisbon from Monday to Thursday", "Lisbon", "2026-11-30", "2026-12-03"),
        ("London, Ontario, 3 to 6 March 2027", "London, Ontario", "2027-03-03", "2027-03-06"),
        ("I'm in Porto 3 to 6 March 2099", "Porto", "2099-03-03", "2099-03-06"),
        ("Porto, 28 December to 3 January 2099", "Porto", "2098-12-28", "2099-01-03"),
    ],
)  # fmt: skip
def test_a_line_names_a_place_and_days(line, place, begins, ends):
    told = stay_in(line, ON)
    assert (told.place, str(told.begins_on), str(told.ends_on)) == (place, begins, ends)


def test_a_place_alone_names_no_days():
    assert (stay_in("Leeds", ON).place, stay_in("Leeds", ON).begins_on) == ("Leeds", None)
    assert stay_in("Lisbon 31 to 32 February", ON).begins_on is None


@given(st.text(max_size=80), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_line_is_understood_or_left(line, on):
    told = stay_in(line, on)
    assert (told.begins_on is None) == (told.ends_on is None)
    assert told.begins_on is None or told.begins_on <= told.ends_on
