"""Mailboxes on a real Dovecot: first read, new mail, other numbers, killed midway, and never twice (M9, M17)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from needless.contacts.models import Contact
from needless.imports.actions import import_now
from needless.imports.models import WaitingTalk
from needless.imports.queries import files_of, refusals_of
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction
from needless.mailboxes import reading
from needless.mailboxes.actions import add_mailbox, ask_now, fetch_mailbox
from needless.mailboxes.models import Mailbox, MailFolder
from needless.mailboxes.session import CannotRead
from needless.owners.sealing import seal

from .conftest import ME, given, message

pytestmark = [pytest.mark.real, pytest.mark.django_db]


def exchange(count):
    """Mail with so many people: each wrote, and had an answer."""
    day = timezone.now() - timedelta(days=30)
    inbox = [message(f"in{n}", f'"Müller, Ana {n}" <p{n}@corp.example>', ME, day) for n in range(count)]
    sent = [message(f"out{n}", ME, f"p{n}@corp.example", day + timedelta(hours=1)) for n in range(count)]
    return inbox, sent


def again(mailbox):
    """As another process would find it."""
    return Mailbox.objects.select_related("owner", "made_by").get(pk=mailbox.pk)


def test_mail_that_went_both_ways_makes_contacts_and_is_read_once(mailbox, dovecot, owner):
    inbox, sent = exchange(3)
    dovecot.put([*inbox, message("lone", "stranger@else.example", ME)])
    dovecot.put(sent, ".Sent")
    dovecot.put([message("gone", "p0@corp.example", ME)], ".Trash")
    assert fetch_mailbox(mailbox, timezone.now()), mailbox.problem
    assert sorted(Contact.objects.of(owner).values_list("name", flat=True)) == [
        f"Ana {n} Müller" for n in range(3)
    ]
    assert Interaction.objects.of(owner).count() == 6
    assert WaitingTalk.objects.of(owner).count() == 1
    assert all(contact.talks_in == contact.talks_out == 1 for contact in Contact.objects.of(owner))
    dovecot.put([message("in9", "p0@corp.example", ME)])
    mailbox = again(mailbox)
    assert fetch_mailbox(mailbox, timezone.now())
    assert Interaction.objects.of(owner).count() == 7
    inbox = MailFolder.objects.of(owner).get(use="inbox")
    assert (inbox.messages, inbox.seen) == (5, 5)
    report = {file.path: file.interactions_created for file in files_of(again(mailbox).made_by)}
    assert sum(report.values()) == 7 and set(report) == {"INBOX", "Sent"}


def test_ten_thousand_messages_killed_midway_are_there_once(mailbox, dovecot, owner, monkeypatch):
    inbox, sent = exchange(5000)
    dovecot.put(inbox)
    dovecot.put(sent, ".Sent")
    portions = iter(range(1, 100))
    real = reading.Inflow.take

    def dying(self, file, drafts):
        real(self, file, drafts)
        if next(portions) == 6:
            raise Killed

    monkeypatch.setattr(reading.Inflow, "take", dying)
    with pytest.raises(Killed):
        fetch_mailbox(mailbox, timezone.now())
    monkeypatch.undo()
    before = Interaction.objects.of(owner).count()
    assert sum(MailFolder.objects.of(owner).values_list("seen", flat=True)) > 2000
    assert fetch_mailbox(again(mailbox), timezone.now())
    assert before < Interaction.objects.of(owner).count() == 10_000
    assert Contact.objects.of(owner).count() == 5000
    assert not WaitingTalk.objects.of(owner).exists()


def test_other_numbers_mean_reading_again_and_nothing_twice(mailbox, dovecot, owner):
    inbox, sent = exchange(20)
    dovecot.put([*inbox, message("bad", "nobody", ME)])
    dovecot.put(sent, ".Sent")
    assert fetch_mailbox(mailbox, timezone.now())
    first = MailFolder.objects.of(owner).get(use="inbox")
    dovecot.renumber()
    dovecot.put([message("in99", "p0@corp.example", ME)])
    assert fetch_mailbox(again(mailbox), timezone.now())
    second = MailFolder.objects.of(owner).get(use="inbox")
    assert first.uidvalidity != second.uidvalidity
    assert second.seen == 22
    assert Interaction.objects.of(owner).count() == 41
    assert len(refusals_of(again(mailbox).made_by)) == 1


def test_an_mbox_of_the_same_mail_adds_nothing(mailbox, dovecot, owner, tmp_path):
    inbox, sent = exchange(10)
    dovecot.put(inbox)
    dovecot.put(sent, ".Sent")
    assert fetch_mailbox(mailbox, timezone.now())
    parts = ["From x@y Mon Jan  1 00:00:00 2026\n" + text + "\n\n" for text in inbox + sent]
    (tmp_path / "all.mbox").write_text("".join(parts))
    done = import_now(owner, [str(tmp_path / "all.mbox")], on=timezone.localdate())
    assert [file.created for file in files_of(done)] == [0]
    assert Interaction.objects.of(owner).count() == 20


def test_what_it_brought_can_be_taken_back_and_read_again(mailbox, dovecot, owner):
    inbox, sent = exchange(4)
    dovecot.put(inbox)
    dovecot.put(sent, ".Sent")
    fetch_mailbox(mailbox, timezone.now())
    undo_import(owner, again(mailbox).made_by_id, timezone.localdate())
    assert not Contact.objects.of(owner).exists()
    assert not fetch_mailbox(again(mailbox), timezone.now())
    assert "taken back" in again(mailbox).problem
    ask_now(owner, mailbox.pk, timezone.now())
    assert fetch_mailbox(again(mailbox), timezone.now())
    assert Contact.objects.of(owner).count() == 4


def test_a_wrong_password_is_told_and_not_tried_again_soon(mailbox, dovecot, owner):
    with pytest.raises(CannotRead, match="does not accept this user name and password"):
        add_mailbox(owner, given(dovecot.port, user="dusk", password="wrong"), timezone.now())
    assert Mailbox.objects.of(owner).count() == 1
    Mailbox.objects.of(owner).update(password=seal("changed"))
    assert not fetch_mailbox(again(mailbox), timezone.now())
    found = again(mailbox)
    assert "does not accept" in found.problem and "changed" not in found.problem
    assert found.next_at > timezone.now() + timedelta(hours=5)


class Killed(BaseException):
    """As if the process were gone."""
