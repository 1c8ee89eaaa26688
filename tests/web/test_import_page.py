"""Files are dropped, looked at, confirmed and taken back on pages (M10, M17)."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from needless.contacts.models import Contact
from needless.imports.models import Import
from needless.imports.uploads import keep_files

CARDS = "".join(
    f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:{name[:2].lower()}@example.org\r\nEND:VCARD\r\n"
    for name in ("Inês Okafor", "Bo Li")
).encode()


@pytest.fixture
def dropped(browser, owner):
    browser.post("/import/", {"files": [SimpleUploadedFile("book.vcf", CARDS)]})
    return Import.objects.of(owner).get()


def test_a_drop_is_looked_at_and_nothing_is_written(browser, dropped):
    page = browser.get(f"/import/{dropped.pk}/").content.decode()
    assert "This is what would change" in page and "2 new people" in page and "book.vcf" in page
    assert str(settings.UPLOADS) not in page and not Contact.objects.exists()


def test_a_confirmed_import_is_there_and_goes_by_undo(browser, dropped, owner):
    browser.post(f"/import/{dropped.pk}/confirm/")
    assert Contact.objects.of(owner).count() == 2
    assert "2 people came in" in browser.get(f"/import/{dropped.pk}/").content.decode()
    browser.post(f"/import/{dropped.pk}/undo/")
    assert Contact.objects.of(owner).filter(deleted_at=None).count() == 0
    assert "Taken back" in browser.get(f"/import/{dropped.pk}/").content.decode()


def test_leaving_it_removes_the_files(browser, dropped):
    [path] = dropped.paths
    assert Path(path).exists()
    browser.post(f"/import/{dropped.pk}/cancel/")
    assert not Path(path).exists() and not Import.objects.exists()


def test_a_running_import_shows_how_far_it_is(browser, dropped):
    Import.objects.update(stage="running", bytes_total=200, bytes_done=50, rows_done=10)
    page = browser.get(f"/import/{dropped.pk}/").content.decode()
    assert "25 %" in page and 'http-equiv="refresh"' in page
    part = browser.get(f"/import/{dropped.pk}/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="progress")
    assert "25 %" in part.content.decode() and "<html" not in part.content.decode()
    Import.objects.update(stage="done")
    over = browser.get(f"/import/{dropped.pk}/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="progress")
    assert over["HX-Refresh"] == "true"


def test_what_is_not_recognised_is_said(browser, owner):
    browser.post("/import/", {"files": [SimpleUploadedFile("holiday.jpg", b"\xff\xd8\xff" + b"\0" * 64)]})
    page = browser.get(f"/import/{Import.objects.get().pk}/").content.decode()
    assert "What does not come in" in page and "holiday.jpg" in page


def test_nothing_dropped_asks_for_a_file(browser, owner):
    assert "Choose at least one file" in browser.post("/import/").content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["", "confirm/", "cancel/", "undo/", "me/"])
def test_another_owners_import_is_nowhere(client, other_owner, dropped, name):
    client.force_login(other_owner)
    url = f"/import/{dropped.pk}/{name}"
    answer = client.post(url, {"me": "a@b.example"}) if name else client.get(url)
    assert answer.status_code == 404
    dropped.refresh_from_db()
    assert dropped.stage == "previewed" and dropped.me == []


def test_files_of_one_name_are_both_kept_and_never_outside_their_folder():
    files = [
        SimpleUploadedFile("a.vcf", b"1"),
        SimpleUploadedFile("../a.vcf", b"2"),
        SimpleUploadedFile("a.vcf", b"3"),
    ]
    paths = [Path(p) for p in keep_files(files)]
    assert len({*paths}) == 3 and {p.parent for p in paths} == {paths[0].parent}
    assert sorted(p.read_bytes() for p in paths) == [b"1", b"2", b"3"]


def test_a_table_that_nobody_knows_is_explained_once_and_remembered(browser, owner):
    rows = b"wer;woher;kanal\nIn\xc3\xaas Okafor;Lisbon;ines@example.org\nBo Li;Bern;bo@example.org\n"
    browser.post("/import/", {"files": [SimpleUploadedFile("leute.csv", rows)]})
    first = Import.objects.get()
    assert "Which column is what?" in browser.get(f"/import/{first.pk}/").content.decode()
    page = browser.get(f"/import/{first.pk}/columns/").content.decode()
    assert "Inês Okafor" in page and "kanal" in page
    assert 'value="email" selected' in page
    browser.post(f"/import/{first.pk}/columns/", {"0-0": "name", "0-1": "place", "0-2": "email"})
    assert "2 new people" in browser.get(f"/import/{first.pk}/").content.decode()
    browser.post(f"/import/{first.pk}/confirm/")
    assert Contact.objects.get(name="Bo Li").place == "Bern"
    more = b"wer;woher;kanal\nJo Ray;Rome;jo@example.org\n"
    browser.post("/import/", {"files": [SimpleUploadedFile("mehr.csv", more)]})
    second = Import.objects.latest("pk")
    assert "1 new people" in browser.get(f"/import/{second.pk}/").content.decode()


def our_export(browser):
    return SimpleUploadedFile("mine.zip", b"".join(browser.get("/export/").streaming_content))


def test_an_export_of_ours_is_looked_at_first_and_then_comes_in_whole(client, browser, other_owner, ines):
    zip_file = our_export(browser)
    client.force_login(other_owner)
    page = client.post("/import/", {"files": [zip_file]}, follow=True).content.decode()
    assert "This is what would change" in page and "2 new people" in page
    assert not Contact.objects.of(other_owner).exists()
    waiting = Import.objects.of(other_owner).get()
    page = client.post(f"/import/{waiting.pk}/confirm/", follow=True).content.decode()
    assert "2 people came in" in page and not Path(waiting.paths[0]).exists()
    assert (
        Contact.objects.of(other_owner).filter(name="Inês Okafor", how_we_met="At the port workshop").exists()
    )
    assert client.post(f"/import/{waiting.pk}/confirm/").status_code == 404


def test_an_export_of_ours_among_other_files_is_an_import_of_its_own(client, browser, other_owner, ines):
    zip_file = our_export(browser)
    client.force_login(other_owner)
    files = [SimpleUploadedFile("book.vcf", CARDS), zip_file]
    page = client.post("/import/", {"files": files}, follow=True).content.decode()
    assert "several imports" in page and "mine.zip" in page and "book.vcf" in page
    ours, book = Import.objects.of(other_owner).order_by("pk")
    client.post(f"/import/{ours.pk}/cancel/")
    client.post(f"/import/{book.pk}/confirm/")
    assert Contact.objects.of(other_owner).count() == 2
    assert not Contact.objects.of(other_owner).exclude(how_we_met="").exists()


def mailbox(me):
    mails = (
        f"From x@y Mon Jan 05 09:00:00 2026\r\nFrom: {a}\r\nTo: {b}\r\nDate: Mon, 5 Jan 2026 1{n}:00:00 +0000\r\n"
        f"Message-ID: <{n}@example>\r\n\r\nHello\r\n\r\n"
        for n, (a, b) in enumerate([(me, "bo@example.net"), ("bo@example.net", me)])
    )
    return SimpleUploadedFile("mail.mbox", "".join(mails).encode())


@pytest.fixture
def nameless(owner):
    """The owner gave no address of their own yet."""
    owner.email = ""
    owner.save()


def test_a_mailbox_alone_asks_whose_it_is(browser, nameless):
    page = browser.post("/import/", {"files": [mailbox("ana@example.org")]}, follow=True).content.decode()
    assert "Which mail addresses are yours?" in page and "Taken to be" not in page


def test_a_linkedin_archive_in_the_same_drop_tells_whose_mailbox_it_is(browser, nameless):
    own = SimpleUploadedFile(
        "Email Addresses.csv",
        b"Email Address,Confirmed,Primary,Updated On\r\nana@example.org,Yes,Yes,1/2/24, 3:04 AM\r\n",
    )
    page = browser.post("/import/", {"files": [mailbox("ana@example.org"), own]}, follow=True)
    assert "Taken to be your own addresses: ana@example.org" in page.content.decode()
    assert "1 new people" in page.content.decode()


def test_a_chat_asks_once_which_name_is_the_owners(browser, owner):
    chat = b"[13/06/26, 10:17:02] Ana Silva: Hi\n[13/06/26, 10:18:02] Tom R: Ho\n"
    browser.post("/import/", {"files": [SimpleUploadedFile("_chat.txt", chat)]})
    import_ = Import.objects.of(owner).get()
    assert "What are you called in these chats?" in browser.get(f"/import/{import_.pk}/").content.decode()
    browser.post(f"/import/{import_.pk}/me/", {"name": "Tom R"})
    page = browser.get(f"/import/{import_.pk}/").content.decode()
    assert "1 new people" in page and "What are you called" not in page
    browser.post(f"/import/{import_.pk}/confirm/")
    assert Contact.objects.of(owner).get().name == "Ana Silva"
