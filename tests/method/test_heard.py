"""What a line of the log tells of: a possibility, a thought, or neither (M5, M6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.heard import heard_in


@pytest.mark.parametrize(
    ("note", "kind", "text"),
    [
        ("heard of a job at Port of Lisbon", "possibility", "a job at Port of Lisbon"),
        ("she told me about an opening for a planner", "possibility", "an opening for a planner"),
        ("mentioned that Maersk is hiring planners", "possibility", "Maersk is hiring planners"),
        ("he knows of a tender in Porto", "possibility", "a tender in Porto"),
        ("possibility: speaking in Ghent", "possibility", "speaking in Ghent"),
        ("insight: small batches beat big plans", "perspective", "small batches beat big plans"),
        ("I learned that queues grow with load", "perspective", "queues grow with load"),
        ("heard of his new baby", "", ""),
        ("she mentioned the weather", "", ""),
        ("heard that the choir sings on Sunday", "", ""),
        ("talked about the job", "", ""),
    ],
)
def test_it_tells_a_chance_from_talk(note, kind, text):
    found = heard_in(note)
    assert (found.kind, found.text) == (kind, text)


def test_the_rest_of_the_line_stays():
    assert heard_in("good soup; heard of a job in Porto; her son sails").rest == "good soup; her son sails"


def test_what_tells_of_nothing_stays_whole():
    assert heard_in("good soup; long walk").rest == "good soup; long walk"


@given(st.text(max_size=200))
def test_it_takes_any_text(note):
    found = heard_in(note)
    assert found.kind in ("", "possibility", "perspective") and bool(found.kind) == bool(found.text)
