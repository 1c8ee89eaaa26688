"""Every page opens without JavaScript, keeps the content policy, and is closed to others."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

PAGES = ["/", "/people/", "/people/new/", "/log/", "/import/", "/settings/", "/help/", "/help/keys/"]
CLOSED = ["contact", "contact-edit", "contact-card"]
POSTED = ["tier", "remembered", "note", "relation", "tag", "flag", "let-go", "delete"]


class Inline(HTMLParser):
    """Collects what a strict content policy forbids."""

    def __init__(self):
        super().__init__()
        self.found, self.open_script = [], False

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        self.found += [name for name in names if name == "style" or name.startswith("on")]
        self.found += ["<style>"] if tag == "style" else []
        self.found += ["<script>"] if tag == "script" and "src" not in names else []
        targets = [names.get(a) or "" for a in ("href", "src", "action")]
        self.found += [url for url in targets if url.lower().startswith("javascript:")]
        outside = [names.get(a, "") or "" for a in ("src", "href") if tag in {"script", "link", "img"}]
        self.found += [url for url in outside if re.match(r"(https?:)?//", url)]


def pages_of(person, talk):
    own = [reverse("contact", args=[person.pk]), reverse("contact-edit", args=[person.pk])]
    return [*PAGES, *own, reverse("log-edit", args=[talk.pk])]


def test_every_page_opens_and_holds_nothing_inline(browser, ines):
    for url in pages_of(ines, ines.participations.first().interaction):
        response = browser.get(url)
        assert response.status_code == 200, url
        policy = response["Content-Security-Policy"]
        assert "script-src 'self';" in policy and "style-src 'self';" in policy and "unsafe" not in policy
        seen = Inline()
        seen.feed(response.content.decode())
        assert seen.found == [], url


def test_every_page_has_one_title_and_one_first_heading(browser, ines):
    for url in pages_of(ines, ines.participations.first().interaction):
        html = browser.get(url).content.decode()
        assert html.count("<title") - html.count('<title id="tie-title"') == 1, url
        assert len(re.findall("<h1[ >]", html)) == 1, url


def test_identifiers_on_the_contact_page_are_unique(browser, ines):
    ids = re.findall(r'\sid="([^"]+)"', browser.get(ines.get_absolute_url()).content.decode())
    assert len(ids) == len(set(ids))


def test_who_is_not_signed_in_is_sent_to_the_door(client, ines):
    for url in pages_of(ines, ines.participations.first().interaction):
        response = client.get(url)
        assert response.status_code == 302 and response["Location"].startswith("/sign-in/"), url


@pytest.mark.parametrize("name", CLOSED)
def test_another_owners_contact_is_nowhere(client, other_owner, ines, name):
    client.force_login(other_owner)
    assert client.get(reverse(name, args=[ines.pk])).status_code == 404


@pytest.mark.parametrize("name", POSTED)
def test_another_owners_contact_cannot_be_changed(client, other_owner, ines, name):
    client.force_login(other_owner)
    answer = client.post(reverse(f"contact-{name}", args=[ines.pk]), {"tier": "inner", "answer": "yes"})
    assert answer.status_code == 404
    ines.refresh_from_db()
    assert (ines.tier, ines.deleted_at, ines.let_go_at) == ("none", None, None)


def test_changes_are_never_made_by_looking(browser, ines):
    for name in POSTED:
        assert browser.get(reverse(f"contact-{name}", args=[ines.pk])).status_code == 405


def test_what_is_not_there_is_a_calm_page(browser):
    answer = browser.get("/people/999999/")
    assert answer.status_code == 404 and "Nothing is here" in answer.content.decode()


def test_the_manifest_starts_today_and_opens_to_everybody(client, db):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["start_url"] == "/" and {i["sizes"] for i in manifest["icons"]} >= {"192x192", "512x512"}


def test_the_manual_has_no_page_outside_its_folder(browser):
    assert browser.get("/help/nothing/").status_code == 404
    assert browser.get("/help/../settings/").status_code == 404


def test_a_form_without_its_secret_is_a_calm_page(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post("/log/", {"who": "Bo"})
    assert answer.status_code == 403 and "This page is not yours to open" in answer.content.decode()


def test_a_failure_is_a_calm_page_and_keeps_the_policy(owner, monkeypatch):
    monkeypatch.setattr("needless.web.help.help_pages", lambda: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    answer = client.get("/help/")
    assert answer.status_code == 500 and "Something went wrong" in answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"]
