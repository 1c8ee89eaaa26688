"""From a photo to a contact: codes, joining with whom one knows, one's own card (M17)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image, ImageDraw, ImageFont

from needless.cards import actions, own
from needless.cards.drafting import dialled, draft_of, from_fields
from needless.cards.reading import code_in, draft_of_vcard, links_in, picture_of, reads_text
from needless.contacts import photos
from needless.contacts.actions import save_contact
from needless.contacts.models import Contact, Photo
from needless.contacts.undo import undo
from needless.helping.models import Promise
from needless.interactions.actions import log_interaction
from needless.method.card_fields import Fields
from needless.owners.models import OwnPosition

NOW = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Silva;Ana;;;\r\nFN:Ana Silva\r\nORG:Conservas Lda\r\nTITLE:Diretora\r\n"
    "TEL;TYPE=CELL:+351912345678\r\nEMAIL:ana@conservas.example\r\nEND:VCARD\r\n"
)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def values(**more):
    return {
        "name": "Ana Silva",
        "emails": [("ana@conservas.example", "")],
        "how_we_met": "Port workshop",
        **more,
    }


def test_a_code_with_a_vcard_is_read_from_the_photo(code_photo):
    draft = draft_of(picture_of(code_photo(VCARD)), "")
    assert draft.is_from_code
    assert (draft.name, draft.organisation, draft.title) == ("Ana Silva", "Conservas Lda", "Diretora")
    assert draft.phones == [("+351912345678", "cell")]
    assert draft.parts == {"given_name": "Ana", "family_name": "Silva"}


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://ana.example/card", ["https://ana.example/card"]),
        ("HTTP://ANA.EXAMPLE", ["HTTP://ANA.EXAMPLE"]),
        ("javascript:alert(1)//https://x.example", []), ("tel:+351912345678", []), ("https://", []),
        ("bitcoin:abc?x=https://x.example", []), ("see https://ana.example now", []),
    ],
)  # fmt: skip
def test_of_a_code_without_a_vcard_only_a_web_address_is_taken(code_photo, text, links):
    assert links_in(picture_of(code_photo(text))) == links


def test_a_web_address_of_a_code_joins_what_the_card_says(code_photo):
    draft = draft_of(picture_of(code_photo("https://www.linkedin.com/in/ana-made-up")), "")
    assert [link for link, _label in draft.links].count("https://www.linkedin.com/in/ana-made-up") == 1
    assert not draft.is_from_code


@pytest.mark.parametrize(
    "text", ["https://example.org/ana", "BEGIN:VCARD\r\nEND:VCARD", "WIFI:S:x;;", "BEGIN:VCARD"]
)
def test_a_code_that_holds_nobody_is_passed_over(code_photo, text):
    assert code_in(picture_of(code_photo(text))) is None
    assert draft_of_vcard(text) is None


def test_numbers_get_the_country_of_the_card():
    fields = Fields(
        name="Ana", phones=[("020 7946 0958", ""), ("+34 612 345 678", "mobile"), ("12", "")], region="GB"
    )
    assert from_fields(fields, "DE").phones == [
        ("+44 20 7946 0958", ""),
        ("+34 612 34 56 78", "mobile"),
        ("12", ""),
    ]
    assert dialled("040 1234567", "DE") == "+49 40 1234567"
    assert dialled("040 1234567", "") == "040 1234567"


LINES = (("Ana Silva", 28), ("Conservas Lda", 19), ("ana@conservas.pt", 17))


@pytest.mark.parametrize("turned", [90, 180])
def test_a_printed_card_is_read_whole_however_it_was_held(turned):
    """Through the real models, with no word of the camera on how it was held: the bench measures them on many, upright too."""
    if not reads_text():
        pytest.fail("needless[cards] is among the requirements that make install brings")
    card, y = Image.new("RGB", (500, 240), "white"), 30
    for text, size in LINES:
        ImageDraw.Draw(card).text((35, y), text, fill="black", font=ImageFont.load_default(size))
        y += size + 30
    draft = draft_of(card.rotate(turned, expand=True), "")
    assert (draft.name, draft.organisation) == ("Ana Silva", "Conservas Lda")
    assert draft.emails == [("ana@conservas.pt", "")]


def test_an_empty_picture_is_an_empty_draft():
    draft = draft_of(Image.new("RGB", (600, 400), "white"), "")
    assert (draft.name, draft.emails, draft.phones) == ("", [], [])


def test_a_kept_card_is_a_contact_whom_one_met(owner):
    contact = actions.keep_card(owner, values(), NOW, None, met=True, more="Ask about tuna")
    assert contact.met_in_person and contact.met_on == date(2026, 5, 4)
    assert contact.how_we_met == "Port workshop"
    assert contact.last_talk_on == date(2026, 5, 4)
    assert contact.notes.get().text == "Ask about tuna"


def test_a_card_that_came_by_post_is_no_meeting(owner):
    contact = actions.keep_card(owner, values(), NOW, None, met=False)
    assert not contact.met_in_person and contact.talks == 0


def test_a_known_mail_or_number_is_the_same_person(owner, other_owner):
    ana = save_contact(
        owner, {"name": "Ana M. Silva", "emails": ["Ana@Conservas.example"], "phones": ["+351 912 345 678"]}
    )
    mail, phone = [("ana@conservas.example", "")], [("+351912345678", "")]
    assert actions.known_contact(owner, "Somebody", mail, [], []) == ana
    assert actions.known_contact(owner, "Ana Silva", [], phone, []) == ana
    assert actions.known_contact(owner, "Rui Costa", [], phone, []) is None  # a switchboard
    assert actions.known_contact(other_owner, "Ana Silva", mail, phone, []) is None


def test_joining_adds_what_is_new_and_loses_nothing(owner):
    ana = save_contact(
        owner, {"name": "Ana Silva", "emails": [("ANA@conservas.example", "work")], "title": "Clerk",
                "how_we_met": "At school", "phones": ["+351 21 342 1234"]},
    )  # fmt: skip
    given = values(title="Diretora", phones=[("+351 912 345 678", "mobile")])
    joined = actions.keep_card(owner, given, NOW, ana, met=True)
    assert joined.pk == ana.pk and Contact.objects.of(owner).count() == 1
    assert (joined.title, joined.how_we_met) == ("Diretora", "At school")
    assert list(joined.addresses.filter(kind="email").values_list("value", "label")) == [
        ("ANA@conservas.example", "work")
    ]
    assert joined.addresses.filter(kind="phone").count() == 2


def test_the_place_is_the_latest_meeting_of_the_day(owner):
    rui = save_contact(owner, {"name": "Rui"})
    for hours, said in (
        (-30, "Yesterday's"),
        (-5, "Breakfast"),
        (-2, "Port workshop"),
        (3, "Dinner to come"),
    ):
        log_interaction(owner, [rui], NOW + timedelta(hours=hours), "meeting", summary=said)
    log_interaction(owner, [rui], NOW, "call", summary="A call")
    assert actions.meeting_of(owner, NOW) == "Port workshop"


def test_without_a_meeting_today_no_place_is_guessed(owner):
    assert actions.meeting_of(owner, NOW) == ""


def test_a_note_is_promised_for_tomorrow_once(owner):
    ana = save_contact(owner, values())
    first = actions.promise_a_note(owner, ana, date(2026, 5, 4))
    assert actions.promise_a_note(owner, ana, date(2026, 5, 4)) == first
    assert (first.due_on, first.mine) == (date(2026, 5, 5), True)
    assert "Port workshop" in first.text and Promise.objects.of(owner).count() == 1


def test_ones_own_card_starts_with_what_is_known(owner):
    OwnPosition.objects.create(owner=owner, organisation="Old Co", ended="2020", started="2010")
    OwnPosition.objects.create(owner=owner, organisation="Hafen GmbH", title="Planner", started="2020")
    card = own.own_card(owner)
    assert (card.organisation, card.title, card.email) == ("Hafen GmbH", "Planner", "ana@me.example")


def test_ones_own_code_is_read_back(owner, code_photo):
    card = own.save_own_card(
        owner,
        {
            "name": "Ana Maria; Silva, Jr",
            "phone": "+351 912 345 678",
            "organisation": "A & B <GmbH>",
            "link": "https://ana.example",
        },
    )
    draft = draft_of(picture_of(code_photo(own.vcard_of(card))), "")
    assert (draft.name, draft.organisation) == ("Ana Maria; Silva, Jr", "A & B <GmbH>")
    assert draft.links == [("https://ana.example", "")]


def test_the_code_has_no_styles_and_nothing_of_the_text(owner):
    svg = own.code_of(own.save_own_card(owner, {"name": "<script>alert(1)</script>"}))
    assert svg.startswith("<svg") and "style" not in svg and "script" not in svg


def test_a_card_that_says_too_much_has_no_code(owner):
    card = own.own_card(owner)
    card.address = "x" * 2000
    assert own.code_of(card) == ""


def test_a_photo_is_replaced_and_taken_back(owner, picture):
    ana = save_contact(owner, values())
    photos.set_photo(owner, ana, picture(colour="red"))
    red = photos.image_of(photos.photo_of(owner, ana.pk))
    step = photos.set_photo(owner, ana, picture(colour="blue"))
    assert photos.image_of(photos.photo_of(owner, ana.pk)) != red
    undo(owner, step.pk)
    assert photos.image_of(photos.photo_of(owner, ana.pk)) == red
    undo(owner, photos.remove_photo(owner, ana).pk)
    assert Photo.objects.of(owner).count() == 1


def test_another_owner_has_no_say_about_a_photo(owner, other_owner, picture):
    ana = save_contact(owner, values())
    photos.set_photo(owner, ana, picture())
    with pytest.raises(Contact.DoesNotExist):
        photos.set_photo(other_owner, ana, picture())
    with pytest.raises(Photo.DoesNotExist):
        photos.photo_of(other_owner, ana.pk)
    assert photos.photos_at(other_owner, [ana.pk]) == {}


def test_colours_stay_and_differ(owner):
    people = [Contact(owner=owner, name=f"P{n}") for n in range(200)]
    colours = [photos.colour_of(p) for p in people]
    assert set(colours) == set(range(photos.COLOURS))
    people[0].name = "Renamed"
    assert photos.colour_of(people[0]) == colours[0]
