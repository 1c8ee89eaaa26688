"""The pages of cards and photos, without JavaScript (M10, M17)."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from needless.cards import drafting
from needless.contacts.models import Contact
from needless.helping.models import Promise
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.method.card_fields import Fields

READ = Fields(
    name="Ana Silva", title="Diretora", organisation="Conservas Lda", phones=[("+351 912 345 678", "mobile")],
    emails=[("ana@conservas.example", "")], links=["www.conservas.pt"], rest=["Since <1950>"],
)  # fmt: skip


def upload(name="card.jpg", content=None, kind="image/jpeg"):
    if content is None:
        out = io.BytesIO()
        Image.new("RGB", (900, 600), "white").save(out, "JPEG")
        content = out.getvalue()
    return {"picture": SimpleUploadedFile(name, content, kind)}


@pytest.fixture
def readable(monkeypatch):
    monkeypatch.setattr(drafting, "fields_in", lambda _image: READ)


def posted(page):
    """The draft's form, as a browser would send it."""
    html = page.content.decode()
    fields = re.findall(r'<input type="(?:text|hidden)" name="([\w-]+)"[^>]*? value="([^"]*)"', html)
    form = {name: [v for n, v in fields if n == name] for name, _v in fields}
    return {**form, "met": "1", "rest": "Since 1950"}


def test_a_photo_becomes_a_draft_beside_the_picture(browser, readable):
    page = browser.post("/cards/scan/", upload())
    html = page.content.decode()
    assert page.status_code == 200
    assert 'value="Ana Silva"' in html and 'value="+351 912 345 678"' in html
    assert 'src="data:image/jpeg;base64,' in html and "Since &lt;1950&gt;" in html


def test_a_card_is_kept_and_a_note_promised(browser, owner, readable):
    page = browser.post("/cards/keep/", posted(browser.post("/cards/scan/", upload())), follow=True)
    ana = Contact.objects.of(owner).get()
    assert (ana.name, ana.organisation, ana.met_in_person) == ("Ana Silva", "Conservas Lda", True)
    assert ana.notes.get().text == "Since 1950"
    assert Interaction.objects.of(owner).get().channel == "meeting"
    assert b"Send a note tomorrow" in page.content
    browser.post(f"/cards/kept/{ana.pk}/note/")
    assert Promise.objects.of(owner).get().due_on > timezone.localdate()


def test_the_place_is_filled_from_todays_meeting(browser, ines, owner, readable):
    log_interaction(owner, [ines], timezone.now(), "meeting", summary="Port & harbour day")
    assert 'value="Port &amp; harbour day"' in browser.post("/cards/scan/", upload()).content.decode()


def test_somebody_known_is_added_to_not_doubled(browser, owner, readable):
    from needless.contacts.actions import save_contact

    ana = save_contact(owner, {"name": "Ana Silva", "emails": ["ana@conservas.example"]})
    page = browser.post("/cards/scan/", upload())
    assert "Add to Ana Silva" in page.content.decode()
    browser.post("/cards/keep/", {**posted(page), "joins": ana.pk})
    assert Contact.objects.of(owner).count() == 1


def test_another_owners_contact_is_not_joined(browser, owner, other_owner, readable):
    from needless.contacts.actions import save_contact

    theirs = save_contact(other_owner, {"name": "Ana Silva", "emails": ["ana@conservas.example"]})
    page = browser.post("/cards/scan/", upload())
    assert "Add to" not in page.content.decode()
    browser.post("/cards/keep/", {**posted(page), "joins": theirs.pk})
    assert Contact.objects.of(owner).get().pk != theirs.pk
    assert Contact.objects.of(other_owner).get().organisation == ""


def test_what_cannot_be_saved_is_shown_again_with_the_picture(browser, owner, readable):
    form = posted(browser.post("/cards/scan/", upload()))
    page = browser.post("/cards/keep/", {**form, "name": "", "emails": ["not a mail"]})
    html = page.content.decode()
    assert page.status_code == 422 and 'role="alert"' in html
    assert 'value="not a mail"' in html and "data:image/jpeg;base64," in html
    assert not Contact.objects.of(owner).exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"%PDF-1.7", "PDF"), (b"", "Choose a picture"), (b"GIF89a", "not a picture")],
)
def test_what_is_no_picture_is_refused_with_the_reason(browser, content, told):
    page = browser.post("/cards/scan/", upload(content=content) if content else {})
    assert page.status_code == 422 and told in page.content.decode()


def test_without_the_extra_the_page_says_how_to_get_it(browser, monkeypatch):
    monkeypatch.setattr("needless.cards.reading.reads_text", lambda: False)
    html = browser.get("/cards/scan/").content.decode()
    assert "pip install" in html and "needless[cards]" in html and "Only QR codes" in html


def test_ones_own_card_is_shown_saved_downloaded_and_printed(browser, owner):
    browser.post("/cards/mine/", {"name": "Ana Silva", "phone": "+351 912 345 678"})
    page = browser.get("/cards/mine/").content.decode()
    assert "<svg" in page and "Ana Silva" in page and "style=" not in page
    card = browser.get("/cards/mine/card.vcf")
    assert card["Content-Disposition"].endswith('"ana-silva.vcf"') and b"FN:Ana Silva" in card.content
    assert browser.get("/cards/mine/print/").content.decode().count("<article") == 10


def test_a_photo_is_uploaded_shown_and_kept_by_the_browser(browser, ines):
    browser.post(f"/people/{ines.pk}/photo/", upload())
    html = browser.get(f"/people/{ines.pk}/").content.decode()
    address = re.search(r'src="(/people/\d+/photo/\?v=\d+)"', html)[1]
    photo = browser.get(address)
    assert (
        photo["Content-Type"] == "image/jpeg"
        and "private" in photo["Cache-Control"]
        and "immutable" in photo["Cache-Control"]
    )
    assert address in browser.get("/people/").content.decode()
    browser.post(f"/people/{ines.pk}/photo/remove/")
    assert browser.get(f"/people/{ines.pk}/photo/").status_code == 404


def test_a_bad_photo_is_refused_with_the_reason(browser, ines):
    page = browser.post(f"/people/{ines.pk}/photo/", upload("me.jpg", b"%PDF-1.7"), follow=True)
    assert "PDF" in page.content.decode()
    assert browser.get(f"/people/{ines.pk}/photo/").status_code == 404


def test_faces_cost_one_query_however_many(browser, ines, django_assert_max_num_queries):
    from needless.contacts.actions import save_contact

    for number in range(30):
        save_contact(ines.owner, {"name": f"Person {number}"})
    with django_assert_max_num_queries(16):
        html = browser.get("/people/").content.decode()
    assert "hue-" in html
