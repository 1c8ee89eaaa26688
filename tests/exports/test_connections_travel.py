"""Where the plan is sent, who is told, what is synced: it goes out without secrets, and comes in at rest (M17)."""

import json
import zipfile

import pytest
from django.utils import timezone

from needless.channels.actions import add_channel, start_channel
from needless.channels.models import PlanChannel
from needless.exports.actions import export_all
from needless.exports.reading import read_archive
from needless.owners.sealing import seal
from needless.syncing.accounts import remote_of
from needless.syncing.models import Account, Collection
from needless.syncing.remote import RemoteRefused
from needless.webhooks.actions import add_endpoint, renew_secret, start_endpoint, try_endpoint
from needless.webhooks.models import Endpoint

SECRET = "open-sesame-17"


@pytest.fixture
def connected(owner):
    """A mail channel, one by ntfy and one to a browser, a webhook, an account elsewhere; the webhook's secret."""
    add_channel(owner, "email", {"to": "me@a.example"}, 8, [0, 4], "https://old.example")
    sealed = {"owner": owner, "secret": seal(f"ntfy://{SECRET}"), "site": "https://old.example"}
    PlanChannel.objects.create(kind="apprise", settings={"service": "ntfy", "brief": "yes"}, hour=9, **sealed)
    PlanChannel.objects.create(kind="push", settings={"browser": "Fox", "service": "push.example"}, **sealed)
    account = Account.objects.create(
        owner=owner, url="https://c.example/", name="c", user="u", secret=seal(SECRET), next_at=timezone.now()
    )
    Collection.objects.create(
        owner=owner, account=account, kind="cards", url="https://c.example/1", name="People", direction="both",
        confirmed_at=timezone.now(), token="t-17", sends="all",
    )  # fmt: skip
    return add_endpoint(owner, "https://hook.example/in", ["contact.created"])[1]


@pytest.fixture
def zip_(owner, connected, tmp_path):
    export_all(owner, tmp_path / "all.zip")
    return tmp_path / "all.zip"


def test_no_secret_is_in_it(zip_, connected):
    text = zipfile.ZipFile(zip_).read("needless.json").decode()
    assert "me@a.example" in text and "https://hook.example/in" in text
    for hidden in (SECRET, connected, "t-17", "gAAAA", "push.example"):
        assert hidden not in text
    assert [row["hour"] for row in json.loads(text)["tables"]["PlanChannel"]] == [8, 9]


def test_it_arrives_at_rest_and_is_started(zip_, other_owner):
    read_archive(other_owner, zip_)
    mail, ntfy = PlanChannel.objects.of(other_owner).order_by("hour")
    assert (mail.days, mail.stopped_at is not None, bool(mail.why_stopped)) == ("04", True, True)
    start_channel(other_owner, mail.pk, "https://new.example")
    mail.refresh_from_db()
    assert (mail.stopped_at, mail.site) == (None, "https://new.example")
    with pytest.raises(ValueError, match="once more"):
        start_channel(other_owner, ntfy.pk)


def test_an_address_given_once_more_fills_the_channel_that_came(zip_, other_owner):
    pytest.importorskip("apprise")
    read_archive(other_owner, zip_)
    again = add_channel(other_owner, "apprise", {"url": "ntfy://another"}, 9, [0], "https://new.example")
    assert again.stopped_at is None and PlanChannel.objects.of(other_owner).count() == 2


def test_a_webhook_wants_a_new_secret_first(zip_, other_owner):
    read_archive(other_owner, zip_)
    row = Endpoint.objects.of(other_owner).get()
    assert row.stopped_at and row.events == ["contact.created"]
    with pytest.raises(ValueError, match="secret"):
        start_endpoint(other_owner, row.pk)
    assert "secret" in try_endpoint(other_owner, row.pk, timezone.now()).tried[0]["problem"]
    renew_secret(other_owner, row.pk)
    start_endpoint(other_owner, row.pk)
    row.refresh_from_db()
    assert row.stopped_at is None


def test_an_account_elsewhere_waits_for_its_password_and_a_look(zip_, other_owner):
    read_archive(other_owner, zip_)
    book = Collection.objects.of(other_owner).get()
    assert (book.direction, book.sends, book.confirmed_at, book.token) == ("both", "all", None, "")
    with pytest.raises(RemoteRefused, match="password"):
        remote_of(book.account)


def test_twice_is_as_once(zip_, other_owner):
    read_archive(other_owner, zip_)
    again = read_archive(other_owner, zip_)
    assert again.rows_created == 0 and PlanChannel.objects.of(other_owner).count() == 2
