"""Each text is encoded once, and anew where the model changes (M13)."""

import numpy as np
import pytest
from django.core.cache import cache

from needless.contacts.models import Contact
from needless.method import encoding
from needless.news import vectors
from needless.news.vectors import PEOPLE, STORIES, Remembered, encode_people_of

TEXTS = ["Harbour pilot", "tides and currents", "", "Harbour pilot"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def encoded(monkeypatch):
    """The texts that were encoded, in order."""
    found = []

    def encode(texts):
        found.extend(texts)
        return encoding.encode(texts)

    monkeypatch.setattr(vectors, "encode", encode)
    return found


def test_a_text_is_encoded_once(owner, encoded):
    first = Remembered(owner, PEOPLE)(TEXTS)
    again = Remembered(owner, PEOPLE)(list(reversed(TEXTS)))
    assert encoded == ["Harbour pilot", "tides and currents", ""]
    assert np.array_equal(first, again[::-1])


def test_what_is_remembered_points_where_the_text_does(owner):
    Remembered(owner, PEOPLE)(TEXTS)
    found, true = Remembered(owner, PEOPLE)(TEXTS), encoding.encode(TEXTS)
    assert np.abs(found @ found.T - true @ true.T).max() < 0.01
    assert not found[2].any()


def test_another_model_encodes_anew(owner, encoded, monkeypatch):
    Remembered(owner, PEOPLE)(["Harbour pilot"])
    monkeypatch.setattr(type(encoding.encoder()), "model", "another")
    Remembered(owner, PEOPLE)(["Harbour pilot"])
    assert encoded == ["Harbour pilot", "Harbour pilot"]


def test_each_owner_and_kind_has_its_own(owner, other_owner, encoded):
    for of, kind in ((owner, PEOPLE), (owner, STORIES), (other_owner, PEOPLE)):
        Remembered(of, kind)(["Harbour pilot"])
    assert len(encoded) == 3


def test_nothing_stays_of_people_who_are_gone(owner, encoded):
    for name, title in (("Ana", "Harbour pilot"), ("Bo", "Baker")):
        Contact.objects.create(owner=owner, name=name, title=title)
    encode_people_of(owner)
    Contact.objects.of(owner).filter(name="Bo").delete()
    encode_people_of(owner)
    assert len(Remembered(owner, PEOPLE).held[0]) == 1
    assert encoded == ["Harbour pilot", "Baker"]


def test_of_too_many_the_last_are_kept(owner, monkeypatch):
    monkeypatch.setattr(vectors, "MOST_STORED", 2)
    by = Remembered(owner, STORIES)
    assert by(["one", "two", "three"]).shape == by(["three", "two", "one"]).shape
    assert len(Remembered(owner, STORIES).held[0]) == 2
