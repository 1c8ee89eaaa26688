"""Every page, whoever asks: a strict policy, no frame, no sniffing, no referrer abroad, tokens on every form."""

import re

import pytest
from django.conf import settings as here
from django.test import Client
from django.urls import get_resolver
from tests.test_owners_are_apart import filled, network, numbers, patterns  # noqa: F401

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The one address that begins with javascript: is the bookmark that one drags to the browser's bar.
INLINE = re.compile(
    rb"<script(?![^>]*(?:\ssrc=|application/json))|<style|\sstyle=|\son[a-z]+=[\"']|javascript:(?!location\.href=)",
    re.IGNORECASE,
)
ABROAD = re.compile(
    rb"<(?:script|img|link|iframe|form|source|use)[^>]+(?:src|href|action)=\"(?:https?:)?//", re.IGNORECASE
)
FORM = re.compile(rb"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)


def addresses(owner=None):
    """Each route; those about one row with the first that is the owner's, where there is one."""
    first = numbers(owner)[0] if owner else None
    for route in sorted({route for route, _pattern in patterns(get_resolver())}):
        if "<int:" not in route or first:
            yield filled(route, first or 0)


def problems_of(path, answer):
    """What is missing on this answer. The API's description is drawn by its own program, which styles inline."""
    is_description = path.startswith(("/api/docs", "/api/openapi"))
    policy = {"form-action": "'self'"} if is_description else {}
    policy |= dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    if not POLICY.items() <= policy.items():
        yield answer["Content-Security-Policy"]
    if "unsafe" in (policy["script-src"] if is_description else answer["Content-Security-Policy"]):
        yield "unsafe"
    yield from (name for name, value in HEADERS.items() if answer.get(name) != value)
    if "geolocation=()" not in answer["Permissions-Policy"]:
        yield "Permissions-Policy"
    content = b"" if answer.streaming else answer.content
    if answer["Content-Type"].startswith("text/html"):
        yield from (found[0] for kind in (INLINE, ABROAD) if (found := kind.search(content)))
        yield from (form[:80] for form in FORM.findall(content) if b"csrfmiddlewaretoken" not in form)


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_every_answer_is_guarded_holds_no_code_and_asks_nobody_abroad(network, who):  # noqa: F811
    client = Client(raise_request_exception=False)
    if who == "owner":
        client.force_login(network)
    answers = {path: client.get(path) for path in addresses(network if who == "owner" else None)}
    found = {path: list(problems_of(path, answer)) for path, answer in answers.items()}
    assert len(answers) > 150 and sum(a.status_code == 200 for a in answers.values()) > (
        60 if who == "owner" else 3
    )
    assert {path: what for path, what in found.items() if what} == {}


def test_a_post_without_a_token_changes_nothing_anywhere(network):  # noqa: F811
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(network)
    for path in addresses(network):
        if not path.startswith(("/api/", "/dav", "/webhooks")):
            answer = client.post(path, {"name": "x"})
            assert answer.status_code in {403, 404, 405, 410}, (path, answer.status_code)


def test_what_a_person_is_called_is_never_code(owner, client):
    from needless.contacts.actions import add_note, save_contact

    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    person = save_contact(
        owner, {"name": evil, "organisation": evil, "how_we_met": evil, "tags": [evil[:60]]}
    )
    add_note(owner, person, evil)
    client.force_login(owner)
    for path in ("/people/", f"/people/{person.pk}/", f"/people/{person.pk}/edit/", "/", "/log/", "/triage/"):
        page = client.get(path).content
        assert b"<img src=x" not in page and b"<script>alert" not in page, path


def test_links_to_elsewhere_carry_no_referrer(network):  # noqa: F811
    """Referrer-Policy: same-origin sends none abroad; no link may say otherwise."""
    templates = (here.PACKAGE / "web" / "templates").rglob("*.html")
    assert [t.name for t in templates if "referrerpolicy" in t.read_text()] == []


@pytest.mark.parametrize("is_tls", [False, True])
def test_cookies_are_for_this_host_and_not_for_scripts(is_tls, tmp_path):
    """Asked of a process of its own: the names are set once, at the start."""
    import os
    import subprocess
    import sys

    script = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS > 0)"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLESS_", "PYTEST"))}
    more = {"NEEDLESS_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "needless.settings"}
    more |= {"NEEDLESS_HTTPS": "1"} if is_tls else {}
    done = subprocess.run(
        [sys.executable, "-c", script], env=kept | more, capture_output=True, text=True, check=True
    )
    before = "__Host-" if is_tls else ""
    secure = str(is_tls)
    assert done.stdout.split() == [
        f"{before}sessionid", f"{before}csrftoken", secure, secure, "True", "True", "Lax", secure,
    ]  # fmt: skip


def test_over_tls_the_browser_is_told_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 365 * 86400
    from django.middleware.security import SecurityMiddleware

    from needless.web.headers import SecurityHeaders

    assert SecurityMiddleware and SecurityHeaders
    answer = Client().get("/sign-in/", secure=True)
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")


def test_uploads_are_streamed_to_disk_and_forms_are_small():
    assert here.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    assert here.DATA_UPLOAD_MAX_MEMORY_SIZE <= 10 * 1024**2
