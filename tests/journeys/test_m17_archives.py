"""M17: from the files that people already have to today's plan; and all of it out again, and in."""

import base64
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
SHARED = Path(__file__).parents[3] / "shared" / "data"
CARD = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Quentin Farrow-Lisle\r\nEMAIL:quentin@farrow.example\r\nEND:VCARD\r\n"
)
TO_PAGE = """(files) => {
  const dropped = new DataTransfer();
  for (const [name, text] of files) {
    dropped.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
  }
  return dropped;
}"""


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """A LinkedIn archive, two address books, a mailbox and a calendar."""
    from needless.demo.actions import made_up_network
    from needless.demo.files import write_files

    network = made_up_network(11, datetime.now(UTC).date())
    return write_files(network, tmp_path_factory.mktemp("archives"), Random(11))


def drop(page, *paths):
    """Drop files on the page, as from a desk, and have them looked at."""
    files = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in paths]
    page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": page.evaluate_handle(TO_PAGE, files)})
    expect(page.locator("[data-files]")).to_contain_text(paths[0].name)
    page.get_by_role("button", name="Look at them").click()


def bring_in(page, *paths):
    """Drop, look at the preview, confirm, watch it go; how many people the preview promised."""
    drop(page, *paths)
    page.get_by_role("heading", name="This is what would change").wait_for(timeout=60_000)
    promised = int(re.search(r"(\d+) new people", page.locator(".sentence").first.inner_text())[1])
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="Imported").wait_for(timeout=60_000)
    return promised


def without_numbers(contacts):
    """Contacts as they are, whatever their numbers in this instance."""
    rows = [{key: value for key, value in row.items() if key != "id"} for row in contacts]
    return sorted(rows, key=lambda row: (row["name"], str(row)))


@pytest.fixture
def fresh(instances):
    instance = instances("fresh")
    instance.link = instance.serve()
    return instance


def test_from_archives_to_today_and_all_of_it_out_and_in_again(fresh, instances, sign_in, archives, tmp_path):
    page = sign_in(fresh.link, **DESK)
    page.get_by_role("link", name="Bring in your people").click()
    drop(page, *archives)
    expect(page.get_by_role("heading", name="Looking at your files")).to_be_visible()
    page.get_by_role("heading", name="This is what would change").wait_for(timeout=60_000)
    assert fresh.json("contacts") == []  # a preview writes nothing
    expect(page.get_by_role("table")).to_contain_text("linkedin-connections")
    promised = int(re.search(r"(\d+) new people", page.locator(".sentence").first.inner_text())[1])
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator("#progress")).to_contain_text("%")
    page.get_by_role("heading", name="Imported").wait_for(timeout=120_000)
    people = fresh.json("contacts")
    assert len(people) == promised > 300

    page.get_by_role("link", name="See today's plan").click()
    assert 3 <= page.locator(".suggestion").count() <= 7
    for reason in page.locator(".suggestion .reason").all_inner_texts():
        assert len(reason) > 20 and reason.endswith(".")

    page.goto(f"{fresh.url}/people/")
    page.keyboard.press("/")
    page.keyboard.type(people[0]["name"].split()[0])
    expect(page.get_by_role("link", name=people[0]["name"]).first).to_be_visible()

    log_a_call_by_thumb(fresh, sign_in, people)
    take_back_an_import(fresh, page, tmp_path)
    compare_after_moving(fresh, instances("other"), page, sign_in, tmp_path)


def log_a_call_by_thumb(fresh, sign_in, people):
    """With three letters of a name, on a phone, with what a thumb reaches."""
    name = next(c["name"] for c in people if c["interactions"] > 5 and c["name"].isascii())
    page = sign_in(link_of(fresh), **PHONE)
    button = page.locator(".places .log a")
    assert button.bounding_box()["y"] > 844 * 0.7 and button.bounding_box()["height"] >= 44
    button.tap()
    page.locator("#who").press_sequentially(name.split()[-1][:3].lower())
    page.locator(".found button", has_text=name).first.tap()
    page.locator(".choices").get_by_text("Call", exact=True).tap()
    page.get_by_role("button", name="Log it").tap()
    expect(page.get_by_role("status")).to_contain_text("Logged with")
    assert page.url == f"{fresh.url}/"
    called = fresh.contact(name)
    assert called["history"][0]["channel"] == "call"
    assert called["last_talk_on"] == fresh.json("today")["on"]


