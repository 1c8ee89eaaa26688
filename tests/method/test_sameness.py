"""Two papers, one story: by the headline, by the text, and not by what every text of a paper has (M13)."""

import random

from hypothesis import given
from hypothesis import strategies as st

from needless.method.sameness import Stories, Told, once_each, shingles

WIRE = "The harbour master said on Tuesday that papers for refrigerated goods come two days late on average."
FOOT = "Read the whole report and many more like it on our pages every single day of the year with us."


def words(seed, number=30):
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghij", k=6)) for _ in range(number))


def test_the_same_text_under_another_headline_is_the_same():
    told = Stories([Told("Ports wait", WIRE), Told("Choirs sing", words(1))])
    assert told.same_as(Told("A quite different headline of trade", f"By our reporter. {WIRE}")) == {0}


def test_nearly_the_same_headline_is_the_same_whatever_the_text():
    told = Stories([Told("Container ships queue as customs checks slow", words(2))])
    assert told.same_as(Told("Container ships queue as customs checks slow down", words(3))) == {0}


def test_another_story_is_another_one_and_a_word_or_two_in_common_is_nothing():
    told = Stories([Told("Ports wait", WIRE), Told("Short", "two days late on average")])
    assert (
        told.same_as(Told("Bakers strike", "The harbour master said on Friday that bread is late.")) == set()
    )
    assert told.same_as(Told("Buses", "two days late on average")) == set(), "too little to tell by"


def test_the_standing_lines_of_a_paper_make_nothing_the_same():
    topics = ("Bread", "Violins", "Glaciers", "Taxes", "Football", "Bees", "Bridges", "Coffee")
    told = [Told(f"{topic} in the news", f"{words(n, 6)} {FOOT}") for n, topic in enumerate(topics)]
    assert len(once_each(told)) == len(topics)


def test_of_three_that_tell_the_same_the_first_is_kept():
    assert once_each(
        [Told("A boat", WIRE), Told("Bees", words(9)), Told("Trade", WIRE), Told("Law", WIRE)]
    ) == [0, 1]


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=200)), max_size=6))
def test_any_stories_can_be_told_apart_and_each_is_its_own_or_an_earlier_ones(stories):
    told = [Told(*story) for story in stories]
    kept = once_each(told)
    assert kept == sorted(set(kept))
    assert bool(told) == bool(kept)


@given(st.text(max_size=300))
def test_shingles_are_runs_of_the_texts_own_words(text):
    assert all(len(run) == 4 for run in shingles(text))
