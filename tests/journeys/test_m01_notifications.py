"""M1: the plan comes to the phone: a browser is chosen, what is pushed shows that the plan is ready and no more; dates as a calendar."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
# A push service is nothing that a test may ask: what the browser would be given by it, in the browser's own shape.
GIVEN = """
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (options) => {
  if (options.applicationServerKey.length !== 65) throw new Error("no key");
  return { toJSON: () => ({ endpoint: "https://push.example/1", keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", auth: "BTBZMqHH6r4Tts7J_aSIgg" } }) };
};
"""
NOTIFIED = "navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) => all.map((n) => [n.title, n.body]))"


def test_a_phone_is_told_that_the_plan_is_ready(phone, demo):
    phone.context.grant_permissions(["notifications"])
    phone.add_init_script(GIVEN)
    phone.goto(f"{demo.url}/settings/notifications/")
    phone.get_by_text("This browser or phone", exact=True).tap()
    phone.get_by_role("button", name="Notify me here").tap()
    expect(phone.locator(".catalogue")).to_contain_text("Nothing was sent so far.")
    assert [row["kind"] for row in demo.json("notify")] == ["push"]
    talk, found = phone.context.new_cdp_session(phone), []
    talk.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    talk.send("ServiceWorker.enable")
    phone.reload()
    phone.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    data = json.dumps({"title": "Needless", "body": "Today's plan is ready.", "url": "/"})
    told = {"origin": demo.url, "registrationId": found[-1]["registrationId"], "data": data}
    talk.send("ServiceWorker.deliverPushMessage", told)
    phone.wait_for_function(f"{NOTIFIED}.then((all) => all.length)")
    assert phone.evaluate(NOTIFIED) == [["Needless", "Today's plan is ready."]]


def test_the_dates_are_subscribed_to_by_their_address(phone, demo):
    phone.goto(f"{demo.url}/settings/notifications/")
    phone.get_by_role("button", name="Make an address").tap()
    address = phone.locator("#calendar ~ p code").inner_text()
    with urllib.request.urlopen(address) as answer:
        assert answer.read().startswith(b"BEGIN:VCALENDAR") and answer.headers["Content-Type"].startswith(
            "text/calendar"
        )
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Last asked for on")
