"""The calendar, which is read only; who comes in, and how far."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.dav.conftest import LIST, Program

from needless.contacts.actions import save_contact
from needless.dav import signing_in
from needless.meetings.models import Meeting
from needless.owners.models import AuditEntry


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    signing_in._wrong.clear()


@pytest.fixture
def ana(owner):
    ana = save_contact(owner, {"name": "Ana Silva", "birthday": "1980-02-08"})
    at = timezone.now() + timedelta(days=3)
    Meeting.objects.create(
        owner=owner,
        contact=ana,
        kind="lunch",
        stage="agreed",
        at=at,
        proposed_at=timezone.now(),
        place="Café Royal",
    )
    return ana


def test_meetings_and_birthdays_are_in_the_calendar(phone, ana):
    found = phone.listed(phone.dates)
    assert len(found) == 2
    texts = [phone.ask("GET", phone.dates + href).content.decode() for href in found]
    assert any("Café Royal" in text for text in texts)
    assert any("RRULE:FREQ=YEARLY" in text and "DTSTART;VALUE=DATE:19800208" in text for text in texts)
    assert all("http://testserver/people/" in text for text in texts)


def test_a_calendar_in_step_is_told_so_and_one_that_is_not_reads_anew(phone, owner, ana):
    token, found = phone.sync(path=phone.dates)
    assert len(found) == 2 and phone.sync(token, phone.dates) == (token, {})
    save_contact(owner, {"birthday": "1980-02-09"}, ana)
    assert phone.sync(token, phone.dates)[1] == 403
    assert phone.sync(path=phone.dates)[0] != token


def test_a_range_of_the_calendar_can_be_asked_for(phone, ana):
    day = timezone.now() + timedelta(days=2)
    ask = (
        '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop><C:filter>'
        '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f'<C:time-range start="{day:%Y%m%dT%H%M%SZ}" end="{day + timedelta(days=3):%Y%m%dT%H%M%SZ}"/>'
        "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    )
    found = phone.found(phone.ask("REPORT", phone.dates, ask))
    assert [href for href in found if href.startswith("meeting")] == list(found) or len(found) == 2


CHANGES = ["PUT", "DELETE", "PROPPATCH", "MKCOL", "MKCALENDAR", "MOVE"]


@pytest.mark.parametrize("method", CHANGES)
def test_dates_cannot_be_changed_there_nor_the_collections(phone, ana, method):
    href = next(iter(phone.listed(phone.dates)))
    event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for path in (phone.dates + href, phone.dates, phone.dates + "new.ics", phone.book, "/dav/ana/more/"):
        assert phone.ask(method, path, event, destination=phone.dates + "y.ics").status_code == 403, (
            method,
            path,
        )
    assert len(phone.listed(phone.dates)) == 2


def test_programs_are_told_which_of_the_two_they_may_write(phone):
    ask = '<D:propfind xmlns:D="DAV:"><D:prop><D:current-user-privilege-set/></D:prop></D:propfind>'
    assert b"write-content" in phone.ask("PROPFIND", phone.book, ask).content
    assert b"write" not in phone.ask("PROPFIND", phone.dates, ask).content


def basic(text):
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Bearer x",
        basic("ana"),
        basic("ana:correct horse battery"),
        basic(":"),
        basic("\0:\0"),
    ],
)
def test_without_an_app_password_nothing_is_told(client, phone, header):
    answer = client.generic("PROPFIND", "/dav/ana/contacts/", LIST, HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401 and "Basic" in answer.headers["WWW-Authenticate"]


def test_who_is_signed_in_in_the_browser_is_not_so_here_and_is_shown_how(client, owner, phone):
    client.force_login(owner)
    assert client.generic("PROPFIND", "/dav/ana/contacts/", LIST).status_code == 401
    answer = client.get("/dav/", headers={"accept": "text/html"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/phone/"


def test_wrong_passwords_are_slowed_and_noted_and_the_owner_is_never_locked_out(client, owner, phone):
    wrong = {"HTTP_AUTHORIZATION": basic("ana:guess")}
    statuses = [client.generic("PROPFIND", "/dav/", **wrong).status_code for _ in range(25)]
    assert statuses[0] == 401 and statuses[-1] == 429
    assert phone.ask("PROPFIND", "/dav/", LIST).status_code == 207
    assert AuditEntry.objects.filter(owner=owner, what="sign-in-failed").count() == 1


WAYS = ["GET", "PROPFIND", "REPORT", "PUT", "DELETE", "PROPPATCH", "MKCOL", "MOVE", "OPTIONS", "POST", "HEAD"]


def test_another_owners_things_are_not_there_whatever_is_asked(client, phone, other_owner, ana):
    phone.listed()
    tom = Program(client, other_owner)
    href = f"{ana.uid.hex}.vcf"
    for path in (
        "/dav/ana/",
        phone.book,
        phone.dates,
        phone.book + href,
        phone.dates + f"birthday-{ana.pk}.ics",
    ):
        for method in WAYS:
            answer = tom.ask(
                method, path, phone.get(href) if method == "PUT" else "", destination=tom.book + "x.vcf"
            )
            assert answer.status_code == 404 and b"Silva" not in answer.content, (method, path)
    for path in (tom.book + href, tom.dates + f"birthday-{ana.pk}.ics"):
        assert tom.ask("GET", path).status_code == 404
    sneaky = f"<D:href>{phone.book}{href}</D:href>"
    ask = (
        '<A:addressbook-multiget xmlns:D="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav"><D:prop><A:address-data/>'
        f"</D:prop>{sneaky}<D:href>{tom.book}{href}</D:href></A:addressbook-multiget>"
    )
    assert b"Silva" not in tom.ask("REPORT", tom.book, ask).content
    assert tom.put("mine.vcf", phone.get(href)).status_code == 201
    ana.refresh_from_db()
    assert ana.owner != other_owner and tom.listed().keys() == {"mine.vcf"}


def test_a_book_of_a_revoked_password_is_closed(client, owner, phone):
    client.force_login(owner)
    client.post(f"/phone/{owner_password(owner)}/revoke/")
    assert phone.ask("PROPFIND", phone.book, LIST).status_code == 401


def owner_password(owner):
    from needless.owners.app_passwords import app_passwords

    return app_passwords(owner).get().pk


def test_what_is_too_long_is_refused(phone, monkeypatch):
    monkeypatch.setattr("needless.dav.views.LONGEST", 100)
    assert phone.put("x.vcf", "BEGIN:VCARD" + "x" * 200).status_code == 413
