"""The deck: what matters first, every step goes back, and nobody is shown twice (M10)."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.conftest import a_file_of

from needless.contacts.models import Contact, LetGo, Note, State, Undo
from needless.contacts.queries import contacts_found
from needless.contacts.undo import undo
from needless.owners.models import OwnPosition
from needless.tables import bulk
from needless.triage import actions, queries
from needless.triage.models import Decision

pytestmark = pytest.mark.django_db


def names(owner, on, kind="", value=""):
    return [c.name for c in queries.deck_of(owner, on, kind, value)]


def test_what_matters_most_comes_first(owner, person, on):
    OwnPosition.objects.create(owner=owner, organisation="Maersk", started="2014", ended="2016")
    person("Nobody")
    person("Newest", connected_on=date(2025, 5, 1), organisation="Hafen")
    person("Older", connected_on=date(2015, 5, 1), organisation="Hafen")
    person("Colleague", organisation="maersk")
    person("Wrote twice", [(date(2022, 1, 1), "in"), (date(2022, 1, 3), "in")])
    person("Wrote once", [(date(2023, 1, 1), "in")])
    assert names(owner, on) == ["Wrote twice", "Wrote once", "Colleague", "Newest", "Older", "Nobody"]


def test_who_is_known_let_go_deleted_or_dead_is_not_in_it(owner, other_owner, person, on):
    now = timezone.now()
    person("Known", how_we_met="At school")
    person("Let go", let_go_at=now)
    person("Deleted", deleted_at=now)
    person("Dead", is_deceased=True)
    person("Theirs", of=other_owner)
    assert names(owner, on) == [] and not queries.is_anybody_undecided(owner, on)
    assert queries.next_card(owner, on) is None


def test_a_card_says_what_memory_would(owner, person, on):
    person("Bo", [(date(2022, 3, 4), "in")], connected_on=date(2022, 3, 1))
    card = queries.next_card(owner, on)
    assert card.names == ["wrote to you once, in 2022, and never again", "connected in March 2022"]
    assert card.gaps[0] == "nothing says how you met" and "you never answered" in card.gaps


def test_who_became_known_since_is_passed_over_and_put_right(owner, person, on):
    noted, plain = person("Noted", organisation="A"), person("Plain")
    Note.objects.create(owner=owner, contact=noted, text="Sails")
    assert queries.next_card(owner, on).contact == plain
    noted.refresh_from_db()
    assert noted.state == State.KNOWN


DECISIONS = {
    "keep": lambda owner, ids, on: actions.keep(owner, ids, "warm", on),
    "met": lambda owner, ids, on: actions.tell_how_met(owner, ids, "At the fair", on, in_person=True),
    "revive": actions.revive,
    "let_go": actions.let_go,
    "later": actions.put_off,
}
COLUMNS = ("tier", "tier_is_mine", "how_we_met", "met_in_person", "let_go_at", "state", "fades_on", "search")


@pytest.mark.parametrize("what", DECISIONS)
@pytest.mark.parametrize("count", [1, 3])
def test_every_decision_leaves_the_deck_and_goes_back_whole(owner, person, on, what, count):
    people = [person(f"P{n}", [(date(2022, 1, 1), "out")]) for n in range(count)]
    ids = [p.pk for p in people]
    before = list(Contact.objects.filter(pk__in=ids).order_by("pk").values(*COLUMNS))
    step = DECISIONS[what](owner, ids, on)
    assert names(owner, on) == [] and Decision.objects.of(owner).filter(what=what).count() == count
    assert queries.last_decision(owner).step == step and step.label
    undo(owner, step.pk)
    assert list(Contact.objects.filter(pk__in=ids).order_by("pk").values(*COLUMNS)) == before
    assert len(names(owner, on)) == count and not Decision.objects.of(owner).exists()
    assert queries.last_decision(owner) is None


def test_steps_are_taken_back_one_by_one_the_last_first(owner, person, on):
    people = [person(f"P{n}") for n in range(3)]
    for each in people:
        actions.let_go(owner, [each.pk], on)
    for each in reversed(people):
        last = queries.last_decision(owner)
        assert last.contact == each
        undo(owner, last.step_id)
    assert len(names(owner, on)) == 3 and not LetGo.objects.exists()


def test_let_go_is_archived_and_found_by_search(owner, person, on):
    gone = person("Zoë Quist")
    actions.let_go(owner, [gone.pk], on)
    assert not contacts_found(owner).exists() and list(contacts_found(owner, "quist")) == [gone]


def test_how_you_met_is_found_by_search_and_makes_them_known(owner, person, on):
    someone = person("Bo")
    actions.tell_how_met(owner, [someone.pk], "  Web Summit, by the coffee  ", on)
    someone.refresh_from_db()
    assert (someone.how_we_met, someone.state) == ("Web Summit, by the coffee", "known")
    assert not someone.met_in_person


def test_not_now_comes_back_in_a_month(owner, person, on):
    someone = person("Bo")
    actions.put_off(owner, [someone.pk], on)
    again = Decision.objects.get().again_on
    assert names(owner, on) == [] and names(owner, again) == ["Bo"]
    actions.keep(owner, [someone.pk], "keep", again)
    assert Decision.objects.get().what == "keep"
    undo(owner, Undo.objects.latest("pk").pk)
    assert Decision.objects.get().what == "later"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_said_is_refused_and_changes_nothing(owner, person, on, text):
    someone = person("Bo")
    with pytest.raises(ValidationError):
        actions.tell_how_met(owner, [someone.pk], text, on)
    assert not Decision.objects.exists()


def test_an_unknown_tier_is_refused(owner, person, on):
    with pytest.raises(ValidationError):
        actions.keep(owner, [person("Bo").pk], "bestie", on)


@pytest.mark.parametrize("what", DECISIONS)
def test_another_owners_people_are_out_of_reach(owner, other_owner, person, on, what):
    theirs, mine = person("Theirs", of=other_owner), person("Mine")
    for ids in ([theirs.pk], [mine.pk, theirs.pk], [], [10**9]):
        with pytest.raises(Contact.DoesNotExist):
            DECISIONS[what](owner, ids, on)
    assert not Decision.objects.exists() and not Undo.objects.exists()


def test_progress_counts_what_is_decided_of_all_and_today(owner, person, on):
    people = [person(f"P{n}", organisation="Hafen" if n else "Other") for n in range(4)]
    midnight = timezone.now().replace(hour=0, minute=0, second=0)
    actions.let_go(owner, [people[0].pk], on)
    actions.put_off(owner, [people[1].pk], on)
    assert queries.progress_of(owner, on, midnight) == queries.Progress(2, 4, 2)
    assert queries.progress_of(owner, on, midnight, "organisation", "hafen") == queries.Progress(1, 3, 1)
    Decision.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC))
    assert queries.progress_of(owner, on, midnight).today == 0


def test_groups_are_companies_years_imports_and_events(owner, person, on):
    from needless.imports.models import Import

    brought = Import.objects.create(owner=owner, paths=["Connections.csv"], stage="done")
    for n in range(5):
        person(f"Fair {n}", connected_on=date(2019, 5, 14 + n % 2), organisation="Hafen", made_by=brought)
    person("Alone", connected_on=date(2021, 1, 1), organisation="Solo")
    found = queries.groups_of(owner, on)
    assert [(g.value, g.count) for g in found["event"]] == [("2019-05-14..2019-05-15", 5)]
    assert [(g.value, g.count) for g in found["organisation"]] == [("Hafen", 5)]
    assert [(g.value, g.count) for g in found["year"]] == [("2019", 5), ("2021", 1)]
    assert (str(brought.pk), 5) in [(g.value, g.count) for g in found["import"]]
    for kind, groups in found.items():
        assert len(actions.members(owner, on, kind, groups[0].value)) == groups[0].count


@pytest.mark.parametrize(
    "kind, value",
    [
        ("year", "x"),
        ("year", "0"),
        ("year", "99999"),
        ("event", "x"),
        ("event", ".."),
        ("import", ""),
        ("mood", "x"),
    ],
)
def test_a_group_that_makes_no_sense_holds_nobody(owner, person, on, kind, value):
    person("Bo", connected_on=date(2019, 5, 1))
    assert names(owner, on, kind, value) == [] and actions.members(owner, on, kind, value) == []
    assert actions.members(owner, on, "", "") == []


def test_what_was_said_of_one_names_the_others_of_the_same_days(owner, person, on):
    people = [person(f"Fair {n}", connected_on=date(2019, 5, 14)) for n in range(5)]
    assert queries.card_of(owner, people[0], on).names == [
        "someone who joined within days of 4 others in May 2019, as from one event"
    ]
    actions.tell_how_met(owner, [people[1].pk], "Nordic port fair", on)
    assert queries.card_of(owner, people[0], on).names == [
        "someone who joined in May 2019, perhaps from the same event: “Nordic port fair”"
    ]


def test_a_whole_group_is_decided_at_once_in_few_queries(owner, person, on, django_assert_max_num_queries):
    Contact.objects.bulk_create(
        Contact(owner=owner, made_by=a_file_of(owner), name=f"N{n}", organisation="Hafen") for n in range(300)
    )
    ids = actions.members(owner, on, "organisation", "Hafen")
    with django_assert_max_num_queries(45):
        step = actions.let_go(owner, ids, on)
    undo(owner, step.pk)
    assert len(names(owner, on)) == 300


def test_the_next_card_costs_the_same_among_thirty_thousand(owner, on, person, django_assert_max_num_queries):
    person("Wrote", [(date(2022, 1, 1), "in")], connected_on=date(2022, 1, 1))
    now = timezone.now()
    file = a_file_of(owner).pk
    rows = [(owner.pk, file, uuid4(), f"N{n}", "unknown", on, now, now) for n in range(30_000)]
    columns = ["owner_id", "made_by_id", "uid", "name", "state", "connected_on", "made_at", "changed_at"]
    bulk.insert(Contact, columns, rows)
    with django_assert_max_num_queries(24):
        assert queries.next_card(owner, on).contact.name == "Wrote"
    with django_assert_max_num_queries(3):
        assert queries.progress_of(owner, on, timezone.now()).all == 30_001
