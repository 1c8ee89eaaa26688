"""What only pages did until now: many at once, cards, columns of tables, an own export, odds, backups, secrets elsewhere."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.api.conftest import Program

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.exports.actions import export_all
from needless.imports.models import Import
from needless.mailboxes.copying import copy_address
from needless.owners.models import Owner
from needless.owners.tokens import make_token


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


def sent(program, path, **files):
    answer = program.client.post(f"/api{path}", files)
    return answer.status_code, json.loads(answer.content)


def test_one_thing_is_done_for_many_and_taken_back(program, owner, ana):
    bo = save_contact(owner, {"name": "Bo Li"})
    both = [ana.pk, bo.pk]
    done = program.ask("POST", "/contacts/selected", {"contacts": both, "act": "tier", "tier": "warm"})[1]
    assert set(Contact.objects.values_list("tier", flat=True)) == {"warm"}
    program.ask("POST", f"/undo/{done['undo']}")
    assert set(Contact.objects.values_list("tier", flat=True)) == {"none"}
    assert program.ask("POST", "/contacts/selected", {"contacts": both, "act": "tag"})[0] == 422
    program.ask("POST", "/contacts/selected", {"contacts": both, "act": "tag", "tag": "choir"})
    assert program.ask("GET", "/contacts?tag=choir")[1]["items"][1]["name"] == "Bo Li"


def test_many_of_another_owner_are_untouched(others_program, ana):
    body = {"contacts": [ana.pk], "act": "let-go"}
    assert others_program.ask("POST", "/contacts/selected", body)[0] == 200
    assert Contact.objects.get().let_go_at is None


def test_a_card_is_read_kept_and_answered(program, ana):
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(picture, "PNG")
    status, draft = sent(program, "/cards/scan", picture=SimpleUploadedFile("c.png", picture.getvalue()))
    assert status == 200 and draft["known"] is None and draft["emails"] == []
    assert sent(program, "/cards/scan", picture=SimpleUploadedFile("c.png", b"no"))[0] == 422
    card = {"name": "Ana Silva", "emails": [["ana@example.org", "work"]], "joins": ana.pk, "met": True}
    kept = program.ask("POST", "/cards", card)[1]
    assert (kept["id"], kept["emails"], kept["met_in_person"]) == (ana.pk, ["ana@example.org"], True)
    assert program.ask("POST", f"/contacts/{ana.pk}/note-tomorrow", {})[1]["text"]


def test_ones_own_card_is_changed(program):
    changed = program.ask("PATCH", "/cards/mine", {"title": "Planner"})[1]
    assert changed["title"] == "Planner" and program.ask("GET", "/cards/mine")[1] == changed
    assert b"TITLE:Planner" in program.client.get("/api/cards/mine/card.vcf").content


def test_columns_of_a_table_are_explained(program, owner):
    table = SimpleUploadedFile("a.csv", b"Who,Colour\nAna Silva,red\nBo Li,blue\n")
    pk = sent(program, "/imports", files=table)[1]["import_id"]
    Import.objects.filter(pk=pk).update(stage="previewed")
    asked = program.ask("GET", f"/imports/{pk}/columns")[1]
    assert [column["name"] for column in asked[0]["columns"]] == ["Who", "Colour"]
    assert program.ask("PATCH", f"/imports/{pk}", {"columns": {"Who": "hat"}})[0] == 422
    assert program.ask("PATCH", f"/imports/{pk}", {"columns": {"Hat": "name"}})[0] == 422
    body = {"columns": {"Who": "name"}, "me": ["Me@Example.org"]}
    assert program.ask("PATCH", f"/imports/{pk}", body)[1]["stage"] == "previewing"
    row = Import.objects.get(pk=pk)
    assert (row.columns["Who"], row.me) == ("name", ["me@example.org"])
    assert program.ask("PATCH", f"/imports/{pk}", {"me": []})[0] == 409


def test_an_own_export_comes_in_by_program(program, owner, others_program, other_owner, ana, tmp_path):
    export_all(owner, tmp_path / "all.zip")
    file = SimpleUploadedFile("all.zip", (tmp_path / "all.zip").read_bytes())
    looked = sent(others_program, "/imports", files=file)[1]
    assert (looked["stage"], looked["contacts_created"]) == ("previewed", 1)
    assert not Contact.objects.of(other_owner).exists()
    done = others_program.ask("POST", f"/imports/{looked['import_id']}/confirm", {})[1]
    assert done["stage"] == "done" and Contact.objects.of(other_owner).get().name == "Ana Silva"
    broken = SimpleUploadedFile("all.zip", file.open().read()[:-4000])
    assert sent(program, "/imports", files=broken)[0] in {202, 422}


def test_settings_odds_and_the_phone(program, owner):
    changed = program.ask("PATCH", "/settings", {"language": "de", "matching": "careful"})[1]
    assert (changed["language"], changed["matching"]) == ("de", "careful")
    assert program.ask("PATCH", "/settings", {"matching": "wild"})[0] == 422
    assert program.ask("PUT", "/calibration", {"odds": "own"})[0] == 409
    assert program.ask("PUT", "/calibration", {"odds": "published"})[1] == {"odds": "published", "trials": []}
    assert program.ask("PATCH", "/phone", {"with_notes": True})[1] == {"with_notes": True}


def test_backups_are_for_who_keeps_the_instance(program, others_program, owner):
    Owner.objects.filter(pk=owner.pk).update(is_staff=True)
    assert program.ask("GET", "/backups")[1]["backups"] == []
    assert program.ask("POST", "/backups", {})[0] == 202
    assert others_program.ask("GET", "/backups")[0] == 403
    assert others_program.ask("POST", "/backups", {})[0] == 403


def test_a_locked_export_opens_with_its_passphrase_alone(program, ana):
    assert program.ask("POST", "/export", {"key": "short"})[0] == 422
    answer = program.answer(
        "POST", "/export", {"key": "five words are very good"}, **{"Idempotency-Key": "x"}
    )
    assert b"".join(answer.streaming_content).startswith(b"age-encryption.org/v1")


def test_the_private_address_is_renewed_closed_and_brought_back(program, owner):
    assert program.ask("DELETE", "/mailboxes/address")[0] == 404
    first = program.ask("POST", "/mailboxes/address")[1]["path"]
    assert program.ask("POST", "/mailboxes/address/renew", {})[0] == 200
    assert program.ask("POST", "/mailboxes/address")[1]["path"] != first
    closed = program.ask("DELETE", "/mailboxes/address")[1]
    assert copy_address(owner) is None
    assert program.ask("POST", f"/undo/{closed['undo']}")[0] == 200 and copy_address(owner)


def test_a_webhooks_secret_is_another_one(program):
    made = program.ask("POST", "/webhooks", {"url": "https://a.example/", "events": ["contact.created"]})[1]
    renewed = program.ask("POST", f"/webhooks/{made['id']}/secret", {})[1]
    assert renewed["id"] == made["id"] and renewed["secret"] != made["secret"]


def test_a_list_of_feeds_is_taken_in(program):
    opml = '<opml version="2.0"><body><outline xmlUrl="https://a.example/feed"/></body></opml>'
    assert program.ask("POST", "/feeds/list", {"opml": opml})[1] == {"new": 1, "all": 1}
    assert program.ask("POST", "/feeds/list", {"opml": "hello"})[0] == 422


def test_no_token_makes_credentials(owner):
    whole = Program(make_token(owner, "all", scopes=["write"]))
    for path in ("/tokens", "/phone/passwords", "/invitations", "/password"):
        assert whole.ask("POST", path, {})[0] in {404, 405}
