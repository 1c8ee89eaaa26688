"""What went which way is read from what is there; an ask is checked, followed and taken back (M2)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from needless.asking import actions, stages
from needless.asking.checking import check_of
from needless.asking.ledger import balance_with, ledger_of, ledgers
from needless.asking.models import Ask, AskStep, Favour, SharedWork
from needless.asking.queries import people_in_balance
from needless.contacts.actions import add_relation, save_contact
from needless.contacts.undo import undo
from needless.exports.actions import export_all
from needless.exports.reading import read_archive
from needless.helping.actions import keep_promise
from needless.helping.merging import merge_contacts
from needless.helping.models import Promise, Recommendation
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction, Participation
from needless.introducing import stages as introducing
from needless.news import offers
from needless.news.models import Offer, Story
from needless.opportunities import tips
from needless.opportunities.models import Opportunity, Tip
from needless.plan.actions import finish
from needless.plan.models import DayPlan, Suggestion
from needless.recommending import actions as recommending

NOW = timezone.now()
ON = timezone.localdate(NOW)
pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(owner):
    return save_contact(
        owner, {"name": "Tom Berg", "emails": ["tom@example.org"], "organisation": "Quayline"}
    )


@pytest.fixture
def bea(owner):
    return save_contact(owner, {"name": "Bea Lund"})


def warmed(owner, contact, days=(3, 20, 40, 60, 80, 100)):
    for ago in days:
        log_interaction(owner, [contact], NOW - timedelta(days=ago), "meeting")
    contact.refresh_from_db()
    return contact


def story_for(owner, contact, title="Ships queue at three ports"):
    story = Story.objects.create(owner=owner, key=title, title=title, at=NOW)
    return Offer.objects.create(owner=owner, contact=contact, story=story, score=1)


def tip_for(owner, contact):
    opening = Opportunity.objects.create(owner=owner, key="k", title="Customs lead", at=NOW)
    return Tip.objects.create(owner=owner, contact=contact, opportunity=opening, score=1, made_at=NOW)


def ways(owner, contact):
    return sorted((entry.way, entry.kind) for entry in ledger_of(owner, contact))


def test_each_kind_of_help_is_known_by_itself(owner, tom, bea):
    offers.send(owner, story_for(owner, tom).pk, "mail", NOW)
    tips.tell(owner, tip_for(owner, tom).pk, "mail", NOW)
    row = introducing.choose(owner, tom, bea, "x", "y", NOW)
    for act in ("ask_a", "yes_a", "ask_b", "yes_b", "introduce"):
        introducing.step(owner, row.pk, act, NOW)
    for mine in (True, False):
        promise = Promise.objects.create(owner=owner, contact=tom, text="a list", mine=mine, made_on=ON)
        keep_promise(owner, promise.pk, NOW)
    about = {"owner": owner, "contact": tom}
    Recommendation.objects.create(**about, is_given=True, key="1", on=date(2024, 1, 1))
    Recommendation.objects.create(**about, is_given=False, key="2", skill="Planning")
    add_relation(owner, bea, "introduced by", tom)
    assert ways(owner, tom) == [
        ("given", "introduction"), ("given", "opportunity"), ("given", "promise"), ("given", "recommendation"),
        ("given", "story"), ("received", "endorsement"), ("received", "introduction"), ("received", "promise"),
    ]  # fmt: skip
    assert ways(owner, bea) == [("given", "introduction")]


def test_what_is_open_declined_or_only_talk_counts_neither_way(owner, tom):
    offers.decide(owner, story_for(owner, tom).pk, Offer.State.DECLINED, NOW)
    tip_for(owner, tom)
    Promise.objects.create(owner=owner, contact=tom, text="a list", mine=True, made_on=ON)
    log_interaction(owner, [tom], NOW, "call")
    stages.draft(owner, tom, "advice", "ports", "x", NOW)
    assert ledger_of(owner, tom) == []


def test_a_tap_says_it_of_a_talk_and_can_be_taken_back(owner, tom, bea):
    talk = log_interaction(owner, [tom, bea], NOW, "call", summary="He found me a plumber")
    actions.mark_favour(owner, talk.pk, tom, "received")
    second = actions.mark_favour(owner, talk.pk, tom, "given")
    assert ways(owner, tom) == [("given", "talk")] and ways(owner, bea) == []
    undo(owner, second.pk)
    assert ways(owner, tom) == [("received", "talk")]
    third = actions.mark_favour(owner, talk.pk, tom, "")
    assert ways(owner, tom) == []
    undo(owner, third.pk)
    assert ways(owner, tom) == [("received", "talk")]


def test_what_is_logged_with_a_recommendation_is_counted_once(owner, tom, client):
    client.force_login(owner)
    draft, _undo = recommending.write(owner, tom, "He finds the queue before it is one.", NOW)
    recommending.post(owner, draft.pk, "LinkedIn", ON)
    talk = Interaction.objects.get(kind="recommendation")
    page = client.get(tom.get_absolute_url()).content.decode()
    assert f"/talks/{talk.pk}/" not in page and 'class="favours"' not in page and "neither" not in page
    actions.mark_favour(owner, talk.pk, tom, "given")
    assert ways(owner, tom) == [("given", "recommendation")]


@pytest.mark.parametrize("kind", ["story", "opportunity", "promise", "recommend"])
def test_what_the_plan_gave_is_counted_once(owner, tom, kind):
    title = "Ships queue at three ports"
    story_for(owner, tom, title)
    tip_for(owner, tom)
    recommending.write(owner, tom, "He finds the queue before it is one.", NOW)
    Promise.objects.create(owner=owner, contact=tom, text="a list", mine=True, made_on=ON)
    hand = {"title": {"story": title, "opportunity": "Customs lead"}.get(kind, "a list")}
    plan = DayPlan.objects.create(owner=owner, on=ON, minutes=15)
    row = Suggestion.objects.create(
        owner=owner, plan=plan, on=ON, position=1, contact=tom, kind=kind, channel="mail", minutes=4,
        action="x", reason="y", in_hand=hand,
    )  # fmt: skip
    talk = finish(owner, row.pk, ON)
    actions.mark_favour(owner, talk.pk, tom, "given")
    assert ways(owner, tom) == [("given", kind.replace("recommend", "recommendation"))]


def test_a_tap_on_a_talk_of_somebody_else_is_refused(owner, other_owner, tom, bea):
    talk = log_interaction(owner, [tom], NOW, "call")
    for whose, contact in ((owner, bea), (other_owner, tom)):
        with pytest.raises(Participation.DoesNotExist):
            actions.mark_favour(whose, talk.pk, contact, "given")
    with pytest.raises(ValueError, match="neither"):
        actions.mark_favour(owner, talk.pk, tom, "sideways")


def test_everybodys_ledger_is_each_ones_together(owner, tom, bea):
    offers.send(owner, story_for(owner, tom).pk, "mail", NOW)
    Recommendation.objects.create(owner=owner, contact=bea, is_given=False, key="2", on=ON)
    assert {pk: len(entries) for pk, entries in ledgers(owner).items()} == {tom.pk: 1, bea.pk: 1}
    assert [row.contact for row in people_in_balance(owner, ON)] == [bea, tom]
    assert [row.contact for row in people_in_balance(owner, ON, "given")] == [tom, bea]


def test_a_stranger_is_a_cold_ask_and_what_is_in_hand_comes_first(owner, tom):
    offer = story_for(owner, tom)
    found = check_of(owner, tom, "reference", NOW)
    assert found.verdict == "cold" and "cold ask" in found.advice
    assert [(hand.kind, hand.url) for hand in found.first] == [("story", f"/news/{offer.story_id}/")]
    assert "have not talked yet" in found.sentence and "have not asked" in found.sentence


def test_a_warm_tie_may_be_asked_once_and_then_waits(owner, tom):
    warmed(owner, tom)
    assert check_of(owner, tom, "reference", NOW).verdict == "warm"
    row = stages.draft(owner, tom, "advice", "ports", "x", NOW)
    assert check_of(owner, tom, "advice", NOW, row.pk).verdict == "warm"
    stages.step(owner, row.pk, "send", NOW)
    assert check_of(owner, tom, "reference", NOW).verdict == "waiting"
    stages.step(owner, row.pk, "decline", NOW)
    assert check_of(owner, tom, "reference", NOW).verdict == "soon"


def test_an_ask_goes_from_draft_to_thanks_with_who_and_when(owner, tom):
    row = stages.draft(owner, tom, "lead", "a planner's job", "x", NOW)
    for act in ("send", "answer", "help", "thank"):
        stages.step(owner, row.pk, act, NOW)
    steps = row.steps.order_by("pk").values_list("who", "after")
    assert list(steps) == [("me", "sent"), ("them", "answered"), ("them", "helped"), ("me", "thanked")]
    assert list(Interaction.objects.of(owner).values_list("kind", flat=True)) == ["ask", "thanks"]
    assert ways(owner, tom) == [("received", "lead")]
    with pytest.raises(ValueError, match="cannot be done now"):
        stages.step(owner, row.pk, "send", NOW)


def test_each_step_is_taken_back_with_what_it_logged(owner, tom):
    row = stages.draft(owner, tom, "lead", "a job", "x", NOW)
    sent = stages.step(owner, row.pk, "send", NOW)
    undo(owner, sent.pk)
    row.refresh_from_db()
    assert (row.stage, row.sent_at, row.steps.count(), Interaction.objects.count()) == ("drafted", None, 0, 0)
    dropped = stages.drop(owner, row.pk)
    undo(owner, dropped.pk)
    assert Ask.objects.of(owner).get().about == "a job"


def test_silence_and_answers_are_noticed_by_themselves(owner, tom, bea):
    quiet = stages.draft(owner, bea, "advice", "x", "x", NOW)
    heard = stages.draft(owner, tom, "advice", "x", "x", NOW)
    for row in (quiet, heard):
        stages.step(owner, row.pk, "send", NOW - timedelta(days=22))
    log_interaction(owner, [tom], NOW - timedelta(days=20), "mail", "in")
    log_interaction(owner, [bea], NOW - timedelta(days=20), "mail", "out")
    assert stages.follow(owner, NOW) == 2 and stages.follow(owner, NOW) == 0
    assert [Ask.objects.get(pk=row.pk).stage for row in (quiet, heard)] == ["silent", "answered"]
    assert set(AskStep.objects.of(owner).filter(who="clock").values_list("after", flat=True)) == {
        "silent",
        "answered",
    }
    stages.step(owner, quiet.pk, "help", NOW)
    assert Ask.objects.get(pk=quiet.pk).stage == "helped"


def test_asks_and_taps_go_along_when_two_are_merged_and_come_back(owner, tom, bea):
    talk = log_interaction(owner, [bea], NOW, "call")
    actions.mark_favour(owner, talk.pk, bea, "given")
    row = stages.draft(owner, bea, "advice", "x", "x", NOW)
    actions.add_shared_work(owner, bea, "The berth plan")
    tip_for(owner, bea)
    merged = merge_contacts(owner, tom.pk, bea.pk, ON)
    for model in (Favour, Ask, Tip):
        assert model.objects.of(owner).get().contact == tom
    assert balance_with(ledger_of(owner, tom), ON).given == 1
    undo(owner, merged.pk)
    assert Ask.objects.get(pk=row.pk).contact == bea and Favour.objects.get().contact == bea


def test_asks_favours_and_searches_go_out_and_come_back(owner, other_owner, tom, tmp_path):
    talk = log_interaction(owner, [tom], NOW, "call")
    actions.mark_favour(owner, talk.pk, tom, "given")
    actions.add_shared_work(owner, tom, "The berth plan", began="2022-01")
    actions.set_mode(owner, True, ON)
    row = stages.draft(owner, tom, "advice", "ports", "x", NOW)
    stages.step(owner, row.pk, "send", NOW)
    stages.step(owner, row.pk, "help", NOW)
    export_all(owner, tmp_path / "out.zip")
    for _twice in range(2):
        read_archive(other_owner, tmp_path / "out.zip")
    (back,) = Ask.objects.of(other_owner)
    assert (back.contact.name, back.stage, back.steps.count()) == ("Tom Berg", "helped", 2)
    assert ways(other_owner, back.contact) == [("given", "talk"), ("received", "advice")]
    assert SharedWork.objects.of(other_owner).get().text == "The berth plan"
    assert actions.current_search(other_owner).began_on == ON
