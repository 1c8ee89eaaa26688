"""What servers do that no standard foresees: odd addresses, weak ETags, lost tokens, busy hours, cuts in the middle (M17)."""

import pytest
from django.utils import timezone
from tests.syncing.conftest import BOOK, HOST, card, run

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.fetching import Answered
from needless.syncing.accounts import add_account, sync
from needless.syncing.discovery import address_of, homes_of, starts
from needless.syncing.models import Account, CardLink, Collection
from needless.syncing.multistatus import NoMultistatus, canonical, clean_etag, read
from needless.syncing.remote import Login, Remote, RemoteRefused, site_of

pytestmark = pytest.mark.django_db


def refused(*statuses, methods=("REPORT",), headers=None):
    """Answers these methods with these statuses, one after the other; afterwards nothing."""
    left = list(statuses)
    return lambda method, *_: (
        Answered(left.pop(0), headers or {}, b"") if method in methods and left else None
    )


def test_without_sync_collection_the_etags_of_all_are_compared_and_the_ctag_saves_even_that(
    owner, server, book
):
    Collection.objects.update(can_sync=False)
    server.put("a.vcf", card("Ana", "u-a"))
    server.put("b.vcf", card("Bo", "u-b"))
    run(owner)
    server.asked.clear()
    run(owner)
    assert [method for method, _url in server.asked] == ["PROPFIND"]
    server.put("a.vcf", card("Ana Silva", "u-a"))
    server.remove("b.vcf")
    assert run(owner).counts == {"update_here": 1, "archive_here": 1}


@pytest.mark.parametrize("status", [403, 409, 410, 412])
def test_a_token_that_the_server_has_forgotten_means_reading_all_of_it(owner, server, book, status):
    server.put("a.vcf", card("Ana", "u-a"))
    server.put("b.vcf", card("Bo", "u-b"))
    run(owner)
    server.remove("b.vcf")
    server.spoil = refused(status)
    assert run(owner).counts == {"archive_here": 1} and Contact.objects.count() == 2


def test_a_server_whose_report_fails_is_read_without_it(owner, server, book):
    server.put("a.vcf", card("Ana", "u-a"))
    server.spoil = lambda method, *_: Answered(501, {}, b"") if method == "REPORT" else None
    assert run(owner).counts == {"create_here": 1}


def test_a_login_that_is_refused_is_told_in_plain_words_and_puts_the_next_run_off(owner, server, book):
    server.spoil = lambda *_: Answered(401, {}, b"")
    now = timezone.now()
    done = sync(Account.objects.get(), now)
    assert "does not take this name and password" in done.problem
    account = Account.objects.get()
    assert account.failures == 1 and account.next_at > now and "password" in account.problem


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(owner, server, book):
    server.spoil = lambda *_: Answered(503, {"Retry-After": "90000"}, b"")
    now = timezone.now()
    sync(Account.objects.get(), now)
    assert (Account.objects.get().next_at - now).total_seconds() >= 90000


def test_a_moment_of_patience_is_enough_for_a_short_wait(owner, server, book, monkeypatch):
    waited = []
    monkeypatch.setattr("needless.syncing.accounts.Remote", lambda *a: Remote(*a, pause=waited.append))
    server.put("a.vcf", card("Ana", "u-a"))
    server.spoil = refused(429, 503, methods=("REPORT",), headers={"Retry-After": "2"})
    run(owner)
    assert waited == [2.0, 2.0] and Contact.objects.count() == 1


def test_changed_there_between_reading_and_writing_it_is_read_and_merged_again(owner, server, book):
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Baker"))
    run(owner)
    save_contact(owner, {"nickname": "Anita"}, Contact.objects.get())
    once = [1]

    def meanwhile(method, *_):
        if method == "PUT" and once and once.pop():
            server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Miller"))

    server.spoil = meanwhile
    run(owner)
    assert Contact.objects.get().title == "Miller"
    assert "NICKNAME:Anita" in server.get("a.vcf") and "TITLE:Miller" in server.get("a.vcf")


class Cut(BaseException):
    """The process is killed."""


