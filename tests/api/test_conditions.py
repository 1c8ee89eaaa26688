"""What HTTP asks of every address: conditions, methods, kinds of content, pages of lists; and errors of one shape."""

import pytest
from tests.api.conftest import Program

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


def test_who_saw_an_older_version_changes_nothing(program, ana):
    path = f"/contacts/{ana.pk}"
    seen = program.answer("GET", path)["ETag"]
    changed = program.answer("PATCH", path, {"place": "Porto"}, **{"If-Match": seen})
    assert changed.status_code == 200
    status, told = program.ask("PATCH", path, {"place": "Faro"}, **{"If-Match": seen})
    assert status == 412 and "read it again" in told["detail"]
    assert program.ask("DELETE", path, **{"If-Match": seen})[0] == 412
    assert Contact.objects.get().place == "Porto"
    assert program.ask("PATCH", path, {"place": "Faro"}, **{"If-Match": changed["ETag"]})[0] == 200


def test_any_version_will_do_for_a_star_but_not_none(program, ana):
    assert program.ask("PATCH", f"/contacts/{ana.pk}", {"place": "Faro"}, **{"If-Match": "*"})[0] == 200
    assert program.ask("PATCH", "/contacts/99", {"place": "Faro"}, **{"If-Match": "*"})[0] == 404


def test_a_refused_change_with_a_condition_leaves_nothing(program, ana):
    path = f"/contacts/{ana.pk}"
    seen = program.answer("GET", path)["ETag"]
    wrong = {"place": "Faro", "birthday": "soon"}
    assert program.ask("PATCH", path, wrong, **{"If-Match": seen})[0] == 422
    assert Contact.objects.get().place == ""


@pytest.mark.parametrize("path", ["/contacts", "/nothing", "/today"])
def test_a_wrong_method_and_a_wrong_kind_of_body_are_problems(program, path):
    assert program.ask("TRACE", path)[0] in {404, 405}
    answer = program.client.post(f"/api{path}", "name=Ana", content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {404, 405, 415} and answer["Content-Type"] == "application/problem+json"


def test_a_form_is_not_the_json_that_was_expected(program):
    answer = program.client.post(
        "/api/contacts", "name=Ana", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 415 and "application/json" in answer.json()["detail"]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    status, told = program.ask("POST", "/contacts", {"name": "x" * 2**20})
    assert status == 413 and "1 MB" in told["detail"]


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"name": "\\ud800"}', b'{"name": "a\\u0000"}', b'{"name": NaN}']
)
def test_what_is_no_json_that_can_be_kept_is_refused(program, body):
    answer = program.client.post("/api/contacts", body, content_type="application/json")
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert not Contact.objects.exists()


def test_a_head_says_what_a_get_would_without_it(program, ana):
    got, head = program.answer("GET", f"/contacts/{ana.pk}"), program.answer("HEAD", f"/contacts/{ana.pk}")
    assert head.status_code == 200 and not head.content
    assert (head["ETag"], head["Content-Length"]) == (got["ETag"], str(len(got.content)))


def test_any_list_comes_in_pages_where_that_is_asked(program, owner, ana):
    for name in ("a", "b", "c"):
        program.ask("POST", f"/contacts/{ana.pk}/tags", {"name": name})
    first = program.answer("GET", "/tags?limit=2")
    following = first["Link"].split(">")[0][len("</api") :]
    last = program.answer("GET", following)
    assert (first.json(), last.json()) == (["a", "b"], ["c"]) and "Link" not in last
    assert program.ask("GET", "/tags?limit=0")[0] == 422
    assert program.ask("GET", "/tags?cursor=nonsense")[0] == 422


def test_the_document_names_the_errors_and_the_scopes(client, owner):
    client.force_login(owner)
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1") and "interactions" in document["info"]["description"]
    change = document["paths"]["/api/contacts/{contact_id}"]["patch"]
    assert {"200", "401", "403", "404", "412", "413", "415", "422"} <= set(change["responses"])
    assert {"If-Match"} <= {each["name"] for each in change["parameters"]}


def test_whoever_tries_token_after_token_is_told_to_wait_and_a_right_one_is_not(program, ana, monkeypatch):
    monkeypatch.setattr("needless.api.limits.WRONG_A_MINUTE", 3)
    monkeypatch.setattr("needless.api.limits.time.time", lambda: 1_000_000_000.0)
    told = [Program(f"needless_{n}").answer("GET", "/today") for n in range(5)]
    assert [answer.status_code for answer in told] == [401, 401, 401, 429, 429]
    assert 0 < int(told[-1]["Retry-After"]) <= 60 and told[-1].json()["status"] == 429
    assert program.ask("GET", "/today")[0] == 200
