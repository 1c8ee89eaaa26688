"""Whatever is done on both sides in whatever order, after a few runs both say the same; nothing typed is lost (M17)."""

import tempfile
from pathlib import Path
from unittest.mock import patch

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import invariant, rule
from tests.machines import OwnersMachine, run
from tests.syncing.conftest import HOST, Server, card

from needless.contacts.actions import save_contact
from needless.contacts.conflicts import answer_conflict, open_conflicts
from needless.contacts.models import Conflict, Contact
from needless.syncing.accounts import add_account, choose, confirm, sync
from needless.syncing.models import Account, CardLink
from needless.syncing.people import words_of_contacts
from needless.syncing.words import card_of, words_of_card

NAMES = ("Ana Silva", "Bo Berg", "Cy Cole")
titles = st.sampled_from(["Baker", "Cook", "Miller", ""])
mails = st.sets(st.sampled_from(["x", "y", "z"]), max_size=3)


class BothSides(OwnersMachine):
    """Three people, on either side or both; each has addresses of their own."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.server = Server(Path(self.folder.name))
        self.server.make("/jo/friends/")
        self.sending = patch("needless.syncing.remote.send", self.server.send)
        self.sending.start()
        account = add_account(self.owner, HOST, "jo", "x")
        choose(self.owner, account.collections.get().pk, direction="both", sends="all")
        confirm(self.owner, account.pk)
        self.typed = {}  # (name, side) -> the title that was typed there since the last run

    def teardown(self):
        super().teardown()
        self.sending.stop()
        self.folder.cleanup()

    def person(self, name):
        return Contact.objects.filter(owner=self.owner, name=name, deleted_at=None).first()

    @rule(name=st.sampled_from(NAMES), title=titles, letters=mails)
    def type_here(self, name, title, letters):
        values = {
            "name": name,
            "title": title,
            "emails": [self.mail(name, c) for c in ("id", *sorted(letters))],
        }
        save_contact(self.owner, values, self.person(name))
        self.typed[name, "here"] = title

    @rule(name=st.sampled_from(NAMES), title=titles, letters=mails)
    def type_there(self, name, title, letters):
        lines = [f"EMAIL:{self.mail(name, c)}" for c in ("id", *sorted(letters))]
        lines += [f"TITLE:{title}"] if title else []
        href = self.href(name)
        old = self.server.get(href) if href in self.server.cards() else ""
        uid = old.partition("UID:")[2].partition("\r\n")[0] or f"uid-{name}"
        self.server.put(href, card(name, uid, *lines, "X-KEPT:as it is"))
        self.typed[name, "there"] = title

    def mail(self, name, letter):
        return f"{letter}@{name[:2].lower()}.example"

    def href(self, name):
        """Where their card is: sent from here it has another address than one that was made there."""
        found = CardLink.objects.filter(owner=self.owner, contact__name=name).order_by("pk").first()
        return found.href.rpartition("/")[2] if found else f"{name[:2]}.vcf"

    @rule()
    def run(self):
        done = sync(Account.objects.get(owner=self.owner), timezone.now())
        assert not done.problem and not done.refused
        for (name, _side), title in self.typed.items():
            assert not title or title in self.titles(name), (name, title)
        self.typed.clear()

    def titles(self, name):
        """Every title of theirs that is anywhere: here, there, or in a question to the owner."""
        person = self.person(name)
        found = {person.title} if person else set()
        for link in CardLink.objects.filter(owner=self.owner, contact=person):
            found.add(words_of_card(card_of(self.server.get(link.href.rpartition("/")[2])), None)["title"])
        for asked in Conflict.objects.filter(owner=self.owner, contact=person, answered_at=None):
            found |= {asked.mine.get("title"), asked.theirs.get("title")}
        return found

    @rule(answer=st.sampled_from(["mine", "theirs"]))
    def answer(self, answer):
        asked = open_conflicts(self.owner).first()
        if asked:
            answer_conflict(self.owner, asked.pk, answer)

    @rule()
    def settle(self):
        """A run or two more, and both say the same, but for what the owner is being asked about or both had said before
        they met; one more does nothing."""
        self.run()
        self.run()
        self.server.asked.clear()
        before = list(Contact.objects.filter(owner=self.owner).order_by("pk").values())
        self.run()
        assert not self.server.writes
        assert list(Contact.objects.filter(owner=self.owner).order_by("pk").values()) == before
        for link in CardLink.objects.filter(owner=self.owner):
            there = words_of_card(card_of(self.server.get(link.href.rpartition("/")[2])), None)
            here = words_of_contacts(self.owner, [link.contact_id], None)[link.contact_id]
            assert here["name"] == there["name"] and set(here["emails"]) == set(there["emails"])
            if here["title"] != there["title"]:
                asked = Conflict.objects.filter(owner=self.owner, contact=link.contact_id, answered_at=None)
                assert asked.exists() or self.differed(link)

    def differed(self, link):
        """Both had a title of their own when they met for the first time: each keeps its word."""
        return link.here["title"] and link.there["title"]

    @invariant()
    def nobody_is_doubled(self):
        people = Contact.objects.filter(owner=self.owner, deleted_at=None)
        assert people.count() == people.values("name").distinct().count()

    @invariant()
    def lines_that_nobody_knows_stay(self):
        for name in self.server.cards():
            raw = self.server.get(name)
            assert "UID:uid-" not in raw or "X-KEPT:as it is" in raw


class AnyOrder(TestCase):
    def test_both_sides_agree_in_the_end_and_nobody_is_doubled(self):
        run(BothSides, examples=4, steps=14)
