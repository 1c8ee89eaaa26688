"""News for people, as pages, commands and the phone's share sheet have it (M13)."""

import json

import pytest
from click.testing import CliRunner

from needless.contacts.actions import save_contact
from needless.news.models import Offer, Story

TITLE = "Container ships queue as customs checks slow"


@pytest.fixture
def lars(owner):
    return save_contact(
        owner,
        {
            "name": "Lars Mikkola",
            "title": "Customs specialist",
            "emails": ["lars@example.org"],
            "phones": ["+358401234567"],
        },
    )


def shared(browser, **values):
    return browser.post(
        "/news/share/", {"url": "", "title": "", "text": "", **values}, follow=True
    ).content.decode()


def test_a_text_shared_in_names_whom_it_is_for_with_a_message_ready(browser, lars):
    page = shared(browser, title=TITLE, text="Shipping lines warn of delays.")
    assert "Lars Mikkola" in page
    assert "mailto:lars@example.org?subject=Container" in page
    assert "thought of you" in page


def test_the_share_sheet_of_a_phone_puts_the_link_into_the_text(browser):
    page = browser.get("/news/share/?text=Look%20https%3A%2F%2Fx.example%2F1&title=Ships").content.decode()
    assert 'value="https://x.example/1"' in page
    assert 'value="Ships"' in page
    manifest = browser.get("/manifest.webmanifest").json()
    assert manifest["share_target"]["action"] == "/news/share/"


def test_a_link_that_cannot_be_read_is_matched_by_its_title_and_else_says_why(browser, lars):
    page = shared(browser, url="http://127.0.0.1/x")
    assert "private network" in page
    page = shared(browser, url="http://127.0.0.1/x", title=TITLE)
    assert "Lars Mikkola" in page
    assert Story.objects.get().url == "http://127.0.0.1/x"


def test_sent_not_for_them_and_liked_are_one_tap_each(browser, owner, lars):
    shared(browser, title=TITLE, text="Customs and ports.")
    offer = Offer.objects.of(owner).get()
    page = browser.post(
        f"/news/offers/{offer.pk}/", {"act": "sent", "channel": "mail"}, follow=True
    ).content.decode()
    assert "Sent to Lars, and logged." in page
    assert "Did they like it?" in page
    browser.post(f"/news/offers/{offer.pk}/", {"act": "liked"})
    offer.refresh_from_db()
    assert offer.state == Offer.State.LIKED
    assert TITLE in browser.get(f"/people/{lars.pk}/").content.decode()


def test_what_is_in_hand_stands_on_the_contacts_page_and_in_the_news(browser, owner, lars):
    shared(browser, title=TITLE, text="Customs and ports.")
    for address in ("/news/", f"/people/{lars.pk}/"):
        assert TITLE in browser.get(address).content.decode()


def test_their_field_is_said_in_a_line(browser, owner, lars):
    page = browser.post(f"/people/{lars.pk}/field/", {"fields": "bees, honey", "interests": ""}, follow=True)
    field = page.content.decode().partition('id="field"')[2].partition("</p>")[0]
    assert "bees" in field and "honey" in field


def test_how_sure_it_must_be_is_a_setting(browser, owner):
    assert 'name="matching"' in browser.get("/settings/").content.decode()


def test_a_feed_in_a_private_network_is_refused_on_the_page(browser):
    page = browser.post("/news/feeds/", {"url": "http://192.168.1.1/feed"}, follow=True).content.decode()
    assert "private network" in page
    assert browser.post("/news/feeds/list/", follow=True).status_code == 200


def test_names_in_a_story_are_words_and_never_markup(browser, lars):
    page = shared(browser, title=f"<script>alert(1)</script> {TITLE}", text="Customs and ports.")
    assert "<script>alert" not in page


def run(*arguments):
    from needless.cli.root import needless

    return CliRunner().invoke(needless, list(arguments))


def test_share_on_the_command_line_has_the_keys_that_are_counted_on(owner, lars, tmp_path):
    (tmp_path / "story.txt").write_text(f"{TITLE}\nShipping lines warn of delays to cargo at the ports.")
    told = json.loads(run("share", str(tmp_path / "story.txt"), "--json").stdout)
    assert told["title"] == TITLE
    (found,) = told["for"]
    assert found["contact"] == {"id": lars.pk, "name": "Lars Mikkola"}
    assert found["score"] > 0
    assert "ustoms" in found["reason"]


def test_commands_that_cannot_be_done_say_why_and_end_with_three(owner):
    for arguments in (
        ("share", "http://127.0.0.1/x"),
        ("feeds", "add", "http://10.0.0.1/f"),
        ("feeds", "remove", "99"),
    ):
        done = run(*arguments)
        assert done.exit_code == 3, done.output
    assert json.loads(run("fetch", "--json").stdout) == {"feeds_with_news": 0, "stories_in_hand": 0}
