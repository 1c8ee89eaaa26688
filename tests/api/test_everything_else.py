"""What the pages do, programs do: decisions, tags, notes, imports, introductions, and the way back of all of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.imports.conftest import card

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.helping.models import Promise, Wish
from needless.interactions.models import Interaction
from needless.owners.models import KeptAnswer
from needless.owners.tokens import forget_answers, make_token
from needless.plan.models import DayPlan, Suggestion


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"]})


@pytest.fixture
def item(owner, ana):
    on = timezone.localdate()
    plan = DayPlan.objects.create(owner=owner, on=on, minutes=15)
    row = Suggestion.objects.create(
        owner=owner, plan=plan, on=on, position=0, contact=ana, kind="fading", channel="call", action="Call Ana",
        minutes=5, reason="It fades.",
    )  # fmt: skip
    return f"/suggestions/{row.pk}"


def test_an_item_is_done_and_opened_again(program, owner, item):
    status, done = program.ask("POST", f"{item}/done", {"enjoyment": 4, "channel": "meeting"})
    assert (status, done["stage"]) == (200, "done")
    assert Interaction.objects.of(owner).get().channel == "meeting"
    assert program.ask("POST", f"{item}/skip")[0] == 409
    assert program.ask("POST", f"{item}/reopen")[1]["stage"] == "open"
    assert not Interaction.objects.of(owner).exists()


def test_an_item_comes_later_or_is_skipped_or_let_go(program, owner, item):
    later = timezone.localdate() + timedelta(days=3)
    assert program.ask("POST", f"{item}/later", {"on": later.isoformat()})[1]["stage"] == "later"
    assert program.ask("POST", f"{item}/later", {"on": "2020-01-01"})[0] == 409
    assert program.ask("POST", f"{item}/skip")[1]["stage"] == "skipped"
    assert program.ask("POST", f"{item}/let-go")[1]["stage"] == "let_go"
    assert Contact.objects.of(owner).get().let_go_at


def test_tags_and_notes_come_and_go_and_come_back(program, ana):
    path = f"/contacts/{ana.pk}"
    assert program.ask("POST", f"{path}/tags", {"name": "choir/one"})[0] == 201
    assert program.ask("GET", "/tags") == (200, ["choir/one"])
    program.ask("POST", f"{path}/tags", {"name": "rowing"})
    status, gone = program.ask("DELETE", f"{path}/tags/rowing")
    assert status == 200 and program.ask("GET", path)[1]["tags"] == ["choir/one"]
    assert program.ask("POST", f"/undo/{gone['undo']}")[1]["label"] == gone["label"]
    assert program.ask("GET", path)[1]["tags"] == ["choir/one", "rowing"]
    assert program.ask("POST", f"/undo/{gone['undo']}")[0] == 422
    note = program.ask("POST", f"{path}/notes", {"text": "Rows on Sundays", "on": "2026-01-31"})[1]
    assert program.ask("GET", f"{path}/notes")[1] == [note]
    assert program.ask("GET", "/undo")[1]["label"] == "Added a note"
    assert program.ask("DELETE", f"/notes/{note['id']}")[0] == 200


def test_relations_and_letting_go(program, owner, ana):
    bo = save_contact(owner, {"name": "Bo Li"})
    path = f"/contacts/{ana.pk}"
    row = program.ask("POST", f"{path}/relations", {"kind": "partner", "other": bo.pk})[1]
    assert (row["name"], program.ask("GET", f"{path}/relations")[1]) == ("Bo Li", [row])
    assert program.ask("DELETE", f"/relations/{row['id']}")[0] == 200
    assert program.ask("POST", f"{path}/let-go", {"reason": "moved on"})[0] == 201
    assert program.ask("DELETE", f"{path}/let-go")[0] == 200
    assert Contact.objects.of(owner).get(pk=ana.pk).let_go_at is None


def test_promises_and_wishes_are_closed_and_opened_again(program, owner, ana):
    on = timezone.localdate()
    promise = Promise.objects.create(owner=owner, contact=ana, text="the list", mine=True, made_on=on)
    wish = Wish.objects.create(
        owner=owner, contact=ana, kind="need", text="a pilot", on=on - timedelta(days=200)
    )
    assert [row["text"] for row in program.ask("GET", "/promises")[1]] == ["the list"]
    undo = program.ask("POST", f"/promises/{promise.pk}/kept")[1]["undo"]
    assert program.ask("GET", "/promises")[1] == []
    program.ask("POST", f"/undo/{undo}")
    assert len(program.ask("GET", "/promises")[1]) == 1
    assert program.ask("GET", "/wishes")[1][0]["ask_again"]
    program.ask("POST", f"/wishes/{wish.pk}/renewed")
    assert not program.ask("GET", "/wishes")[1][0]["ask_again"]
    program.ask("POST", f"/wishes/{wish.pk}/ended")
    assert program.ask("GET", "/wishes")[1] == []


def test_an_introduction_goes_step_by_step(program, owner, ana):
    bo = save_contact(owner, {"name": "Bo Li"})
    status, row = program.ask(
        "POST", "/introductions/begun", {"a": ana.pk, "b": bo.pk, "for_a": "ports", "for_b": "ships"}
    )
    assert (status, row["stage"]) == (201, "chosen")
    path = f"/introductions/{row['id']}"
    for act in ("ask_a", "yes_a", "ask_b", "yes_b", "introduce"):
        status, row = program.ask("POST", f"{path}/steps", {"act": act})
        assert status == 201, row
    assert row["stage"] == "made"
    assert program.ask("POST", f"{path}/steps", {"act": "ask_a"})[0] == 409
    assert program.ask("GET", "/introductions/begun")[1][0]["stage"] == "made"
    program.ask("POST", f"/undo/{row['undo']}")
    assert program.ask("GET", path)[1]["stage"] == "agreed"
    assert program.ask("POST", "/introductions/begun", {"a": ana.pk, "b": ana.pk})[0] == 422


def test_files_are_sent_looked_at_confirmed_and_taken_back(
    program, owner, django_capture_on_commit_callbacks
):
    def send(path, **body):
        with django_capture_on_commit_callbacks(execute=True):
            answer = program.client.post(f"/api{path}", body)
        return answer.status_code, json.loads(answer.content)

    book = SimpleUploadedFile("book.vcf", card("Ana Silva", "EMAIL:ana@example.org").encode())
    status, sent = send("/imports", files=[book])
    assert status == 202
    path = f"/imports/{sent['import_id']}"
    looked = program.ask("GET", path)[1]
    assert (looked["stage"], looked["contacts_created"]) == ("previewed", 1)
    assert not Contact.objects.of(owner).exists()
    assert send(f"{path}/confirm")[0] == 202
    assert program.ask("GET", path)[1]["stage"] == "done"
    assert send(f"{path}/confirm")[0] == 409
    assert program.ask("POST", f"{path}/undo")[1]["contacts_removed"] == 1
    assert program.ask("GET", "/imports")[1][0]["stage"] == "undone"
    status, again = send("/imports", files=[SimpleUploadedFile("b.vcf", card("Bo").encode())])
    assert program.ask("DELETE", f"/imports/{again['import_id']}")[0] == 204


KEY = {"Idempotency-Key": "7e1a"}


def test_a_request_sent_again_gets_the_same_answer_and_does_nothing(program, owner):
    first = program.answer("POST", "/contacts", {"name": "Ana"}, **KEY)
    again = program.answer("POST", "/contacts", {"name": "Ana"}, **KEY)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert Contact.objects.of(owner).count() == 1
    assert program.ask("POST", "/contacts", {"name": "Bo"}, **KEY)[0] == 422
    assert program.ask("POST", "/contacts", {"name": "Bo"}, **{"Idempotency-Key": "x" * 201})[0] == 400
    assert forget_answers(timezone.now() + timedelta(days=3)) == 1


def test_a_refused_request_keeps_no_answer_and_keys_are_an_owners_own(program, others_program, reader, owner):
    assert program.ask("POST", "/contacts", {"strange": 1}, **KEY)[0] == 422
    assert program.ask("POST", "/contacts", {"name": "Ana"}, **KEY)[0] == 201
    assert others_program.answer("POST", "/contacts", {"name": "Ana"}, **KEY).status_code == 201
    assert reader.ask("POST", "/contacts", {"name": "Bo"}, **{"Idempotency-Key": "y"})[0] == 403
    assert KeptAnswer.objects.count() == 2


def test_a_key_repeated_by_a_token_that_may_only_read_gets_nothing(program, owner, reader):
    program.ask("POST", "/contacts", {"name": "Ana"}, **KEY)
    assert reader.ask("POST", "/contacts", {"name": "Ana"}, **KEY)[0] == 403


def test_what_a_program_has_already_is_not_sent_again(program, ana, owner):
    path = f"/contacts/{ana.pk}"
    first = program.answer("GET", path)
    known = program.answer("GET", path, **{"If-None-Match": first["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    program.ask("PATCH", path, {"place": "Lisbon"})
    assert program.answer("GET", path, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_every_address_is_in_the_document(program, owner):
    from needless.api.urls import api

    document = api.get_openapi_schema()
    assert document["openapi"].startswith("3.1")
    assert {"/api/imports", "/api/undo/{undo_id}", "/api/suggestions/{item}/done"} <= set(document["paths"])
    assert make_token(owner, "x").startswith("needless_")
