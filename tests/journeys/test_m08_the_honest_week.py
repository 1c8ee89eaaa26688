"""M8: a week of accepted invitations and posts is called what it is, and a lunch is set beside one's own past."""

import zipfile
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE, by_menu

pytestmark = pytest.mark.browser
PEOPLE = [("Ana", "Silva"), ("Bo", "Li"), ("Eva", "Rot"), ("Ian", "Poe"), ("Lu", "Wen"), ("Max", "Ode")]


def archive(path):
    """Six invitations accepted and two posts, this week, as LinkedIn writes them."""
    monday = date.today() - timedelta(days=date.today().weekday())
    at = datetime.combine(monday, datetime.min.time()) + timedelta(minutes=5)
    people = "".join(
        f"{g},{f},https://www.linkedin.com/in/{g}{f},,Hafen,Planner,{at:%d %b %Y}\n" for g, f in PEOPLE
    )
    invited = "".join(
        f'{g} {f},Jo Pike,"{at:%-m/%-d/%y, %-I:%M %p}",,INCOMING,https://www.linkedin.com/in/{g}{f},https://www.linkedin.com/in/jopike\n'
        for g, f in PEOPLE
    )
    posts = "".join(
        f"{at:%Y-%m-%d %H:%M:%S},https://www.linkedin.com/feed/{n},So excited,,,\n" for n in range(2)
    )
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(
            "Connections.csv",
            f"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n{people}",
        )
        out.writestr(
            "Invitations.csv",
            f"From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n{invited}",
        )
        out.writestr("Shares.csv", f"Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n{posts}")
    return path


@pytest.fixture
def week(instances, tmp_path, sign_in):
    instance = instances("clicks")
    done = instance.json("import", archive(tmp_path / "linkedin.zip"), "--yes")
    assert done["contacts_created"] == 6 and not done["refusals"]
    return instance, sign_in(instance.serve(), **PHONE)


def test_a_week_of_clicks_is_no_conversation(week):
    instance, page = week
    said = "Six invitations accepted, two posts: no conversation this week."
    by_menu(page, "The honest week")
    expect(page.locator(".sentence")).to_have_text(said)
    expect(page.get_by_role("heading", name="Only clicks")).to_be_visible()
    expect(page.locator("svg.mix rect.clicks")).to_have_count(1)
    expect(page.locator("svg.mix rect.talk, svg.mix rect.met")).to_have_count(0)
    found = instance.json("mix")
    assert found["sentence"] == said and found["clicks"] == {"accepted": 6, "post": 2}
    assert found["conversations"] == 0 and found["in_person_share"] is None


def test_a_lunch_counts_and_the_clicks_still_do_not(week):
    instance, page = week
    page.locator(".places .log a").tap()
    page.locator("#who").press_sequentially("ana")
    page.locator(".found button").first.tap()
    page.locator(".choices").get_by_text("In person", exact=True).tap()
    page.get_by_role("button", name="Log it").tap()
    expect(page.get_by_role("status")).to_contain_text("Logged with")
    page.goto(f"{instance.url}/mix/")
    expect(page.locator(".sentence")).to_contain_text("One conversation, face to face.")
    expect(page.locator(".sentence")).to_contain_text("are not counted")
    expect(page.locator("svg.mix rect.met")).to_have_count(1)
    page.get_by_text("The same as a table").tap()
    expect(page.get_by_role("cell", name="1 h").first).to_be_visible()
    assert instance.json("mix")["in_person_share"] == 1.0


def test_the_half_year_is_ones_own(demo, phone):
    phone.goto(f"{demo.url}/mix/")
    expect(phone.get_by_text("Of the time that you talked in the 26 weeks before")).to_be_visible()
    phone.get_by_role("link", name="The week before").tap()
    expect(phone.get_by_role("link", name="The week after")).to_be_visible()
    usual = demo.json("mix")["usual_share"]
    assert 0.2 < usual < 0.95
