"""The phone's address book over CardDAV: read, written, deleted, in step."""

from xml.etree import ElementTree

import pytest

from needless.contacts.actions import let_go, save_contact
from needless.contacts.models import Contact
from needless.phonebook.models import BookCard

CARD = """BEGIN:VCARD
VERSION:3.0
UID:5f0c1a52-8a54-4a0b-9d0e-3c1f3f7b6a11
FN:Ines Okafor
N:Okafor;Ines;;;
item1.TEL;type=CELL;type=pref:+351 912 345 678
item1.X-ABLabel:beach house
EMAIL;TYPE=WORK:ines@work.example
EMAIL;TYPE=HOME:ines@home.example
X-PHONETIC-FIRST-NAME:ee-NESH
X-STRANGE;X-P="a;b:c":  kept\\, as it; is 
NOTE:likes tea
END:VCARD
""".replace("\n", "\r\n")


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "emails": ["ana@x.example"]})


def test_programs_find_their_way_from_the_server_alone(client, phone):
    for name in ("carddav", "caldav"):
        answer = client.generic("PROPFIND", f"/.well-known/{name}")
        assert answer.status_code == 301 and answer.headers["Location"] == "/dav/"
    ask = '<D:propfind xmlns:D="DAV:"><D:prop><D:current-user-principal/></D:prop></D:propfind>'
    assert b"/dav/ana/" in phone.ask("PROPFIND", "/dav/", ask).content
    ask = (
        '<D:propfind xmlns:D="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        "<D:prop><A:addressbook-home-set/><C:calendar-home-set/></D:prop></D:propfind>"
    )
    assert phone.ask("PROPFIND", "/dav/ana/", ask).content.count(b"<href>/dav/ana/</href>") >= 2
    kinds = phone.ask("PROPFIND", "/dav/ana/", "", depth="1").content
    assert b"addressbook" in kinds and b"calendar" in kinds


def test_the_book_holds_whom_one_has_and_nobody_let_go(phone, owner, ana):
    gone = save_contact(owner, {"name": "Gone"})
    let_go(owner, [gone.pk])
    assert list(phone.listed()) == [f"{ana.uid.hex}.vcf"]
    assert "FN:Ana Silva" in phone.get(f"{ana.uid.hex}.vcf")


def test_a_card_put_there_is_a_contact_and_comes_back_byte_for_byte(phone, owner):
    answer = phone.put("ines.vcf", CARD, if_none_match="*")
    assert answer.status_code == 201
    assert phone.get("ines.vcf") == CARD and answer.headers["ETag"] == phone.etag("ines.vcf")
    ines = Contact.objects.get(name="Ines Okafor")
    assert str(ines.uid) == "5f0c1a52-8a54-4a0b-9d0e-3c1f3f7b6a11" and ines.family_name == "Okafor"
    assert ines.state == "known" and ines.by_hand
    assert {(a.kind, a.value, a.label) for a in ines.addresses.all()} == {
        ("phone", "+351 912 345 678", "beach house"),
        ("email", "ines@work.example", "work"),
        ("email", "ines@home.example", "home"),
    }
    assert [note.text for note in ines.notes.all()] == ["likes tea"]


def test_an_edit_here_changes_its_line_on_the_phone_and_no_other(phone, owner):
    phone.put("ines.vcf", CARD)
    ines = Contact.objects.get(name="Ines Okafor")
    save_contact(
        owner,
        {"title": "Chief", "emails": [("ines@new.example", "work"), ("ines@home.example", "home")]},
        ines,
    )
    text = phone.get("ines.vcf")
    assert "TITLE:Chief" in text and "ines@new.example" in text and "ines@work.example" not in text
    for line in CARD.split("\r\n"):
        if "ines@work" not in line:
            assert line in text.split("\r\n"), line


def test_an_edit_on_the_phone_changes_that_and_nothing_else(phone, owner):
    phone.put("ines.vcf", CARD)
    ines = Contact.objects.get(name="Ines Okafor")
    save_contact(owner, {"place": "Lagos", "fields": [("shoe size", "39")]}, ines)
    edited = (
        phone.get("ines.vcf")
        .replace("ines@work.example", "ines@job.example")
        .replace("likes tea", "likes tea\\n\\ncalls on Sundays")
    )
    assert phone.put("ines.vcf", edited, if_match=phone.etag("ines.vcf")).status_code == 204
    ines.refresh_from_db()
    assert ines.place == "Lagos" and [f.value for f in ines.fields.all()] == ["39"]
    assert {a.value for a in ines.addresses.filter(kind="email")} == {"ines@job.example", "ines@home.example"}
    assert [note.text for note in ines.notes.order_by("pk")] == ["likes tea", "calls on Sundays"]
    assert phone.get("ines.vcf") == edited


def test_lines_that_a_program_leaves_out_because_it_does_not_know_them_stay_with_the_contact(phone, owner):
    phone.put("ines.vcf", CARD)
    plain = "\r\n".join(line for line in CARD.split("\r\n") if not line.startswith("X-STRANGE"))
    phone.put("ines.vcf", plain, if_match=phone.etag("ines.vcf"))
    assert any("X-STRANGE" in line for line in Contact.objects.get(name="Ines Okafor").extra)


