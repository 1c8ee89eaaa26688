"""Who could vouch, the page that reminds them, and the time of looking for a job (M2, M3)."""

import json
from datetime import date, timedelta

import pypdfium2
import pytest
from click.testing import CliRunner
from django.utils import timezone

from needless.asking import actions, stages
from needless.asking.leads import askable
from needless.asking.models import SharedWork
from needless.asking.references import references
from needless.asking.refresher import refresher
from needless.cli.root import needless
from needless.contacts.actions import add_relation, save_contact
from needless.contacts.undo import undo
from needless.helping.models import Recommendation
from needless.interactions.actions import log_interaction, remember_answer
from needless.owners.models import OwnPosition
from needless.plan.candidates import desk_of
from needless.plan.kinds import thank, vouch
from needless.plan.making import plan_of_day
from needless.plan.queries import suggestions_of

NOW = timezone.now()
ON = timezone.localdate(NOW)
pytestmark = pytest.mark.django_db


@pytest.fixture
def job(owner):
    """Orient Lines from 2018 to June 2021, and another one since."""
    about = {"owner": owner, "title": "Planner"}
    OwnPosition.objects.create(**about, organisation="Quayline", started="2021-07")
    return OwnPosition.objects.create(
        **about, organisation="Orient Lines Ltd", started="2018", ended="2021-06"
    )


def colleague(owner, name, started="2019-03", ended="2022", firm="orient lines", **values):
    held = [{"organisation": firm, "title": "Clerk", "started": started, "ended": ended}]
    mail = name.split()[0].lower() + "@example.org"
    return save_contact(owner, {"name": name, "emails": [mail], "positions": held, **values})


def talk(owner, contact, days=30, **values):
    made = log_interaction(owner, [contact], NOW - timedelta(days=days), "meeting", **values)
    contact.refresh_from_db()
    return made


def names(rows):
    return [row.contact.name for row in rows]


def test_who_was_there_at_the_same_time_could_vouch_and_for_which_job(owner, job):
    colleague(owner, "Ana Both")
    colleague(owner, "Bo Later", started="2021-08", ended="")
    colleague(owner, "Cy Elsewhere", firm="Orient Express Hotels")
    (row,) = references(owner, ON)
    assert (row.contact.name, row.firm, row.evidence.days) == ("Ana Both", "Orient Lines Ltd", 850)
    assert names(references(owner, ON, job.pk)) == ["Ana Both"]
    other = OwnPosition.objects.of(owner).get(organisation="Quayline")
    assert references(owner, ON, other.pk) == []


def test_the_firm_on_a_card_counts_from_the_day_of_connecting(owner, job):
    early = save_contact(owner, {"name": "Di Early", "organisation": "Orient Lines"})
    early.connected_on = date(2020, 6, 1)
    early.save()
    late = save_contact(owner, {"name": "Ed Late", "organisation": "Orient Lines"})
    late.connected_on = date(2023, 6, 1)
    late.save()
    save_contact(owner, {"name": "Flo Undated", "organisation": "Orient Lines"})
    found = {row.contact.name: row.evidence.days for row in references(owner, ON)}
    assert found == {"Di Early": 392, "Flo Undated": None}


def test_shared_work_and_words_of_theirs_make_a_reference_without_a_common_firm(owner):
    wrote, did, endorsed = (save_contact(owner, {"name": name}) for name in ("Wi", "Di", "En"))
    Recommendation.objects.create(
        owner=owner, contact=wrote, is_given=False, key="1", on=ON, text="Her planning"
    )
    Recommendation.objects.create(owner=owner, contact=endorsed, is_given=False, key="2", skill="Planning")
    actions.add_shared_work(owner, did, "The berth planning", began="2022-01")
    Recommendation.objects.create(
        owner=owner, contact=save_contact(owner, {"name": "I gave"}), is_given=True, key="3"
    )
    assert set(names(references(owner, ON))) == {"Wi", "Di", "En"}
    assert set(names(references(owner, ON, skill="planning"))) == {"Wi", "Di", "En"}
    assert references(owner, ON, skill="juggling") == []


def test_being_remembered_and_talked_with_makes_ready_and_asking_often_less_so(owner, job):
    near, _far = colleague(owner, "Near"), colleague(owner, "Far")
    for days in (10, 40, 80):
        talk(owner, near, days)
    rows = references(owner, ON)
    assert names(rows) == ["Near", "Far"] and rows[1].is_cold and not rows[0].is_cold
    assert rows[1].raised_by[0] == "talk" and rows[1].gain > rows[0].gain
    before = rows[0].parts
    row = stages.draft(owner, near, "reference", "x", "x", NOW)
    stages.step(owner, row.pk, "send", NOW)
    assert references(owner, ON)[0].parts.fresh < before.fresh
    remember_answer(owner, near, ON, "no")
    assert {r.contact.name: r.parts.remembered for r in references(owner, ON)}["Near"] <= 0.15


