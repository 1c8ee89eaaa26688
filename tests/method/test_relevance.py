"""Who would like this, and why: scores, reasons, thresholds, organisations (M13, M16)."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from needless.method import relevance
from needless.method.encoding import encode, packed, unpacked
from needless.method.lexical import Index, stems
from needless.method.organisations import Names, names_of
from needless.method.relevance import Card, Cards, Item, Items, items_for, pairs, people_for
from needless.method.table import DIMENSIONS, table

SHARED = Path(__file__).parents[3] / "shared" / "data" / "matching"
TEXT = st.text(max_size=300)
NURSE = Card(1, "Nurse practitioner", "Elm Clinic", ("patients", "public health"))
SAILOR = Card(2, "Supply chain VP", "Orient Lines", ("shipping", "ports and customs"), interests=("chess",))
CHEF = Card(3, "Executive chef", "Saffron Table", ("restaurants", "recipes"))
PEOPLE = [NURSE, SAILOR, CHEF]
PORTS = Item(
    10,
    "Container ships queue outside ports as customs checks slow",
    "Shipping lines warn of delays to cargo.",
)
FLU = Item(
    11, "Hospitals prepare for a hard flu season", "Nurses and doctors urge patients to have their vaccine."
)
SOUP = Item(12, "Ten soup recipes from the best restaurants", "Chefs share what they cook in winter.")
STORIES = [PORTS, FLU, SOUP]


def test_each_story_finds_whose_field_it_is():
    assert [found[0].item.id for found in items_for(PEOPLE, STORIES)] == [11, 10, 12]
    assert [match.card.id for match in people_for(PORTS, PEOPLE)] == [2]


def test_the_reason_names_words_of_the_story_and_the_cards_own():
    (match,) = people_for(PORTS, PEOPLE)
    assert {"ports", "customs"} & {term.lower() for term in match.terms}
    assert set(match.facts) == {"shipping", "ports and customs"}


def test_who_wants_more_gets_more_and_who_is_careful_gets_less():
    crowd = [
        Card(n, title) for n, title in enumerate(("Harbour master", "Baker", "Teacher", "Trade reporter"))
    ]
    numbers = [len(people_for(PORTS, crowd, 5, at)) for at in (0.1, relevance.SHOWN_AT, 0.9)]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[2] == 0


def test_what_fits_nobody_is_shown_to_nobody():
    assert people_for(Item(1, "A poem about the moon", "It was night."), PEOPLE) == []
    assert people_for(Item(1, "", ""), PEOPLE) == []
    assert people_for(Item(1, "zxqv kjwp", "qqq"), PEOPLE) == []


def test_nobody_and_nothing_are_no_error():
    assert people_for(PORTS, []) == []
    assert items_for([], STORIES) == []
    assert items_for(PEOPLE, []) == [[], [], []]
    assert items_for([Card(1)], STORIES)[0][0].shown is False
    assert pairs([]) == []


def test_at_most_so_many_are_returned_and_at_most_two_shown():
    stories = [Item(n, "Ports and customs: shipping news", f"Ships and cargo, part {n}") for n in range(30)]
    (found,) = items_for([SAILOR], stories, 10)
    assert len(found) == 10
    assert sum(match.shown for match in found) == relevance.MOST_SHOWN
    crowd = [Card(n, "Harbour master", "", ("shipping", "ports")) for n in range(12)]
    assert len(people_for(PORTS, crowd, 5)) == 5


@settings(max_examples=60, deadline=None)
@example("Ports e\u0301t\u00e9 \u0130stanbul", "o\u0308 \u6f22\u5b57 _a_")
@given(TEXT, TEXT)
def test_the_words_shares_sum_to_the_cosine(title, text):
    item = Item(1, title, text)
    vector = Cards([SAILOR]).vectors[0]
    cosine = float(encode([item.whole])[0] @ vector)
    assert sum(share for _word, share in relevance.shares(vector, item)) == pytest.approx(cosine, abs=0.01)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6), st.randoms())
def test_order_does_not_change_what_is_found(texts, made):
    stories = [Item(n, title, text) for n, (title, text) in enumerate(texts)]
    mixed = list(stories)
    made.shuffle(mixed)
    one, other = ({(m.item.id, round(m.score, 4)) for m in items_for([CHEF], s)[0]} for s in (stories, mixed))
    assert one == other


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_what_is_shown_is_never_below_the_threshold(title, text):
    for match in people_for(Item(1, title, text), PEOPLE):
        people, stories = Cards([match.card]), Items([match.item])
        sure = relevance.sureness(people, stories, *relevance.ranked(people, stories))
        assert (
            match.card.organisation in match.facts
            or sure[0, 0] >= people.asked(relevance.SHOWN_AT)[0, 0] - 1e-6
        )


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, max_size=5))
def test_any_text_has_a_vector_of_length_one_or_none_at_all(texts):
    vectors = encode(texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    lengths = np.linalg.norm(vectors, axis=1)
    assert all(length == pytest.approx(1, abs=1e-4) or length == 0 for length in lengths)


def test_a_very_long_text_is_read_at_its_beginning():
    assert np.allclose(encode(["ports " * 400]), encode(["ports " * 4000]), atol=1e-3)


def test_stored_vectors_keep_their_cosines():
    vectors = encode([item.whole for item in STORIES])
    kept = unpacked(packed(vectors))
    assert np.abs(kept @ kept.T - vectors @ vectors.T).max() < 0.01
    assert np.array_equal(unpacked(packed(np.zeros((1, DIMENSIONS), np.float32))), np.zeros((1, DIMENSIONS)))


def test_accents_case_and_ideographs_are_cut_as_bert_does():
    pieces = table().pieces
    assert pieces.of("Café") == pieces.of("cafe")
    assert len(pieces.of("漢字")) == 2
    assert pieces.of("x" * 101) == pieces.unknown
    assert pieces.of("") == []


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 900), st.integers(1, 12))
def test_the_best_of_a_block_are_the_best_of_all(rows, columns, most):
    scores = np.random.default_rng(rows * columns).standard_normal((rows, columns)).astype(np.float32)
    most = min(most, columns)
    numbers, values = relevance.best_of(scores, most)
    assert np.array_equal(numbers, np.argsort(-scores, axis=1, kind="stable")[:, :most])
    assert np.array_equal(values, np.take_along_axis(scores, numbers, 1))


class TestOrganisations:
    def mentions(self, organisation, title, text=""):
        return [(m.text, m.is_early) for m in Names([organisation]).in_texts([(title, text)])]

    def test_legal_forms_are_left_off_and_brackets_are_names(self):
        assert names_of("Hafen Logistik GmbH & Co. KG")[-1][:2] == ("Hafen", "Logistik")
        assert ("IMF",) in names_of("International Monetary Fund (IMF)")
        assert names_of("Apple") == []
        assert names_of("") == []

    def test_a_name_in_the_title_or_the_lead_is_early(self):
        assert self.mentions("Maersk A/S", "Maersk orders ships") == [(0, True)]
        assert self.mentions("Maersk", "Ships", "x " * 200 + "Maersk") == [(0, False)]

    def test_case_and_whole_words_count(self):
        assert self.mentions("Ford", "They ford the river") == []
        assert self.mentions("Bank of Spain", "Bank of Spaniards") == []
        assert self.mentions("Orient Lines", "ORIENT LINES") == []

    def test_of_names_that_begin_alike_the_longest_is_meant(self):
        found = Names(["Harbour", "Harbour Freight"]).in_texts([("Harbour Freight hires", "")])
        assert [mention.organisation for mention in found] == [1]

    def test_the_beginning_of_a_longer_name_is_not_the_name(self):
        assert self.mentions("Harbour", "", "The board of Harbour Brothers met.") == []
        assert self.mentions("Harbour", "Harbour Orders Ships") == [(0, True)]
        assert self.mentions("Harbour", "", "The board of Harbour Inc met.") == [(0, True)]
        assert self.mentions("Harbour", "", "Harbour. The board met.") == [(0, True)]

    def test_whose_firm_is_named_comes_first_and_it_is_said(self):
        story = Item(1, "Saffron Table opens a second house", "Neighbours rejoice.")
        (match,) = people_for(story, PEOPLE)
        assert (match.card.id, match.facts[0]) == (3, "Saffron Table")


class TestWords:
    def test_stems_leave_out_what_says_nothing(self):
        assert stems("The ships' ports, and a port") == ["ship", "port", "port"]

    def test_a_rare_word_says_more_than_a_frequent_one(self):
        index = Index(["port news", "port talk", "port mycology"])
        assert index.idf_of("mycolog") > index.idf_of("port")
        assert index.idf_of("nowhere") > index.idf_of("mycolog")

    def test_a_text_that_holds_the_whole_query_scores_below_one_and_above_the_rest(self):
        index = Index(["port customs port customs port customs", "port", "soup"])
        scores = np.zeros((1, 3), np.float32)
        index.add_to(scores, [index.query([(1.0, "customs port")])], 1.0)
        assert 1 > scores[0, 0] > scores[0, 1] > scores[0, 2] == 0


class TestPairs:
    def test_a_need_meets_an_offer(self):
        ana = Card(1, "Founder", seeks=("a lawyer who knows export contracts",))
        bo = Card(2, "Lawyer", offers=("legal advice on export contracts",))
        eva = Card(3, "Chef", offers=("cooking lessons",))
        (pair,) = pairs([ana, bo, eva])
        assert (pair.a.id, pair.b.id) == (1, 2)
        assert (pair.reason_for_a, pair.reason_for_b) == (bo.offers[0], ana.seeks[0])

    def test_nobody_is_introduced_to_themselves_and_no_two_twice(self):
        both = [
            Card(n, seeks=("help with a garden", "a gardener"), offers=("gardening help", "work in gardens"))
            for n in (1, 2)
        ]
        found = pairs(both)
        assert len(found) == 1
        assert found[0].a.id != found[0].b.id

    def test_the_best_come_first_and_no_more_than_asked(self):
        cards = [Card(n, seeks=("a graphic designer",), offers=("graphic design",)) for n in range(8)]
        found = pairs(cards, 5)
        assert len(found) == 5
        assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the development sets are not in this folder")
def test_the_development_set_reaches_its_floors(tmp_path):
    import sys

    sys.path.insert(0, str(Path(__file__).parents[2]))
    from bench import matching

    folder = SHARED / "dev_news"
    cards = matching.cards_in(str(folder / "contacts.jsonl"))
    items = matching.items_in(str(folder / "items.jsonl.gz"))
    found = matching.measures(
        cards, matching.ours(cards, items), matching.gains_in(str(folder / "relevant.csv.gz"))
    )
    assert {name for name, floor in matching.FLOORS["news"].items() if found[name] < floor} == set()
    matching.write(str(tmp_path / "ranked.csv"), cards, matching.ours(cards, items))
    lines = (tmp_path / "ranked.csv").read_text().splitlines()
    assert lines[0] == "contact,item,rank,score,shown"
    assert len(lines) == 1 + 10 * len(cards)


def test_packed_and_plain_files_are_read_alike(tmp_path):
    import sys

    sys.path.insert(0, str(Path(__file__).parents[2]))
    from bench import matching

    line = json.dumps({"id": 1, "title": "Clerk", "fields": ["ports"]})
    (tmp_path / "c.jsonl").write_text(line + "\n")
    with gzip.open(tmp_path / "c.jsonl.gz", "wt") as file:
        file.write(line + "\n")
    assert matching.cards_in(str(tmp_path / "c.jsonl")) == matching.cards_in(str(tmp_path / "c.jsonl.gz"))
