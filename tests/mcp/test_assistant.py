"""An assistant finds people, reads ties, sees the plan and logs: in small answers, of its owner alone (M1, M13, M16)."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from needless.contacts.actions import add_note, save_contact
from needless.helping.models import Promise
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.interactions.tiers import set_tier
from needless.news.models import Offer, Story

mcp = pytest.importorskip("mcp")
pytestmark = pytest.mark.skipif(
    "NEEDLESS_DATABASE_URL" in os.environ,
    reason="tools work in a thread of their own, which PostgreSQL shows no test's rows",
)

from mcp.client.stdio import stdio_client  # noqa: E402
from mcp.server.mcpserver.exceptions import ToolError  # noqa: E402

from needless.mcp.server import stdio_server  # noqa: E402
from needless.mcp.tools import READS, WRITES  # noqa: E402


@pytest.fixture
def ana(owner):
    row = save_contact(
        owner,
        {
            "name": "Ana Silva",
            "title": "Port logistics manager",
            "organisation": "Northwind",
            "emails": ["ana@x.example"],
        },
    )
    for day in range(30):
        at = timezone.now() - timedelta(days=300 + 10 * day)
        log_interaction(owner, [row], at, "call", direction="both", summary="Talked about the harbour. " * 40)
    set_tier(owner, [row.pk], "inner", timezone.localdate())
    return row


def asker(owner):
    server = stdio_server(owner)

    def ask(name, **given):
        answer = async_to_sync(server.call_tool)(name, given)
        return answer.structured_content

    return ask


@pytest.fixture
def ask(owner):
    return asker(owner)


def test_people_are_found_and_a_tie_is_read(ask, ana):
    (found,) = ask("find_people", query="silva north")["people"]
    assert (found["id"], found["work"]) == (ana.pk, "Port logistics manager at Northwind")
    tie = ask("read_tie", contact=ana.pk)
    assert 0 < tie["alive_in_90_days"] <= 1
    assert tie["why"]
    assert len(tie["latest"]) == 5


def test_a_guess_at_a_misspelt_name_says_that_it_is_one(ask, ana):
    assert ask("find_people", query="Ana Slva")["spelt_nearly"] is True
    assert ask("find_people", query="Ana Silva")["spelt_nearly"] is False


def test_answers_are_small_however_long_the_history(ask, ana, owner):
    add_note(owner, ana, "x" * 100_000)
    for name, given in (
        ("read_tie", {"contact": ana.pk}),
        ("brief_me", {"contact": ana.pk}),
        ("todays_plan", {}),
    ):
        assert len(json.dumps(ask(name, **given))) < 5000, name


def test_a_brief_says_what_is_owed_and_noted(ask, ana, owner):
    add_note(owner, ana, "Her daughter rows")
    Promise.objects.create(
        owner=owner, contact=ana, text="the book list", mine=True, made_on=timezone.localdate()
    )
    brief = ask("brief_me", contact=ana.pk)
    assert brief["notes"] == ["Her daughter rows"]
    assert brief["you_owe"] == ["the book list"]
    assert "they_owe" not in brief


def test_what_is_logged_can_be_taken_back(ask, ana, owner):
    before = Interaction.objects.of(owner).count()
    said = ask("log", line="lunch with Ana Silva yesterday, I owe her the book list")
    assert [one["name"] for one in said["contacts"]] == ["Ana Silva"]
    assert Interaction.objects.of(owner).count() == before + 1
    assert Promise.objects.of(owner).exists()
    ask("undo", number=said["undo"])
    assert Interaction.objects.of(owner).count() == before
    assert not Promise.objects.of(owner).exists()
    with pytest.raises(ToolError, match="taken back already"):
        ask("undo", number=said["undo"])


def test_the_plan_is_decided_and_opened_again(ask, ana, owner):
    items = ask("todays_plan")["items"]
    assert items[0]["contact"]["id"] == ana.pk
    number, before = items[0]["id"], Interaction.objects.of(owner).count()
    assert ask("done", item=number, enjoyment=4)["stage"] == "done"
    assert Interaction.objects.of(owner).count() == before + 1
    assert ask("reopen", item=number)["stage"] == "open"
    assert Interaction.objects.of(owner).count() == before
    on = timezone.localdate() + timedelta(days=3)
    assert ask("later", item=number, on=on.isoformat())["comes_back_on"] == on.isoformat()
    with pytest.raises(ToolError, match="Later is a day after"):
        ask("later", item=number, on="2020-01-01")


def test_who_would_like_a_link_keeps_nothing(ask, ana, owner):
    found = ask(
        "who_would_like_link",
        title="Rotterdam port opens an automated container terminal",
        text="Port logistics and container shipping.",
    )
    assert [one["name"] for one in found["for"]] == ["Ana Silva"]
    assert found["for"][0]["reason"]
    assert not Story.objects.of(owner).exists()
    assert not Offer.objects.of(owner).exists()


def test_a_link_that_may_not_be_fetched_is_refused_in_words(ask):
    with pytest.raises(ToolError, match=r"\w+"):
        ask("who_would_like_link", url="http://127.0.0.1/x")


def test_another_owners_numbers_are_not_there(other_owner, ana, ask):
    item = ask("todays_plan")["items"][0]["id"]
    undo = ask("log", line="call with Ana Silva today")["undo"]
    others = asker(other_owner)
    assert others("find_people", query="ana")["people"] == []
    assert others("todays_plan")["items"] == []
    for name, given in (
        ("read_tie", {"contact": ana.pk}), ("brief_me", {"contact": ana.pk}), ("done", {"item": item}),
        ("later", {"item": item, "on": "2099-01-01"}), ("reopen", {"item": item}), ("undo", {"number": undo}),
    ):  # fmt: skip
        with pytest.raises(ToolError, match="There is no"):
            others(name, **given)


def test_tools_say_whether_they_write(owner):
    tools = {tool.name: tool for tool in async_to_sync(stdio_server(owner).list_tools)()}
    assert set(tools) == {act.__name__ for act in (*READS, *WRITES)}
    assert {name for name, tool in tools.items() if tool.annotations.read_only_hint} == {
        act.__name__ for act in READS
    }
    assert all(tool.description and "owner" not in tool.input_schema["properties"] for tool in tools.values())


CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nEMAIL:x@example.org\r\nORG:Northwind\r\nEND:VCARD\r\n"


@pytest.fixture
def home(tmp_path):
    """A data folder with one contact."""
    env = {**os.environ, "NEEDLESS_HOME": str(tmp_path / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
    env.pop("PYTEST_RUNNING", None)
    (tmp_path / "a.vcf").write_text(CARD.format("Ana Silva"))
    command = [sys.executable, "-m", "needless", "import", str(tmp_path / "a.vcf"), "--yes"]
    subprocess.run(command, env=env, check=True, capture_output=True)
    return env


async def _session(streams):
    async with mcp.ClientSession(streams[0], streams[1]) as session:
        await session.initialize()
        names = [tool.name for tool in (await session.list_tools()).tools]
        people = (await session.call_tool("find_people", {"query": "silva"})).structured_content["people"]
        said = await session.call_tool("log", {"line": "coffee with Ana Silva today"})
        wrong = await session.call_tool("read_tie", {"contact": 999_999})
    return names, people, said, wrong


@pytest.mark.real
def test_a_real_client_over_stdio(home):
    async def talk():
        server = mcp.StdioServerParameters(command=sys.executable, args=["-m", "needless", "mcp"], env=home)
        async with stdio_client(server) as streams:
            return await _session(streams)

    names, people, said, wrong = asyncio.run(talk())
    assert "brief_me" in names
    assert [one["name"] for one in people] == ["Ana Silva"]
    assert said.structured_content["what_was_done"] == "saved"
    assert wrong.is_error and "There is no contact" in wrong.content[0].text


@pytest.mark.real
def test_a_real_client_over_http_needs_a_token(home):
    from mcp.client.streamable_http import streamable_http_client

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    make = "import django; django.setup(); from needless.owners.models import Owner; from needless.owners.tokens import make_token; print(make_token(Owner.objects.get(), 'x', scopes=['{}']))"
    env = {**home, "DJANGO_SETTINGS_MODULE": "needless.settings"}
    tokens = [
        subprocess.run(
            [sys.executable, "-c", make.format(may)], env=env, check=True, capture_output=True, text=True
        ).stdout.strip()
        for may in ("write", "contacts:read")
    ]
    server = subprocess.Popen(
        [sys.executable, "-m", "needless", "mcp", "--http", "--port", str(port)], env=env
    )
    try:
        asyncio.run(_listening(port))
        for token, may_write in zip(tokens, (True, False), strict=True):
            names, people, said, _wrong = asyncio.run(_over_http(streamable_http_client, port, token))
            assert "log" in names and [one["name"] for one in people] == ["Ana Silva"]
            assert said.is_error is not may_write
        with pytest.raises(BaseException):  # noqa: B017 - a group of the client's own errors
            asyncio.run(_over_http(streamable_http_client, port, "needless_wrong"))
    finally:
        server.terminate()
        server.wait(10)


async def _listening(port):
    for _ in range(300):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise AssertionError("nobody listens")


async def _over_http(client, port, token):
    import httpx2 as httpx

    async with (
        httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http,
        client(f"http://127.0.0.1:{port}/mcp", http_client=http) as streams,
    ):
        return await _session(streams)