def test_what_is_said_to_raise_it_raises_it(owner, job):
    contact, acts = colleague(owner, "Far"), []
    for _round in range(2):
        (row,) = references(owner, ON)
        act, then = row.raised_by
        acts.append(act)
        if act == "note":
            actions.add_shared_work(owner, contact, "The audit", began="2021-05", ended="2021-06")
        else:
            talk(owner, contact, 0)
        assert references(owner, ON)[0].parts.readiness >= then - 1e-6
    assert acts == ["talk", "note"]


def test_the_refresher_says_only_what_is_written_down_and_no_words_of_talks(owner, job):
    ana = colleague(owner, "Ana Both")
    talk(owner, ana, 30, summary="SECRET about her boss")
    _row, made = actions.add_shared_work(owner, ana, "Moved the berth planning", job.pk, "2019-10", "2020")
    said = {s.title: [f.text for f in s.facts] for s in refresher(owner, ana, ON)}
    assert said["What we did together"] == [
        "Orient Lines Ltd, March 2019 to June 2021. I was Planner, you were Clerk.",
        "Moved the berth planning (October 2019 to 2020)",
    ]
    assert said["What changed since"] == ["I: Planner, Quayline (since July 2021)"]
    assert "SECRET" not in str(said)
    key = refresher(owner, ana, ON)[0].facts[1].key
    assert len(refresher(owner, ana, ON, frozenset([key]))[0].facts) == 1
    undo(owner, made.pk)
    assert not SharedWork.objects.of(owner).exists()
    assert refresher(owner, save_contact(owner, {"name": "Stranger"}), ON) == []


@pytest.mark.parametrize(
    "values",
    [{"text": "  "}, {"text": "x", "began": "soon"}, {"text": "x", "began": "2021-03", "ended": "2020"}],
)
def test_shared_work_that_cannot_be_is_refused_with_the_reason(owner, values):
    contact = save_contact(owner, {"name": "Ana"})
    with pytest.raises(ValueError):
        actions.add_shared_work(owner, contact, **values)
    assert not SharedWork.objects.exists()


def test_the_refresher_is_one_page_of_paper(client, owner, job):
    ana = colleague(owner, "Ana Both")
    for n in range(24):
        actions.add_shared_work(owner, ana, f"Piece of work number {n} " + "and more of it " * 5)
    client.force_login(owner)
    paper = pypdfium2.PdfDocument(client.get(f"/people/{ana.pk}/together/refresher.pdf").content)
    text = paper[0].get_textpage().get_text_range()
    assert len(paper) == 1 and "what we did together" in text and "Piece of work number 0" in text


def test_help_with_an_ask_is_thanked_for_by_the_plan_at_once(owner):
    tom = save_contact(owner, {"name": "Tom Berg", "emails": ["tom@example.org"]})
    row = stages.draft(owner, tom, "lead", "a planner's job", "x", NOW)
    stages.step(owner, row.pk, "send", NOW - timedelta(days=2))
    stages.step(owner, row.pk, "help", NOW)
    plan_of_day(owner, ON)
    (suggestion,) = [s for s in suggestions_of(owner, ON) if s.kind == "thank"]
    assert "helped with a planner's job" in suggestion.reason
    from needless.plan.actions import finish, reopen

    finish(owner, suggestion.pk, ON)
    row.refresh_from_db()
    assert row.stage == "thanked"
    reopen(owner, suggestion.pk)
    row.refresh_from_db()
    assert row.stage == "helped"


def test_at_the_end_of_a_search_everybody_who_helped_is_thanked_again(owner):
    helper, refuser = (
        save_contact(owner, {"name": n, "emails": [f"{n}@example.org"]}) for n in ("Hal", "Ref")
    )
    actions.set_mode(owner, True, ON - timedelta(days=90))
    for contact, acts in ((helper, ("send", "help", "thank")), (refuser, ("send", "decline"))):
        row = stages.draft(owner, contact, "reference", "my work", "x", NOW)
        for act in acts:
            stages.step(owner, row.pk, act, NOW - timedelta(days=20))
    assert thank.candidates(owner, ON, desk_of(owner, ON)) == []
    ended = actions.set_mode(owner, False, ON)
    (found,) = thank.candidates(owner, ON, desk_of(owner, ON))
    assert found.contact == helper and "search is over" in found.reason
    undo(owner, ended.pk)
    assert actions.current_search(owner) is not None


