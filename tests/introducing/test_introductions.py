"""Introductions: pairs who gain, both asked first, never a word to one before the other's yes is logged (M16)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from needless.contacts.actions import add_relation, save_contact
from needless.contacts.undo import undo
from needless.helping.models import Wish
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.introducing import queries, stages, words
from needless.introducing.models import Introduction
from needless.introducing.suggesting import introductions_for, wishes_that_meet

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ON = NOW.date()
pytestmark = pytest.mark.django_db
Stage = Introduction.Stage


def person(owner, name, talked=True, **values):
    contact = save_contact(owner, {"name": name, **values})
    if talked:
        for days in (5, 20, 40):
            log_interaction(owner, [contact], NOW - timedelta(days=days), "call")
    contact.refresh_from_db()
    return contact


def wish(contact, kind, text):
    Wish.objects.create(owner=contact.owner, contact=contact, kind=kind, text=text, on=ON)


@pytest.fixture
def ana(owner):
    contact = person(
        owner, "Ana Silva", title="Founder", organisation="Clay & Co", emails=["ana@example.org"]
    )
    wish(contact, "need", "a lawyer who knows export contracts")
    return contact


@pytest.fixture
def bo(owner):
    contact = person(owner, "Bo Chen", title="Lawyer", organisation="Harbour Law")
    wish(contact, "offer", "legal advice on export contracts")
    return contact


def names(found):
    return [(each.a.name, each.b.name) for each in found]


def test_a_need_that_meets_an_offer_is_a_pair_with_a_reason_for_each(owner, ana, bo):
    (found,) = introductions_for(owner, ON)
    assert names([found]) == [("Ana Silva", "Bo Chen")]
    assert "legal advice" in found.reason_for_a
    assert "export contracts" in found.reason_for_b
    assert names(wishes_that_meet(owner, ON, 3)) == names([found])


def test_a_need_that_is_somebodys_work_is_a_pair_though_nobody_offered(owner, ana):
    person(owner, "Cy Lund", title="Lawyer for export contracts", organisation="Lund")
    (found,) = introductions_for(owner, ON)
    assert names([found]) == [("Ana Silva", "Cy Lund")]
    assert found.reason_for_a == "That is Cy's work: Lawyer for export contracts at Lund"
    assert found.reason_for_b == "Ana looks for a lawyer who knows export contracts"


def test_two_reasons_make_one_introduction(owner, ana):
    both = person(owner, "Cy Lund", title="Lawyer for export contracts", organisation="Lund")
    wish(both, "offer", "legal advice on export contracts")
    (found,) = introductions_for(owner, ON)
    assert "legal advice" in found.reason_for_a


def test_who_knows_the_other_is_left_out(owner, ana, bo):
    add_relation(owner, ana, "knows", bo)
    assert introductions_for(owner, ON) == []


def test_who_sat_in_one_talk_knows_the_other(owner, ana, bo):
    log_interaction(owner, [ana, bo], NOW - timedelta(days=9), "meeting")
    assert introductions_for(owner, ON) == []


def test_of_one_firm_or_thought_of_before_they_are_left_out(owner, ana, bo):
    row = stages.choose(owner, bo, ana, "x", "y", NOW)
    assert introductions_for(owner, ON) == []
    row.delete()
    bo.organisation = ana.organisation
    bo.save()
    assert introductions_for(owner, ON) == []


def test_a_faint_tie_is_not_asked(owner, ana):
    contact = person(owner, "Eva Faint", talked=False)
    log_interaction(owner, [contact], NOW - timedelta(days=2000), "mail")
    wish(contact, "offer", "legal advice on export contracts")
    assert introductions_for(owner, ON) == []


def test_the_same_field_in_two_places_is_a_pair_behind_those(owner, ana, bo):
    for name, place in (("Cy One", "Porto"), ("Di Two", "Lima, Peru"), ("Ed Three", "Porto")):
        person(owner, name, title="Marine biologist", place=place)
    found = introductions_for(owner, ON)
    assert names(found)[0] == ("Ana Silva", "Bo Chen")
    assert ("Cy One", "Ed Three") not in names(found)
    assert any({a, b} == {"Cy One", "Di Two"} for a, b in names(found))
    assert "Lima" in " ".join(each.reason_for_a + each.reason_for_b for each in found)


def walk(owner, row, *acts):
    for act in acts:
        stages.step(owner, row.pk, act, NOW)
    row.refresh_from_db()
    return row.stage


def test_the_whole_way_from_asking_to_what_came_of_it(owner, ana, bo):
    row = stages.choose(owner, ana, bo, "for a", "for b", NOW)
    assert walk(owner, row, "ask_a", "yes_a", "ask_b", "yes_b") == Stage.AGREED
    assert walk(owner, row, "introduce") == Stage.MADE
    assert not queries.to_be_asked(owner, NOW).exists()
    assert queries.to_be_asked(owner, NOW + timedelta(weeks=6)).get() == row
    stages.step(owner, row.pk, "outcome", NOW, "They share a stand at the fair")
    row.refresh_from_db()
    assert (row.stage, row.outcome) == (Stage.CLOSED, "They share a stand at the fair")
    assert [s.act for s in row.steps.order_by("pk")] == [
        "ask_a",
        "yes_a",
        "ask_b",
        "yes_b",
        "introduce",
        "outcome",
    ]
    assert Interaction.objects.of(owner).filter(kind="introduction").count() == 3


def test_the_second_may_be_asked_first(owner, ana, bo):
    row = stages.choose(owner, ana, bo, "for a", "for b", NOW)
    assert walk(owner, row, "ask_b", "yes_b", "ask_a", "yes_a") == Stage.AGREED


def test_a_no_ends_it_and_the_other_is_never_asked(owner, ana, bo):
    row = stages.choose(owner, ana, bo, "for a", "for b", NOW)
    assert walk(owner, row, "ask_a", "no") == Stage.CLOSED
    for act in stages.ACTS:
        with pytest.raises(ValueError, match="cannot be done"):
            stages.step(owner, row.pk, act, NOW)


def test_a_step_can_be_undone_with_what_it_logged(owner, ana, bo):
    row = stages.choose(owner, ana, bo, "for a", "for b", NOW)
    talks = ana.talks
    way_back = stages.step(owner, row.pk, "ask_a", NOW)
    undo(owner, way_back.pk)
    row.refresh_from_db()
    ana.refresh_from_db()
    assert (row.stage, row.steps.count(), ana.talks) == (Stage.CHOSEN, 0, talks)


def test_the_same_two_are_one_introduction_and_nobody_meets_themselves(owner, ana, bo):
    assert stages.choose(owner, ana, bo, "", "", NOW) == stages.choose(owner, bo, ana, "", "", NOW)
    with pytest.raises(ValueError, match="two people"):
        stages.choose(owner, ana, ana, "", "", NOW)


def test_who_is_asked_first_does_not_learn_the_others_name(owner, ana, bo):
    (found,) = introductions_for(owner, ON)
    row = stages.choose(owner, ana, bo, found.reason_for_a, found.reason_for_b, NOW)
    for side, other in (("a", bo), ("b", ana)):
        text = words.asking(row, side)
        assert other.first_name not in text
        assert other.name.split()[-1] not in text
    assert ": Lawyer." in words.asking(row, "a")
    assert "Bo Chen" in words.introducing(row)


class Way(TestCase):
    """Whatever is tried, nobody is introduced without two logged yeses, and nobody asked after a no."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from(sorted(stages.ACTS)), max_size=12))
    def test_no_way_leads_past_the_others_consent(self, acts):
        from needless.owners.models import Owner

        owner = Owner.objects.create_user("w")
        a, b = (save_contact(owner, {"name": name}) for name in ("Ana A", "Bo B"))
        row = stages.choose(owner, a, b, "", "", NOW)
        for act in acts:
            try:
                stages.step(owner, row.pk, act, NOW)
            except ValueError:
                continue
        done = list(row.steps.order_by("pk").values_list("act", flat=True))
        if "introduce" in done:
            before = done[: done.index("introduce")]
            assert {"yes_a", "yes_b"} <= set(before)
        if "no" in done:
            assert done[-1] == "no"
        for first, second in (("a", "b"), ("b", "a")):
            if f"ask_{first}" in done and f"ask_{second}" in done[: done.index(f"ask_{first}")]:
                assert f"yes_{second}" in done[: done.index(f"ask_{first}")]


