"""Where the plan is sent, over the API and on the command line."""

import json

import pytest
from click.testing import CliRunner
from django.core import mail
from tests.channels.conftest import mail_channel

from needless.channels.models import PlanChannel
from needless.cli.root import needless
from needless.owners.tokens import make_token


@pytest.fixture
def ask(client, owner):
    key = {"Authorization": f"Bearer {make_token(owner, 'x', may_write=True)}"}

    def asked(method, path, body=None):
        text = json.dumps(body or {})
        return client.generic(method, f"/api{path}", text, content_type="application/json", headers=key)

    return asked


def test_a_way_is_added_changed_tried_and_removed(ask):
    given = {"kind": "email", "given": {"to": "ana@me.example"}, "hour": 6, "days": [0, 4]}
    made = ask("POST", "/notifications", given)
    assert made.status_code == 201 and made.json()["days"] == [0, 4] and made.json()["next_at"]
    at = f"/notifications/{made.json()['id']}"
    assert ask("PATCH", at, {"hour": 21}).json()["hour"] == 21
    assert ask("PATCH", at, {"is_stopped": True}).json()["is_stopped"]
    assert ask("PATCH", at, {"is_stopped": False}).json()["days"] == [0, 4]
    assert ask("POST", at + "/try").json() == {"said": "Sent to ana@me.example."} and len(mail.outbox) == 1
    assert ask("DELETE", at).status_code == 200 and ask("GET", "/notifications").json() == []


@pytest.mark.parametrize(
    "wrong",
    [{"hour": 24}, {"days": []}, {"days": [7]}, {"given": {"to": "x"}}, {"kind": "push"}, {"more": 1}],
)
def test_what_is_wrong_is_refused(ask, wrong):
    given = {"kind": "email", "given": {"to": "ana@me.example"}} | wrong
    assert ask("POST", "/notifications", given).status_code == 422 and not PlanChannel.objects.exists()


def test_what_is_not_sent_is_told(ask, owner, settings):
    row = mail_channel(owner)
    settings.EMAIL_HOST = ""
    answer = ask("POST", f"/notifications/{row.pk}/try")
    assert answer.status_code == 502 and "no mail server" in answer.content.decode()


def test_the_command_lists_and_sends(owner, settings):
    run = CliRunner().invoke
    assert "Nothing is sent so far" in run(needless, ["notify"]).output
    mail_channel(owner)
    listed = json.loads(run(needless, ["notify", "--json"]).stdout)
    assert listed[0]["where"] == "ana@me.example" and listed[0]["problem"] is None
    assert run(needless, ["notify", "--now"]).exit_code == 0 and len(mail.outbox) == 1
    settings.EMAIL_HOST = ""
    failed = run(needless, ["notify", "--now"])
    assert failed.exit_code == 1 and "Not sent: This instance has no mail server" in failed.output