def link_of(instance):
    return re.search(r"http\S+/sign-in/\S+", instance.run("sign-in", "--port", instance.port))[0]


def take_back_an_import(fresh, page, tmp_path):
    before = fresh.json("contacts")
    card = tmp_path / "one.vcf"
    card.write_text(CARD, newline="")
    page.goto(f"{fresh.url}/import/")
    assert bring_in(page, card) == 1
    assert len(fresh.json("contacts")) == len(before) + 1
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("heading", name="Taken back").wait_for()
    assert without_numbers(fresh.json("contacts")) == without_numbers(before)


def compare_after_moving(fresh, other, page, sign_in, tmp_path):
    """Export on one page, drop the zip into an empty instance: the same people, history and plan."""
    page.goto(f"{fresh.url}/settings/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export everything").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    names = zipfile.ZipFile(path).namelist()
    assert {Path(name).suffix for name in names} >= {".json", ".vcf", ".csv", ".ics"}

    moved = sign_in(other.serve(), **DESK)
    moved.goto(f"{other.url}/import/")
    drop(moved, path)
    moved.get_by_role("button", name="Import", exact=True).click(timeout=30_000)
    moved.get_by_role("heading", name="Imported").wait_for(timeout=60_000)
    ours, theirs = fresh.json("contacts"), other.json("contacts")
    assert without_numbers(theirs) == without_numbers(ours)
    busiest = max(ours, key=lambda c: c["interactions"])["name"]
    assert story(other.contact(busiest)) == story(fresh.contact(busiest))
    assert [i["reason"] for i in other.json("today")["items"]] == [
        i["reason"] for i in fresh.json("today")["items"]
    ]
    again = other.json("import", path, "--yes")
    assert (again["contacts_created"], again["interactions_created"]) == (0, 0)


def story(contact):
    """All of one contact but the numbers of rows."""
    history = [{key: value for key, value in talk.items() if key != "id"} for talk in contact["history"]]
    kept = ("positions", "notes", "how_we_met", "alive_90d", "fades_on", "would_answer", "emails")
    return {"history": history, **{key: contact[key] for key in kept}}


def test_the_same_archives_again_change_nothing(fresh, archives):
    first = fresh.json("import", *archives, "--me", "jordan.pike@example.org", "--yes", codes=(0, 1))
    again = fresh.json("import", *archives, "--me", "jordan.pike@example.org", "--yes", codes=(0, 1))
    assert first["contacts_created"] > 300
    assert (again["contacts_created"], again["contacts_updated"], again["interactions_created"]) == (0, 0, 0)


def test_samples_of_real_programs_come_in_at_one_drop(fresh, sign_in):
    if not SHARED.is_dir():
        pytest.skip("the shared samples are not here")
    fixtures = SHARED / "fixtures"
    paths = [*sorted(fixtures.glob("*_2026.csv")), fixtures / "google_contacts_2024.csv"]
    page = sign_in(fresh.link, **DESK)
    page.goto(f"{fresh.url}/import/")
    promised = bring_in(page, *paths)
    assert len(fresh.json("contacts")) == promised > 0


def test_broken_files_are_refused_by_name_and_the_rest_comes_in(fresh, sign_in, tmp_path):
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 cut short")
    (tmp_path / "good.vcf").write_text(CARD, newline="")
    page = sign_in(fresh.link, **DESK)
    page.goto(f"{fresh.url}/import/")
    assert bring_in(page, tmp_path / "cut.zip", tmp_path / "good.vcf") == 1
    page.get_by_role("heading", name="What does not come in").wait_for()
    expect(page.get_by_role("region", name="Rows that do not come in")).to_contain_text("cut.zip")
    assert [c["name"] for c in fresh.json("contacts")] == ["Quentin Farrow-Lisle"]
