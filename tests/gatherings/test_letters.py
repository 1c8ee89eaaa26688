"""Letters by post: an occasion, the words, a PDF of card and envelope, and history once posted (M11)."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from needless.contacts.actions import save_contact
from needless.contacts.undo import undo
from needless.gatherings.letters import (
    address_lines,
    delete_letter,
    first_words,
    occasions_to_write,
    post_letter,
    save_letter,
)
from needless.gatherings.models import Letter
from needless.gatherings.postal import CARDS, ENVELOPES, Post, post_pdf, unprintable
from needless.helping.models import Promise, Recommendation
from needless.imports.models import FieldChange, Import
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction

ON = timezone.localdate()
POST = Post(
    "Dear Ana,\n\nthank you.\n\nJo", ["Ana Silva", "Rua do Cais 1", "Lisboa"], ["Jo Pike"], date(2026, 11, 20)
)


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "postal": ["Rua do Cais 1, 1200-001 Lisboa, Portugal"]})


def pages(document):
    """Each page's width and height in millimetres, and its text."""
    pdf = PdfDocument(io.BytesIO(document))
    return [
        (tuple(round(side / 72 * 25.4, 1) for side in page.get_size()), page.get_textpage().get_text_range())
        for page in pdf
    ]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("envelope", ENVELOPES)
def test_each_size_is_a_page_of_that_size_with_the_words_on_it(card, envelope):
    (front, words), (back, address) = pages(post_pdf(POST, card, envelope))
    assert front == pytest.approx(CARDS[card], abs=0.2) and back == pytest.approx(
        ENVELOPES[envelope], abs=0.2
    )
    assert "thank you." in words and "Rua do Cais 1" in address and "Jo Pike" in address


def test_a_card_to_write_on_by_hand_has_no_words():
    post = Post(POST.text, POST.to, POST.sender, POST.on, is_ruled=True)
    assert not pages(post_pdf(post))[0][1].strip()


def test_without_an_address_there_is_no_envelope():
    assert len(pages(post_pdf(Post("Hello", [], [], POST.on)))) == 1


def test_a_long_letter_goes_on_overleaf_and_loses_no_word():
    text = " ".join(f"word{n}" for n in range(900))
    *cards, _envelope = pages(post_pdf(Post(text, ["Ana"], [], POST.on)))
    said = " ".join(words for _size, words in cards)
    assert len(cards) > 1 and all(f"word{n}" in said for n in range(900))


def test_signs_that_the_font_lacks_are_named_and_left_blank():
    assert unprintable("Ana 王 Silva 王 ł") == "王"
    assert "Silva" in pages(post_pdf(Post("王 Silva", ["王"], [], POST.on)))[0][1]


def test_no_such_size_is_refused():
    for sizes in (("a0", "c6"), ("a6", "x")):
        with pytest.raises(KeyError):
            post_pdf(POST, *sizes)
    with pytest.raises(KeyError):
        post_pdf(Post("x", [], [], POST.on), "a6", "x")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400), st.lists(st.text(max_size=120), max_size=8))
def test_any_words_and_any_address_make_a_pdf(text, to):
    assert post_pdf(Post(text, to, to, POST.on), "a7").startswith(b"%PDF")


def test_the_envelope_takes_the_address_that_is_known(owner, ana):
    assert address_lines(owner, ana) == "Ana Silva\nRua do Cais 1\n1200-001 Lisboa\nPortugal"
    assert address_lines(owner, save_contact(owner, {"name": "Bo Li"})) == "Bo Li"


def test_the_first_words_know_the_occasion_and_the_last_talk(owner, ana):
    log_interaction(owner, [ana], datetime(2026, 5, 3, 12, tzinfo=UTC), "call")
    assert "happy birthday" in first_words(owner, ana, "birthday")
    assert "May 2026" in first_words(owner, ana, "word") and "May 2026" not in first_words(
        owner, ana, "thanks"
    )