def test_who_is_deleted_on_the_phone_is_let_go_and_can_come_back(phone, owner, ana):
    href = f"{ana.uid.hex}.vcf"
    text = phone.get(href)
    assert phone.ask("DELETE", phone.book + href, if_match='"old"').status_code == 412
    assert phone.ask("DELETE", phone.book + href, if_match=phone.etag(href)).status_code == 204
    ana.refresh_from_db()
    assert ana.let_go_at and ana.deleted_at is None and phone.get(href) is None
    assert phone.ask("DELETE", phone.book + href).status_code == 404
    assert phone.put(href, text.replace("Ana Silva", "Ana Costa"), if_none_match="*").status_code == 201
    ana.refresh_from_db()
    assert ana.let_go_at is None and ana.name == "Ana Costa" and Contact.objects.count() == 1


def test_who_comes_again_under_another_address_is_the_same_contact(phone, owner, ana):
    href = f"{ana.uid.hex}.vcf"
    text = phone.get(href)
    token, _ = phone.sync()
    phone.ask("DELETE", phone.book + href)
    assert phone.put("other.vcf", text).status_code == 201
    assert Contact.objects.count() == 1 and phone.get(href) is None
    assert phone.sync(token)[1] == {href: None, "other.vcf": phone.etag("other.vcf")}


def test_one_uid_is_not_taken_twice(phone):
    phone.put("ines.vcf", CARD)
    answer = phone.put("twin.vcf", CARD.replace("likes tea", "twin"))
    assert answer.status_code == 409 and b"/dav/ana/contacts/ines.vcf" in answer.content
    assert Contact.objects.count() == 1


def test_a_group_of_the_phone_is_kept_as_it_is(phone):
    group = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:g1\r\nN:Chess\r\nFN:Chess\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:5f0c\r\nEND:VCARD\r\n"
    assert phone.put("g1.vcf", group).status_code == 201
    assert phone.get("g1.vcf") == group and not Contact.objects.exists()
    assert phone.ask("DELETE", phone.book + "g1.vcf").status_code == 204
    assert phone.get("g1.vcf") is None and BookCard.objects.get(href="g1.vcf").is_gone


@pytest.mark.parametrize(
    "body", ["", "hello", "BEGIN:VCARD\r\nVERSION:3.0\r\n", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"]
)
def test_what_is_no_card_is_refused_with_what_was_expected(phone, body):
    answer = phone.put("x.vcf", body)
    assert answer.status_code == 400 and b"expected" in answer.content
    assert not Contact.objects.exists()


def test_a_phone_in_step_is_told_what_changed_and_nothing_else(phone, owner, ana):
    for n in range(5):
        save_contact(owner, {"name": f"P{n}"})
    token, found = phone.sync()
    assert len(found) == 6 and phone.sync(token) == (token, {})
    save_contact(owner, {"title": "Chief"}, ana)
    later, found = phone.sync(token)
    assert list(found) == [f"{ana.uid.hex}.vcf"] and later != token
    let_go(owner, [ana.pk])
    assert phone.sync(later)[1] == {f"{ana.uid.hex}.vcf": None}
    assert phone.sync("urn:needless:book:of another:7")[1] == 403


def test_many_cards_come_at_once_with_few_queries(phone, owner, django_assert_max_num_queries):
    made = [save_contact(owner, {"name": f"P{n}"}) for n in range(150)]
    phone.listed()
    hrefs = (
        "".join(f"<D:href>{phone.book}{c.uid.hex}.vcf</D:href>" for c in made)
        + f"<D:href>{phone.book}no.vcf</D:href>"
    )
    ask = (
        '<A:addressbook-multiget xmlns:D="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav"><D:prop><D:getetag/>'
        f"<A:address-data/></D:prop>{hrefs}</A:addressbook-multiget>"
    )
    with django_assert_max_num_queries(8):
        answer = phone.ask("REPORT", phone.book, ask)
    texts = [
        each.text
        for each in ElementTree.fromstring(answer.content).iter(
            "{urn:ietf:params:xml:ns:carddav}address-data"
        )
    ]
    assert len(texts) == 150 and all("FN:P" in text for text in texts)
    assert phone.found(answer)["no.vcf"] is None


def test_a_search_passes_by_what_it_cannot_read(phone):
    phone.put(
        "odd.vcf",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:odd\r\nFN:Odd\r\nADR:;;;;;;;;;;\r\nBDAY;X=\x5c:??\r\nN;;=:x\r\nEND:VCARD\r\n",
    )
    phone.put("ines.vcf", CARD)
    ask = (
        '<A:addressbook-query xmlns:D="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav"><D:prop><D:getetag/></D:prop><A:filter>'
        '<A:prop-filter name="EMAIL"><A:text-match match-type="contains">ines@work</A:text-match></A:prop-filter></A:filter></A:addressbook-query>'
    )
    assert "ines.vcf" in phone.found(phone.ask("REPORT", phone.book, ask))


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PROPPATCH", "MKCOL"])
@pytest.mark.parametrize(
    "body",
    ["<?xml version='1.0' encoding='FTU-8'?><x/>", "<no", "\0", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"],
)
def test_a_question_that_is_no_xml_is_a_bad_one(phone, method, body):
    path = phone.book if method != "MKCOL" else phone.book.replace("contacts", "more")
    assert 400 <= phone.ask(method, path, body, depth="1").status_code < 500
