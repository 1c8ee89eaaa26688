"""What was merged or said to be two stays decided when the same files come again (M10)."""

import pytest
from tests.imports.conftest import CONNECTIONS, ON, card, mail

from needless.contacts.duplicates import pairs_of, say_two_people
from needless.contacts.models import Address, Contact, Note, Position, Tag
from needless.contacts.undo import undo
from needless.helping.merging import merge_contacts
from needless.imports.models import Import
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction, Participation

BOOK = card("Bob Miller", "TEL:+351 912 345 678", "EMAIL:bob@x.org", "NOTE:Hikes", "ORG:Hafen")
LIST = CONNECTIONS + "Robert,Miller,https://www.linkedin.com/in/rob,,Hafen,Director,08 Feb 2024\n"
MAIL = mail(1, "Bob <bob@x.org>", "me@example.org") + mail(2, "me@example.org", "bob@x.org")


def rows(owner):
    tables = (Contact, Address, Interaction, Participation, Note, Position, Tag)
    return [list(model.objects.of(owner).order_by("pk").values()) for model in tables]


def test_both_are_known_again_as_the_one_they_are_now(owner, bring):
    bring(v__vcf=BOOK, c__csv=LIST, m__mbox=MAIL)
    (pair,) = pairs_of(owner)
    keep = Contact.objects.of(owner).get(name="Robert Miller")
    merge_contacts(owner, keep.pk, pair.a + pair.b - keep.pk, ON)
    before = rows(owner)
    report = bring(v__vcf=BOOK, c__csv=LIST, m__mbox=MAIL)
    assert (report["contacts_created"], report["contacts_updated"]) == (0, 0)
    assert rows(owner) == before and pairs_of(owner) == []


def test_a_card_with_a_phone_alone_and_the_other_name_is_still_the_kept_one(owner, bring):
    bring(v__vcf=BOOK, c__csv=LIST)
    keep, other = Contact.objects.of(owner).order_by("-name")
    merge_contacts(owner, keep.pk, other.pk, ON)
    assert bring(w__vcf=card("Bob Miller", "TEL:+351 912 345 678"))["contacts_created"] == 0


def test_two_people_are_not_asked_about_after_the_next_import(owner, bring):
    bring(v__vcf=BOOK, c__csv=LIST)
    (pair,) = pairs_of(owner)
    say_two_people(owner, pair.a, pair.b)
    bring(v__vcf=BOOK, c__csv=LIST)
    assert pairs_of(owner) == []


def test_an_import_taken_back_after_a_merge_leaves_what_came_from_elsewhere(owner, bring):
    bring(v__vcf=BOOK)
    other = Contact.objects.of(owner).get()
    bring(c__csv=LIST)
    keep = Contact.objects.of(owner).get(name="Robert Miller")
    way_back = merge_contacts(owner, keep.pk, other.pk, ON)
    undo_import(owner, Import.objects.of(owner).latest("pk").pk, ON)
    assert set(Address.objects.of(owner).values_list("key", flat=True)) == {"bob@x.org", "+351912345678"}
    undo(owner, way_back.pk)
    other.refresh_from_db()
    assert other.deleted_at is None and other.addresses.count() == 2


ONE = (
    "TEL:+351 912 345 678",
    "EMAIL:bob@x.org",
    "ORG:Hafen",
    "TITLE:Planner",
    "BDAY:1980-02-08",
    "NICKNAME:Bob",
)
OTHER = ("EMAIL:rob@werft.example", "ORG:Werft", "TITLE:Welder", "BDAY:1980-08-02", "NICKNAME:Robbie")


@pytest.mark.parametrize("keys", [("", ""), ("UID:1", "UID:2")])
@pytest.mark.parametrize("name", ["Bob Miller", "Robert Miller"])
def test_two_jobs_that_became_one_contact_stay_as_they_are_when_both_files_come_again(
    owner, bring, keys, name
):
    files = {
        "a__vcf": card("Bob Miller", *ONE, *filter(None, keys[:1])),
        "b__vcf": card("Robert Miller", *OTHER, *filter(None, keys[1:])),
        "c__csv": LIST,
    }
    bring(**files)
    keep = Contact.objects.of(owner).filter(name=name).order_by("pk").first()
    for other in Contact.objects.of(owner).exclude(pk=keep.pk):
        merge_contacts(owner, keep.pk, other.pk, ON)
    before = rows(owner)
    for _time in range(2):
        report = bring(**files)
        assert (report["contacts_created"], report["contacts_updated"]) == (0, 0)
        assert rows(owner) == before
    assert pairs_of(owner) == []
