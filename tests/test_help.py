"""The manual names everything that there is: it fails here when it lags behind."""

import re
from pathlib import Path

import pytest

from needless.cli.root import COMMANDS, HELP
from needless.imports.sources import SOURCES
from needless.plan.kinds import KINDS

HELP_FOLDER = Path(__file__).parents[1] / "src" / "needless" / "help"
PAGES = {path.stem: path.read_text() for path in HELP_FOLDER.glob("*.md")}
MANUAL = "\n".join(PAGES.values())
BRANCHES = Path(__file__).parents[1] / "src" / "needless" / "web"


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_manual(command):
    assert re.search(rf"`needless {command}\b", MANUAL), f"help/ does not name `needless {command}`"
    assert HELP[command].endswith(".")


@pytest.mark.parametrize("kind", [source.kind for source in SOURCES])
def test_every_kind_of_file_is_in_the_manual(kind):
    assert f"`{kind}`" in PAGES["importing"], f"help/importing.md does not name {kind}"


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_of_suggestion_is_in_the_manual(kind):
    assert re.search(rf"^\| {kind} \|", PAGES["plan"], re.MULTILINE), f"help/plan.md does not name {kind}"


def test_every_key_of_the_pages_is_in_the_manual():
    templates = "".join(path.read_text() for path in (BRANCHES / "templates").rglob("*.html"))
    for key in set(re.findall(r'data-key="([^"{]+)"', templates)) | {"j", "k", "x"}:
        assert f"`{key}`" in PAGES["keys"], f"help/keys.md does not name {key}"


def test_no_page_of_the_manual_names_a_command_that_is_not_there():
    assert set(re.findall(r"`needless ([a-z][a-z-]+)", MANUAL)) <= set(COMMANDS)


def test_links_between_pages_of_the_manual_lead_somewhere(client, owner):
    client.force_login(owner)
    pages = [client.get(f"/help/{name}/") for name in PAGES]
    assert {page.status_code for page in pages} == {200}
    for address in {a for page in pages for a in re.findall(r'href="(/help/[^"#]*)', page.content.decode())}:
        assert client.get(address).status_code == 200, address
