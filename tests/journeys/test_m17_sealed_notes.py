"""Notes are sealed, read, locked and unlocked in a browser; what the browser keeps for bad days holds none of them (M17)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.browser
PASSPHRASE = "five words are quite good"
KEPT = """async () => {
  const pages = await caches.open("pages");
  const texts = (await pages.keys()).map(async (name) => [new URL(name.url).pathname, await (await pages.match(name)).text()]);
  return Object.fromEntries(await Promise.all(texts));
}"""


def without_barrier(page, heading):
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], page.url


def kept(page, path):
    """What the service worker keeps of that page."""
    return page.evaluate(KEPT).get(path, "")


def test_notes_are_sealed_read_locked_and_unlocked(instances, sign_in):
    instance = instances()
    instance.run("add", "Ana Silva")
    page = sign_in(instance.serve(), **DESK)
    person = f"{instance.url}/people/1/"
    page.goto(person)
    page.get_by_label("A note", exact=True).fill("Sails on Sundays")
    page.get_by_role("button", name="Keep this note").click()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(person)
    page.wait_for_function(
        f"async () => ((await ({KEPT})())['/people/1/'] ?? '').includes('Sails on Sundays')"
    )

    page.goto(f"{instance.url}/settings/notes/")
    without_barrier(page, "Sealed notes")
    page.get_by_label("A passphrase of their own").fill(PASSPHRASE)
    page.get_by_label("Once more").fill(PASSPHRASE)
    page.get_by_role("button", name="Seal my notes").click()
    expect(page.get_by_text("AGE-SECRET-KEY-1")).to_be_visible()
    without_barrier(page, "Sealed notes")
    assert "Sails" not in kept(page, "/people/1/")

    page.goto(person)
    expect(page.get_by_text("Sails on Sundays")).to_be_visible()
    page.goto(f"{instance.url}/people/")
    assert "Sails" not in kept(page, "/people/1/")

    page.goto(person)
    page.get_by_role("button", name="Lock your notes").click()
    expect(page.get_by_text("Locked note")).to_be_visible()
    without_barrier(page, "Ana Silva")
    page.get_by_role("link", name="Unlock your notes").click()
    without_barrier(page, "Unlock your notes")
    page.get_by_label("The passphrase, or the recovery key").fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_text("Sails on Sundays")).to_be_visible()
    assert page.url == person and instance.json("contact", 1)["notes"] == []