def test_the_page_leads_from_a_pair_to_both_being_introduced(client, owner, ana, bo):
    client.force_login(owner)
    (found,) = introductions_for(owner, ON)
    page = client.get("/introductions/").content.decode()
    assert "Ana Silva" in page
    form = {"a": ana.pk, "b": bo.pk, "for_a": found.reason_for_a, "for_b": found.reason_for_b}
    assert (
        "Ask one of them first" in client.post("/introductions/choose/", form, follow=True).content.decode()
    )
    row = Introduction.objects.get()
    for act in ("ask_a", "yes_a", "ask_b", "yes_b"):
        page = client.post(f"/introductions/{row.pk}/step/", {"act": act}, follow=True).content.decode()
    assert "mailto:ana@example.org?body=" in page
    page = client.post(f"/introductions/{row.pk}/step/", {"act": "introduce"}, follow=True).content.decode()
    assert "What came of it?" in page
    assert (
        "cannot be done"
        in client.post(f"/introductions/{row.pk}/step/", {"act": "ask_a"}, follow=True).content.decode()
    )


def test_the_plan_asks_for_the_next_step(owner, ana, bo):
    from needless.plan.candidates import Desk
    from needless.plan.kinds import introduce

    desk = Desk(owner, ON + timedelta(days=30))
    assert "gain from knowing" in introduce.candidates(owner, ON, desk)[0].reason
    row = stages.choose(owner, ana, bo, "x", "y", NOW)
    assert introduce.candidates(owner, ON, desk) == []
    walk(owner, row, "ask_a", "yes_a")
    assert (
        "still to be asked" in introduce.candidates(owner, ON, Desk(owner, ON + timedelta(days=30)))[0].reason
    )


