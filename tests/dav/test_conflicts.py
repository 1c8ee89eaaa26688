"""When both sides changed a card: nothing is lost, and the owner chooses."""

import base64
import io

import pytest
from PIL import Image

from needless.contacts.actions import delete_contact, save_contact
from needless.contacts.conflicts import answer_conflict, open_conflicts
from needless.contacts.photos import set_photo


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "title": "Cook", "phones": ["+351912345678"]})


def asked(owner):
    return [(q.field, q.mine, q.theirs) for q in open_conflicts(owner)]


def picture(colour):
    into = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(into, "JPEG")
    return into.getvalue()


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
        ("title", {"title": "Chef"}, {"title": "Baker"}),
        ("phones", {"phones": [["+351912345678", ""]]}, {"phones": [["+351910000000", ""]]}),
    ]
    assert open_conflicts(owner)[0].where == "My phone"


def test_what_only_the_owner_changed_is_not_asked(phone, owner, ana, old):
    href, text, etag = old
    phone.put(href, text.replace("+351912345678", "+351910000000"), if_match=etag)
    assert [field for field, *_ in asked(owner)] == ["phones"]


def test_the_owner_takes_the_phones_or_keeps_theirs(client, phone, owner, ana, old):
    href, text, etag = old
    theirs = text.replace("TITLE:Cook", "TITLE:Baker").replace("+351912345678", "+351910000000")
    for _ in range(2):
        phone.put(href, theirs, if_match=etag)
    title, phones = open_conflicts(owner)
    client.force_login(owner)
    page = client.get("/people/versions/").content.decode()
    assert "Chef" in page and "Baker" in page and "My phone" in page
    assert "/people/versions/" in client.get(f"/people/{ana.pk}/").content.decode()
    assert "/people/versions/" in client.get("/phone/").content.decode()
    client.post(f"/people/versions/{title.pk}/", {"answer": "theirs"})
    client.post(f"/people/versions/{phones.pk}/", {"answer": "mine"})
    ana.refresh_from_db()
    assert ana.title == "Baker" and [a.value for a in ana.addresses.all()] == ["+351912345678"]
    assert asked(owner) == [] and "TITLE:Baker" in phone.get(href)
    assert "/people/versions/" not in client.get(f"/people/{ana.pk}/").content.decode()


def test_a_phone_that_writes_over_it_after_the_refusal_decides_nothing(phone, owner, ana, old):
    href, text, etag = old
    theirs = text.replace("TITLE:Cook", "TITLE:Baker")
    phone.put(href, theirs, if_match=etag)
    more = theirs.replace("END:VCARD", "NICKNAME:Annie\r\nX-NEW:1\r\nEND:VCARD")
    done = phone.put(href, more, if_match=phone.etag(href))
    assert done.status_code == 204 and "ETag" not in done.headers
    ana.refresh_from_db()
    assert (ana.title, ana.nickname) == ("Chef", "Annie")
    assert asked(owner) == [("title", {"title": "Chef"}, {"title": "Baker"})]
    assert "TITLE:Chef" in phone.get(href) and "X-NEW:1" in phone.get(href)
    answer_conflict(owner, open_conflicts(owner)[0].pk, "theirs")
    assert (
        phone.put(href, phone.get(href).replace("Baker", "Smith"), if_match=phone.etag(href)).status_code
        == 204
    )
    ana.refresh_from_db()
    assert ana.title == "Smith"


def test_without_a_version_what_is_new_is_taken_and_what_would_overwrite_is_asked(phone, owner, ana, old):
    href, text, _etag = old
    theirs = text.replace("END:VCARD", "EMAIL:new@x.example\r\nX-NEW:1\r\nEND:VCARD")
    done = phone.put(href, theirs)
    assert done.status_code == 204 and "ETag" not in done.headers
    ana.refresh_from_db()
    assert ana.title == "Chef" and ana.addresses.filter(value="new@x.example").exists()
    assert asked(owner) == [("title", {"title": "Chef"}, {"title": "Cook"})]
    assert "X-NEW:1" in phone.get(href) and "TITLE:Chef" in phone.get(href)


def test_notes_of_both_sides_stand_beside_each_other(phone, owner, ana, old):
    href, text, etag = old
    phone.put(href, text.replace("END:VCARD", "NOTE:likes tea\r\nEND:VCARD"), if_match=etag)
    assert [note.text for note in ana.notes.all()] == ["likes tea"] and asked(owner) == []


def test_a_picture_is_asked_about_like_anything_else(client, phone, owner, ana, old):
    href, text, etag = old
    set_photo(owner, ana, picture("red"))
    image = base64.b64encode(picture("blue")).decode()
    phone.put(
        href, text.replace("END:VCARD", f"PHOTO;ENCODING=b;TYPE=JPEG:{image}\r\nEND:VCARD"), if_match=etag
    )
    (question,) = open_conflicts(owner)
    client.force_login(owner)
    page = client.get("/people/versions/").content.decode()
    assert "a picture" in page and image not in page
    before = ana.photos.get().image
    answer_conflict(owner, question.pk, "theirs")
    assert ana.photos.get().image != before


def test_an_edit_of_somebody_who_was_deleted_here_is_with_what_is_kept_of_them(phone, owner, ana, old):
    href, text, etag = old
    delete_contact(owner, ana.pk)
    assert phone.put(href, text.replace("Cook", "Baker"), if_match=etag).status_code == 412
    ana.refresh_from_db()
    assert ana.deleted_at and ana.title == "Baker" and phone.get(href) is None


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
