"""Two phones in and out of lifts: whatever is lost on the way, each talk is there once, as of when it was written (M1)."""

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import invariant, rule
from tests.machines import OwnersMachine, run

from needless.contacts.actions import save_contact
from needless.interactions.models import Interaction

phones = st.sampled_from([0, 1])
ways = st.sampled_from(["arrives", "answer lost", "lost"])


class Queues(OwnersMachine):
    """What static/needless/js/offline.js and sw.js do: a key before the first try, in order, off the list when answered."""

    def __init__(self):
        super().__init__()
        self.ana = save_contact(self.owner, {"name": "Ana Silva"})
        self.browsers, self.waiting = [Client(), Client()], [[], []]
        for browser in self.browsers:
            browser.force_login(self.owner)
        self.days, self.arrived = {}, set()  # of each talk that was written: its day; those whose answer came

    def deliver(self, phone, row, way):
        """True where the phone hears that it is done."""
        if way == "lost":
            return False
        answer = self.browsers[phone].post(row["path"], row["fields"])
        assert answer.status_code in (204, 302)
        if way == "arrives":
            self.arrived.add(row["number"])
        return way == "arrives"

    @rule(phone=phones, is_form=st.booleans(), ago=st.integers(0, 20), way=ways)
    def write(self, phone, is_form, ago, way):
        """A form or a line; where the answer does not come it waits."""
        number, at = len(self.days), timezone.now() - timedelta(days=ago)
        day = timezone.localdate(at)
        fields = {"key": str(uuid4()), "at": at.isoformat()}
        if is_form:
            fields |= {"contact": self.ana.pk, "channel": "call", "day": "other", "on": day.isoformat()}
        else:
            fields |= {"line": "called Ana Silva"}
        self.days[number] = day
        row = {"number": number, "path": "/log/" if is_form else "/log/queued/", "fields": fields}
        if not self.deliver(phone, row, way):
            self.waiting[phone].append(row)

    @rule(phone=phones, reaches=st.lists(ways, max_size=4))
    def come_back(self, phone, reaches):
        """Sends what waits, in order, until the connection is gone again."""
        for way in reaches:
            if self.waiting[phone] and not self.deliver(phone, self.waiting[phone][0], way):
                return
            self.waiting[phone] = self.waiting[phone][1:]

    @rule()
    def both_come_back_for_good(self):
        for phone in (0, 1):
            self.come_back(phone, ["arrives"] * len(self.waiting[phone]))
        days = [
            timezone.localdate(at) for at in Interaction.objects.of(self.owner).values_list("at", flat=True)
        ]
        assert sorted(days) == sorted(self.days.values())

    @invariant()
    def nothing_that_was_answered_is_missing_and_nothing_is_there_twice(self):
        there = Interaction.objects.of(self.owner).count()
        assert len(self.arrived) <= there <= len(self.days)


class AnyOrder(TestCase):
    def test_each_talk_is_there_once(self):
        run(Queues, examples=4, steps=16)
