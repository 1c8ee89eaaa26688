"""M10: nobody is vague. 3,000 connections come in, fifty are decided by keys alone, and one step is taken back."""

import csv
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.journeys.conftest import DESK, PHONE, Instance

pytestmark = pytest.mark.browser

COUNT = 3000
GIVEN = ("Ana", "Bo", "Carla", "Dmitri", "Elif", "Femi", "Greta", "Hugo", "Inês", "Zoë")
FAMILY = ("Abel", "Brandt", "Costa", "Dahl", "Egede", "Faria", "Groth", "Holm", "Juhl", "Østby")
FIRMS = ("Hafen", "Mill", "Bakery", "Peregrine", "Tangram", "Nordlys", "Foxglove", "Quarry")
TWIN = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Zimmermann;Bob;;;\r\nFN:Bob Zimmermann\r\nORG:Mill\r\nEND:VCARD\r\n"
KEYS = ("3", "4", "g", "r", "s")  # warm, keep, let go, revive, not now


def made_up_connections(path):
    """A LinkedIn export: 3,000 people over twelve years, forty of them from one fair in May 2019, one Robert Zimmermann."""
    dice = Random(10)
    with path.open("w", newline="") as out:
        rows = csv.writer(out)
        out.write("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n")
        for n in range(COUNT):
            day = date(2019, 5, 14 + n % 2) if n < 40 else date(2014, 1, 1) + timedelta(dice.randrange(4300))
            rows.writerow(
                [
                    "Robert" if n == 1 else dice.choice(GIVEN),
                    "Zimmermann" if n == 1 else f"{dice.choice(FAMILY)} {n:04d}",
                    f"https://www.linkedin.com/in/made-up-{n:04d}",
                    "",
                    "" if n % 7 == 0 else "Mill" if n == 1 else dice.choice(FIRMS),
                    "" if n % 7 == 0 else "Planner",
                    f"{day:%d %b %Y}",
                ]
            )
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A data folder with the 3,000 in it; each test takes a copy."""
    folder = tmp_path_factory.mktemp("connections")
    instance = Instance(folder / "home")
    instance.run("import", made_up_connections(folder / "Connections.csv"), "--yes")
    return instance.home


@pytest.fixture
def instance(instances, imported):
    made = instances("vague", like=imported)
    made.link = made.serve()
    return made


def on_top(page):
    return page.locator(".card h2")


def decided(page, key):
    """Press a key, and wait for the next card; the name that was on top."""
    name = on_top(page).inner_text()
    page.keyboard.press(key)
    expect(on_top(page)).not_to_have_text(name)
    return name


def test_fifty_cards_by_keys_alone_and_one_step_back(instance, sign_in):
    page = sign_in(instance.link, **DESK)
    expect(page.locator("main")).not_to_contain_text("3,000")
    page.get_by_role("link", name="The next ten").click()
    expect(page.locator("#deck header")).to_contain_text(f"0 of {COUNT}")
    names = [decided(page, KEYS[n % 5]) for n in range(50)]
    expect(page.locator("#deck header")).to_contain_text(f"50 of {COUNT}")
    assert len(set(names)) == 50
    page.keyboard.press("u")
    expect(on_top(page)).to_have_text(names[-1])
    expect(page.locator("#deck header")).to_contain_text(f"49 of {COUNT}")

    kept = Counter(instance.contact(name)["tier"] for name in names[0:20:5] + names[1:20:5])
    assert kept == {"warm": 4, "keep": 4}
    page.goto(f"{instance.url}/people/?filter=let-go")
    expect(page.locator("#found [role=status]")).to_contain_text("10 people")
    expect(page.locator("#found")).to_contain_text(names[2])


def test_who_is_here_twice_is_merged_and_taken_apart_by_keys(instance, sign_in, tmp_path):
    (tmp_path / "bob.vcf").write_text(TWIN)
    instance.run("import", tmp_path / "bob.vcf", "--yes")
    page = sign_in(instance.link, **DESK)
    page.goto(f"{instance.url}/triage/")
    page.keyboard.press("d")
    expect(page.locator("main")).to_contain_text("Bob Zimmermann", timeout=60_000)  # looked for among 3,001
    expect(page.locator("main")).to_contain_text("Robert Zimmermann")
    page.keyboard.press("m")
    expect(page.locator("main")).to_contain_text("Nobody is here twice", timeout=60_000)
    assert len(instance.json("contacts", "zimmermann")) == 1
    page.goto(f"{instance.url}/triage/")
    decided(page, "4")
    for _step in ("the decision", "the merge"):
        page.keyboard.press("u")
        expect(page.get_by_role("status").filter(has_text="Undone.")).to_be_visible()
        page.goto(f"{instance.url}/triage/")
    assert {row["name"] for row in instance.json("contacts", "zimmermann")} == {
        "Robert Zimmermann",
        "Bob Zimmermann",
    }
    expect(page.locator("#deck header")).to_contain_text("0 of 3001")


def test_a_word_on_how_you_met_is_typed_and_saved_by_keys(instance, sign_in):
    page = sign_in(instance.link, **DESK)
    page.goto(f"{instance.url}/triage/")
    name = on_top(page).inner_text()
    page.keyboard.press("h")
    page.keyboard.type("Sailing, g and 3 are only letters here")
    page.keyboard.press("Enter")
    expect(on_top(page)).not_to_have_text(name)
    found = instance.contact(name)
    assert found["how_we_met"] == "Sailing, g and 3 are only letters here" and found["state"] == "known"


def test_a_whole_event_is_told_at_once_and_taken_back(instance, sign_in):
    page = sign_in(instance.link, **PHONE)
    page.goto(f"{instance.url}/triage/groups/")
    event = page.locator(".groups", has_text="Joined 14 to 15 May 2019")
    event.locator("summary").tap()
    event.get_by_label("How did you meet them?").fill("Nordic port fair")
    event.get_by_role("button", name="Save for all").tap()
    expect(page.get_by_role("status")).to_contain_text("How you met 4")
    page.goto(f"{instance.url}/people/?q=nordic+port+fair")
    found = page.locator("#found [role=status]").inner_text()
    assert int(found.split()[0]) >= 40
    page.goto(f"{instance.url}/triage/")
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("status")).to_contain_text("Undone.")
    page.goto(f"{instance.url}/people/?q=nordic+port+fair")
    expect(page.locator("#found [role=status]")).to_contain_text("0 people")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_deck_groups_and_quiz_are_accessible_and_fit(instance, sign_in, size, scheme):
    page = sign_in(instance.link, **size, color_scheme=scheme)
    page.goto(f"{instance.url}/triage/")
    decided(page, "1")
    for address in ("/triage/", "/triage/?kind=year&value=2019", "/triage/groups/", "/quiz/"):
        page.goto(instance.url + address)
        for summary in page.locator("main summary").all()[:3]:
            summary.click()
        assert Axe().run(page).response["violations"] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"], address


def test_the_quiz_is_answered_by_keys(instance, sign_in):
    page = sign_in(instance.link, **DESK)
    page.goto(f"{instance.url}/triage/")
    name = decided(page, "1")
    page.goto(f"{instance.url}/quiz/")
    expect(on_top(page)).to_have_text(name)
    page.keyboard.press("t")
    page.keyboard.press("3")
    expect(page.locator("#quiz")).to_contain_text("That is all for today.")
