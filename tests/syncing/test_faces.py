"""Connecting, looking, doing and taking back: on the pages, on the command line and over the API (M17)."""

import json

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.syncing.conftest import HOST, card, run

from needless.cli.root import needless
from needless.contacts.actions import delete_contact, save_contact
from needless.contacts.models import Contact
from needless.imports.models import Import
from needless.imports.undoing import undo_import
from needless.owners.sealing import unseal
from needless.owners.tokens import make_token
from needless.syncing.models import Account, CardLink, Collection, SyncRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client


def read(page, name, *args):
    return page.get(reverse(name, args=args)).content.decode()


def test_from_an_empty_page_to_an_address_book_that_is_kept_the_same(page, owner, server):
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Baker"))
    said = {"url": HOST, "user": "jo", "secret": "x y"}
    answer = page.post(reverse("syncing"), said, follow=True)
    assert "Choose what is to be kept the same" in answer.content.decode()
    account, row = Account.objects.get(), Collection.objects.get()
    assert "x y" not in account.secret and unseal(account.secret) == "x y"
    page.post(reverse("sync-choose", args=[row.pk]), {"direction": "both"})
    assert "Waiting for you" in read(page, "sync-account", account.pk)
    looked = read(page, "sync-changes", account.pk)
    assert (
        "1 new here" in looked
        and "Ana Silva" in looked
        and "Baker" in looked
        and not Contact.objects.exists()
    )
    page.post(reverse("sync-run", args=[account.pk]))
    assert Contact.objects.get().name == "Ana Silva"
    shown = read(page, "sync-account", account.pk)
    assert "Kept the same" in shown and "1 new here" in shown and "x y" not in shown


def test_what_is_refused_is_told_on_the_form_and_nothing_is_kept(page, server):
    from needless.fetching import Answered

    server.spoil = lambda *_: Answered(401, {}, b"")
    answer = page.post(reverse("syncing"), {"url": HOST, "user": "jo", "secret": "wrong"})
    assert answer.status_code == 422 and "does not take this name and password" in answer.content.decode()
    assert "wrong" not in answer.content.decode() and not Account.objects.exists()


def test_a_run_is_taken_back_and_syncing_rests_until_the_owner_has_looked(page, owner, server, book):
    bo = save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"], "title": "Cook"})
    run(owner)
    url = f"{bo.uid}.vcf"
    server.put(url, server.get(url).replace("TITLE:Cook", "TITLE:Chef\r\nTEL:+351912345678"))
    server.put("a.vcf", card("Ana Silva", "u-a", "EMAIL:ana@example.org"))
    done = run(owner)
    assert done.counts == {"create_here": 1, "update_here": 1} and Contact.objects.count() == 2
    page.post(reverse("sync-undo", args=[done.pk]))
    bo.refresh_from_db()
    assert (
        bo.title == "Cook" and not bo.addresses.filter(kind="phone") and list(Contact.objects.all()) == [bo]
    )
    assert "taken back" in read(page, "sync-account", book.account_id)
    server.asked.clear()
    run(owner)
    assert not server.asked and Contact.objects.count() == 1
    assert "Ana Silva" in read(page, "sync-changes", book.account_id)
    page.post(reverse("sync-run", args=[book.account_id]))
    assert Contact.objects.count() == 2


def test_undoing_the_import_of_a_run_lets_syncing_rest_too(owner, server, book):
    from django.utils import timezone

    server.put("a.vcf", card("Ana Silva", "u-a"))
    run(owner)
    undo_import(owner, Import.objects.get().pk, timezone.localdate())
    assert not Contact.objects.exists() and not CardLink.objects.exists()
    run(owner)
    assert not Contact.objects.exists()


def test_cards_of_the_deleted_are_decided_about_together(page, owner, server, book):
    for n in range(2):
        server.put(f"{n}.vcf", card(f"Person {n}", f"u-{n}"))
    run(owner)
    for contact in Contact.objects.all():
        delete_contact(owner, contact.pk)
    run(owner)
    assert "Remove 2 cards there" in read(page, "sync-account", book.account_id)
    page.post(reverse("sync-gone", args=[book.account_id]), {"answer": "remove"})
    run(owner)
    assert server.cards() == []


