"""Mailboxes on the page, over the API and on the command line: tried, shown, paused, removed, never with a secret (M17)."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from needless.cli.root import needless
from needless.contacts.models import Undo
from needless.contacts.undo import undo
from needless.exports.actions import export_all
from needless.exports.reading import read_archive
from needless.interactions.models import Interaction
from needless.mailboxes.actions import add_mailbox, due_mailboxes, refresh_due
from needless.mailboxes.models import CopyAddress, Mailbox, MailFolder
from needless.owners.sealing import renew_key, unseal
from needless.owners.tokens import make_token

from .conftest import ME, given
from .fake_imap import FakeImap, fetched
from .test_servers import INBOX, mail


@pytest.fixture
def fake():
    """Two mails, one each way."""
    return FakeImap(
        UID=fetched(mail("Bo <bo@x.example>", ME, 1), mail(ME, "bo@x.example", 2)), EXAMINE=INBOX % (2, 3)
    )


@pytest.fixture
def port(fake):
    with fake.port() as port:
        yield port


@pytest.fixture
def page(owner):
    client = Client()
    client.force_login(owner)
    return client


def api(owner):
    return Client(headers={"Authorization": f"Bearer {make_token(owner, 'x', may_write=True)}"})


def test_a_mailbox_that_is_typed_in_is_tried_and_read(page, port, owner):
    answer = page.post("/mailboxes/", given(port), follow=True)
    assert Interaction.objects.of(owner).count() == 2
    text = answer.content.decode()
    assert "2 mails" in text and "1 new contact" in text
    assert "secret" not in text.replace("secret-", "").replace("client_secret", "").replace(
        'name="secret"', ""
    ).replace("client secret", "")


def test_a_wrong_one_is_said_beside_the_form_and_not_kept(page, fake, port, owner):
    fake.ends["AUTHENTICATE"] = "NO"
    answer = page.post("/mailboxes/", given(port, password="hunter2"))
    assert answer.status_code == 422
    assert "does not accept" in answer.content.decode() and "hunter2" not in answer.content.decode()
    assert not Mailbox.objects.of(owner).exists()
    missing = page.post("/mailboxes/", {"address": "ana@unheard.example", "password": "x", "security": "tls"})
    assert "Which server is it?" in missing.content.decode()


def test_a_mailbox_is_paused_goes_on_and_is_removed_with_a_way_back(page, port, owner):
    pk = add_mailbox(owner, given(port), timezone.now()).pk
    page.post(f"/mailboxes/{pk}/pause/")
    assert due_mailboxes(timezone.now()) == []
    assert "paused" in page.get("/mailboxes/").content.decode()
    page.post(f"/mailboxes/{pk}/fetch/")
    assert Interaction.objects.of(owner).count() == 2
    page.post(f"/mailboxes/{pk}/remove/")
    assert not Mailbox.objects.of(owner).exists()
    undo(owner, Undo.objects.of(owner).latest("pk").pk)
    assert unseal(Mailbox.objects.of(owner).get().password) == "secret"
    assert MailFolder.objects.of(owner).count() == 3
    assert Interaction.objects.of(owner).count() == 2


def test_folders_are_chosen_and_those_to_come_are_then_not_read(page, port, owner):
    pk = add_mailbox(owner, given(port), timezone.now()).pk
    spam = MailFolder.objects.of(owner).get(label="Spam")
    page.post(f"/mailboxes/{pk}/folders/", {"folder": [spam.pk]})
    assert list(MailFolder.objects.of(owner).filter(is_read=True)) == [spam]
    page.post(f"/mailboxes/{pk}/folders/", {"all": "1"})
    assert set(MailFolder.objects.of(owner).filter(is_read=True).values_list("label", flat=True)) == {
        "INBOX",
        "Out box",
    }


def test_another_password_is_tried_before_it_is_kept(page, fake, port, owner):
    pk = add_mailbox(owner, given(port), timezone.now()).pk
    fake.ends["AUTHENTICATE"] = "NO"
    assert (
        "does not accept"
        in page.post(f"/mailboxes/{pk}/password/", {"secret": "new"}, follow=True).content.decode()
    )
    assert unseal(Mailbox.objects.of(owner).get().password) == "secret"
    fake.ends["AUTHENTICATE"] = "OK"
    page.post(f"/mailboxes/{pk}/password/", {"secret": "new"})
    assert unseal(Mailbox.objects.of(owner).get().password) == "new"


def test_the_clock_reads_what_is_due_once_and_later_again(port, owner):
    add_mailbox(owner, given(port), timezone.now())
    now = timezone.now()
    assert refresh_due(now) == 1
    assert refresh_due(now) == 0
    assert refresh_due(now + timedelta(minutes=13)) == 1


def test_the_api_adds_lists_and_removes_without_ever_showing_a_secret(port, owner):
    client = api(owner)
    made = client.post("/api/mailboxes", given(port), content_type="application/json")
    assert made.status_code == 201 and "secret" not in made.content.decode()
    (listed,) = client.get("/api/mailboxes").json()
    assert (listed["address"], listed["problem"], len(listed["folders"])) == (ME, "", 3)
    assert client.post(f"/api/mailboxes/{listed['id']}/pause", content_type="application/json").json()[
        "is_paused"
    ]
    undo = client.delete(f"/api/mailboxes/{listed['id']}").json()["undo"]
    assert client.get("/api/mailboxes").json() == []
    assert client.post(f"/api/undo/{undo}", content_type="application/json").status_code == 200
    assert [one["address"] for one in client.get("/api/mailboxes").json()] == [ME]
    wrong = client.post("/api/mailboxes", given(port, host="a b"), content_type="application/json")
    assert wrong.status_code == 422 and "mail server was expected" in wrong.content.decode()
    told = client.post("/api/mailboxes/address", content_type="application/json").json()
    assert told["path"].startswith("/in/mail/")


def test_the_command_line_adds_fetches_and_says_what_is_wrong(fake, port, owner):
    run = CliRunner().invoke
    words = [
        "mail",
        "add",
        ME,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--security",
        "none",
        "--user",
        "dawn",
        "--json",
    ]
    made = run(needless, words, input="secret\n")
    assert made.exit_code == 0, made.output
    assert run(needless, ["mail", "fetch"]).exit_code == 0
    assert "4 of 4 read" in run(needless, ["mail", "list"]).output
    fake.ends["AUTHENTICATE"] = "NO"
    assert run(needless, ["mail", "fetch"]).exit_code == 1
    assert "does not accept" in run(needless, ["mail", "list"]).output
    assert run(needless, ["mail", "remove", "999"]).exit_code == 3
    assert "/in/mail/" in json.loads(run(needless, ["mail", "address", "--json"]).stdout)["path"]


def test_a_private_address_is_made_shown_renewed_and_closed(page, owner, settings):
    settings.MAIL_DOMAIN = "in.example.org"
    page.post("/mailboxes/address/")
    first = page.get("/mailboxes/").content.decode()
    assert "@in.example.org" in first and "/in/mail/" in first
    page.post("/mailboxes/address/renew/")
    assert page.get("/mailboxes/").content.decode() != first
    page.post("/mailboxes/address/close/")
    assert not CopyAddress.objects.of(owner).exists()


def test_an_export_holds_mailboxes_without_their_secrets_and_comes_in_again(
    port, owner, other_owner, tmp_path
):
    add_mailbox(owner, given(port), timezone.now())
    owner.refresh_from_db()
    path = tmp_path / "all.zip"
    export_all(owner, path)
    sealed = Mailbox.objects.of(owner).get().password
    assert sealed.encode() not in path.read_bytes()
    read_archive(other_owner, path)
    copied = Mailbox.objects.of(other_owner).get()
    assert (copied.address, copied.password, copied.folders.count()) == (ME, "", 3)
    refresh_due(timezone.now() + timedelta(days=1))
    copied.refresh_from_db()
    assert "type it again" in copied.problem


def test_a_renewed_key_opens_the_passwords_as_before(port, owner, settings, tmp_path):
    settings.HOME = tmp_path
    add_mailbox(owner, given(port), timezone.now())
    before = Mailbox.objects.of(owner).get().password
    assert renew_key(forget_old=True) == 1
    after = Mailbox.objects.of(owner).get().password
    assert after != before and unseal(after) == "secret"
