"""What people kept in Nametag, Meerkat, Atomic CRM and PingCRM comes in, and nothing is lost (M9, M17)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.conftest import ON
from tests.imports.pieces import SAMPLES, contacts, interactions, piece_of, read_all, refusals

from needless.contacts.models import Contact
from needless.imports.drafts import Me
from needless.imports.sources import source_of
from needless.imports.sources.meerkat import SOURCES as MEERKATS
from needless.imports.sources.nametag import SOURCES as NAMETAGS
from needless.imports.sources.table import SOURCES as TABLES
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction

NAMETAG, MEERKAT = NAMETAGS[0], MEERKATS[0]
TAGGED, KEPT = (SAMPLES / "nametag.json").read_bytes(), (SAMPLES / "meerkat.csv").read_bytes()


def test_nametags_people_are_read_with_all_that_belongs_to_them():
    assert source_of(piece_of(TAGGED)) is NAMETAG
    read = read_all(NAMETAG, TAGGED)
    ana, rui = contacts(read)[:2]
    assert (ana.key, ana.name, ana.organisation, ana.title) == (
        "nametag:p1",
        "Ana Silva",
        "Northwind",
        "Director",
    )
    assert (ana.birthday, ana.dates, ana.keep_every_days) == ("1980-02-08", [("Wedding", "2010-06-01")], 60)
    assert (ana.emails, ana.phones) == ([("ana@example.org", "work")], [("+351912345678", "mobile")])
    assert (ana.place, ana.tags, ana.notes) == ("Lisbon, PT", ["Climbing"], [("Likes tea", None)])
    assert ana.relations == [("Colleague", "nametag:p2")]
    assert rui.name == "Rui Costa"
    assert [one.key for one in interactions(read)] == ["nametag:p1/last/2026-05-01"]
    assert [(one.key, one.notes) for one in contacts(read)[2:]] == [
        (f"nametag:{number}", [("Dinner. With both", date(2026, 4, 1))]) for number in ("p1", "p2")
    ]
    me = Me()
    NAMETAG.identify([piece_of(TAGGED)], me)
    assert me.emails == {"me@example.org"}


def test_meerkats_sections_are_read_together():
    assert source_of(piece_of(KEPT)) is MEERKAT
    read = read_all(MEERKAT, KEPT)
    ana = contacts(read)[0]
    assert (ana.key, ana.name, ana.birthday, ana.how_we_met) == (
        "meerkat:1",
        "Ana Silva",
        "1980-02-08",
        "At the fair",
    )
    assert (ana.addresses, ana.tags, ana.organisation) == (
        [("Rua A 1 Lisbon", "")],
        ["Climbing", "Work"],
        "Northwind",
    )
    assert ana.fields == [("Gender", "female"), ("Food Preference", "vegan"), ("Shoe size", "39")]
    told = [(one.notes, one.dates) for one in contacts(read)[2:]]
    assert told == [([("Likes tea", date(2024, 3, 1))], []), ([], [("Ask about the move", "2026-09-01")])]
    (dinner,) = interactions(read)
    assert ([one.key for one in dinner.people], dinner.group_size) == (["meerkat:1", "meerkat:2"], 2)
    assert (dinner.channel, dinner.summary) == ("meeting", "Dinner. Lisbon")


@pytest.mark.parametrize(("name", "content"), [("n__json", TAGGED), ("m__csv", KEPT)])
def test_they_come_in_once_and_go_again(owner, bring, name, content):
    report = bring(**{name: content})
    assert (report["contacts_created"], report["interactions_created"], report["refusals"]) == (2, 1, [])
    again = bring(**{name: content})
    assert [again[key] for key in ("contacts_created", "contacts_updated", "interactions_created")] == [
        0,
        0,
        0,
    ]
    undo_import(owner, report["import_id"], ON)
    assert not Contact.objects.of(owner).exists()
    assert not Interaction.objects.of(owner).exists()


@pytest.mark.parametrize(
    ("source", "content", "problem"),
    [
        (NAMETAG, TAGGED[:-40], "line"), (NAMETAG, TAGGED.replace(b'"people": [', b'"people": 1, "x": ['), "people"),
        (NAMETAG, TAGGED.replace(b'"name": "Rui"', b'"name": ""').replace(b"Costa", b""), "name expected"),
        (MEERKAT, KEPT.replace(b"1980-02-08", b"someday"), "Birthday"), (MEERKAT, KEPT.replace(b"2024-05-01", b"?"), "day such as"),
        (MEERKAT, KEPT[:-18], "as many columns"), (MEERKAT, KEPT.replace(b"2,Rui,Costa", b"2,,"), "name, e-mail"),
    ],
)  # fmt: skip
def test_what_is_broken_is_told(source, content, problem):
    told = refusals(read_all(source, content))
    assert any(problem in one.problem or problem in one.field for one in told)


@pytest.mark.parametrize("source", [NAMETAG, MEERKAT])
def test_odd_octets_are_survived(source):
    whole = TAGGED if source is NAMETAG else KEPT
    for content in (b"", whole.replace(b"Ana", b"A\xffna"), b"\xef\xbb\xbf" + whole):
        assert len(contacts(read_all(source, content))) in (0, 4)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_anything_is_survived(octets, text):
    for content in (octets, b"=== CONTACTS ===\nID,Firstname,How We Met\n" + octets, json.dumps({"people": [text, {"emails": [text, {"email": text}], "importantDates": [{"date": text}], "groups": text}]}).encode()):  # fmt: skip
        for source in (NAMETAG, MEERKAT):
            source.sniff(piece_of(content))
            assert read_all(source, content) == read_all(source, content)


def test_atomic_crms_table_needs_no_questions():
    header = "first_name,last_name,gender,title,background,first_seen,last_seen,has_newsletter,status,tags,linkedin_url,company,email_work,email_home,email_other,phone_work,phone_home,phone_other"
    row = 'Ana,Silva,female,Director,Likes tea,2024-05-01T10:00:00.000Z,2026-05-01T10:00:00.000Z,true,warm,"vip, press",https://www.linkedin.com/in/ana,Northwind,ana@work.example,ana@home.example,,+351912345678,,'
    content = f"{header}\n{row}\n"
    assert source_of(piece_of(content)) is TABLES[0]
    (ana,) = contacts(read_all(TABLES[0], content))
    assert (ana.name, ana.title, ana.organisation, ana.met_on) == (
        "Ana Silva",
        "Director",
        "Northwind",
        date(2024, 5, 1),
    )
    assert ana.emails == [("ana@work.example", "work"), ("ana@home.example", "home")]
    assert (ana.phones, ana.links[0][0]) == ([("+351912345678", "work")], "https://www.linkedin.com/in/ana")
    assert (ana.tags, ana.notes) == (["vip", "press"], [("Likes tea", None)])


def test_pingcrms_table_needs_no_questions():
    header = "full_name,given_name,family_name,emails,phones,tags,company,title,twitter_handle,telegram_username,notes"
    content = f"{header}\nAna Silva,Ana,Silva,ana@a.example;ana@b.example,+351912345678,vip;press,Northwind,Director,anas,anat,Likes tea\n"
    (ana,) = contacts(read_all(TABLES[0], content))
    assert (ana.name, ana.given_name, [mail for mail, _ in ana.emails]) == (
        "Ana Silva",
        "Ana",
        ["ana@a.example", "ana@b.example"],
    )
    assert (ana.tags, ana.fields) == (
        ["vip", "press"],
        [("twitter_handle", "anas"), ("telegram_username", "anat")],
    )
