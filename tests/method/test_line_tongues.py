"""A line in German or Spanish is put into the English of the grammar, and what it says comes back in its own words (M9, M16)."""

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.method.test_line import NOW, words_of

from needless.method.line import Promise, read
from needless.method.line_tongues import LANGUAGES, read_in, rules_of

WORDS = st.sampled_from(
    """mit Ana Tom und angerufen getroffen hat mir geschrieben gestern , ; . schulde ihm die Liste bis Freitag sucht eine
    Wohnung bietet an nicht erreicht muss schicken con y llamé a quedé me debe busca piso ayer el martes pasado hace dos
    semanas le mandé una postal tengo que mandarle no contestó media hora by Friday about""".split()  # noqa: SIM905
)


@given(
    st.sampled_from(LANGUAGES), st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=25).map(" ".join))
)
@example("de", "\x01 mit \x01")
@example("es", "İ con İlker ǅ ß")
def test_any_line_is_read_and_no_word_of_it_is_lost(language, text):
    line = read_in(text, NOW, language)
    kept = words_of(" ".join(part.text for part in line.parts))
    assert set(words_of(line.text)) == set(kept)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_of_a_language_gives_back_all_its_brackets(language):
    for rule in rules_of(language):
        numbers = [part for part in rule.template if isinstance(part, int)]
        assert sorted(numbers) == list(range(1, rule.pattern.groups + 1)), rule.pattern.pattern


def test_what_is_free_text_stays_in_its_own_words():
    said = read_in("Kaffee mit Ana, ich soll ihr bis Freitag den Vertrag mit der Stadt schicken", NOW, "de")
    assert said.promises == (Promise("", "Ana", "den Vertrag mit der Stadt schicken", date(2026, 11, 27)),)
    assert said.kind == "Kaffee"


def test_a_language_that_is_not_known_is_read_as_english():
    assert read_in("Kaffee mit Ana", NOW, "fr") == read("Kaffee mit Ana", NOW)


def test_a_line_too_long_is_a_note():
    text = "Kaffee mit Ana " * 200
    assert read_in(text, datetime(2026, 11, 24), "de").rest == text.strip()
