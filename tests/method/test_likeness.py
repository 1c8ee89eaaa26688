"""Bob Miller is Robert Miller, Petra is not Peter, and thirty thousand are compared in seconds (M10)."""

import random

import pytest
from bench.duplicates import all_pairs, planted, timed
from hypothesis import given
from hypothesis import strategies as st

from needless.method.blocking import LARGEST_BLOCK, NEIGHBOURS, candidates, like_pairs
from needless.method.likeness import Names, Person, likeness
from needless.method.nicknames import is_listed, roots_of
from needless.method.spelling import firm, plain, sound, words_of

SAME = [
    ("Bob Miller", "Robert Miller"), ("Garcia, Maria", "Maria Garcia"), ("Miller Robert", "Robert Miller"),
    ("Сергей Иванов", "Sergey Ivanov"), ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"), ("Jürgen Schäfer", "Juergen Schaefer"),
    ("Jean-Pierre Dupont", "Jean Pierre Dupont"), ("Dr. Ana Silva, PhD", "ana silva"), ("Christina Anderson", "Chrsitina Anderson"),
    ("Ana Maria Silva", "Ana Silva"), ("João d'Almeida", "Joao DAlmeida"), ("Pepe Álvarez", "José Alvarez"),
    ("J. Anderson", "John Anderson"), ("Åse Sørensen", "Ase Sorensen"), ("李伟", "李伟"), ("Mohammed Ali", "Muhammad Aly"),
]  # fmt: skip
NOT_SAME = [
    ("Peter Müller", "Petra Müller"), ("Ana Silva", "Ana Santos"), ("Tom Berg", "Ana Berg"), ("Ana", "Ana Silva"),
    ("Maria Lopez", "Mario Lopez"), ("", ""), ("Daniel Weber", "Daniela Weber"), ("Ana", "Ana"), ("李伟", "王芳"),
]  # fmt: skip


def score(a, b, **both):
    return likeness(Person(1, a, **both), Person(2, b, **both)).score


@pytest.mark.parametrize(("a", "b"), SAME)
def test_names_that_one_person_bears_are_a_question_alone_and_likely_at_one_employer(a, b):
    assert score(a, b) < 0.75
    assert score(a, b, organisation="Hafen") > 0.65


@pytest.mark.parametrize(("a", "b"), NOT_SAME)
def test_names_of_two_people_are_not_asked_about_even_at_one_employer(a, b):
    assert score(a, b, organisation="Hafen") < 0.35


@pytest.mark.parametrize(
    ("evidence", "least", "most"),
    [
        ({"emails": frozenset({"a@x.example"})}, 0.95, 1),
        ({"phones": frozenset({"+351912345678"})}, 0.95, 1),
        ({"links": frozenset({"linkedin:ana"})}, 0.98, 1),
        ({"shared": frozenset({"info@x.example"})}, 0.6, 0.9),
        ({"birthday": "--02-08"}, 0.9, 1),
        ({"place": "Porto"}, 0.55, 0.75),
    ],
)
def test_what_agrees_beside_the_name_weighs_by_its_kind(evidence, least, most):
    assert least <= score("Maria Garcia", "Maria Garcia", **evidence) <= most


def test_what_contradicts_makes_a_like_name_unlikely():
    maria = Person(
        1, "Maria Garcia", organisation="Hafen", links=frozenset({"linkedin:a"}), birthday="--01-01"
    )
    other = Person(
        2, "Maria Garcia", organisation="Werft", links=frozenset({"linkedin:b"}), birthday="--01-02"
    )
    found = likeness(maria, other)
    assert found.score < 0.05
    assert [r.kind for r in found.reasons] == ["other birthday", "two profiles", "other firm", "name"]


def test_a_name_that_many_bear_says_less_than_a_rare_one():
    crowd = Names.of(
        [Person(n, "Maria Garcia") for n in range(300)]
        + [Person(900, "Zita Quell"), Person(901, "Zita Quell")]
    )
    common = likeness(Person(1, "Maria Garcia"), Person(2, "Maria Garcia"), crowd)
    rare = likeness(Person(900, "Zita Quell"), Person(901, "Zita Quell"), crowd)
    assert common.score < 0.45 < 0.6 < rare.score