@pytest.mark.parametrize("after", range(1, 9))
def test_killed_after_any_request_it_goes_on_without_doubles(owner, server, book, after):
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Baker"))
    run(owner)
    save_contact(owner, {"title": "Cook"}, Contact.objects.get())
    for n in range(3):
        server.put(f"n{n}.vcf", card(f"New {n}", f"u-{n}", f"EMAIL:n{n}@example.org"))
        save_contact(owner, {"name": f"Own {n}", "emails": [f"o{n}@example.org"]})
    answer, count = server.answer, [0]

    def cut_off(*request):
        count[0] += 1
        found = answer(*request)
        if count[0] == after:
            raise Cut
        return found

    server.spoil = cut_off
    try:
        run(owner)
    except Cut:
        assert count[0] == after
    server.spoil = None
    run(owner)
    assert Contact.objects.count() == 7 and len(server.cards()) == 7 and CardLink.objects.count() == 7
    assert "TITLE:Cook" in server.get("a.vcf")
    server.asked.clear()
    assert run(owner).counts == {} and not server.writes


def test_a_server_that_says_it_is_empty_lets_nobody_go(owner, server, book):
    for n in range(12):
        server.put(f"{n}.vcf", card(f"Person {n}", f"u-{n}"))
    run(owner)
    for n in range(12):
        server.remove(f"{n}.vcf")
    Collection.objects.update(token="")
    done = sync(Account.objects.get(), timezone.now())
    assert "said to be empty" in done.problem and not Contact.objects.exclude(let_go_at=None).exists()


def test_a_card_that_the_server_does_not_take_is_told_and_the_others_go(owner, server, book):
    save_contact(owner, {"name": "Bad"})
    save_contact(owner, {"name": "Good"})
    server.spoil = lambda method, url, body, _: (
        Answered(415, {}, b"") if method == "PUT" and b"FN:Bad" in body else None
    )
    done = run(owner)
    assert done.counts == {"create_there": 1} and done.refused[0][0] == "Bad" and len(server.cards()) == 1


def test_groups_and_broken_cards_are_left_out(owner, server, book):
    answer = (
        f'<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:response><d:href>{BOOK}g.vcf</d:href>'
        "<d:propstat><d:prop><d:getetag>W/&quot;1-gzip&quot;</d:getetag><c:address-data>{}</c:address-data></d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response><d:sync-token>t</d:sync-token></d:multistatus>"
    )
    group = card("Crew", "g", "X-ADDRESSBOOKSERVER-KIND:group")
    for raw in (group, "nothing"):
        server.spoil = lambda method, *_, raw=raw: (
            Answered(207, {}, answer.format(raw).encode()) if method == "REPORT" else None
        )
        Collection.objects.update(token="")
        run(owner)
    assert not Contact.objects.exists()


def test_addresses_are_told_apart_by_what_they_mean():
    assert canonical("https://H.example/a%40b/c%2Fd/x y") == "https://h.example/a@b/c%2Fd/x%20y"
    body = (
        b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/jo%40x/a.vcf</d:href><d:propstat><d:prop><d:getetag>"1"'
        b"</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><d:displayname/>"
        b"</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response></d:multistatus>"
    )
    one = read(body, "https://h.example/jo%40x/").responses[0]
    assert one.url == "https://h.example/jo@x/a.vcf" and "d:displayname" not in one.props
    assert clean_etag('W/"abc-gzip"') == '"abc"' and clean_etag("abc") == '"abc"'