def test_two_versions_are_shown_side_by_side_and_answered(page, owner, server, book):
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Baker"))
    run(owner)
    save_contact(owner, {"title": "Cook"}, Contact.objects.get())
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Miller"))
    run(owner)
    assert "1 question about two versions" in read(page, "syncing")
    shown = read(page, "conflicts")
    assert "Cook" in shown and "Miller" in shown and "Friends" in shown
    from needless.contacts.models import Conflict

    page.post(reverse("conflict-answer", args=[Conflict.objects.get().pk]), {"answer": "theirs"})
    assert Contact.objects.get().title == "Miller" and "Nothing to decide" in read(page, "conflicts")


def test_disconnected_both_sides_keep_what_they_have(page, owner, server, book):
    server.put("a.vcf", card("Ana Silva", "u-a"))
    run(owner)
    page.post(reverse("sync-remove", args=[book.account_id]))
    assert Contact.objects.count() == 1 and server.cards() == ["a.vcf"] and not SyncRun.objects.exists()


def command(*words, **options):
    return CliRunner().invoke(needless, ["sync", *words], **options)


def test_the_command_line_connects_looks_and_does(owner, server, monkeypatch):
    server.put("a.vcf", card("Ana Silva", "u-a"))
    assert command().exit_code == 3
    added = command("add", HOST, "--user", "jo", "--direction", "both", "--json", input="secret\n")
    assert added.exit_code == 0, added.output
    assert (
        json.loads(added.stdout)[0]["collections"][0]["direction"] == "both" and "secret" not in added.output
    )
    assert command().exit_code == 3 and not Contact.objects.exists()
    dry = json.loads(command("--dry-run", "--json").stdout)
    assert dry["accounts"][0]["counts"] == {"create_here": 1} and not Contact.objects.exists()
    assert {"field": "name", "old": "", "new": "Ana Silva"} in dry["accounts"][0]["changes"][0]["changes"]
    done = json.loads(command("--yes", "--json").stdout)
    assert done["runs"][0]["counts"] == {"create_here": 1} and Contact.objects.count() == 1
    assert "Nothing to do" in command().output
    back = command("back", str(done["runs"][0]["id"]))
    assert back.exit_code == 0 and not Contact.objects.exists()
    assert "Friends" in command("list").output
    assert command("choose", str(Collection.objects.get().pk), "off").exit_code == 0
    assert command("remove", str(Account.objects.get().pk)).exit_code == 0 and not Account.objects.exists()


def test_the_api_does_all_of_it(client, owner, server):
    token = make_token(owner, "t", may_write=True)

    def ask(method, path, body=None):
        answer = client.generic(
            method, f"/api{path}", json.dumps(body) if body is not None else "", content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content) if answer.content else None

    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Baker"))
    status, made = ask("POST", "/accounts", {"url": HOST, "user": "jo", "secret": "x"})
    assert status == 201 and "secret" not in made
    assert ask("POST", "/accounts", {"url": "ftp://x", "user": "jo", "secret": "x"})[0] == 422
    row = made["collections"][0]["id"]
    assert (
        ask("PATCH", f"/collections/{row}", {"direction": "both", "sends": "all"})[1]["direction"] == "both"
    )
    assert ask("GET", f"/accounts/{made['id']}/changes")[1]["counts"] == {"create_here": 1}
    assert ask("POST", f"/accounts/{made['id']}/runs")[0] == 202 and Contact.objects.count() == 1
    runs = ask("GET", f"/accounts/{made['id']}/runs")[1]
    assert runs[0]["counts"] == {"create_here": 1}
    save_contact(owner, {"title": "Cook"}, Contact.objects.get())
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Miller"))
    ask("POST", f"/accounts/{made['id']}/runs")
    asked = ask("GET", "/conflicts")[1][0]
    assert asked["mine"] == {"title": "Cook"}
    assert ask("POST", f"/conflicts/{asked['id']}", {"answer": "theirs"})[0] == 204
    assert Contact.objects.get().title == "Miller"
    assert ask("POST", f"/runs/{runs[0]['id']}/undo")[1]["taken_back_at"]
    assert ask("DELETE", f"/accounts/{made['id']}")[0] == 200 and ask("GET", "/accounts")[1] == []
