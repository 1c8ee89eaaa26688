"""M11: a card by hand to one person, its envelope printed, and it stays in the history."""

import io

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

pytestmark = pytest.mark.browser


def test_a_card_is_written_printed_and_posted(demo, phone):
    person = demo.json("contacts", "--tier", "inner")[0]
    phone.goto(f"{demo.url}/people/{person['id']}/")
    phone.get_by_role("link", name="Write a card").tap()
    phone.get_by_text("Thank you", exact=True).tap()
    phone.get_by_label("The words").fill("Dear friend,\n\nthank you for the soup.\n\nJordan")
    phone.get_by_label("The envelope").fill(f"{person['name']}\nRua do Cais 1\n1200-001 Lisboa")
    phone.get_by_role("button", name="Keep it, then print").tap()
    phone.get_by_role("heading", name="Print it").wait_for()
    answer = phone.request.get(f"{phone.url}letter.pdf?card=a6&envelope=c6")
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    card, envelope = (page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(answer.body())))
    assert "thank you for the soup" in card and "1200-001 Lisboa" in envelope and "Jordan Pike" in envelope
    phone.get_by_role("button", name="A joy").tap()
    expect(phone.get_by_role("status")).to_contain_text("Posted to")
    newest = demo.json("contact", person["id"])["history"][0]
    assert (newest["channel"], newest["direction"], newest["enjoyment"]) == ("letter", "out", 5)
    phone.get_by_role("status").get_by_role("button", name="Undo").tap()
    phone.get_by_text("Undone.").wait_for()
    assert (
        demo.json("contact", person["id"])["history"][0]["channel"] != "letter"
        or newest["id"] != (demo.json("contact", person["id"])["history"][0]["id"])
    )


def test_a_birthday_is_an_occasion_with_the_reason(demo, phone):
    phone.goto(f"{demo.url}/letters/")
    expect(phone.get_by_role("heading", name="Letters", level=1)).to_be_visible()
    reasons = phone.locator("section", has=phone.get_by_role("heading", name="A good moment for a card"))
    expect(reasons).to_contain_text("kept a promise: send the berth plans. Thanks are best within two days.")
    for reason in reasons.locator("small").all_inner_texts():
        assert "birthday" in reason or "moved" in reason or "promise" in reason or "recommended" in reason
