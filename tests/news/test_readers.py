"""Looking at the best few first names the same people for the same reasons as looking at everybody (M13)."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from needless.method.relevance import Card, Cards, Item, people_for
from needless.news import readers
from needless.news.vectors import PEOPLE, Remembered
from needless.owners.models import Owner

TITLES = ("Customs specialist", "Head of logistics", "Staff nurse", "Chef", "", "Bank clerk", "Harbour pilot")
ITEM = Item(
    1,
    "Container ships queue as customs checks slow at Orient Lines",
    "Shipping lines warn of delays to cargo.",
)
CARD = st.builds(
    lambda title, firm, fields: (title, firm, tuple(fields)),
    st.sampled_from(TITLES),
    st.sampled_from(("", "Orient Lines", "Quay")),
    st.lists(st.sampled_from(("ports", "cranes", "wards", "bread")), max_size=2),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(CARD, max_size=40), st.integers(1, 6), st.sampled_from((0.2, 0.42, 0.6)))
def test_the_same_people_for_the_same_reasons(rows, most, at):
    cards = [Card(n, *row) for n, row in enumerate(rows, start=1)]
    first, readers.FIRST = readers.FIRST, 3
    try:
        found = readers.readers_of(Owner(pk=1), ITEM, cards, most, at)
    finally:
        readers.FIRST = first
    everybody = people_for(ITEM, Cards(cards, Remembered(Owner(pk=1), PEOPLE)), most, at)
    assert [told(match) for match in found] == [told(match) for match in everybody]
    assert [match.score for match in found] == approx([match.score for match in everybody], abs=1e-4)


def told(match):
    """Whom it names, but for who of several alike: their scores differ in the last bit by where they stand."""
    card = match.card
    return card.title, card.organisation, card.fields, match.terms, match.facts