def test_looking_changes_what_the_plan_puts_first(owner, job):
    for n in range(3):
        colleague(owner, f"Old{n} Colleague")
    assert {c.kind for c in vouch.candidates(owner, ON, desk_of(owner, ON))} == {"vouch"}
    from needless.method.choosing import weight_of

    assert weight_of("vouch", True) > weight_of("vouch", False) == weight_of("story", True) == 1
    assert not desk_of(owner, ON).is_looking
    actions.set_mode(owner, True, ON)
    assert desk_of(owner, ON).is_looking and actions.set_mode(owner, True, ON) is None


def test_a_lead_is_asked_of_warm_ties_in_the_own_field_first(owner, job):
    OwnPosition.objects.of(owner).update(title="Nurse")
    warm = [
        save_contact(owner, {"name": name, "title": title})
        for name, title in (("Driver", "Lorry driver"), ("Ward", "Nurse"), ("Asked", "Nurse"))
    ]
    for contact in warm:
        for days in (5, 30, 60):
            talk(owner, contact, days)
    save_contact(owner, {"name": "Cold", "title": "Nurse"})
    row = stages.draft(owner, warm[2], "lead", "x", "x", NOW)
    stages.step(owner, row.pk, "send", NOW)
    found = {kind: [each.contact.name for each in people] for kind, people in askable(owner, ON).items()}
    assert found == {"introduction": [], "advice": [], "lead": ["Ward", "Driver"]}


def test_advice_is_asked_of_those_further_on_and_an_introduction_of_who_made_one_before(owner, job):
    OwnPosition.objects.of(owner).update(title="Nurse")
    head, bridge, peer = (
        save_contact(owner, {"name": name, "title": title})
        for name, title in (("Head", "Head nurse"), ("Bridge", "Baker"), ("Peer", "Nurse"))
    )
    for contact in (head, bridge, peer):
        for days in (5, 30, 60):
            talk(owner, contact, days)
    add_relation(owner, save_contact(owner, {"name": "Led"}), "introduced by", bridge)
    found = {kind: [each.contact.name for each in people] for kind, people in askable(owner, ON).items()}
    assert found == {"introduction": ["Bridge"], "advice": ["Head"], "lead": ["Peer"]}


def run(*arguments):
    done = CliRunner().invoke(needless, ["--owner", "ana", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_command_line_speaks_of_asks_references_and_the_mode(owner, job):
    ana = colleague(owner, "Ana Both")
    stages.draft(owner, ana, "advice", "ports", "x", NOW)
    assert [(row["kind"], row["stage"]) for row in run("asks")] == [("advice", "drafted")]
    assert run("asks", "--check", str(ana.pk), "--kind", "reference")["verdict"] == "cold"
    (row,) = run("references")
    assert row["contact"]["id"] == ana.pk and set(row["parts"]) == {
        "remembered",
        "together",
        "recent",
        "fresh",
    }
    assert run("mode")["mode"] == "employed"
    assert run("mode", "looking") == {"mode": "looking", "since": ON.isoformat()}


def test_the_api_drafts_checks_and_follows_an_ask(client, owner, job):
    from needless.owners.tokens import make_token

    ana = colleague(owner, "Ana Both")
    headers = {"Authorization": f"Bearer {make_token(owner, 'x', may_write=True)}"}

    def ask(method, path, **body):
        return client.generic(
            method, f"/api/{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    made = ask("POST", "asks", contact=ana.pk, kind="reference", about="my work", job=job.pk)
    assert made.status_code == 201 and made.json()["check"]["verdict"] == "cold"
    number = made.json()["id"]
    for act, stage in (("send", "sent"), ("help", "helped"), ("thank", "thanked")):
        assert ask("POST", f"asks/{number}/steps", act=act).json()["stage"] == stage
    assert ask("POST", f"asks/{number}/steps", act="send").status_code == 409
    assert [step["who"] for step in ask("GET", f"asks/{number}").json()["history"]] == ["me", "them", "me"]
    assert ask("GET", "asks").json()[0]["id"] == number
    assert ask("GET", f"contacts/{ana.pk}/balance").json()["received"] == 1
    assert ask("GET", "balance").json()[0]["contact"]["id"] == ana.pk
    assert ask("GET", f"contacts/{ana.pk}/check").json()["verdict"] in ("cold", "soon")
    assert ask("GET", f"references?job={job.pk}").json()[0]["jobs"][0]["since"] == "2019-03-01"
    assert ask("PUT", "mode", mode="looking").json() == {"mode": "looking"}
    assert ask("POST", "asks", contact=ana.pk, kind="a loan").status_code == 422
