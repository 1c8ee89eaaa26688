"""Details of old mails go by the owner's rule, and nothing that is counted changes (M17)."""

from datetime import date

import pytest
from django.urls import reverse
from tests.keeping.test_one_person import MAIL, ME, TOM, brought_in

from needless.clock.jobs import every_night
from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction, Participation, TieWeek
from needless.interactions.tallies import retally
from needless.keeping.retention import apply_rule, what_would_go
from needless.owners.models import Owner

ON = date(2027, 3, 3)  # the mails are of January 2026
COUNTED = (
    "strength",
    "talks",
    "talks_in",
    "talks_out",
    "asks",
    "answered",
    "interactions",
    "last_talk_on",
    "silent_since",
)


@pytest.fixture
def mails(owner, tmp_path):
    """Two mails of a zone in which their day is another than in UTC."""
    Owner.objects.filter(pk=owner.pk).update(time_zone="Pacific/Kiritimati")
    owner.refresh_from_db()
    tom = save_contact(owner, {"name": "Tom Ode", "emails": [TOM]})
    text = MAIL.format(TOM, ME, 1) + MAIL.format(ME, TOM, 2).replace("10:00:00 +", "13:00:00 +")
    brought_in(owner, tmp_path, text, "mail.mbox")
    log_interaction(owner, [tom], Interaction.objects.of(owner).first().at, "mail", summary="mine")
    return text


def counted(owner):
    return list(Contact.objects.of(owner).values_list(*COUNTED)), sorted(
        TieWeek.objects.of(owner).values_list("week", "weight")
    )


def ruled(owner, **months):
    Owner.objects.filter(pk=owner.pk).update(**months)
    owner.refresh_from_db()
    return apply_rule(owner, ON)


def test_without_a_rule_nothing_goes(owner, mails):
    assert (owner.subjects_months, owner.details_months) == (None, None)
    assert apply_rule(owner, ON).subjects == 0
    assert Interaction.objects.of(owner).filter(summary="boats").count() == 2


def test_subjects_go_and_own_words_stay(owner, mails):
    assert ruled(owner, subjects_months=24).subjects == 0
    going = ruled(owner, subjects_months=12)
    assert (going.subjects, going.details, going.examples[0][1]) == (2, 0, "boats")
    assert sorted(Interaction.objects.of(owner).values_list("summary", flat=True)) == ["", "", "mine"]


def test_of_the_rest_the_day_alone_stays_and_counts_as_before(owner, mails, tmp_path):
    retally(owner, on=ON)
    before = counted(owner)
    assert ruled(owner, details_months=12).details == 2
    rows = Interaction.objects.of(owner).exclude(key=None)
    assert all(row.key.startswith("day:") and not row.thread and not row.summary for row in rows)
    parts = Participation.objects.of(owner).filter(interaction__in=rows)
    assert {part.at for part in parts} == {row.at for row in rows}
    retally(owner, on=ON)
    assert counted(owner) == before
    assert ruled(owner).details == 0
    file = brought_in(owner, tmp_path, mails, "mail.mbox")
    assert (file.created, file.unchanged) == (0, 2) and rows.count() == 2


def test_the_page_shows_what_would_go_and_the_night_does_it(client, owner, mails):
    client.force_login(owner)
    asked = {"subjects_months": 1, "details_months": ""}
    page = client.get(reverse("retention"), asked).content.decode()
    assert "2 subjects" in page and "boats" in page
    assert Interaction.objects.of(owner).filter(summary="boats").count() == 2
    assert client.post(reverse("retention"), {"subjects_months": 0}).status_code == 422
    assert client.post(reverse("retention"), asked).status_code == 302
    every_night.call_local()
    assert not Interaction.objects.of(owner).filter(summary="boats").exists()


def test_another_owners_mails_are_not_looked_at(owner, other_owner, mails):
    assert what_would_go(other_owner, ON, 1, 1).examples == []
    assert ruled(other_owner, subjects_months=1, details_months=1).details == 0
    assert Interaction.objects.of(owner).filter(summary="boats").count() == 2
