"""When both sides changed a card: nothing is lost, and the owner chooses."""

import pytest

from needless.contacts.actions import delete_contact, save_contact
from needless.phonebook.models import CardQuestion
from needless.phonebook.questions import answer, open_questions


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "title": "Cook", "phones": ["+351912345678"]})


def asked(owner):
    return [(q.field, q.ours, q.theirs) for q in open_questions(owner)]


@pytest.fixture
def old(phone, owner, ana):
    """The version that the phone saw, and its tag, before the owner changed the title."""
    href = f"{ana.uid.hex}.vcf"
    text, etag = phone.get(href), phone.etag(href)
    save_contact(owner, {"title": "Chef"}, ana)
    return href, text, etag


def test_an_edit_of_an_old_version_is_refused_and_asked(phone, owner, ana, old):
    href, text, etag = old
    theirs = text.replace("TITLE:Cook", "TITLE:Baker").replace("+351912345678", "+351910000000")
    assert phone.put(href, theirs, if_match=etag).status_code == 412
    ana.refresh_from_db()
    assert ana.title == "Chef" and "TITLE:Chef" in phone.get(href)
    assert asked(owner) == [
        ("title", "Chef", "Baker"),
        ("phones", [["+351912345678", ""]], [["+351910000000", ""]]),
    ]
    assert open_questions(owner)[0].program == "My phone"


def test_what_only_the_owner_changed_is_not_asked(phone, owner, ana, old):
    href, text, etag = old
    phone.put(href, text.replace("+351912345678", "+351910000000"), if_match=etag)
    assert [field for field, *_ in asked(owner)] == ["phones"]


def test_the_same_question_is_asked_once(phone, owner, ana, old):
    href, text, etag = old
    for _ in range(3):
        phone.put(href, text.replace("Cook", "Baker"), if_match=etag)
    assert len(asked(owner)) == 1


def test_the_owner_takes_the_phones_or_keeps_theirs(phone, owner, ana, old):
    href, text, etag = old
    theirs = text.replace("TITLE:Cook", "TITLE:Baker").replace("+351912345678", "+351910000000")
    phone.put(href, theirs, if_match=etag)
    title, phones = open_questions(owner)
    answer(owner, title.pk, take_theirs=True)
    answer(owner, phones.pk, take_theirs=False)
    ana.refresh_from_db()
    assert ana.title == "Baker" and [a.value for a in ana.addresses.all()] == ["+351912345678"]
    assert asked(owner) == [] and "TITLE:Baker" in phone.get(href)
    with pytest.raises(CardQuestion.DoesNotExist):
        answer(owner, title.pk, take_theirs=True)


def test_a_phone_that_overwrites_after_the_refusal_loses_nothing(phone, owner, ana, old):
    href, text, etag = old
    theirs = text.replace("TITLE:Cook", "TITLE:Baker")
    phone.put(href, theirs, if_match=etag)
    assert phone.put(href, theirs, if_match=phone.etag(href)).status_code == 204
    ana.refresh_from_db()
    assert ana.title == "Baker" and asked(owner) == [("title", "Chef", "Baker")]
    answer(owner, open_questions(owner)[0].pk, take_theirs=False)
    ana.refresh_from_db()
    assert ana.title == "Chef"


def test_without_a_version_what_is_new_is_taken_and_what_would_overwrite_is_asked(phone, owner, ana, old):
    href, text, _etag = old
    theirs = text.replace("END:VCARD", "EMAIL:new@x.example\r\nX-NEW:1\r\nEND:VCARD")
    answer_ = phone.put(href, theirs)
    assert answer_.status_code == 204 and "ETag" not in answer_.headers
    ana.refresh_from_db()
    assert ana.title == "Chef" and ana.addresses.filter(value="new@x.example").exists()
    assert asked(owner) == [("title", "Chef", "Cook")]
    assert "X-NEW:1" in phone.get(href) and "TITLE:Chef" in phone.get(href)


def test_a_choice_does_not_undo_what_the_owner_typed_since(phone, owner, ana, old):
    href, text, etag = old
    phone.put(href, text.replace("Cook", "Baker"), if_match=etag)
    save_contact(owner, {"title": "Head chef"}, ana)
    answer(owner, open_questions(owner)[0].pk, take_theirs=False)
    ana.refresh_from_db()
    assert ana.title == "Head chef"


def test_an_edit_of_somebody_who_was_deleted_here_can_still_be_taken(phone, owner, ana, old):
    href, text, etag = old
    delete_contact(owner, ana.pk)
    assert phone.put(href, text.replace("Cook", "Baker"), if_match=etag).status_code == 412
    (question,) = open_questions(owner)
    answer(owner, question.pk, take_theirs=True)
    ana.refresh_from_db()
    assert ana.deleted_at is None and ana.title == "Baker" and "TITLE:Baker" in phone.get(href)


def test_a_card_sent_twice_because_the_answer_got_lost_is_no_conflict(phone, owner, ana):
    href = f"{ana.uid.hex}.vcf"
    text, etag = phone.get(href).replace("Cook", "Baker"), phone.etag(href)
    assert phone.put(href, text, if_match=etag).status_code == 204
    again = phone.put(href, text, if_match=etag)
    assert again.status_code == 204 and again.headers["ETag"] == phone.etag(href)
    assert asked(owner) == []


def test_a_question_goes_with_what_was_only_to_be_added_once_it_is_there(phone, owner, ana, old):
    href, text, etag = old
    more = "EMAIL:new@x.example\r\nEND:VCARD"
    phone.put(href, text.replace("END:VCARD", more), if_match=etag)
    assert [field for field, *_ in asked(owner)] == ["emails"]
    phone.put(href, phone.get(href).replace("END:VCARD", more), if_match=phone.etag(href))
    assert asked(owner) == []
