"""A token opens what its scopes say, as long as it lasts, and nothing else."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.api.conftest import Program

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.imports.models import Import
from needless.interactions.actions import log_interaction
from needless.owners.models import Token
from needless.owners.scopes import scopes_of
from needless.owners.tokens import make_token


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


def test_a_token_for_the_plan_reads_no_contacts_and_writes_nothing(owner, ana):
    watch = Program(make_token(owner, "watch", scopes=["plan:read"]))
    assert watch.ask("GET", "/today")[0] == 200
    status, told = watch.ask("GET", f"/contacts/{ana.pk}")
    assert status == 403 and "contacts:read" in told["detail"]
    assert "plan:write" in watch.ask("POST", "/suggestions/1/skip", {})[1]["detail"]


def test_writing_in_an_area_includes_reading_it_alone(owner, ana):
    logger = Program(make_token(owner, "logger", scopes=["interactions:write"]))
    body = {"contacts": [ana.pk], "channel": "call"}
    assert logger.ask("POST", "/interactions", body)[0] == 201
    assert logger.ask("GET", f"/contacts/{ana.pk}/interactions")[0] == 200
    assert logger.ask("PATCH", f"/contacts/{ana.pk}", {"name": "X"})[0] == 403


def test_who_may_read_contacts_only_is_not_told_what_passed(owner, ana):
    log_interaction(owner, [ana], timezone.now(), "call", summary="her new job")
    book = Program(make_token(owner, "book", scopes=["contacts:read"]))
    told = book.ask("GET", f"/contacts/{ana.pk}")[1]
    assert told["name"] == "Ana Silva" and told["history"] == []


def test_a_token_ends_on_its_day(owner, ana):
    program = Program(make_token(owner, "trial", days=3))
    assert program.ask("GET", f"/contacts/{ana.pk}")[0] == 200
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert program.ask("GET", f"/contacts/{ana.pk}")[0] == 401


def test_an_unknown_scope_is_named():
    with pytest.raises(ValueError, match="plans:read"):
        scopes_of(["contacts:read plans:read"])


def test_the_same_key_with_another_file_is_another_request(program, owner):
    def send(text, key="k1"):
        card = SimpleUploadedFile(
            "a.vcf", f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{text}\r\nEND:VCARD\r\n".encode()
        )
        return program.client.post("/api/imports", {"files": card}, headers={"Idempotency-Key": key})

    first, again, other = send("Ana"), send("Ana"), send("Bob")
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 422)
    assert first.json() == again.json() and Import.objects.of(owner).count() == 1


def test_a_key_used_by_one_token_answers_no_other(owner, ana):
    def add(client):
        return client.post(
            "/api/contacts", {"name": "Bo"}, content_type="application/json", headers={"Idempotency-Key": "k"}
        )

    whole, narrow = make_token(owner, "a", scopes=["write"]), make_token(owner, "b", scopes=["plan:write"])
    assert add(Client(headers={"Authorization": f"Bearer {whole}"})).status_code == 201
    assert add(Client(headers={"Authorization": f"Bearer {narrow}"})).status_code == 422
    assert Contact.objects.filter(name="Bo").count() == 1
