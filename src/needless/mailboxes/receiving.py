"""Takes a mail that came to the owner's private address: copied (Bcc), redirected or forwarded there (M9, M17).

Only headers are kept. The owner did it on purpose, so that whoever is in it becomes a contact at once. What cannot be
told plainly is asked, never dropped. The same message counts once, whichever way it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.helping.models import UnfiledLine
from needless.imports.drafts import ContactDraft, InteractionDraft, Person, Read, Refusal
from needless.imports.inflow import Inflow, open_inflow
from needless.imports.models import Import
from needless.imports.sources.mail import TO_ONESELF, MailReader, recipients, stable_id
from needless.imports.sources.mail_headers import MOST_HEADERS, addresses, fields, message_id, moment_of, text
from needless.imports.talk import name_from
from needless.mailboxes.copying import is_copy_address
from needless.mailboxes.forwarded import Original, original_of
from needless.mailboxes.models import AskedMail, CopyAddress
from needless.mailboxes.reading import counted
from needless.tables.row_security import acting_for

KIND = "copied mail"
_RESENT = re.compile(rb"^resent-from:[ \t]*([^\n]{1,2000})", re.IGNORECASE | re.MULTILINE)
Head = dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it: "logged", "known", "waiting", "asked" or "left out", and in words."""

    outcome: str
    says: str


def receive(address: CopyAddress, content: bytes, now: datetime) -> Received:
    """Take one message, its headers and as much of its text as came. Raises nothing for what is in it."""
    whose = acting_for(str(address.owner_id))  # by its token it is known whose it is
    with whose, timezone.override(address.owner.time_zone), transaction.atomic():
        inflow = Inflow(_inflow_of(address), timezone.localdate(now))
        CopyAddress.objects.of(address.owner).filter(pk=address.pk).update(last_used_at=now)
        received = _Copy(address, inflow, content, now).take()
        inflow.settle()
        return received


def _inflow_of(address: CopyAddress) -> Import:
    if address.made_by is None or address.made_by.stage == Import.Stage.UNDONE:
        address.made_by = open_inflow(address.owner, _("Mail copied to your private address"))
        address.save(update_fields=["made_by"])
    found: Import = address.made_by
    return found


class _Copy:
    """One message on its way in."""

    def __init__(self, address: CopyAddress, inflow: Inflow, content: bytes, now: datetime) -> None:
        self.address, self.inflow, self.now = address, inflow, now
        self.content = content.replace(b"\r\n", b"\n").lstrip(b"\n")
        self.block = self.content.partition(b"\n\n")[0][:MOST_HEADERS]
        self.head = fields(self.block)
        self.me = inflow.asked.me.emails
        self.others = recipients(self.head)
        self.me.update(p.email for p in self.others if is_copy_address(p.email, address))
        self.reader = MailReader(KIND, inflow.asked)
        self._mend_date()

    def _mend_date(self) -> None:
        """It was just sent: where its date is none, now is as good."""
        at = moment_of(self.head)
        if at is None or not datetime(1990, 1, 1, tzinfo=at.tzinfo) <= at <= self.reader.latest:
            self.head[b"date"] = format_datetime(self.now).encode()

    def take(self) -> Received:
        found = self.reader.safely(0, self.head)
        if isinstance(found, Refusal):
            no_sender = _("It names no sender. Who was it?")
            return self.ask(no_sender if found.field else _("It could not be read. Who was it?"))
        if found == TO_ONESELF:
            return self._forwarded(original_of(self.content))
        if isinstance(found, str):
            return self._write([found])
        if found.direction == "in":
            return self._incoming(found)
        return self._write(self._with_people(found))

    def _incoming(self, draft: InteractionDraft) -> Received:
        """Somebody else's mail: redirected by the owner, or passed on by a rule of theirs."""
        resent = _RESENT.search(self.block)
        if resent and any(person.email in self.me for person in addresses(resent[1])):
            return self._write(self._with_people(draft))
        named = {person.email for person in self.others if not is_copy_address(person.email, self.address)}
        for name in (b"delivered-to", b"x-original-to"):
            named |= {person.email for person in addresses(self.head.get(name, b""))}
        if named & self.me:
            return self._write([draft])
        sender = draft.people[0].email
        return self.ask(
            _("Is %(address)s yours? Then add it to your addresses in Settings, and log this.")
            % {"address": sender}
        )

    def _forwarded(self, original: Original | None) -> Received:
        if original is None:
            return self.ask(
                _("You sent it here alone, and whose mail it was is not told plainly. Who was it?")
            )
        is_mine = original.sender.email in self.me
        people = [p for p in original.to if p.email not in self.me] if is_mine else [original.sender]
        if not people:
            return self.ask(_("You forwarded a mail of your own. To whom had it gone?"))
        draft = self.reader.draft(
            0, self.head, original.at or moment_of(self.head) or self.now, "out" if is_mine else "in", people, len(people)
        )  # fmt: skip
        draft.key = f"mail:{original.message_id}" if original.message_id else draft.key
        return self._write(self._with_people(draft))

    def _with_people(self, draft: InteractionDraft) -> list[Read]:
        """With whoever is not known yet as a contact: what waited of them comes in, too."""
        known = self.inflow.known()
        new = [p for p in draft.people if known.person(p, self.inflow.asked.region) is None]
        return [*map(_contact, new), draft]

    def _write(self, found: Sequence[Read | str]) -> Received:
        file = self.inflow.file(KIND, KIND)
        before = (file.interactions_created, file.updated, file.unchanged)
        skips = dict(file.skips)
        self.inflow.take(file, counted(found))
        if file.interactions_created > before[0] or file.updated > before[1]:
            return Received("logged", _("Logged."))
        if new := [reason for reason, count in file.skips.items() if count > skips.get(reason, 0)]:
            return Received("waiting" if "wait" in new[0] else "left out", new[0])
        return Received("known", _("It was logged already."))

    def ask(self, question: str) -> Received:
        """The owner is asked, once; they find it under promises and needs, among the lines that wait."""
        own_id = message_id(self.head.get(b"message-id", b"")) or stable_id(self.head)
        _row, is_new = AskedMail.objects.get_or_create(owner=self.address.owner, key=f"mail:{own_id}"[:300])
        if is_new:
            UnfiledLine.objects.create(
                owner=self.address.owner, text=self._line(), question=question, at=self.now
            )
        return Received("asked", question)

    def _line(self) -> str:
        """The mail in a line that the quick log may begin with."""
        senders = addresses(self.head.get(b"from", b""))
        seen = [p for p in (*senders, *self.others) if p.email not in self.me]
        who = ", ".join(p.name or p.email for p in seen[:5])
        subject = text(self.head.get(b"subject", b"")) if self.address.owner.keep_subjects else ""
        day = f"{timezone.localdate(moment_of(self.head) or self.now):%Y-%m-%d}"
        return " ".join(filter(None, [_("Mail"), day, who, f"“{subject[:200]}”" if subject else ""]))


def _contact(person: Person) -> ContactDraft:
    return ContactDraft(row=0, name=person.name or name_from(person.email), emails=[(person.email, "")])
