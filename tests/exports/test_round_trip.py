"""Everything goes out, and comes back in with nothing lost (M17)."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from needless.cli.exports import export
from needless.contacts.actions import add_note, add_relation, delete_contact, let_go, save_contact
from needless.contacts.models import Address, Contact, SourceKey
from needless.contacts.queries import contacts_found
from needless.exports.actions import export_all
from needless.exports.queries import NotAnArchive, is_archive
from needless.exports.reading import read_archive
from needless.exports.tables import LEFT_OUT, exported_tables
from needless.helping.models import Recommendation
from needless.imports.models import Import
from needless.imports.undoing import undo_import
from needless.interactions.actions import log_interaction, remember_answer
from needless.interactions.models import Interaction
from needless.interactions.tiers import set_tier
from needless.owners.models import OwnAddress, Owner
from needless.plan.models import DayPlan, Suggestion
from needless.triage.states import restate


@pytest.fixture
def network(owner):
    """A bit of everything."""
    people = [save_contact(owner, {"name": f"Person {n}", "emails": [f"p{n}@example.org"]}) for n in range(5)]
    ana = save_contact(
        owner,
        {
            "name": "Ána, Silva; \\ Jr.", "given_name": "Ána", "birthday": "--02-08",
            "tags": ["choir", "a,b"],
            "positions": [{"title": "Planner", "started": "2020-01"}],
            "fields": [("hobby", "sailing\nboats")],
            "dates": [("wedding", "2010-06-01"), ("first day", "--09-01")],
            "postal": [("1 Quay, Lisbon", "home")],
            "phones": [("+351 912 345 678", "mobile")], "links": ["https://www.linkedin.com/in/ana"],
            "how_we_met": "At the quay", "met_on": date(2020, 1, 2), "place": "Lisbon",
        },
    )  # fmt: skip
    Contact.objects.filter(pk=ana.pk).update(
        extra=["X-SKYPE;TYPE=home:ana.s", "item1.X-FOO:a\\,b", "END:VCARD"]
    )
    SourceKey.objects.create(owner=owner, contact=ana, key="linkedin:ana")
    add_note(owner, ana, "sings\nloudly", date(2024, 5, 6))
    add_relation(owner, ana, "partner", other=people[0])
    add_relation(owner, ana, "introduced by", other_name="Tom")
    now = timezone.now()
    for n in range(6):
        log_interaction(owner, [ana, people[n % 3]], now - timedelta(days=9 * n), "call", enjoyment=4)
    for _twice in range(2):  # the same thing, logged twice: they stay two
        log_interaction(owner, [ana], now - timedelta(days=3), "meeting", minutes=30, summary="=lunch")
    remember_answer(owner, ana, date(2026, 1, 1), "yes")
    set_tier(owner, [ana.pk, people[1].pk], "close")
    let_go(owner, [people[4].pk], "moved on")
    Recommendation.objects.create(owner=owner, contact=ana, is_given=True, text="Good", key="r1")
    Recommendation.objects.create(owner=owner, person_name="Nobody yet", is_given=False, key="r2")
    OwnAddress.objects.create(owner=owner, kind="email", value="me@example.org")
    plan = DayPlan.objects.create(owner=owner, on=date(2026, 1, 1), minutes=15)
    Suggestion.objects.create(
        owner=owner, plan=plan, on=plan.on, position=0, contact=ana, kind="fading", channel="call",
        action="Call",
        minutes=5, reason="why", about=["x"], in_hand={"kind": "story", "title": "t", "url": "u"},
    )  # fmt: skip
    Owner.objects.filter(pk=owner.pk).update(minutes_per_week=77, region="PT")
    owner.refresh_from_db()
    return ana


def exported(owner, tmp_path, name="out.zip"):
    path = tmp_path / name
    export_all(owner, path)
    return path


def document(path):
    return json.loads(zipfile.ZipFile(path).read("needless.json"))


def modulo_ids(path):
    """The document with every number of a row replaced by the row's place in the file."""
    found = document(path)
    places = {t: {row["id"]: n for n, row in enumerate(rows)} for t, rows in found["tables"].items()}
    targets = {
        "contact_id": "Contact",
        "other_id": "Contact",
        "interaction_id": "Interaction",
        "plan_id": "DayPlan",
    }
    for table, rows in found["tables"].items():
        for row in rows:
            row["id"] = places[table][row["id"]]
            for column, target in targets.items():
                if row.get(column) is not None:
                    row[column] = places[target][row[column]]
    return found


def test_what_goes_out_comes_back_with_nothing_lost(owner, other_owner, network, tmp_path):
    first = exported(owner, tmp_path)
    read = read_archive(other_owner, first)
    assert (read.contacts_created, read.interactions_created) == (6, 8)
    second = exported(other_owner, tmp_path, "again.zip")
    assert modulo_ids(second) == modulo_ids(first)
    assert zipfile.ZipFile(second).read("contacts.vcf") == zipfile.ZipFile(first).read("contacts.vcf")
    assert contacts_found(other_owner, "loudly").get().name == network.name


def test_whom_the_owner_added_is_known_elsewhere_too_after_any_count(owner, other_owner, tmp_path):
    save_contact(owner, {"name": "Nothing but a name"})
    first = exported(owner, tmp_path)
    read_archive(other_owner, first)
    restate(other_owner, list(Contact.objects.of(other_owner).values_list("pk", flat=True)))
    assert Contact.objects.of(other_owner).get().state == "known"
    assert modulo_ids(exported(other_owner, tmp_path, "again.zip")) == modulo_ids(first)


