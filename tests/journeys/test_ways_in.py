"""Signing in as people do: a passkey made and used, a password with codes, recovery codes, and no barrier on any page."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
PAGES = {
    "settings/security": "Sign-in and security",
    "settings/devices": "Where you are signed in",
    "settings/invitations": "Invitations",
    "settings/account": "What happened with this account",
    "settings/leave": "Delete this account",
}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page):
    """The page's device has a fingerprint reader, which always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})[
        "authenticatorId"
    ]


def without_barrier(page, heading):
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], page.url


def leave(page):
    page.goto(re.sub(r"(//[^/]+).*", r"\1/settings/devices/", page.url))
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", name="With a password")).to_be_visible()


def is_today(page):
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_passkey_is_made_and_signs_in_and_is_removed(demo, sign_in):
    page = sign_in(demo.link, **PHONE)
    with_authenticator(page)
    page.goto(demo.url + "/settings/security/")
    without_barrier(page, "Sign-in and security")
    page.get_by_role("link", name="Add a passkey").tap()
    without_barrier(page, "Add a passkey")
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Add it").tap()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".code-list li")).to_have_count(10)
    without_barrier(page, "Recovery codes")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    listed = page.locator(".code-list code").all_inner_texts()
    assert kept.value.path().read_text().split() == ["Needless", *listed]

    leave(page)
    without_barrier(page, "Needless")
    page.get_by_role("button", name="Sign in with a passkey").tap()
    is_today(page)
    page.goto(demo.url + "/settings/account/")
    expect(page.get_by_text("by a passkey").first).to_be_visible()

    page.goto(demo.url + "/settings/security/")
    page.get_by_role("link", name="Remove My phone").tap()
    without_barrier(page, "Remove “My phone”?")
    page.get_by_role("button", name="Remove it").tap()
    expect(page.get_by_role("link", name="Add a passkey")).to_be_visible()


def test_a_password_with_codes_and_a_recovery_code(demo, sign_in):
    page = sign_in(demo.link, **DESK)
    page.goto(demo.url + "/settings/security/")
    page.get_by_role("link", name="Set a password").click()
    without_barrier(page, "Your password")
    page.get_by_label("New password", exact=True).fill("seven green hats")
    page.get_by_label("New password confirmation").fill("seven green hats")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("link", name="Switch codes on").click()
    without_barrier(page, "Codes from an app")
    page.get_by_text("It cannot be scanned here").click()
    secret = page.locator("code.wrap").inner_text()
    page.get_by_label("The code it shows now").fill(code_of(secret))
    page.get_by_role("button", name="Switch codes on").click()
    expect(page.locator(".code-list li")).to_have_count(10)
    codes = page.locator(".code-list code").all_inner_texts()

    leave(page)
    page.get_by_label("User name or mail address").fill("owner")
    page.get_by_label("Password").fill("seven green hats")
    page.get_by_role("button", name="Sign in with the password").click()
    without_barrier(page, "One more step")
    page.get_by_label("The code in your app").fill(codes[0])
    page.get_by_role("button", name="Sign in").first.click()
    is_today(page)

    leave(page)
    page.get_by_role("link", name="Use a recovery code").click()
    without_barrier(page, "A recovery code")
    page.get_by_label("User name").fill("owner")
    page.get_by_label("A recovery code").fill(codes[1])
    page.get_by_label("Your password, if").fill("seven green hats")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("8 are left.")).to_be_visible()


def test_a_passkey_answers_is_it_you(demo, sign_in):
    page = sign_in(demo.link, **DESK)
    with_authenticator(page)
    page.goto(demo.url + "/settings/security/passkeys/")
    page.get_by_label("What to call it").fill("Laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(demo.url + "/settings/security/confirm/?next=/settings/leave/")
    without_barrier(page, "Is it you?")
    page.get_by_role("button", name="Show my passkey").click()
    expect(page.get_by_role("heading", name="Delete this account")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_of_the_account_has_a_barrier(demo, sign_in, size):
    page = sign_in(demo.link, **size)
    for path, heading in PAGES.items():
        page.goto(f"{demo.url}/{path}/")
        without_barrier(page, heading)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
