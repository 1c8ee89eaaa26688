"""Settings, tokens and the way out, on a page."""

import io
import zipfile
from datetime import timedelta

from django.utils import timezone

from needless.owners.models import OwnAddress, Token

GOOD = {
    "minutes_per_day": "10",
    "minutes_per_week": "40",
    "time_zone": "Europe/Lisbon",
    "region": "pt",
    "matching": "usual",
}


def test_time_and_place_are_kept(browser, owner):
    assert browser.post("/settings/", GOOD).status_code == 302
    owner.refresh_from_db()
    assert (owner.minutes_per_week, owner.time_zone, owner.region) == (40, "Europe/Lisbon", "PT")
    assert owner.keep_subjects is False


def test_a_zone_that_is_none_and_a_break_without_an_end_are_refused(browser, owner):
    assert b"no such time zone" in browser.post("/settings/", GOOD | {"time_zone": "Mars/Base"}).content
    assert b"A break needs" in browser.post("/settings/", GOOD | {"paused_from": "2026-01-01"}).content
    owner.refresh_from_db()
    assert (owner.time_zone, owner.paused_from) == ("UTC", None)


def test_own_addresses_are_those_given_and_no_others(browser, owner):
    browser.post(
        "/settings/addresses/",
        {"email": "A@x.example\nb@x.example", "link": "https://linkedin.com/in/Ana-S/"},
    )
    browser.post("/settings/addresses/", {"email": "b@x.example\n", "link": "ana-s", "name": "Ana Silva"})
    kept = set(OwnAddress.objects.of(owner).values_list("kind", "value"))
    assert kept == {("email", "b@x.example"), ("link", "ana-s"), ("name", "ana silva")}


def test_a_token_is_shown_once_and_revoked(browser, owner):
    page = browser.post("/settings/tokens/", {"name": "Phone", "of": "write", "days": "30"})
    text = page.context["new_token"]
    assert text in page.content.decode() and text not in browser.get("/settings/").content.decode()
    token = Token.objects.of(owner).get()
    assert (token.name, token.scopes) == ("Phone", "write")
    assert timedelta(29) < token.expires_at - timezone.now() <= timedelta(30)
    browser.post(f"/settings/tokens/{token.pk}/revoke/")
    assert not Token.objects.exists()


def test_a_token_may_do_only_what_was_chosen(browser, owner):
    browser.post("/settings/tokens/", {"name": "Watch", "of": "some", "plan": "write", "contacts": "read"})
    assert Token.objects.of(owner).get().scopes == "contacts:read plan:write"
    assert "plan and practice: reads and writes" in browser.get("/settings/tokens/").content.decode()


def test_another_owners_token_is_not_revoked(client, owner, other_owner):
    token = Token.objects.create(owner=owner, name="Phone", hash="x" * 64, made_at=timezone.now())
    client.force_login(other_owner)
    client.post(f"/settings/tokens/{token.pk}/revoke/")
    assert Token.objects.filter(pk=token.pk).exists()


def test_everything_goes_out_as_one_zip(browser, ines):
    answer = browser.get("/export/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "contacts.vcf" in archive.namelist() and "Okafor" in archive.read("contacts.vcf").decode()
    assert answer["Content-Disposition"].startswith("attachment")


def test_one_contact_goes_out_as_a_card(browser, ines):
    answer = browser.get(f"/people/{ines.pk}/card.vcf")
    assert answer["Content-Type"].startswith("text/vcard") and "FN:Inês Okafor" in answer.content.decode()
    assert 'filename="ines-okafor.vcf"' in answer["Content-Disposition"]
