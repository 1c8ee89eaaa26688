"""The API: same shapes as the command line, one error shape, and each owner's own people only."""

import json

import pytest
from django.test import Client
from django.utils import timezone
from tests.api.conftest import Program

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact, Undo
from needless.contacts.undo import undo
from needless.owners.models import Token
from needless.owners.tokens import delete_token, make_token, token_owner


@pytest.fixture
def ana(program):
    body = {
        "name": "Ana Silva", "emails": ["ana@example.org"], "tags": ["choir"], "tier": "close",
        "positions": [{"title": "Planner", "organisation": "Hafen"}],
    }  # fmt: skip
    status, ana = program.ask("POST", "/contacts", body)
    assert status == 201
    return ana


def test_a_contact_is_added_read_changed_and_deleted(program, ana):
    path = f"/contacts/{ana['id']}"
    assert program.ask("GET", path) == (200, ana)
    assert (ana["tier"], ana["emails"], ana["positions"][0]["title"]) == (
        "close",
        ["ana@example.org"],
        "Planner",
    )
    status, changed = program.ask("PATCH", path, {"place": "Lisbon", "tier": "keep"})
    assert (status, changed["place"], changed["tier"]) == (200, "Lisbon", "keep")
    assert changed["emails"] == ana["emails"]
    assert program.ask("DELETE", path) == (204, None)
    assert program.ask("GET", path)[0] == 404


def test_what_a_program_did_can_be_undone(owner, program, ana):
    program.ask("DELETE", f"/contacts/{ana['id']}")
    undo(owner, Undo.objects.of(owner).latest("pk").pk)
    assert program.ask("GET", f"/contacts/{ana['id']}")[0] == 200


def test_pages_follow_one_another_until_everybody_was_seen(owner, program):
    made = [save_contact(owner, {"name": f"P{n}"}).pk for n in range(7)]
    seen, cursor = [], ""
    while cursor is not None:
        status, page = program.ask("GET", f"/contacts?limit=3&cursor={cursor}")
        assert status == 200 and len(page["items"]) <= 3
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert seen == made


def test_the_list_is_searched_and_filtered(program, ana):
    assert len(program.ask("GET", "/contacts?q=silv")[1]["items"]) == 1
    assert len(program.ask("GET", "/contacts?tag=choir&tier=close")[1]["items"]) == 1
    assert program.ask("GET", "/contacts?tier=inner")[1] == {"items": [], "next": None, "spelt_nearly": False}


def test_an_interaction_is_logged_read_and_deleted(program, ana):
    body = {"contacts": [ana["id"]], "channel": "call", "minutes": 9, "at": "2026-01-02T10:00:00+01:00"}
    status, talk = program.ask("POST", "/interactions", body)
    assert status == 201 and talk["contacts"] == [{"id": ana["id"], "name": "Ana Silva"}]
    history = program.ask("GET", f"/contacts/{ana['id']}/interactions")[1]["items"]
    assert [(row["channel"], row["minutes"]) for row in history] == [("call", 9)]
    assert program.ask("GET", f"/interactions/{talk['id']}")[1]["summary"] == ""
    assert program.ask("DELETE", f"/interactions/{talk['id']}") == (204, None)
    assert program.ask("GET", f"/contacts/{ana['id']}")[1]["interactions"] == 0


def test_history_comes_in_pages(program, ana):
    for day in range(1, 6):
        body = {"contacts": [ana["id"]], "channel": "call", "at": f"2026-01-0{day}T10:00:00Z"}
        program.ask("POST", "/interactions", body)
    path = f"/contacts/{ana['id']}/interactions?limit=3"
    first = program.ask("GET", path)[1]
    second = program.ask("GET", f"{path}&cursor={first['next']}")[1]
    days = [row["at"][8:10] for row in first["items"] + second["items"]]
    assert days == ["05", "04", "03", "02", "01"] and second["next"] is None


def test_today_is_the_plan_of_the_day(program):
    status, plan = program.ask("GET", "/today")
    assert (status, plan["on"]) == (200, timezone.localdate().isoformat())
    assert set(plan) == {"on", "minutes", "items"}