def test_help_a_birthday_and_a_new_job_are_occasions_and_nobody_is_written_to_twice(owner, ana):
    born = ON + timedelta(days=5)
    bo = save_contact(owner, {"name": "Bo Li", "birthday": f"--{born:%m-%d}"})
    bo.tier = "close"
    bo.save()
    eva = save_contact(owner, {"name": "Eva Rot", "organisation": "Vinci"})
    log_interaction(owner, [eva], timezone.now() - timedelta(days=100), "call")
    run = Import.objects.create(owner=owner, paths=[])
    FieldChange.objects.create(
        owner=owner, contact=eva, made_by=run, field="organisation", old="Hafen", new="Vinci"
    )
    Promise.objects.create(
        owner=owner, contact=ana, text="send the plans", mine=False, made_on=ON, kept_at=timezone.now()
    )
    found = {(r.contact.name, r.occasion): r.why for r in occasions_to_write(owner, ON)}
    assert set(found) == {("Ana Silva", "thanks"), ("Bo Li", "birthday"), ("Eva Rot", "new_job")}
    assert found["Eva Rot", "new_job"] == "Eva moved from Hafen to Vinci."
    assert "within two days" in found["Ana Silva", "thanks"]
    save_letter(owner, ana, "thanks", "Thank you", "")
    assert "Ana Silva" not in {r.contact.name for r in occasions_to_write(owner, ON)}


def test_a_recommendation_is_an_occasion_to_thank(owner, ana):
    Recommendation.objects.create(owner=owner, contact=ana, is_given=False, on=ON, key="x")
    assert [r.why for r in occasions_to_write(owner, ON)] == ["Ana recommended you."]


def test_posted_is_a_letter_in_the_history_and_goes_back(owner, ana):
    row = save_letter(owner, ana, "thanks", "Thank you", "Ana")
    step = post_letter(owner, row.pk, ON, 5)
    talk = Interaction.objects.get()
    assert (talk.channel, talk.direction, talk.enjoyment) == ("letter", "out", 5)
    with pytest.raises(ValueError):
        post_letter(owner, row.pk, ON)
    undo(owner, step.pk)
    row.refresh_from_db()
    assert row.posted_on is None and not Interaction.objects.exists()
    undo(owner, delete_letter(owner, row.pk).pk)
    assert Letter.objects.get().text == "Thank you"


def test_a_letter_goes_to_ones_own_contact(owner, other_owner, ana):
    with pytest.raises(ValueError):
        save_letter(other_owner, ana, "word", "", "")
    with pytest.raises(ValueError):
        save_letter(owner, ana, "rant", "", "")


def test_the_pages_write_print_and_post_without_javascript(owner, ana):
    browser = Client()
    browser.force_login(owner)
    page = browser.get(f"/letters/new/?contact={ana.pk}&occasion=thanks").content.decode()
    assert "thank you" in page and "1200-001 Lisboa" in page
    said = {"contact": ana.pk, "occasion": "thanks", "text": "Dear Ana 王", "address": "Ana Silva\nRua 1"}
    page = browser.post("/letters/new/", said, follow=True).content.decode()
    row = Letter.objects.get()
    assert "Print it" in page and "write them by hand: 王" in page
    answer = browser.get(f"/letters/{row.pk}/letter.pdf", {"card": "a5", "envelope": "dl", "hand": "1"})
    assert answer["Content-Type"] == "application/pdf" and len(pages(answer.content)) == 2
    assert browser.get(f"/letters/{row.pk}/letter.pdf", {"card": "a99"}).status_code == 302
    page = browser.post(f"/letters/{row.pk}/posted/", {"enjoyment": "4"}, follow=True).content.decode()
    assert "Posted to Ana." in page
    assert (
        "It was posted already." in browser.post(f"/letters/{row.pk}/posted/", follow=True).content.decode()
    )
    assert "Posted on" in browser.get(f"/letters/{row.pk}/").content.decode()
    browser.post(f"/letters/{row.pk}/delete/")
    assert not Letter.objects.exists()
    assert browser.get("/letters/new/?contact=x").status_code == 404
