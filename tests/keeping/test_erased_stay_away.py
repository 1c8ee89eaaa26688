"""Whoever was erased is left out of any import, with the day; taken anyway where the owner says so (M17)."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone
from tests.api.conftest import Program

from needless.cli.root import needless
from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Contact, Forgotten
from needless.exports.actions import export_all
from needless.exports.previewing import preview_archive
from needless.exports.reading import read_archive
from needless.imports.models import Refused
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.keeping.erasing import erase
from needless.owners.tokens import make_token

CSV = "First name,Last name,E-mail\nXenia,Quint,xenia@quint.example\nTom,Ode,tom@ode.example\n"


@pytest.fixture
def xenia(owner):
    person = save_contact(owner, {"name": "Xenia Quint", "emails": ["xenia@quint.example"]})
    tom = save_contact(owner, {"name": "Tom Ode", "emails": ["tom@ode.example"]})
    add_note(owner, person, "sings loudly")
    log_interaction(owner, [person], timezone.now(), "call", summary="about boats")
    log_interaction(owner, [person, tom], timezone.now(), "meeting")
    return person


@pytest.fixture
def old_zip(owner, xenia, tmp_path):
    """An export from before she was erased."""
    export_all(owner, tmp_path / "old.zip")
    erase(owner, [xenia.pk])
    return tmp_path / "old.zip"


def names(owner):
    return sorted(Contact.objects.of(owner).values_list("name", flat=True))


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(CSV)
    return str(path)


@pytest.fixture
def run(owner):
    return lambda *words: CliRunner().invoke(needless, words)


def test_an_old_export_does_not_bring_her_back(owner, old_zip):
    read = read_archive(owner, old_zip)
    assert names(owner) == ["Tom Ode"] and len(read.left_out) == 1
    told = Refused.objects.of(owner).get()
    assert told.field == "erased" and str(timezone.localdate().year) in told.problem
    assert not Interaction.objects.of(owner).filter(summary="about boats").exists()
    assert Interaction.objects.of(owner).count() == 1


def test_an_export_from_elsewhere_knows_her_by_her_address(owner, other_owner, old_zip, tmp_path):
    save_contact(other_owner, {"name": "X. Q.", "emails": ["xenia@quint.example"]})
    export_all(other_owner, tmp_path / "theirs.zip")
    assert len(read_archive(owner, tmp_path / "theirs.zip").left_out) == 1 and names(owner) == ["Tom Ode"]
    assert len(read_archive(other_owner, old_zip).left_out) == 0


def test_who_has_only_a_name_stays_away_by_it_and_a_namesake_with_an_address_does_not(owner, run, tmp_path):
    erase(owner, [save_contact(owner, {"name": "Karl Weiß"}).pk])
    path = tmp_path / "names.csv"
    path.write_text("Name,E-mail\nKARL WEISS,\nKarl Weiß,karl@other.example\n")
    report = json.loads(run("import", str(path), "--yes", "--json").stdout)
    assert [row["row"] for row in report["refusals"]] == [2] and report["contacts_created"] == 1


def test_the_command_takes_them_where_it_is_told_to(owner, xenia, run, table):
    erase(owner, [xenia.pk])
    done = run("import", table, "--yes", "--json")
    assert done.exit_code == 1 and [row["row"] for row in json.loads(done.stdout)["refusals"]] == [2]
    done = run("import", table, "--yes", "--with-erased", "--json")
    assert done.exit_code == 0 and names(owner) == ["Tom Ode", "Xenia Quint"]


def test_the_preview_has_the_switch(client, owner, old_zip):
    client.force_login(owner)
    looked = preview_archive(owner, old_zip)
    page = client.get(reverse("import", args=[looked.pk])).content.decode()
    assert "Take them in anyway" in page and "was erased on" in page
    switched = client.post(reverse("import-erased", args=[looked.pk]), {"with_erased": "1"}, follow=True)
    assert "Leave them out" in switched.content.decode()
    pk = switched.redirect_chain[-1][0].rstrip("/").rsplit("/", 1)[-1]
    client.post(reverse("import-confirm", args=[pk]))
    assert names(owner) == ["Tom Ode", "Xenia Quint"]
    assert Interaction.objects.of(owner).filter(summary="about boats").exists()


def test_a_program_has_the_switch(owner, old_zip):
    program = Program(make_token(owner, "test", may_write=True))
    looked = preview_archive(owner, old_zip)
    told = program.ask("PATCH", f"/imports/{looked.pk}", {"with_erased": True})[1]
    assert told["refusals"] == [] and told["contacts_created"] == 1
    program.ask("POST", f"/imports/{told['import_id']}/confirm", {})
    assert names(owner) == ["Tom Ode", "Xenia Quint"]


def test_nothing_but_hashes_is_left_and_they_go_too(client, owner, xenia, run, table):
    erase(owner, [xenia.pk])
    assert "xenia" not in str(list(Forgotten.objects.values())).lower()
    client.force_login(owner)
    assert "Delete these, too" in client.get(reverse("retention")).content.decode()
    program = Program(make_token(owner, "test", may_write=True))
    count = program.ask("GET", "/erased")[1]["hashes"]
    assert count == Forgotten.objects.count() == 3  # address, name, the card's own number
    client.post(reverse("forget-erased"))
    assert not Forgotten.objects.exists()
    assert run("import", table, "--yes", "--json").exit_code == 0 and "Xenia Quint" in names(owner)
    erase(owner, [Contact.objects.get(name="Xenia Quint").pk])
    assert run("retention", "--forget-erased", "--json").exit_code == 0 and not Forgotten.objects.exists()


def test_erased_again_she_was_erased_today(owner, xenia):
    erase(owner, [xenia.pk])
    Forgotten.objects.update(at=timezone.make_aware(timezone.datetime(2020, 1, 2)))
    erase(owner, [save_contact(owner, {"name": "Xenia Quint", "emails": ["xenia@quint.example"]}).pk])
    days = {timezone.localdate(at) for at in Forgotten.objects.values_list("at", flat=True)}
    assert days == {date(2020, 1, 2), timezone.localdate()}  # the first card's own number is of then