def test_colleagues_at_one_switchboard_are_not_asked_about():
    assert score("Ana Silva", "Tom Berg", phones=frozenset({"+351912345678"}), organisation="Hafen") < 0.35


def test_father_and_son_at_one_telephone_are_not_asked_about():
    phones = frozenset({"+15551234567"})
    assert score("John Smith Sr.", "John Smith Jr.", phones=phones) < 0.35
    assert score("John Smith Jr.", "John Smith, Jr", phones=phones) > 0.9
    assert score("John Smith", "John Smith Jr.", phones=phones) > 0.9


def test_a_name_changed_by_marriage_is_asked_about_where_the_mail_is_the_same():
    mail = frozenset({"anna@x.example"})
    assert 0.35 <= score("Anna Weber", "Anna Schmidt", emails=mail) < 0.9


def test_a_nickname_field_and_a_mail_domain_count():
    ana = Person(1, "Anastasia Silva", nickname="Zazie", emails=frozenset({"a@hafen.example"}))
    other = Person(2, "Zazie Silva", organisation="Hafen GmbH")
    assert likeness(ana, other).score > 0.75


def test_words_titles_and_firms_are_read_as_people_write_them():
    assert words_of("Prof. Dr. Anna van der Berg") == ("anna", "berg")
    assert words_of("Berg, Anna") == words_of("Anna Berg, MBA")
    assert words_of("Da") == ("da",)
    assert firm("Hafen Hamburg GmbH") == firm("HAFEN HAMBURG") and firm("AG") == "ag"
    assert plain("ŁÓDŹ straße") == "lodz strasse" and sound("mueller") == sound("muller")
    assert "robert" in roots_of("bob") and roots_of("zazie") == {"zazie"} and is_listed("bob")


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=10))
def test_any_text_is_compared_alike_both_ways_and_found_by_its_own_key(a, b, organisation):
    one, two = Person(1, a, organisation=organisation), Person(2, b)
    forth, back = likeness(one, two), likeness(two, one)
    assert 0 <= forth.score <= 1 and abs(forth.score - back.score) < 1e-9
    assert candidates([one, Person(3, a)]) <= {(0, 1)}


@given(
    st.lists(
        st.sampled_from(["Ana Silva", "Anna Silva", "Bob Miller", "Robert Miller", "Miller, Bob"]),
        max_size=12,
    )
)
def test_candidates_keep_every_pair_that_comparing_all_would_ask_about(names):
    people = [Person(n, name) for n, name in enumerate(names)]
    assert {(p.a, p.b) for p in all_pairs(people)} <= {
        (min(p.a, p.b), max(p.a, p.b)) for p in like_pairs(people)
    }


def test_namesakes_by_the_thousand_do_not_make_pairs_by_the_million():
    people = [Person(n, "Maria Garcia", organisation=f"Firm {n}") for n in range(2000)]
    assert LARGEST_BLOCK < len(candidates(people)) < 8 * NEIGHBOURS * len(people)


def test_the_keys_keep_what_planted_duplicates_need():
    people, truth = planted(600, random.Random(7))
    every, _slow = timed(all_pairs, people)
    kept, _quick = timed(like_pairs, people)
    assert len(kept & every) >= 0.98 * len(every) and len(every & set(truth)) >= 0.8 * len(truth)


def test_three_thousand_of_a_few_first_and_last_names_are_hardly_ever_compared():
    firsts, lasts = ("Ana", "Bo", "Carla", "Dmitri", "Elif"), ("Abel", "Brandt", "Costa", "Dahl", "Egede")
    people = [Person(n, f"{firsts[n % 5]} {lasts[n // 5 % 5]} {n:04d}") for n in range(3000)]
    assert len(candidates(people)) < len(people)
