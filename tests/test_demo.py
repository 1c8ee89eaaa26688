"""The demo shows every page something believable, and is the same for the same seed and day (M1, M10)."""

import zipfile
from datetime import date, timedelta
from random import Random

import phonenumbers
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from needless.contacts.duplicates import pairs_of
from needless.contacts.models import Address, Contact, Note, Relation, State, Tag, Tier
from needless.demo.actions import NotEmptyError, fill, made_up_network
from needless.demo.files import write_files
from needless.helping.queries import is_to_be_asked_again, open_promises, open_wishes, unfiled_lines
from needless.imports.models import Import, Refused
from needless.interactions.models import Interaction, Participation
from needless.plan.models import DayPlan
from needless.tables import row_security

ON = date(2026, 11, 25)  # a Wednesday
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Filled once for all tests here, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        row_security.begin_with(row_security.EVERYONE)  # whatever the test before saw
        owner = get_user_model().objects.create_user("demo")
        yield owner, fill(owner, ON)
        transaction.set_rollback(True)


def test_the_same_seed_and_day_make_the_same_people_and_talks(tmp_path):
    one, other = made_up_network(7, ON), made_up_network(7, ON)
    assert [(p.name, p.email, p.title, p.met_on) for p in one.people] == [
        (p.name, p.email, p.title, p.met_on) for p in other.people
    ]
    assert [(t.at, t.summary, t.channel) for t in one.talks] == [
        (t.at, t.summary, t.channel) for t in other.talks
    ]
    assert {p.name for p in made_up_network(8, ON).people} != {p.name for p in one.people}


def test_the_same_seed_and_day_write_the_same_files(tmp_path):
    folders = [tmp_path / "a", tmp_path / "b"]
    texts = []
    for folder in folders:
        folder.mkdir()
        paths = write_files(made_up_network(3, ON), folder, Random(3))
        archive = zipfile.ZipFile(paths[0])
        texts.append(
            [archive.read(name) for name in archive.namelist()] + [p.read_bytes() for p in paths[1:]]
        )
    assert texts[0] == texts[1]


def test_a_later_day_moves_the_whole_story(tmp_path):
    one, later = made_up_network(7, ON), made_up_network(7, ON + timedelta(days=1))
    assert [p.name for p in one.people] == [p.name for p in later.people]
    assert all(
        b.met_on - a.met_on == timedelta(days=1) for a, b in zip(one.people, later.people, strict=True)
    )


@pytest.mark.parametrize("seed", range(1, 6))
def test_names_mails_and_phones_belong_to_one_person_each(seed):
    people = made_up_network(seed, ON).people
    for values in ([p.name for p in people], [p.email for p in people], [p.phone for p in people if p.phone]):
        assert len(values) == len(set(values))
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(p.phone)) for p in people if p.phone)
    assert all(
        p.email.rsplit(".", 2)[-2:] in (["example", end] for end in ("org", "com", "net")) for p in people
    )


def test_nothing_that_passed_lies_in_the_future_and_much_of_it_differs():
    talks = made_up_network(7, ON).talks
    assert max(t.at.date() for t in talks) < ON
    assert len({t.summary for t in talks}) > 300


def test_about_400_contacts_come_in_from_all_sources_without_a_refusal(demo):
    owner, counts = demo
    assert 350 <= counts["contacts"] <= 450
    assert counts["interactions"] > 3000
    assert not Refused.objects.of(owner).exists()
    kinds = set(Import.objects.of(owner).get().files.filter(is_preview=False).values_list("kind", flat=True))
    assert {"mbox", "ics", "vcard", "linkedin-connections", "linkedin-messages"} <= kinds
    assert any("google" in kind for kind in kinds)


def test_every_tier_state_and_channel_is_there(demo):
    owner, _counts = demo
    contacts = Contact.objects.of(owner)
    assert set(contacts.values_list("tier", flat=True)) == set(Tier.values)
    assert set(contacts.values_list("state", flat=True)) == set(State.values)
    channels = set(Interaction.objects.of(owner).values_list("channel", flat=True))
    assert channels == {"click", "mail", "message", "letter", "call", "video", "meeting"}
    for model, least in ((Note, 60), (Tag, 80), (Relation, 25), (Address, 400)):
        assert model.objects.of(owner).count() >= least
    assert contacts.filter(never_suggest=True).exists() and contacts.exclude(let_go_at=None).exists()


def test_each_source_knows_people_as_one_contact_each(demo):
    owner, _counts = demo
    names = list(Contact.objects.of(owner).values_list("name", flat=True))
    assert len(names) == len(set(names))
    assert Participation.objects.of(owner).values("contact").distinct().count() > 250


def test_some_are_here_twice_so_that_there_is_something_to_merge(demo):
    owner, _counts = demo
    pairs = pairs_of(owner)
    assert 4 <= len(pairs) <= 20
    assert sum(pair.score > 0.6 for pair in pairs) >= 3


def test_something_of_every_kind_is_open_and_none_of_it_due_today(demo):
    owner, _counts = demo
    promises = open_promises(owner)
    assert {p.mine for p in promises} == {True, False}
    assert sum(is_to_be_asked_again(wish, ON) for wish in open_wishes(owner)) == 1
    assert {wish.kind for wish in open_wishes(owner)} == {"need", "offer"} and unfiled_lines(
        owner
    ).count() == 1
    assert not [p for p in promises if p.due_on and ON < p.due_on <= ON + timedelta(days=2)]


def test_the_week_is_unspent_and_today_has_a_plan(demo):
    from needless.plan.making import plan_of_day
    from needless.plan.queries import suggestions_of

    owner, _counts = demo
    assert not DayPlan.objects.of(owner).exists()
    plan_of_day(owner, ON)
    assert len(suggestions_of(owner, ON)) >= 3


def test_made_up_people_are_not_mixed_with_real_ones(demo):
    owner, counts = demo
    with pytest.raises(NotEmptyError):
        fill(owner, ON)
    assert Contact.objects.of(owner).count() == counts["contacts"]
