"""M9: each contact's page says whether the tie is alive and why; being remembered counts, clicks do not."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
INVITATIONS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
CLICKS = 12


@pytest.fixture
def silent(demo):
    """Somebody of the demo who has been silent for some months, with talks before; the contact as JSON."""
    people = [c for c in demo.json("contacts") if c["interactions"] > 3 and c["links"]]
    return min(people, key=lambda c: abs(c["alive_90d"] - 0.4))


def odds(page):
    """The chance of the page's own sentence, in percent."""
    said = page.get_by_text("The odds that you are in touch within three months").inner_text()
    return int(re.search(r"months: (\d+)\s?%", said)[1])


def test_the_page_says_how_alive_the_tie_is_and_why(phone, demo, silent):
    phone.goto(f"{demo.url}/people/{silent['id']}/")
    why = phone.locator(".sentence").first.inner_text()
    assert "talked" in why and why.endswith(".")
    assert abs(odds(phone) - 100 * silent["alive_90d"]) < 1
    expect(phone.get_by_text("they would answer with")).to_be_visible()
    picture = phone.locator("figure svg.tie")
    expect(picture).to_be_visible()
    assert picture.locator("title").first.text_content()
    phone.get_by_text("The same as a table").tap()
    assert phone.locator("figure ~ details tbody tr").count() > 3


def test_one_tap_says_whether_they_remembered_me_and_it_counts(phone, demo, silent):
    phone.goto(f"{demo.url}/people/{silent['id']}/")
    asked, at_first = phone.get_by_role("status"), odds(phone)
    phone.get_by_role("button", name="They remembered me").tap()
    expect(asked).to_contain_text("remembers you")
    remembered = odds(phone)
    assert remembered > at_first
    phone.get_by_role("button", name="No idea who I am").tap()
    expect(phone.get_by_text("Last: “No idea who I am”")).to_be_visible()
    assert odds(phone) < at_first
    asked.get_by_role("button", name="Undo").first.tap()
    expect(phone.get_by_text("Last: “No idea who I am”")).to_have_count(0)
    assert odds(phone) >= at_first


def test_a_dozen_clicks_break_no_silence_and_hardly_move_the_number(demo, silent, tmp_path):
    link = next(link for link in silent["links"] if "linkedin" in link)
    rows = [
        f'Jordan Pike,{silent["name"]},"{n}/2/25, 9:15 AM",,OUTGOING,https://www.linkedin.com/in/jordan-pike,{link}'
        for n in range(1, CLICKS + 1)
    ]
    file = tmp_path / "Invitations.csv"
    file.write_text("\n".join([INVITATIONS, *rows]) + "\n")
    report = demo.json("import", file, "--yes")
    assert report["interactions_created"] == CLICKS
    now = demo.json("contact", silent["id"])
    assert now["interactions"] == silent["interactions"] + CLICKS
    assert now["last_talk_on"] == silent["last_talk_on"]
    by_clicks = now["alive_90d"] - silent["alive_90d"]
    demo.run("log", f"call with {silent['name']} today", "--yes")
    by_a_call = demo.json("contact", silent["id"])["alive_90d"] - now["alive_90d"]
    assert abs(by_clicks) < 0.02 and by_a_call > 10 * abs(by_clicks)