def test_the_command_has_the_keys_that_are_counted_on(owner, ana, bo):
    from needless.cli.root import needless

    (told,) = json.loads(CliRunner().invoke(needless, ["introductions", "--json"]).stdout)
    assert set(told) >= {"a", "b", "score", "reason_for_a", "reason_for_b"}
    assert told["a"] == {"id": ana.pk, "name": "Ana Silva"}


def test_who_has_done_what_the_other_starts_is_named_with_the_years(owner):
    new = [{"organisation": "Clay", "title": "Chief financial officer", "started": "2026-09"}]
    long = [{"organisation": "Quay", "title": "Chief financial officer", "started": "2015", "ended": "2023"}]
    person(owner, "Ana Silva", title="Chief financial officer", organisation="Clay", positions=new)
    person(owner, "Bo Chen", title="Painter", organisation="Quay", positions=long)
    (found,) = introductions_for(owner, ON)
    assert names([found]) == [("Ana Silva", "Bo Chen")]
    assert "Bo has done for 8 years what Ana begins" in found.reason_for_a
    assert "Ana begins as Chief financial officer" in found.reason_for_b


@pytest.mark.parametrize(
    "job",
    [
        {"organisation": "Quay", "title": "Chief financial officer", "started": "2021", "ended": "2023"},
        {"organisation": "Clay", "title": "Chief financial officer", "started": "2010"},
        {"organisation": "Quay", "title": "Gardener", "started": "2010"},
    ],
)
def test_too_short_of_one_firm_or_another_trade_is_no_experience(owner, job):
    new = [{"organisation": "Clay", "title": "Chief financial officer", "started": "2026-09"}]
    person(owner, "Ana Silva", title="Chief financial officer", organisation="Clay", positions=new)
    person(owner, "Bo Chen", title="Painter", positions=[job])
    assert introductions_for(owner, ON) == []


def suggested(owner):
    from needless.plan.candidates import desk_of
    from needless.plan.kinds import introduce
    from needless.plan.models import DayPlan, Suggestion

    on = ON + timedelta(days=20)
    (found, *_) = introduce.candidates(owner, on, desk_of(owner, on))
    plan = DayPlan.objects.get_or_create(owner=owner, on=on, defaults={"minutes": 15})[0]
    return Suggestion.objects.create(
        owner=owner, plan=plan, on=on, position=0, contact=found.contact, kind="introduce", channel="mail", action="x",
        minutes=3, reason=found.reason, in_hand=found.in_hand,
    )  # fmt: skip


def test_done_in_the_plan_is_the_step_that_was_suggested_and_logged_once(owner, ana, bo):
    from needless.plan import actions as plan

    row = suggested(owner)
    before = Interaction.objects.count()
    plan.finish(owner, row.pk, row.on)
    introduction = Introduction.objects.get()
    assert (introduction.stage, Interaction.objects.count()) == (Stage.ASKING_A, before + 1)
    plan.reopen(owner, row.pk)
    introduction.refresh_from_db()
    assert (introduction.stage, introduction.steps.count()) == (Stage.CHOSEN, 0)
    for act in ("ask_a", "yes_a"):
        stages.step(owner, introduction.pk, act, NOW)
    row = suggested(owner)
    assert (row.contact, row.in_hand["act"]) == (bo, "ask_b")
    plan.finish(owner, row.pk, row.on)
    introduction.refresh_from_db()
    assert introduction.stage == Stage.ASKING_B


def test_a_suggestion_that_is_behind_changes_nothing(owner, ana, bo):
    from needless.plan import actions as plan

    introduction = stages.choose(owner, ana, bo, "x", "y", NOW)
    for act in ("ask_a", "yes_a"):
        stages.step(owner, introduction.pk, act, NOW)
    row = suggested(owner)
    stages.step(owner, introduction.pk, "ask_b", NOW)
    stages.step(owner, introduction.pk, "no", NOW)
    plan.finish(owner, row.pk, row.on)
    introduction.refresh_from_db()
    assert introduction.stage == Stage.CLOSED
