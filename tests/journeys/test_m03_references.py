"""M3: who could vouch for a job, what would raise it, and a page that reminds them before they are asked."""

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(demo, sign_in):
    return sign_in(demo.link, **DESK)


def test_from_a_job_to_who_could_vouch_for_it_and_how_ready_they_are(desk, demo):
    rows = demo.json("references")
    job = next(job for row in rows for job in row["jobs"] if job["until"] and job["until"] < "2026")
    desk.goto(f"{demo.url}/references/")
    desk.get_by_label("For which job").select_option(str(job["id"]))
    desk.get_by_role("button", name="Show").click()
    expect(desk.get_by_text("ready to be asked tomorrow")).to_be_visible()
    expect(desk.get_by_role("heading", name="This month")).to_be_visible()
    first = demo.json("references", "--job", job["id"])[0]
    shown = desk.locator(".catalogue > li").first
    expect(shown).to_contain_text(first["contact"]["name"])
    expect(shown.get_by_role("img")).to_have_count(4)


def test_the_page_that_reminds_them_says_what_is_written_down_and_prints(desk, demo):
    row = next(row for row in demo.json("references") if row["jobs"] and not row["work"])
    pk = row["contact"]["id"]
    desk.goto(f"{demo.url}/people/{pk}/together/")
    desk.get_by_label("A project, a result, a hard week").fill("Opened the second ward in six weeks")
    desk.get_by_label("From (a year or a month)").fill("2025-02")
    desk.get_by_role("button", name="Write it down").click()
    fact = desk.locator(".facts").get_by_text("Opened the second ward in six weeks (February 2025)")
    expect(fact).to_be_visible()
    desk.get_by_text("Leave something out").click()
    desk.get_by_label("Opened the second ward").uncheck()
    desk.get_by_role("button", name="Show it so").click()
    expect(fact).to_have_count(0)
    paper = desk.request.get(demo.url + desk.get_by_role("link", name="As a PDF").get_attribute("href"))
    assert paper.status == 200 and paper.body().startswith(b"%PDF")
    desk.get_by_role("link", name="Ask for a reference").click()
    expect(desk.get_by_role("heading", name="Before you ask")).to_be_visible()
    assert "reference" in desk.get_by_label("Your words").input_value()
