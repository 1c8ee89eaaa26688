"""Two contacts who are one become one without loss, and two again without loss (M10)."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from needless.contacts.actions import add_note, add_relation, delete_contact, save_contact, set_flags
from needless.contacts.duplicates import merged_into, merges_of, pairs_of, say_two_people
from needless.contacts.models import Contact, Merge, Note, Photo, Relation, SourceKey, TwoPeople
from needless.contacts.photos import set_photo
from needless.contacts.queries import contacts_found
from needless.contacts.undo import put_right, undo
from needless.helping.merging import merge_contacts, tables_about_contacts
from needless.helping.models import Promise, Wish
from needless.interactions.actions import log_interaction, remember_answer
from needless.interactions.models import Participation, TieWeek
from needless.interactions.tiers import set_tier
from needless.introducing.models import Introduction
from needless.news.models import Profile
from needless.plan.models import DayPlan, Suggestion
from needless.triage.actions import revive
from needless.triage.models import Decision, RecallAnswer, RecallCard

ON = date(2026, 3, 2)
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
BOB = {
    "name": "Bob Miller", "organisation": "Hafen AG", "emails": ["bob@hafen.example", "b@home.example"],
    "phones": ["+351 912 345 678"], "tags": ["choir", "port"], "birthday": "--02-08", "place": "Porto",
    "positions": [{"organisation": "Werft", "title": "Welder"}], "dates": [("wedding", "2010-06-01")],
    "fields": [("hobby", "sailing")],
}  # fmt: skip
ROBERT = {
    "name": "Robert Miller", "title": "Planner", "emails": ["B@home.example"], "tags": ["port"], "place": "Lisboa",
}  # fmt: skip


def rows_of(owner):
    """Every row about contacts, by table; weeks are counted anew, so without their numbers."""
    found = {
        m.__name__: sorted(map(repr, m.objects.of(owner).values()))
        for m in [*tables_about_contacts(), Merge, TwoPeople]
    }
    found.pop("Contact", None)  # column by column instead, so that a failure names the one that differs
    for row in Contact.objects.of(owner).order_by("pk").values():
        found |= {f"Contact {row['id']} {name}": value for name, value in _lasting(row).items()}
    found["TieWeek"] = sorted(TieWeek.objects.of(owner).values_list("contact_id", "week", "weight"))
    return found


def _lasting(row):
    return {name: value for name, value in row.items() if name != "changed_at"}


@pytest.fixture
def bob(owner):
    return save_contact(owner, BOB)


@pytest.fixture
def robert(owner):
    return save_contact(owner, ROBERT)


def settle(owner):
    put_right(owner, set(Contact.objects.of(owner).values_list("pk", flat=True)), {"merge"})


def test_nothing_of_the_other_contact_is_lost(owner, bob, robert):
    merge_contacts(owner, robert.pk, bob.pk, ON)
    robert.refresh_from_db()
    assert set(robert.addresses.values_list("key", flat=True)) == {
        "bob@hafen.example", "b@home.example", "+351912345678",
    }  # fmt: skip
    assert set(robert.tags.values_list("name", flat=True)) == {"choir", "port"}
    assert (robert.birthday, robert.place) == ("--02-08", "Lisboa")
    assert {("Other name", "Bob Miller"), ("Other place", "Porto"), ("hobby", "sailing")} == set(
        robert.fields.values_list("name", "value")
    )
    assert robert.positions.filter(organisation="Werft").exists() and robert.dates.count() == 1


def test_the_merged_contact_is_hidden_and_found_under_the_kept_one(owner, bob, robert):
    merge_contacts(owner, robert.pk, bob.pk, ON)
    assert list(contacts_found(owner, "hafen.example")) == [robert]
    assert merged_into(owner) == {bob.pk: robert.pk}


def test_half_of_each_job_is_never_made_one_job(owner):
    kept = save_contact(owner, {"name": "Ana Silva", "organisation": "Hafen"})
    other = save_contact(owner, {"name": "Ana Silva", "organisation": "Werft", "title": "Welder"})
    merge_contacts(owner, kept.pk, other.pk, ON)
    kept.refresh_from_db()
    assert (kept.organisation, kept.title) == ("Hafen", "")
    assert kept.positions.get().title == "Welder"


def test_talks_of_both_are_counted_once_each(owner, bob, robert):
    log_interaction(owner, [bob, robert], NOON, "meeting", group_size=2)
    log_interaction(owner, [bob], NOON + timedelta(days=3), "call")
    merge_contacts(owner, robert.pk, bob.pk, ON)
    robert.refresh_from_db()
    assert (robert.interactions, robert.talks, robert.met_in_person) == (2, 2, True)
    assert robert.last_talk_on == date(2026, 2, 4)


def test_the_owners_word_on_the_tier_outweighs_a_proposal(owner, bob, robert):
    set_tier(owner, [robert.pk], "close", is_mine=False)
    set_tier(owner, [bob.pk], "keep")
    merge_contacts(owner, robert.pk, bob.pk, ON)
    robert.refresh_from_db()
    assert (robert.tier, robert.tier_is_mine) == ("keep", True)


def test_who_knew_the_other_one_knows_the_kept_one_and_nobody_themselves(owner, bob, robert):
    ana = save_contact(owner, {"name": "Ana Silva"})
    add_relation(owner, ana, "partner", bob)
    add_relation(owner, robert, "knows", bob)
    merge_contacts(owner, robert.pk, bob.pk, ON)
    assert list(Relation.objects.of(owner).values_list("contact", "kind", "other")) == [
        (ana.pk, "partner", robert.pk)
    ]


def test_the_next_import_knows_both_by_their_keys(owner, bob, robert):
    SourceKey.objects.create(owner=owner, contact=bob, key="vcard:bob")
    SourceKey.objects.create(owner=owner, contact=robert, key="linkedin:robert")
    merge_contacts(owner, robert.pk, bob.pk, ON)
    assert set(SourceKey.objects.of(owner).values_list("contact", flat=True)) == {robert.pk}


def test_whoever_is_not_the_other_one_is_not_the_kept_one_either(owner, bob, robert):
    rob = save_contact(owner, {"name": "Rob Miller", "organisation": "Hafen AG"})
    say_two_people(owner, rob.pk, bob.pk)
    merge_contacts(owner, robert.pk, bob.pk, ON)
    assert all({pair.a, pair.b} != {rob.pk, robert.pk} for pair in pairs_of(owner))
    assert (
        TwoPeople.objects.of(owner).filter(a=robert, b=rob).exists()
        or TwoPeople.objects.of(owner).filter(a=rob, b=robert).exists()
    )


def test_weeks_later_both_are_as_they_were_and_what_came_since_stays_with_the_kept_one(owner, bob, robert):
    log_interaction(owner, [bob], NOON, "call")
    way_back = merge_contacts(owner, robert.pk, bob.pk, ON)
    robert.refresh_from_db()
    log_interaction(owner, [robert], NOON + timedelta(days=50), "meeting")
    add_note(owner, robert, "Sails now")
    Contact.objects.filter(pk=robert.pk).update(birthday="1980-02-08")
    undo(owner, way_back.pk)
    bob.refresh_from_db()
    robert.refresh_from_db()
    assert (bob.talks, robert.talks, bob.met_in_person, robert.met_in_person) == (1, 1, False, True)
    assert robert.notes.get().text == "Sails now" and not bob.notes.exists()
    assert robert.birthday == "1980-02-08" and bob.birthday == "--02-08"
    assert robert.organisation == "" and set(robert.tags.values_list("name", flat=True)) == {"port"}


def test_a_row_edited_since_goes_back_as_edited(owner, bob, robert):
    way_back = merge_contacts(owner, robert.pk, bob.pk, ON)
    robert.dates.update(label="divorce")
    undo(owner, way_back.pk)
    assert bob.dates.get().label == "divorce" and not robert.dates.exists()


def test_of_two_merges_in_a_row_the_later_is_taken_back_first(owner, bob, robert):
    rob = save_contact(owner, {"name": "Rob Miller", "emails": ["rob@x.example"]})
    settle(owner)
    before = rows_of(owner)
    first = merge_contacts(owner, robert.pk, bob.pk, ON)
    second = merge_contacts(owner, rob.pk, robert.pk, ON)
    assert merged_into(owner) == {bob.pk: rob.pk, robert.pk: rob.pk}
    with pytest.raises(ValidationError):
        undo(owner, first.pk)
    undo(owner, second.pk)
    undo(owner, first.pk)
    assert rows_of(owner) == before and merges_of(owner) == []


def test_the_other_one_gone_for_good_leaves_everything_with_the_kept_one(owner, bob, robert):
    way_back = merge_contacts(owner, robert.pk, bob.pk, ON)
    Contact.objects.filter(pk=bob.pk).delete()
    undo(owner, way_back.pk)
    assert robert.addresses.filter(key="bob@hafen.example").exists()


def test_nobody_is_merged_with_themselves_a_stranger_or_the_deleted(owner, other_owner, bob, robert):
    theirs = save_contact(other_owner, {"name": "Bob Miller"})
    delete_contact(owner, robert.pk)
    with pytest.raises(ValueError, match="not two"):
        merge_contacts(owner, bob.pk, bob.pk, ON)
    for pk in (theirs.pk, robert.pk):
        with pytest.raises(Contact.DoesNotExist):
            merge_contacts(owner, bob.pk, pk, ON)


def square(colour):
    out = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "PNG")
    return out.getvalue()


def test_of_two_photos_the_kept_ones_stays_and_the_other_comes_back(owner, bob, robert):
    set_photo(owner, bob, square("red"))
    set_photo(owner, robert, square("blue"))
    before = sorted(Photo.objects.of(owner).values_list("pk", "contact", "image"))
    way_back = merge_contacts(owner, robert.pk, bob.pk, ON)
    assert Photo.objects.of(owner).get().contact == robert
    undo(owner, way_back.pk)
    assert sorted(Photo.objects.of(owner).values_list("pk", "contact", "image")) == before


def beside(owner, bob, robert):
    """Rows of the chapters above about the other one, and one of each kind about both."""
    plan = DayPlan.objects.create(owner=owner, on=ON, minutes=15)
    later = DayPlan.objects.create(owner=owner, on=ON + timedelta(days=1), minutes=15)
    for each, contact in ((plan, bob), (plan, robert), (later, bob)):
        Suggestion.objects.create(
            owner=owner,
            plan=each,
            on=each.on,
            position=0,
            contact=contact,
            kind="fading",
            channel="call",
            minutes=5,
        )
    Wish.objects.create(owner=owner, contact=bob, kind="need", text="a boat", on=ON)
    revive(owner, [bob.pk], ON)
    for contact in (bob, robert):
        RecallCard.objects.create(owner=owner, contact=contact, due_on=ON)
        Profile.objects.create(owner=owner, contact=contact, fields=contact.name)
    RecallAnswer.objects.create(owner=owner, contact=bob, on=ON, at=NOON, rating=3)
    ana = save_contact(owner, {"name": "Ana Silva"})
    about = {"for_a": "x", "for_b": "y", "stage_at": NOON}
    Introduction.objects.create(owner=owner, a=bob, b=ana, **about)
    Introduction.objects.create(owner=owner, a=bob, b=robert, **about)


ABOVE = (
    Wish, Note, Decision, RecallCard, RecallAnswer, Profile, Introduction, Suggestion,
)  # fmt: skip


def test_decisions_cards_wishes_introductions_and_suggestions_move_and_come_back(owner, bob, robert):
    beside(owner, bob, robert)
    before = {m.__name__: sorted(map(repr, m.objects.of(owner).values())) for m in ABOVE}
    way_back = merge_contacts(owner, robert.pk, bob.pk, ON)
    for model in (Wish, Decision, RecallCard, RecallAnswer, Profile):
        assert model.objects.of(owner).get().contact == robert, model
    assert Introduction.objects.of(owner).filter(a=robert).count() == 1
    assert Suggestion.objects.of(owner).filter(contact=robert).values_list("on", flat=True).count() == 2
    undo(owner, way_back.pk)
    assert {m.__name__: sorted(map(repr, m.objects.of(owner).values())) for m in ABOVE} == before


NAMES = st.sampled_from(["", "Ana", "Hafen", "Porto", "Ana Silva", "ana"])
PEOPLE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Ana Silva", "Bob Miller", "ana silva"]), "nickname": NAMES, "organisation": NAMES,
        "title": NAMES, "place": NAMES, "how_we_met": NAMES, "birthday": st.sampled_from(["", "--02-08", "1980-01-01"]),
        "emails": st.lists(st.sampled_from(["a@x.example", "B@x.example"]), unique=True),
        "tags": st.lists(st.sampled_from(["choir", "port"]), unique=True),
        "fields": st.lists(st.tuples(st.just("hobby"), st.sampled_from(["sailing", "chess"])), unique=True),
    }
)  # fmt: skip
DOINGS = st.lists(
    st.tuples(
        st.sampled_from(["talk", "note", "remembered", "tier", "relation", "promise", "flag", "source"]),
        st.sampled_from([(0,), (1,), (0, 1), (2,), (1, 2)]),
        st.integers(0, 900),
    ),
    max_size=8,
)


def do(owner, people, what, whom, number):
    """One of the things that leave rows about contacts."""
    for contact in (people[i] for i in whom):
        contact.refresh_from_db()
    chosen, first = [people[i] for i in whom], people[whom[0]]
    at = NOON - timedelta(days=number)
    if what == "talk":
        log_interaction(owner, chosen, at, ["call", "meeting", "click"][number % 3])
    elif what == "note":
        add_note(owner, first, f"note {number % 2}")
    elif what == "remembered":
        remember_answer(owner, first, at.date(), ["yes", "no"][number % 2])
    elif what == "tier":
        set_tier(owner, [first.pk], ["close", "keep", "none"][number % 3])
    elif what == "relation":
        add_relation(owner, first, "knows", people[number % 3] if number % 3 != whom[0] else None, "Tom")
    elif what == "promise":
        Promise.objects.create(owner=owner, contact=first, text="the book", mine=True, made_on=at.date())
    elif what == "flag":
        set_flags(owner, [first.pk], never_suggest=True)
    else:
        SourceKey.objects.get_or_create(owner=owner, key=f"x:{number}", defaults={"contact": first})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, min_size=3, max_size=3), doings=DOINGS)
def test_merge_and_undo_leave_every_row_exactly_as_it_was(owner, people, doings):
    Contact.objects.of(owner).delete()
    saved = [save_contact(owner, values) for values in people]
    for what, whom, number in doings:
        do(owner, saved, what, whom, number)
    settle(owner)
    before = rows_of(owner)
    keys = set(SourceKey.objects.of(owner).values_list("key", flat=True))
    way_back = merge_contacts(owner, saved[0].pk, saved[1].pk, ON)
    assert not Participation.objects.of(owner).filter(contact=saved[1]).exists()
    assert set(SourceKey.objects.of(owner).values_list("key", flat=True)) == keys
    undo(owner, way_back.pk)
    assert rows_of(owner) == before
