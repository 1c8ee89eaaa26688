"""Whatever tells, reads or is kept the same elsewhere comes back by undo, with its secret still sealed (M17)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.api.conftest import Program

from needless.channels.actions import add_channel, remove_channel
from needless.channels.models import PlanChannel
from needless.contacts.models import Undo
from needless.contacts.undo import undo
from needless.keeping.removing import remove_endpoint
from needless.keeping.trash import trash_of
from needless.mailboxes.actions import remove_mailbox
from needless.mailboxes.models import Mailbox
from needless.news.feeds import forget_unread, subscribe, unfollow
from needless.news.models import Feed, Subscription
from needless.owners.sealing import seal, unseal
from needless.owners.tokens import make_token
from needless.syncing.accounts import remove_account
from needless.syncing.models import Account, Collection
from needless.webhooks.actions import add_endpoint
from needless.webhooks.models import Endpoint, Outgoing
from needless.webhooks.outbox import tell

SECRET = "open-sesame-17"


@pytest.fixture
def endpoint(owner):
    return add_endpoint(owner, "https://a.example/hook", ["import.finished"])


def test_a_webhook_comes_back_with_its_secret_and_what_waited(owner, endpoint):
    row, secret = endpoint
    tell(owner, "import.finished", **{"import": 1})
    entry = remove_endpoint(owner, row.pk)
    assert not Endpoint.objects.exists() and not Outgoing.objects.exists()
    assert secret not in str(entry.steps)
    assert [deleted.entry.pk for deleted in trash_of(owner, timezone.now())] == [entry.pk]
    undo(owner, entry.pk)
    back = Endpoint.objects.get()
    assert unseal(back.secret) == secret and back.messages.count() == 1


def test_what_is_there_again_is_not_brought_back_twice(owner, endpoint):
    entry = remove_endpoint(owner, endpoint[0].pk)
    add_endpoint(owner, "https://a.example/hook", ["import.finished"])
    with pytest.raises(ValidationError, match="there again"):
        undo(owner, entry.pk)
    assert Endpoint.objects.count() == 1 and Undo.objects.get(pk=entry.pk).used_at is None


def test_an_account_elsewhere_comes_back_and_waits_for_a_look(owner):
    account = Account.objects.create(
        owner=owner, url="https://c.example/", name="c", user="u", secret=seal(SECRET), next_at=timezone.now()
    )
    Collection.objects.create(
        owner=owner, account=account, kind="cards", url="https://c.example/1", name="People", direction="both",
        confirmed_at=timezone.now(), token="t",
    )  # fmt: skip
    entry = remove_account(owner, account.pk)
    assert not Account.objects.exists() and SECRET not in str(entry.steps)
    undo(owner, entry.pk)
    book = Collection.objects.get()
    assert (book.direction, book.confirmed_at, book.token) == ("both", None, "")
    assert unseal(book.account.secret) == SECRET


def test_a_mailbox_and_a_channel_come_back(owner):
    box = Mailbox.objects.create(
        owner=owner,
        address="me@a.example",
        host="imap.a.example",
        user="me",
        password=seal(SECRET),
        next_at=timezone.now(),
    )
    way = add_channel(owner, "email", {"to": "me@a.example"}, 8, [0, 4], "https://n.example")
    for entry in (remove_mailbox(owner, box.pk), remove_channel(owner, way.pk)):
        assert SECRET not in str(entry.steps)
        undo(owner, entry.pk)
    assert unseal(Mailbox.objects.get().password) == SECRET and PlanChannel.objects.get().hour == 8


def test_a_feed_is_read_again_as_long_as_there_is_a_way_back(owner, other_owner):
    row = subscribe(owner, Feed.objects.create(url="https://a.example/feed", next_at=timezone.now()))
    entry = unfollow(owner, row.pk)
    forget_unread(timezone.now())
    undo(owner, entry.pk)
    assert Subscription.objects.of(owner).get().feed.url == "https://a.example/feed"
    entry = unfollow(owner, Subscription.objects.of(owner).get().pk)
    forget_unread(timezone.now() + timezone.timedelta(days=40))
    with pytest.raises(ValidationError, match="gone"):
        undo(owner, entry.pk)


def test_pages_and_programs_tell_the_way_back(owner, client, endpoint):
    client.force_login(owner)
    page = client.post(reverse("webhook-remove", args=[endpoint[0].pk]), follow=True).content.decode()
    entry = Undo.objects.latest("pk")
    assert reverse("undo", args=[entry.pk]) in page
    undo(owner, entry.pk)
    program = Program(make_token(owner, "test", may_write=True))
    gone = program.ask("DELETE", f"/webhooks/{Endpoint.objects.get().pk}")
    assert gone[0] == 200 and program.ask("POST", f"/undo/{gone[1]['undo']}")[0] == 200
    assert Endpoint.objects.count() == 1
