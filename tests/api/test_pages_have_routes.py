"""Whatever a page does, a program can do: a page's POST has a route of the API, or a reason why it has none."""

import pytest

from needless.api.urls import api
from needless.web.urls import urlpatterns

SIGNING_IN = "signing in, and how: no token opens or changes the door of the account"
CREDENTIALS = "no token makes or ends credentials: a stolen one must not outlive its revocation"
BROWSER = "the browser's own: a program has no use for it"
BY_SECRET = "opened by a secret of its own in a mail or address, without an account"

ROUTES = {
    "suggestion-done": "POST /suggestions/{item}/done",
    "suggestion-later": "POST /suggestions/{item}/later",
    "suggestion-skip": "POST /suggestions/{item}/skip",
    "suggestion-let-go": "POST /suggestions/{item}/let-go",
    "suggestion-reopen": "POST /suggestions/{item}/reopen",
    "people-selected": "POST /contacts/selected",
    "duplicates-decide": "POST /duplicates",
    "conflict-answer": "POST /conflicts/{conflict_id}",
    "syncing": "POST /accounts",
    "sync-run": "POST /accounts/{account_id}/runs",
    "sync-look": "POST /accounts/{account_id}/look",
    "sync-secret": "PUT /accounts/{account_id}/secret",
    "sync-gone": "POST /accounts/{account_id}/gone",
    "sync-remove": "DELETE /accounts/{account_id}",
    "sync-choose": "PATCH /collections/{collection_id}",
    "sync-undo": "POST /runs/{run_id}/undo",
    "contact-new": "POST /contacts",
    "meeting-new": "POST /meetings",
    "meeting-decide": "POST /meetings/{meeting_id}",
    "trips": "POST /trips",
    "trip-cancel": "DELETE /trips/{trip_id}",
    "ask": "PATCH /asks/{ask_id}",
    "ask-step": "POST /asks/{ask_id}/steps",
    "ask-new": "POST /asks",
    "favour": "PUT /contacts/{contact_id}/interactions/{interaction_id}/favour",
    "together": "POST /contacts/{contact_id}/together",
    "shared-work-remove": "DELETE /shared-work/{work_id}",
    "introduction-choose": "POST /introductions",
    "introduction-step": "POST /introductions/{introduction_id}/steps",
    "opportunities": "POST /opportunities",
    "opportunity-mine": "POST /opportunities/{opportunity_id}/mine",
    "tip-decide": "POST /tips/{tip_id}",
    "portal-unfollow": "DELETE /portals/{portal_id}",
    "recommendation-new": "POST /recommendations",
    "recommendation": "POST /recommendations",
    "recommendation-posted": "POST /recommendations/{draft_id}/posted",
    "recommendation-delete": "DELETE /recommendations/{draft_id}",
    "own-job": "POST /jobs",
    "own-job-remove": "DELETE /jobs/{job_id}",
    "benefit-new": "POST /benefits",
    "benefit": "PATCH /benefits/{benefit_id}",
    "benefit-remove": "DELETE /benefits/{benefit_id}",
    "heard-keep": "POST /heard",
    "possibility": "POST /possibilities/{possibility_id}/outcome",
    "perspective": "PATCH /perspectives/{perspective_id}",
    "story-share": "POST /stories",
    "story": "POST /stories/{story_id}/readers",
    "offer-decide": "POST /offers/{offer_id}",
    "feeds": "POST /feeds",
    "feeds-list": "POST /feeds/list",
    "feed-unfollow": "DELETE /feeds/{feed_id}",
    "contact-field": "PUT /contacts/{contact_id}/field",
    "contact-edit": "PATCH /contacts/{contact_id}",
    "contact-tier": "PATCH /contacts/{contact_id}",
    "contact-remembered": "POST /contacts/{contact_id}/remembered",
    "contact-note": "POST /contacts/{contact_id}/notes",
    "contact-wish": "POST /contacts/{contact_id}/wishes",
    "contact-relation": "POST /contacts/{contact_id}/relations",
    "contact-tag": "POST /contacts/{contact_id}/tags",
    "contact-flag": "PATCH /contacts/{contact_id}",
    "contact-let-go": "POST /contacts/{contact_id}/let-go",
    "contact-delete": "DELETE /contacts/{contact_id}",
    "contact-photo": "POST /contacts/{contact_id}/photo",
    "contact-photo-remove": "DELETE /contacts/{contact_id}/photo",
    "card-scan": "POST /cards/scan",
    "card-keep": "POST /cards",
    "card-note": "POST /contacts/{contact_id}/note-tomorrow",
    "card-mine": "PATCH /cards/mine",
    "note-delete": "DELETE /notes/{note_id}",
    "relation-delete": "DELETE /relations/{relation_id}",
    "triage-decide": "POST /triage/{contact_id}",
    "triage-group": "POST /triage/groups",
    "quiz-answer": "POST /quiz/{contact_id}",
    "log": "POST /interactions",
    "log-queued": "POST /interactions",
    "log-line": "POST /log",
    "promise-kept": "POST /promises/{promise_id}/kept",
    "wish-settle": "POST /wishes/{wish_id}/ended",
    "line-drop": "DELETE /lines/{line_id}",
    "log-edit": "PATCH /interactions/{interaction_id}",
    "log-delete": "DELETE /interactions/{interaction_id}",
    "letter-new": "POST /letters",
    "letter": "PATCH /letters/{letter_id}",
    "letter-posted": "POST /letters/{letter_id}/posted",
    "letter-delete": "DELETE /letters/{letter_id}",
    "events": "POST /events",
    "event-answer": "POST /events/{event_id}/answer",
    "event-activity": "PUT /events/{event_id}/activity",
    "event-people": "POST /events/{event_id}/people",
    "event-debrief": "POST /events/{event_id}/debrief",
    "event-delete": "DELETE /events/{event_id}",
    "event-guest": "DELETE /events/guests/{guest_id}",
    "calendars": "POST /calendars",
    "calendar-refresh": "POST /calendars/{calendar_id}/refresh",
    "calendar-unfollow": "DELETE /calendars/{calendar_id}",
    "activities": "POST /activities",
    "activity-edit": "PATCH /activities/{activity_id}",
    "activity-log": "POST /activities/{activity_id}/occasions",
    "activity-history": "POST /activities/{activity_id}/history",
    "activity-stage": "PUT /activities/{activity_id}/stage",
    "activity-delete": "DELETE /activities/{activity_id}",
    "companion": "PUT /activities/people/{companion_id}",
    "record-erase": "POST /contacts/{contact_id}/erase",
    "undo": "POST /undo/{undo_id}",
    "imports": "POST /imports",
    "import-confirm": "POST /imports/{import_id}/confirm",
    "import-me": "PATCH /imports/{import_id}",
    "import-columns": "PATCH /imports/{import_id}",
    "import-erased": "PATCH /imports/{import_id}",
    "forget-erased": "DELETE /erased",
    "import-cancel": "DELETE /imports/{import_id}",
    "import-undo": "POST /imports/{import_id}/undo",
    "settings": "PATCH /settings",
    "settings-addresses": "PATCH /settings",
    "settings-mode": "PUT /mode",
    "retention": "PATCH /retention",
    "backup-now": "POST /backups",
    "calibration": "PUT /calibration",
    "phone-notes": "PATCH /phone",
    "mailboxes": "POST /mailboxes",
    "mailbox-fetch": "POST /mailboxes/{mailbox_id}/fetch",
    "mailbox-pause": "POST /mailboxes/{mailbox_id}/pause",
    "mailbox-remove": "DELETE /mailboxes/{mailbox_id}",
    "mailbox-folders": "POST /mailboxes/{mailbox_id}/folders",
    "mailbox-password": "PUT /mailboxes/{mailbox_id}/secret",
    "copy-address-make": "POST /mailboxes/address",
    "copy-address-renew": "POST /mailboxes/address/renew",
    "copy-address-close": "DELETE /mailboxes/address",
    "notifications": "POST /notifications",
    "notification-change": "PATCH /notifications/{channel_id}",
    "notification-try": "POST /notifications/{channel_id}/try",
    "notification-switch": "PATCH /notifications/{channel_id}",
    "notification-remove": "DELETE /notifications/{channel_id}",
    "webhooks": "POST /webhooks",
    "webhook": "PATCH /webhooks/{endpoint_id}",
    "webhook-try": "POST /webhooks/{endpoint_id}/try",
    "webhook-switch": "PATCH /webhooks/{endpoint_id}",
    "webhook-renew": "POST /webhooks/{endpoint_id}/secret",
    "webhook-remove": "DELETE /webhooks/{endpoint_id}",
    "webhook-again": "POST /webhooks/messages/{message_id}/again",
    "export-locked": "POST /export",
}
WITHOUT = {
    "sign-in": SIGNING_IN, "account_login": SIGNING_IN, "account_inactive": SIGNING_IN,
    "mfa_login_webauthn": SIGNING_IN, "mfa_authenticate": SIGNING_IN, "sign-in-recovery": SIGNING_IN,
    "sign-in-link": SIGNING_IN, "sign-out": SIGNING_IN, "invitation": SIGNING_IN,
    "mfa_reauthenticate_webauthn": SIGNING_IN, "account_reauthenticate": SIGNING_IN, "mfa_reauthenticate": SIGNING_IN,
    "passkey-add": SIGNING_IN, "passkey-remove": SIGNING_IN, "password": SIGNING_IN, "password-remove": SIGNING_IN,
    "codes": SIGNING_IN, "codes-off": SIGNING_IN, "mfa_deactivate_totp": SIGNING_IN,
    "recovery-codes": SIGNING_IN, "mfa_view_recovery_codes": SIGNING_IN,
    "devices-end": CREDENTIALS, "device-end": CREDENTIALS, "programs": CREDENTIALS, "token-revoke": CREDENTIALS,
    "phone": CREDENTIALS, "phone-revoke": CREDENTIALS, "invitations": CREDENTIALS, "invitation-withdraw": CREDENTIALS,
    "dates-feed-renew": CREDENTIALS,  # whoever knows the address reads the dates
    "sealed-notes": CREDENTIALS, "notes-unlock": CREDENTIALS,
    "notes-lock": "it ends what a page has opened for its session; a token opens nothing",
    "leave": "an account is deleted by who is signed in and says so twice",
    "backups": "where backups lie and who opens them: a stolen token must not lock its owner out of them",
    "mail-in": BY_SECRET, "digest-stop": BY_SECRET, "digest-act": BY_SECRET,
    "manifest": BROWSER,
}  # fmt: skip


def methods_of(view):
    """What a view's decorator lets through; None where it takes whatever comes."""
    while view is not None:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        if "request_method_list" in names:
            return set(view.__closure__[names.index("request_method_list")].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


def posting_pages():
    """Names of the pages that take a POST."""
    found = {pattern.name: methods_of(pattern.callback) for pattern in urlpatterns}
    return sorted(name for name, methods in found.items() if methods is None or "POST" in methods)


def routes():
    paths = api.get_openapi_schema()["paths"]
    return {f"{how.upper()} {path.removeprefix('/api')}" for path, item in paths.items() for how in item}


@pytest.mark.parametrize("page", posting_pages())
def test_what_a_page_does_has_a_route_or_a_reason(page):
    assert (page in ROUTES) != (page in WITHOUT), f"name the route of {page!r}, or why it has none"


def test_the_routes_named_are_there_and_no_page_is_named_that_is_gone():
    assert set(ROUTES.values()) - routes() == set()
    assert {*ROUTES, *WITHOUT} - set(posting_pages()) == set()
    assert len(posting_pages()) > 150