WRITES = [
    ("POST", "/contacts"), ("PATCH", "/contacts/{}"), ("DELETE", "/contacts/{}"),
    ("POST", "/interactions"), ("DELETE", "/interactions/{}"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_token_for_reading_writes_nothing(reader, ana, method, path):
    status, problem = reader.ask(method, path.format(ana["id"]), {})
    assert (status, problem["status"], problem["title"]) == (403, 403, "Forbidden")
    assert reader.ask("GET", "/contacts")[0] == 200


@pytest.mark.parametrize(
    ("method", "path"), [*WRITES, ("GET", "/contacts"), ("GET", "/today"), ("GET", "/contacts/1")]
)
def test_without_a_token_there_is_nothing(stranger, method, path):
    assert stranger.ask(method, path.format(1), {})[0] == 401
    assert Program("needless_wrong").ask(method, path.format(1), {})[0] == 401


def test_another_owners_ids_are_404(others_program, program, ana):
    talk = program.ask("POST", "/interactions", {"contacts": [ana["id"]], "channel": "call"})[1]
    contact, interaction = f"/contacts/{ana['id']}", f"/interactions/{talk['id']}"
    for method, path, body in [
        ("GET", contact, None),
        ("PATCH", contact, {"name": "x"}),
        ("DELETE", contact, None),
        ("GET", f"{contact}/interactions", None),
        ("GET", interaction, None),
        ("DELETE", interaction, None),
        ("POST", "/interactions", {"contacts": [ana["id"]], "channel": "call"}),
    ]:
        status, problem = others_program.ask(method, path, body)
        assert (status, problem["title"]) == (404, "Not Found"), (method, path)
    assert others_program.ask("GET", "/contacts")[1]["items"] == []
    assert program.ask("GET", contact)[1]["interactions"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("POST", "/contacts", {}, 422, "name"),
        ("POST", "/contacts", {"name": "A", "emails": ["no"]}, 422, "emails"),
        ("POST", "/contacts", {"name": "A", "owner_id": 1}, 422, "owner_id"),
        ("POST", "/contacts", {"name": 7}, 422, "name"),
        ("POST", "/contacts", {"name": "A", "tier": "best"}, 422, "tier"),
        ("POST", "/interactions", {"contacts": [], "channel": "call"}, 422, "contacts"),
        ("POST", "/interactions", {"contacts": [1], "channel": "smoke"}, 422, "channel"),
        ("GET", "/contacts?limit=0", None, 422, "limit"),
        ("GET", "/contacts?cursor=x", None, 422, None),
        ("GET", "/contacts/99999999999999999999999", None, 404, None),
        ("GET", "/nothing/here", None, 404, None),
        ("PUT", "/contacts", {}, 405, None),
    ],
)
def test_every_error_is_a_problem_that_names_the_field(program, method, path, body, status, field):
    got, problem = program.ask(method, path, body)
    assert (got, problem["status"]) == (status, status)
    assert field is None or any(field in error["field"] for error in problem["errors"])
    assert not Contact.objects.exists()


def test_nonsense_for_json_is_a_problem(owner):
    client = Client(headers={"Authorization": f"Bearer {make_token(owner, 'x', may_write=True)}"})
    answer = client.post("/api/contacts", "{nonsense", content_type="application/json")
    assert (answer.status_code // 100, answer["Content-Type"]) == (4, "application/problem+json")


def test_a_token_is_shown_once_and_revoked_for_good(owner, other_owner):
    text = make_token(owner, "phone")
    token = Token.objects.get()
    assert text not in json.dumps(list(Token.objects.values()), default=str) and token_owner(text) == owner
    with pytest.raises(Token.DoesNotExist):
        delete_token(other_owner, token.pk)
    delete_token(owner, token.pk)
    assert token_owner(text) is None


def test_who_may_not_sign_in_has_no_token_either(owner):
    text = make_token(owner, "phone")
    owner.is_active = False
    owner.save()
    assert token_owner(text) is None


def test_the_documentation_works_offline(owner):
    client = Client()
    assert client.get("/api/docs").status_code == 302
    client.force_login(owner)
    page = client.get("/api/docs")
    assert page.status_code == 200 and b"https://" not in page.content and b"<script>" not in page.content
    assert "style-src 'self' 'unsafe-inline'" in page["Content-Security-Policy"]
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/contacts", "/api/contacts/{contact_id}", "/api/interactions", "/api/today"} <= set(paths)


def test_a_misspelt_name_is_answered_with_guesses_that_say_so(program):
    program.ask("POST", "/contacts", {"name": "John Smith"})
    page = program.ask("GET", "/contacts?q=Jonh%20Smiht")[1]
    assert [item["name"] for item in page["items"]] == ["John Smith"]
    assert page["spelt_nearly"] is True
    assert program.ask("GET", "/contacts?q=Smith")[1]["spelt_nearly"] is False
