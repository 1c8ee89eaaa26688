"""The one door: who is the same, what is new, what waits, what is taken back (M10, M17)."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from tests.imports.conftest import CONNECTIONS, ON, card, mail

from needless.contacts.models import Address, Contact, Note, SourceKey
from needless.imports import actions
from needless.imports.models import FieldChange, Import, WaitingTalk
from needless.imports.opening import pieces_of
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction, TieWeek

ME = "me@example.org"


def names(owner):
    return sorted(Contact.objects.of(owner).values_list("name", flat=True))


def test_a_second_import_of_the_same_files_changes_nothing(owner, bring):
    files = {
        "c__csv": CONNECTIONS
        + "Ines,Okafor,https://www.linkedin.com/in/ines,,Northwind,Director,08 Feb 2024\n",
        "m__mbox": mail(1, "Tom <tom@x.org>", ME) + mail(2, ME, "tom@x.org") + mail(3, "Eve <eve@x.org>", ME),
        "v__vcf": card(
            "Ana Silva", "EMAIL:ana@x.org", "TEL:+351 912 345 678", "NOTE:Hikes", "X-SHOE-SIZE:39"
        ),
    }
    first = bring(**files)
    before = [
        list(model.objects.of(owner).order_by("pk").values())
        for model in (Contact, Address, Interaction, Note)
    ]
    second = bring(**files)
    after = [
        list(model.objects.of(owner).order_by("pk").values())
        for model in (Contact, Address, Interaction, Note)
    ]
    assert (first["contacts_created"], first["interactions_created"]) == (3, 2)
    assert (second["contacts_created"], second["contacts_updated"], second["interactions_created"]) == (
        0,
        0,
        0,
    )
    assert before == after
    assert all(file["created"] == file["updated"] == 0 for file in second["sources"])


def test_cards_that_nothing_but_their_words_tell_apart_come_in_once(owner, bring):
    cards = (
        card("Hans Rot", "TEL:12345") + card("Hans Rot", "TEL:54321") + card("Only Name")
        + card("Ann Lee", "TEL:0044 20 7123 4567") + card("Lee, Ann", "TEL:+442071234567") + card("Bob Roe", "TEL:+442071234567")
    )  # fmt: skip
    first, second = bring(v__vcf=cards), bring(v__vcf=cards)
    assert names(owner) == ["Ann Lee", "Bob Roe", "Hans Rot", "Hans Rot", "Only Name"]
    assert (first["contacts_created"], second["contacts_created"], second["contacts_updated"]) == (5, 0, 0)


def test_a_new_job_is_noticed_of_somebody_whom_another_file_brought_first(owner, bring):
    row = "Carla,Xu,https://www.linkedin.com/in/carla,carla@x.example,{},{},08 Feb 2024\n"
    bring(v__vcf=card("Carla Xu", "EMAIL:carla@x.example"))
    bring(a__csv=CONNECTIONS + row.format("Acme", "CEO"))
    report = bring(b__csv=CONNECTIONS + row.format("Newco", "Chair"))
    assert report["contacts_updated"] == 1
    assert list(Contact.objects.of(owner).values_list("organisation", "title")) == [("Newco", "Chair")]


def test_what_is_no_mail_address_is_refused_and_kept_as_a_field(owner, bring):
    rows = "A,B,,bad-email,C,D,08 Feb 2024\nE,F,,e@x.example,C,D,08 Feb 2024\n"
    first, second = bring(c__csv=CONNECTIONS + rows), bring(c__csv=CONNECTIONS + rows)
    assert [(r["row"], r["field"]) for r in first["refusals"]] == [(2, "E-mail")]
    assert "bad-email" in first["refusals"][0]["problem"]
    assert list(Address.objects.of(owner).values_list("value", flat=True)) == ["e@x.example"]
    assert second["contacts_created"] == second["contacts_updated"] == 0


def test_a_line_break_in_a_name_is_an_accident(owner, bring):
    bring(c__csv=CONNECTIONS + '"Bob\nJr.",Smith,,,"A\nB",,08 Feb 2024\n')
    assert list(Contact.objects.of(owner).values_list("name", "organisation")) == [("Bob Jr. Smith", "A B")]


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_zip_within_a_zip_is_opened_and_one_deeper_is_refused(owner, bring):
    rows = CONNECTIONS + "Ines,Okafor,https://www.linkedin.com/in/ines,,Northwind,Director,08 Feb 2024\n"
    inner = zipped({"Connections.csv": rows, "deeper.zip": zipped({"a.vcf": card("Deep Down")})})
    report = bring(o__zip=zipped({"exports/Basic_LinkedInDataExport.zip": inner, "readme.txt": "hello"}))
    assert names(owner) == ["Ines Okafor"]
    assert report["sources"][0]["path"].endswith("o.zip/exports/Basic_LinkedInDataExport.zip/Connections.csv")
    assert [r["path"].rsplit("/", 1)[1] for r in report["refusals"]] == ["deeper.zip"]


def test_what_holds_nothing_of_use_is_told(owner, bring, tmp_path):
    report = bring(o__zip=zipped({"readme.txt": "hello"}), e__csv="")
    problems = {r["path"].rsplit("/", 1)[1]: r["problem"] for r in report["refusals"]}
    assert problems["o.zip"].startswith("Nothing in it") and problems["e.csv"].startswith("The file is empty")


def test_the_preview_says_what_the_import_then_does_and_writes_nothing(owner, bring):
    files = {
        "m__mbox": mail(1, "Tom <tom@x.org>", ME) + mail(2, ME, "tom@x.org"),
        "v__vcf": card("Ana", "EMAIL:a@x.org"),
    }
    said = bring(preview=True, **files)
    assert not Contact.objects.of(owner).exists()
    done = bring(**files)
    for key in ("contacts_created", "contacts_updated", "interactions_created", "refusals"):
        assert said[key] == done[key]


@pytest.mark.parametrize("size", [1, 2, 5000])
def test_the_preview_of_several_files_counts_what_each_adds_to_the_ones_before(
    owner, bring, monkeypatch, size
):
    monkeypatch.setattr("needless.imports.running.BATCH", size)
    eva = "Eva,Berg,https://www.linkedin.com/in/eva,eva@x.org,Hafen,Clerk,08 Feb 2024\n"
    inbox = mail(1, "Tom Reyes <tom@x.org>", "me@example.org, Eva <eva@x.org>") + mail(2, "tom@x.org", ME)
    files = {
        "bring_in__mbox": inbox + mail(3, "eva@x.org", ME) + mail(7, "Lea <lea@x.org>", ME),
        "all__mbox": inbox + mail(4, ME, "tom@x.org, eva@x.org") + mail(5, ME, "kim@x.org, tom@x.org"),
        "connections__csv": CONNECTIONS + eva + "Jo,Li,https://www.linkedin.com/in/jo,,Vinci,Smith,09 Feb 2024\n",
        "google__csv": "First Name,Last Name,Organization Name,Labels,Notes,E-mail 1 - Label,E-mail 1 - Value,"
        "Phone 1 - Label,Phone 1 - Value\n"
        "Eva,Berg,Hafen,Choir ::: * myContacts,sings,* Home,eva@x.org,Mobile,+351 912 345 678\n"
        "Tom,Reyes,Vinci,,,* Home,tom@x.org,,\n",
        "phone__vcf": card("Eva Berg", "TEL:+351 912 345 678", "NOTE:sings")
        + card("Tom Reyes", "EMAIL:tom@x.org", "TEL:+351 912 000 111")
        + card("Lea Graf", "EMAIL:lea@x.org", "BDAY:19800208"),
        "again__vcf": card("Tom Reyes", "TEL:+351 912 000 111", "EMAIL:tr@x.org") + card("Lea", "EMAIL:lea@x.org"),
    }  # fmt: skip
    said = bring(preview=True, **files)
    assert not Contact.objects.of(owner).exists()
    done = bring(**files)
    assert said["sources"] == done["sources"]
    assert sum(file["updated"] for file in said["sources"]) == 3
    more = {"more__mbox": mail(8, ME, "kim@x.org") + mail(9, "kim@x.org", ME), **files}
    assert bring(preview=True, **more)["sources"] == bring(**more)["sources"]


def test_mail_becomes_a_contact_when_it_went_both_ways_also_across_files_and_imports(owner, bring):
    report = bring(inbox__mbox=mail(1, "Tom Reyes <tom@x.org>", ME) + mail(2, "tom@x.org", ME, day=2))
    assert report["contacts_created"] == 0
    assert report["sources"][0]["skipped"] == 2
    report = bring(sent__mbox=mail(3, ME, "tom@x.org", day=8))
    assert (report["contacts_created"], report["interactions_created"]) == (1, 3)
    tom = Contact.objects.of(owner).get()
    assert (tom.name, tom.interactions, tom.talks_in, tom.talks_out) == ("Tom Reyes", 3, 2, 1)
    assert tom.last_talk_on.isoformat() == "2026-06-08"
    assert not WaitingTalk.objects.of(owner).exists()


def test_waiting_mail_joins_a_contact_who_comes_from_an_address_book(owner, bring):
    bring(inbox__mbox=mail(1, "Tom <tom@x.org>", ME))
    report = bring(v__vcf=card("Tom Reyes", "EMAIL:Tom@X.org"))
    assert report["interactions_created"] == 1
    assert Contact.objects.of(owner).get().interactions == 1


def test_undoing_the_address_book_lets_the_mail_wait_again(owner, bring):
    bring(inbox__mbox=mail(1, "Tom <tom@x.org>", ME))
    report = bring(v__vcf=card("Tom Reyes", "EMAIL:tom@x.org"))
    undo_import(owner, report["import_id"], ON)
    assert not Contact.objects.of(owner).exists()
    assert WaitingTalk.objects.of(owner).count() == 1
    assert bring(sent__mbox=mail(2, ME, "tom@x.org"))["interactions_created"] == 2


def test_the_same_mail_phone_or_profile_is_the_same_contact(owner, bring):
    bring(
        a__vcf=card(
            "Ana Silva", "EMAIL:ana@x.org", "TEL:+351 912 345 678", "URL:https://linkedin.com/in/Ana-S/"
        )
    )
    by_mail = bring(b__vcf=card("A. Silva", "EMAIL:ANA@x.org", "TITLE:Director"))
    by_phone = bring(c__vcf=card("Ana Silva", "TEL:00351912345678", "TEL:+351912345678"))
    by_link = bring(
        d__csv=CONNECTIONS + "Ana,Silva,https://www.linkedin.com/in/ana-s,,Acme,CEO,08 Feb 2024\n"
    )
    assert [r["contacts_created"] for r in (by_mail, by_phone, by_link)] == [0, 0, 0]
    ana = Contact.objects.of(owner).get()
    assert (ana.name, ana.title, ana.organisation) == ("Ana Silva", "Director", "Acme")


def test_a_shared_phone_or_mailbox_joins_only_where_the_names_agree(owner, bring):
    bring(a__vcf=card("Ana Silva", "TEL:+351912345678", "EMAIL:office@x.org"))
    bring(b__vcf=card("Rui Costa", "TEL:+351912345678") + card("Eva Dias", "EMAIL:office@x.org"))
    assert names(owner) == ["Ana Silva", "Eva Dias", "Rui Costa"]


def test_a_like_name_alone_is_never_merged(owner, bring):
    bring(a__vcf=card("Ana Silva", "EMAIL:ana@x.org"))
    bring(b__vcf=card("Ana Silva", "EMAIL:ana@y.org"))
    assert names(owner) == ["Ana Silva", "Ana Silva"]


def test_two_rows_of_one_linkedin_file_are_two_people_and_known_again(owner, bring):
    header = "First Name,Last Name,Email Address,Company,Position,Connected On\n"
    rows = "Ana,Silva,,A,B,08 Feb 2020\nAna,Silva,,C,D,08 Feb 2020\nAna,Silva,,A,B,09 Feb 2020\n"
    assert bring(c__csv=header + rows)["contacts_created"] == 3
    again = bring(c__csv=header + rows)
    assert (again["contacts_created"], again["contacts_updated"]) == (0, 0)


def test_a_changed_job_at_the_next_import_is_noticed_and_what_the_owner_typed_stays(owner, bring):
    row = "Ines,Okafor,https://www.linkedin.com/in/ines,,{},{},08 Feb 2024\n"
    bring(c__csv=CONNECTIONS + row.format("Northwind", "Director"))
    Contact.objects.of(owner).update(organisation="Northwind (typed)")
    assert bring(c__csv=CONNECTIONS + row.format("Northwind", "Director"))["contacts_updated"] == 0
    report = bring(c__csv=CONNECTIONS + row.format("Acme", "Partner"))
    ines = Contact.objects.of(owner).get()
    assert (report["contacts_updated"], ines.organisation, ines.title) == (1, "Acme", "Partner")
    assert ines.positions.get().organisation == "Northwind (typed)"
    undo_import(owner, report["import_id"], ON)
    ines.refresh_from_db()
    assert (ines.organisation, ines.title, ines.positions.count()) == ("Northwind (typed)", "Director", 0)


def test_an_import_is_undone_whole_and_can_come_in_again(owner, bring):
    files = {
        "m__mbox": mail(1, "Tom <tom@x.org>", ME) + mail(2, ME, "tom@x.org"),
        "v__vcf": card("Ana", "EMAIL:a@x.org"),
    }
    report = bring(**files)
    gone = undo_import(owner, report["import_id"], ON)
    assert (gone.contacts_removed, gone.interactions_removed) == (2, 2)
    for model in (Contact, Address, SourceKey, Interaction, TieWeek, WaitingTalk, FieldChange):
        assert not model.objects.of(owner).exists()
    assert bring(**files)["contacts_created"] == 2


def test_undo_keeps_a_contact_to_whom_the_owner_added_something(owner, bring):
    report = bring(v__vcf=card("Ana", "EMAIL:a@x.org") + card("Tom", "EMAIL:t@x.org"))
    ana = Contact.objects.of(owner).get(name="Ana")
    Note.objects.create(owner=owner, contact=ana, text="Typed by hand")
    assert undo_import(owner, report["import_id"], ON).contacts_removed == 1
    assert names(owner) == ["Ana"]


def test_an_import_cut_off_after_any_batch_goes_on_and_ends_the_same(owner, bring, monkeypatch, tmp_path):
    from needless.imports import running

    monkeypatch.setattr(running, "BATCH", 3)
    path = tmp_path / "m.mbox"
    path.write_text(
        "".join(
            mail(n, *(("T <t@x.org>", ME) if n % 2 else (ME, "t@x.org")), day=n % 28 + 1) for n in range(20)
        )
    )
    work = actions.start_import(owner, [str(path)], [ME])

    def cut(import_):
        if import_.rows_done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.run_import(work, ON, cut)
    half = Interaction.objects.of(owner).count()
    done = actions.run_import(Import.objects.get(pk=work.pk), ON)
    assert 0 < half < 20
    assert Interaction.objects.of(owner).count() == 20
    assert done.stage == "done"
    assert Contact.objects.of(owner).get().interactions == 20


def test_a_zip_is_read_in_place_and_what_is_bad_in_it_refused(owner, bring, tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/cards.vcf", card("Ana", "EMAIL:a@x.org"))
        archive.writestr("../../climbs.vcf", card("Eve", "EMAIL:e@x.org"))
        archive.writestr("bomb.vcf", b"\0" * 50_000_000)
        archive.writestr("readme.html", "<p>hello")
    report = bring(a__zip=path.read_bytes())
    assert names(owner) == ["Ana"]
    problems = " ".join(r["problem"] for r in report["refusals"])
    assert "climbs out" in problems
    assert "bomb" in problems
    assert not (tmp_path.parent / "climbs.vcf").exists()


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5000, b"PK\x03\x04broken", os.urandom(3000), b"hello world\n" * 50]
)
def test_a_file_that_is_nothing_we_read_is_refused_by_name(bring, content):
    report = bring(strange__bin=content, v__vcf=card("Ana", "EMAIL:a@x.org"))
    assert report["contacts_created"] == 1
    assert [r["path"].endswith("strange.bin") for r in report["refusals"]] == [True]
    assert report["refusals"][0]["problem"]


def test_linkedin_clicks_never_break_a_silence(owner, bring):
    header = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    row = '{0},{1},"1/29/26, 2:37 PM",Met at the fair,INCOMING,https://www.linkedin.com/in/ines,https://www.linkedin.com/in/me\n'
    bring(
        c__csv=CONNECTIONS + "Ines,Okafor,https://www.linkedin.com/in/ines,,N,D,08 Feb 2024\n",
        i__csv=header + row.format("Ines Okafor", "Me Myself"),
    )
    ines = Contact.objects.of(owner).get()
    assert (ines.interactions, ines.talks, ines.last_talk_on) == (1, 0, None)
    assert ines.how_we_met == "Met at the fair"


def test_another_owner_sees_nothing_of_it(owner, other_owner, bring):
    bring(v__vcf=card("Ana", "EMAIL:a@x.org"))
    assert not Contact.objects.of(other_owner).exists()
    with pytest.raises(Import.DoesNotExist):
        undo_import(other_owner, Import.objects.get().pk, ON)


@pytest.mark.real
def test_a_killed_import_loses_nothing_and_goes_on(tmp_path):
    """SIGKILL in the middle, for real: a process of its own, and a second run of the same command."""
    path = tmp_path / "m.mbox"
    pairs = (("T{0} <t{0}@x.org>", ME), (ME, "t{0}@x.org"))
    with path.open("w") as file:
        for n in range(24_000):
            sender, to = pairs[n % 2]
            file.write(mail(n, sender.format(n % 50 // 2), to.format(n % 50 // 2), day=n % 28 + 1))
    env = os.environ | {"NEEDLESS_HOME": str(tmp_path / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "needless", "import", str(path), "--yes", "--json", "--me", ME]
    first = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    database = tmp_path / "home" / "needless.sqlite3"
    _wait_until(lambda: _rows(database, "needless_interaction") >= 2000)
    first.send_signal(signal.SIGKILL)
    first.wait()
    at_kill = _rows(database, "needless_interaction")
    subprocess.run(command, env=env, check=True, capture_output=True)
    assert at_kill >= 2000
    assert _rows(database, "needless_interaction") == 24_000
    assert _rows(database, "needless_participation") == 24_000


def _wait_until(is_so, seconds=60):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def _rows(database, table):
    import sqlite3
    from contextlib import closing

    if not database.exists():
        return 0
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        try:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def test_a_folder_is_read_wherever_it_lies(tmp_path):
    folder = tmp_path / "tmp" / "mine"
    (folder / "tmp").mkdir(parents=True)
    (folder / "book.vcf").write_text("BEGIN:VCARD\r\nEND:VCARD\r\n")
    (folder / "tmp" / "half.eml").write_text("From: a@b.example\r\n")  # a Maildir's own tmp is no mail yet
    assert [piece.name for piece in pieces_of([folder])] == ["book.vcf"]


LUNCH = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:lunch\nDTSTART:20240105T120000Z\nDTEND:20240105T130000Z\n"
    "SUMMARY:Lunch\nLOCATION:Cafe\nORGANIZER:mailto:me@example.org\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bea@x.org\nATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org\n"
    "END:VEVENT\nEND:VCALENDAR\n"
)


def test_a_meeting_of_forty_is_no_talk_and_nobody_was_met_in_it(owner, bring):
    crowd = "".join(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:p{n}@x.org\n" for n in range(39))
    bring(v__vcf=card("Bea", "EMAIL:bea@x.org"), c__ics=LUNCH.replace("END:VEVENT", f"{crowd}END:VEVENT"))
    bea = Contact.objects.of(owner).get(name="Bea")
    assert (bea.interactions, bea.talks, bea.last_talk_on, bea.met_in_person) == (1, 0, None, False)
    assert bea.state == "unknown"


def test_a_meeting_waits_for_who_comes_in_later_by_an_address_book(owner, bring):
    first = bring(c__ics=LUNCH)
    assert (first["interactions_created"], first["sources"][0]["skipped"]) == (0, 1)
    assert bring(v__vcf=card("Bea", "EMAIL:bea@x.org"))["interactions_created"] == 1
    bea = Contact.objects.of(owner).get(name="Bea")
    assert (bea.interactions, bea.met_in_person) == (1, True)


def test_an_import_broken_off_before_its_ties_were_counted_is_finished_by_the_next(
    owner, tmp_path, monkeypatch
):
    path = tmp_path / "m.mbox"
    path.write_text(mail(1, "Tom <tom@x.org>", ME) + mail(2, ME, "tom@x.org"))

    class Killed(BaseException):
        pass

    def killed(self):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("needless.imports.running.Run._settle", killed)
        with pytest.raises(Killed):
            actions.import_now(owner, [str(path)], [ME], ON)
    again = actions.start_or_go_on(owner, [str(path)], [ME])
    assert (again.pk, Import.objects.of(owner).count()) == (Import.objects.of(owner).get().pk, 1)
    actions.import_now(owner, [str(path)], on=ON)  # even as an import of its own
    assert Contact.objects.of(owner).get().interactions == 2
