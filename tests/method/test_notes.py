"""What a note says of somebody's field, and what it does not (M13)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.notes import fields_in, likings_in


@pytest.mark.parametrize(
    ("note", "fields"),
    [
        ("Works on port automation since 2020.", ("port automation",)),
        ("Specialises in customs law and trade sanctions; tall", ("customs law", "trade sanctions")),
        ("She writes about climate policy for a weekly", ("climate policy",)),
        ("Fields: cranes, tug boats", ("cranes", "tug boats")),
        ("works on it", ()),
        ("Works on a very long thing that nobody could ever call a field of anybody", ()),
        ("Met at the fair", ()),
    ],
)
def test_a_field_is_read_from_the_words_that_name_one(note, fields):
    assert fields_in([note]) == fields


def test_what_they_like_is_read_in_parts():
    assert likings_in(["Loves hiking and jazz. Interested in beekeeping"]) == ("hiking", "jazz", "beekeeping")
    assert likings_in(["He likes him"]) == ()


@given(st.text())
def test_any_text_is_read_and_says_only_what_stands_there(text):
    for phrase in (*fields_in([text]), *likings_in([text])):
        assert phrase in text
        assert 2 < len(phrase) <= 62