def test_every_table_of_an_owner_goes_out_or_is_left_out_by_name():
    written = {model.__name__ for model in exported_tables()}
    assert {"Contact", "Interaction", "Suggestion", "OwnAddress", "LetGo", "WaitingTalk"} <= written
    assert not written & set(LEFT_OUT)


def test_reading_it_twice_changes_nothing(owner, other_owner, network, tmp_path):
    path = exported(owner, tmp_path)
    read_archive(other_owner, path)
    again = read_archive(other_owner, path)
    assert (again.rows_created, again.rows_unchanged > 50) == (0, True)
    assert modulo_ids(exported(other_owner, tmp_path, "again.zip")) == modulo_ids(path)
    assert read_archive(owner, path).rows_created == 0


def test_reading_it_is_an_import_that_can_be_undone(owner, other_owner, network, tmp_path):
    read = read_archive(other_owner, exported(owner, tmp_path))
    assert Import.objects.of(other_owner).get(pk=read.import_id).stage == "done"
    undo_import(other_owner, read.import_id, date(2026, 3, 3))
    assert not Interaction.objects.of(other_owner).exists()
    assert not Address.objects.of(other_owner).exists()


def test_who_was_deleted_is_not_in_it(owner, network, tmp_path):
    delete_contact(owner, network.pk)
    path = exported(owner, tmp_path)
    for name in ("needless.json", "contacts.vcf", "interactions.csv", "events.ics"):
        assert "Silva" not in zipfile.ZipFile(path).read(name).decode()
    tables = document(path)["tables"]
    assert network.pk not in {row["contact_id"] for row in tables["Participation"] + tables["Suggestion"]}


def test_another_owners_people_are_not_in_it(owner, other_owner, network, tmp_path):
    found = document(exported(other_owner, tmp_path))
    assert all(rows == [] for rows in found["tables"].values())


def test_lines_that_nobody_understood_come_out_as_they_came(owner, network, tmp_path):
    text = zipfile.ZipFile(exported(owner, tmp_path)).read("contacts.vcf").decode().replace("\r\n ", "")
    assert "\r\nX-SKYPE;TYPE=home:ana.s\r\nitem1.X-FOO:a\\,b\r\n" in text
    assert "FN:Ána\\, Silva\\; \\\\ Jr.\r\n" in text and "BDAY:--0208" in text and "BDAY:---02" not in text
    assert text.count("BEGIN:VCARD") == text.count("END:VCARD") == 6


def test_a_spreadsheet_does_not_run_what_people_wrote(owner, network, tmp_path):
    text = zipfile.ZipFile(exported(owner, tmp_path)).read("interactions.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 8 and {row["summary"] for row in rows} == {"", "'=lunch"}


def test_meetings_are_a_calendar_that_others_read(owner, network, tmp_path):
    from icalendar import Calendar

    calendar = Calendar.from_ical(zipfile.ZipFile(exported(owner, tmp_path)).read("events.ics"))
    events = calendar.walk("VEVENT")
    assert len(events) == 2 and events[0]["SUMMARY"] == "=lunch"


def test_the_schema_names_every_column(owner, network, tmp_path):
    path = exported(owner, tmp_path)
    schema = json.loads(zipfile.ZipFile(path).read("schema.json"))
    for table, rows in document(path)["tables"].items():
        columns = schema["properties"]["tables"]["properties"][table]["items"]["properties"]
        assert all(set(row) == set(columns) for row in rows)


def damaged(path, change):
    """The same zip with another needless.json."""
    text = zipfile.ZipFile(path).read("needless.json").decode()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("needless.json", change(text))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"version": 1', '"version": 99'),
        lambda text: text.replace('"tier": "close"', '"tier": "x"'),
        lambda text: text.replace('"talks": 0', '"talks": "many"'),
        lambda text: text.replace('"name": "Person 1"', '"name": null'),
        lambda text: text.replace('"on": "2026-01-01"', '"on": "1.1.2026"'),
        lambda text: text.replace('"uid": "', '"uid": "x'),
        lambda text: text.replace("{", "[" * 100_000, 4),
        lambda text: text.replace("\n", ""),
        lambda text: "",
    ],
)
def test_a_broken_archive_changes_nothing(owner, other_owner, network, tmp_path, change):
    path = damaged(exported(owner, tmp_path), change)
    with pytest.raises(NotAnArchive):
        read_archive(other_owner, path)
    assert not Contact.objects.of(other_owner).exists() and not Import.objects.of(other_owner).exists()


def test_archives_are_known_by_content(owner, tmp_path):
    path = exported(owner, tmp_path, "some.dat")
    assert is_archive(path)
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 nonsense")
    assert (
        not is_archive(tmp_path / "x.zip")
        and not is_archive(tmp_path / "none.zip")
        and not is_archive(tmp_path)
    )


def test_a_failed_export_leaves_the_old_file(owner, tmp_path, monkeypatch):
    path = tmp_path / "out.zip"
    path.write_text("old")
    monkeypatch.setattr("needless.exports.actions.write_csv", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_all(owner, path)
    assert path.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_the_command_writes_an_archive_and_says_where_it_cannot(owner, tmp_path):
    assert CliRunner().invoke(export, [str(tmp_path / "out.zip")]).exit_code == 0
    assert is_archive(tmp_path / "out.zip")
    assert CliRunner().invoke(export, [str(tmp_path / "none" / "out.zip")]).exit_code == 3