@pytest.mark.parametrize("body", [b"", b"<html/>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"\xff\xfe"])
def test_what_is_no_multistatus_is_refused_and_nothing_is_expanded(body):
    with pytest.raises(NoMultistatus):
        read(body, "https://h.example/")


def test_the_login_goes_to_no_other_site():
    remote = Remote(Login("password", "jo", "x"), ["https://contacts.icloud.com/"])
    assert remote.may_know("https://p12-contacts.icloud.com/1/card/")
    assert not remote.may_know("https://icloud.com.evil.example/") and not remote.may_know(
        "http://contacts.icloud.com/"
    )
    assert site_of("dav.example.co.uk") == "example.co.uk" and "'x'" not in repr(remote.login)


def test_a_redirect_to_another_site_gets_no_login_and_no_write(owner, server, book):
    server.spoil = lambda method, url, *_: (
        Answered(302, {"Location": "https://evil.example/x"}, b"") if HOST in url else Answered(207, {}, b"")
    )
    save_contact(owner, {"name": "Bo"})
    done = sync(Account.objects.get(), timezone.now())
    assert "another server" in done.problem


def test_icloud_and_google_are_found_by_their_names():
    assert starts(address_of("icloud"), "jo@me.com") == {
        "cards": ["https://contacts.icloud.com/"], "calendar": ["https://caldav.icloud.com/"],
    }  # fmt: skip
    assert homes_of(address_of("jo@gmail.com"), "jo@gmail.com")[0] == (
        "https://www.googleapis.com/carddav/v1/principals/jo%40gmail.com/lists/default/"
    )
    for bad in ("", "ftp://x", "not an address"):
        with pytest.raises(ValueError):
            address_of(bad)


def test_a_principal_on_another_host_of_the_site_is_followed(owner, server, monkeypatch):
    """As iCloud does: whole addresses on p12-."""

    def partition(method, url, body, headers):
        if "p12-" in url:
            found = server.answer(method, url.replace("p12-", ""), body, headers)
            return Answered(
                found.status,
                found.headers,
                found.body.replace(b"<href>/", b"<href>https://p12-dav.example.org/"),
            )
        if b"current-user-principal" in body:
            return Answered(
                207, {},
                b'<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><current-user-principal><href>'
                b"https://p12-dav.example.org/jo/</href></current-user-principal></prop><status>HTTP/1.1 200 OK</status>"
                b"</propstat></response></multistatus>",
            )  # fmt: skip
        return None

    server.spoil = partition
    account = add_account(owner, HOST, "jo", "x")
    assert account.collections.get().url == "https://p12-dav.example.org/jo/friends/"


def test_a_second_connection_to_the_same_account_is_refused(owner, server, book):
    with pytest.raises(ValueError, match="connected already"):
        add_account(owner, f"https://{HOST}/", "jo", "x")
    with pytest.raises(RemoteRefused):
        server.spoil = lambda *_: Answered(404, {}, b"")
        add_account(owner, "https://other.example.org", "jo", "x")
    assert Account.objects.count() == 1


def test_a_run_that_goes_on_is_not_begun_twice(owner, server, book):
    from needless.syncing.turns import alone

    server.put("a.vcf", card("Ana", "u-a"))
    with alone(book.account_id) as is_free:
        assert is_free and sync(Account.objects.get(), timezone.now()) is None
    assert not Contact.objects.exists()
    run(owner)
    assert Contact.objects.count() == 1


def test_a_fault_of_ours_is_told_and_tried_less_often(owner, server, book, monkeypatch):
    monkeypatch.setattr("needless.syncing.accounts.CardsRun", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sync(Account.objects.get(), timezone.now())
    account = Account.objects.get()
    assert (
        "ZeroDivisionError" in account.problem and account.failures == 1 and account.next_at > timezone.now()
    )


def test_lasting_access_by_oauth_gets_a_new_token_for_each_run(owner, server, monkeypatch):
    from needless.syncing.tokens import refreshing

    asked, logins = [], []

    def token(method, url, body, *_rest, **_limits):
        asked.append((url, body))
        return Answered(200, {}, b'{"access_token": "fresh", "expires_in": 3600}')

    monkeypatch.setattr("needless.mailboxes.oauth.send", token)
    server.spoil = lambda method, url, body, headers: logins.append(headers["Authorization"])
    add_account(owner, HOST, "jo", refreshing("lasting", "client", "hush"), "oauth")
    assert asked[0][0] == "https://oauth2.googleapis.com/token" and b"refresh_token=lasting" in asked[0][1]
    assert set(logins) == {"Bearer fresh"}


def test_no_password_goes_unencrypted_over_the_internet(owner, server, monkeypatch):
    monkeypatch.setattr("needless.syncing.remote.checked_address", lambda *_: "93.184.216.34")
    logins = []

    def plain(method, url, body, headers):
        logins.append((url, headers.get("Authorization")))
        if url.startswith("http:"):
            return Answered(301, {"Location": url.replace("http:", "https:")}, b"")
        return None

    server.spoil = plain
    account = add_account(owner, f"http://{HOST}", "jo", "x")
    assert account.collections.count() == 1 and all(
        login is None for url, login in logins if url[:5] == "http:"
    )
    server.spoil = lambda *_: Answered(401, {}, b"")
    with pytest.raises(RemoteRefused, match="unencrypted"):
        add_account(owner, f"http://{HOST}", "bo", "x")
