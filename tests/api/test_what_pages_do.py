"""What the pages do, a program does too: asks changed and dropped, letters, the deck, events, one's own settings."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.conftest import a_file_of

from needless.contacts.actions import save_contact
from needless.interactions.actions import log_interaction


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


@pytest.fixture
def undone(program):
    """Takes back what an answer told the number of."""
    return lambda answer: program.ask("POST", f"/undo/{answer['undo']}")[0] == 200


def test_an_ask_is_rewritten_dropped_and_brought_back(program, ana, undone):
    ask = program.ask("POST", "/asks", {"contact": ana.pk, "kind": "advice", "about": "Rome"})[1]
    path = f"/asks/{ask['id']}"
    assert program.ask("PATCH", path, {"about": "Porto"})[1]["about"] == "Porto"
    status, dropped = program.ask("DELETE", path)
    assert status == 200 and program.ask("GET", path)[0] == 404
    assert undone(dropped) and program.ask("GET", path)[1]["about"] == "Porto"
    program.ask("POST", f"{path}/steps", {"act": "send"})
    assert program.ask("PATCH", path, {"about": "Faro"})[0] == 409


def test_what_was_done_together_is_noted_and_removed(program, ana, undone):
    path = f"/contacts/{ana.pk}/together"
    noted = program.ask("POST", path, {"text": "The harbour survey", "began": "2021-03"})[1]
    work = program.ask("GET", path)[1]["shared_work"]
    assert work[0]["text"] == "The harbour survey"
    assert program.ask("DELETE", f"/shared-work/{work[0]['id']}")[0] == 200
    assert program.ask("GET", path)[1]["shared_work"] == [] and noted["undo"]
    assert program.ask("POST", path, {"text": "x", "began": "spring"})[0] == 422


def test_which_way_help_went_is_told_of_a_talk(program, owner, ana):
    talk = log_interaction(owner, [ana], timezone.now(), "call")
    path = f"/contacts/{ana.pk}/interactions/{talk.pk}/favour"
    assert program.ask("PUT", path, {"way": "received"})[0] == 200
    assert program.ask("GET", f"/contacts/{ana.pk}/balance")[1]["entries"]
    assert program.ask("PUT", path, {"way": "up"})[0] == 422


def test_a_recommendation_is_passed_over_or_not_written(program, ana, undone):
    passed = program.ask("POST", f"/contacts/{ana.pk}/recommendation/pass", {})
    assert passed[0] == 200 and undone(passed[1])
    draft = program.ask("POST", "/recommendations", {"contact": ana.pk, "text": "She plans well."})[1]
    assert undone(program.ask("DELETE", f"/recommendations/{draft['id']}")[1])


def test_an_own_job_comes_and_goes(program):
    assert program.ask("POST", "/jobs", {"organisation": "Hafen", "started": "2019"})[0] == 201
    job = program.ask("GET", "/jobs")[1][0]
    assert job["organisation"] == "Hafen" and program.ask("DELETE", f"/jobs/{job['id']}")[0] == 200
    assert program.ask("GET", "/jobs")[1] == []


def test_what_was_heard_is_passed_on_opened_and_changed(program, ana, undone):
    def heard(kind, text):
        return program.ask("POST", "/heard", {"contact": ana.pk, "kind": kind, "text": text})[1]["id"]

    job, thought = (
        heard("possibility", "A planner is wanted in Porto"),
        heard("perspective", "Ports go electric"),
    )
    passed = program.ask("POST", f"/possibilities/{job}/pass-on", {})[1]
    assert program.ask("GET", f"/opportunities/{passed['opportunity']}")[0] == 200 and undone(passed)
    assert program.ask("PATCH", f"/perspectives/{thought}", {"work": "ports"})[0] == 200
    assert undone(program.ask("DELETE", f"/perspectives/{thought}")[1])
    assert undone(program.ask("DELETE", f"/possibilities/{job}")[1])


def test_a_benefit_and_a_talk_are_corrected(program, owner, ana):
    benefit = program.ask("POST", "/benefits", {"kind": "advice", "text": "a", "contacts": [ana.pk]})[1]
    changed = program.ask("PATCH", f"/benefits/{benefit['id']}", {"text": "b"})
    assert changed[0] == 200 and changed[1]["text"] == "b"
    talk = log_interaction(owner, [ana], timezone.now(), "call", minutes=9)
    told = program.ask("PATCH", f"/interactions/{talk.pk}", {"channel": "meeting", "minutes": None})[1]
    assert (told["channel"], told["minutes"]) == ("meeting", None)


def test_a_letter_is_begun_changed_and_posted(program, ana, undone):
    letter = program.ask("POST", "/letters", {"contact": ana.pk, "occasion": "thanks"})[1]
    assert letter["text"].startswith("Dear Ana")
    path = f"/letters/{letter['id']}"
    assert program.ask("PATCH", path, {"text": "Dear Ana, thank you."})[1]["text"] == "Dear Ana, thank you."
    posted = program.ask("POST", f"{path}/posted", {})[1]
    assert program.ask("POST", f"{path}/posted", {})[0] == 409 and undone(posted)
    assert undone(program.ask("DELETE", path)[1])


def test_the_deck_is_read_and_decided(program, owner, undone):
    bo = save_contact(owner, {"name": "Bo", "state": "unknown"})
    type(bo).objects.filter(pk=bo.pk).update(state="unknown", by_hand=None, made_by=a_file_of(owner))
    assert [each["name"] for each in program.ask("GET", "/triage")[1]] == ["Bo"]
    assert program.ask("GET", "/triage/groups")[0] == 200
    decided = program.ask("POST", f"/triage/{bo.pk}", {"act": "keep", "tier": "warm"})[1]
    assert program.ask("GET", "/triage")[1] == [] and undone(decided)
    assert program.ask("POST", f"/triage/{bo.pk}", {"act": "met"})[0] == 422
    assert program.ask("GET", "/quiz")[0] == 200


def test_a_photo_a_card_and_a_field(program, ana):
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(picture, "PNG")
    path = f"/api/contacts/{ana.pk}/photo"
    sent = program.client.post(path, {"photo": SimpleUploadedFile("a.png", picture.getvalue())})
    assert sent.status_code == 200 and program.client.get(path)["Content-Type"] == "image/jpeg"
    assert program.client.post(path, {"photo": SimpleUploadedFile("a.png", b"no")}).status_code == 422
    assert program.ask("DELETE", f"/contacts/{ana.pk}/photo")[0] == 200
    card = program.client.get(f"/api/contacts/{ana.pk}/card.vcf")
    assert b"FN:Ana Silva" in card.content and card["Content-Type"].startswith("text/vcard")
    assert program.ask("PUT", f"/contacts/{ana.pk}/field", {"fields": "ports"})[0] == 200
    assert program.ask("POST", f"/contacts/{ana.pk}/remembered", {"answer": "yes"})[0] == 200


def test_events_and_activities_are_kept(program, ana, undone):
    event = program.ask("POST", "/events", {"name": "Harbour days", "starts_at": "2099-05-01T10:00"})[1]
    hike = program.ask("POST", "/activities", {"name": "Hiking"})[1]
    assert program.ask("PUT", f"/events/{event['id']}/activity", {"activity": hike["id"]})[0] == 200
    assert program.ask("POST", f"/events/{event['id']}/people", {"contacts": [ana.pk]})[0] == 200
    assert undone(program.ask("DELETE", f"/events/{event['id']}")[1])
    assert program.ask("PATCH", f"/activities/{hike['id']}", {"place": "Sintra"})[0] == 200
    assert program.ask("PUT", f"/activities/{hike['id']}/stage", {"stage": "dropped"})[0] == 200
    assert undone(program.ask("DELETE", f"/activities/{hike['id']}")[1])


def test_settings_are_read_and_changed_and_nonsense_is_refused(program, owner):
    changed = program.ask(
        "PATCH", "/settings", {"minutes_per_day": 10, "region": "pt", "emails": ["me@x.org"]}
    )[1]
    assert (changed["minutes_per_day"], changed["region"], changed["emails"]) == (10, "PT", ["me@x.org"])
    assert program.ask("PATCH", "/settings", {"time_zone": "Mars/Olympus"})[0] == 422
    assert program.ask("PATCH", "/settings", {"paused_from": "2026-01-01"})[0] == 422
    assert program.ask("GET", "/settings")[1]["time_zone"] == owner.time_zone
    assert "token-made" in [row["what"] for row in program.ask("GET", "/account/log")[1]]


def test_everything_goes_out_as_one_zip(program, ana):
    answer = program.client.get("/api/export")
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert "contacts.vcf" in names and answer["Content-Type"] == "application/zip"
