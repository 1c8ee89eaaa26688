"""Monica's people, calls, activities and promises come in, and nothing is lost (M9, M17)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.imports.pieces import SHARED, contacts, interactions, piece_of, read_all, refusals

from needless.imports.drafts import Me, Skip
from needless.imports.sources.monica import SOURCES

MONICA = SOURCES[0]
NESTED = {
    "note": [{"properties": {"body": "Likes tea"}}],
    "calls": [{"uuid": "c", "properties": {"called_at": "2024-01-05T10:00:00Z", "contact_called": True}}],
    "activity": ["a"],
    "conversation": [
        {"uuid": "v", "properties": {"happened_at": "2024-02-01", "messages": [
            {"content": "Hi", "written_at": "2024-02-01", "written_by_me": True},
            {"content": "Ho", "written_at": "2024-02-02", "written_by_me": False},
        ]}}
    ],
    "contact_field": [{"properties": {"data": "i@example.org", "type": "mail"}}],
    "debt": [{"properties": {"amount": 5, "currency": "EUR", "in_debt": "yes"}}],
    "reminder": [{"properties": {"title": "Wedding", "initial_date": "2010-06-01"}}],
}  # fmt: skip


def listed(groups: dict[str, list]) -> list[dict]:
    return [{"type": kind, "count": len(values), "values": values} for kind, values in groups.items()]


def export(**more: list) -> str:
    own = {
        "first_name": "Ines", "last_name": "Okafor", "job": "Director",
        "stay_in_touch_frequency": 30, "is_dead": True,
        "first_met_through": "p", "first_met_date": {"date": "2020-05-01T00:00:00Z"}, "tags": ["work"],
        "birthdate": {"is_year_unknown": True, "date": "1990-02-08T00:00:00.000000Z"},
        "vcard": "BEGIN:VCARD\nFN:Ines\nX-FOO:1\nEND:VCARD",
    }  # fmt: skip
    people = [
        {"uuid": "i", "properties": own, "data": listed(NESTED)},
        {"uuid": "p", "properties": {"first_name": "Child", "is_partial": True}},
    ]
    groups = {
        "contacts": people,
        "relationship": [{"properties": {"type": "child", "contact_is": "p", "of_contact": "i"}}],
        "activities": [{"uuid": "a", "properties": {"summary": "Lunch", "happened_at": "2024-01-03"}}],
        **more,
    }
    kinds = {"contact_field_types": [{"uuid": "mail", "properties": {"type": "email", "name": "Email"}}]}
    return json.dumps({"app_version": "4", "exported_by": "Me@example.org",
                       "account": {"data": listed(groups), "instance": kinds}})  # fmt: skip


def test_a_contact_is_read_with_all_that_belongs_to_it():
    (ines,) = contacts(read_all(MONICA, export()))
    assert (ines.key, ines.name, ines.title, ines.birthday) == (
        "monica:i",
        "Ines Okafor",
        "Director",
        "--02-08",
    )
    assert (ines.keep_every_days, ines.deceased, ines.met_on) == (30, True, date(2020, 5, 1))
    assert (ines.how_we_met, ines.met_in_person) == ("introduced by Child", False)
    assert ines.relations == [("child", "Child"), ("introduced by", "Child")]
    assert (ines.emails, ines.extra, ines.tags) == ([("i@example.org", "")], ["X-FOO:1"], ["work"])
    assert [note for note, _ in ines.notes] == ["Likes tea", "Debt: yes, 5, EUR"]
    assert ines.dates == [("Wedding", "2010-06-01")]


def test_calls_messages_and_activities_become_interactions():
    told = [
        (one.key, one.channel, one.direction, one.summary) for one in interactions(read_all(MONICA, export()))
    ]
    assert told == [
        ("monica:c", "call", "in", ""),
        ("monica:v/1", "message", "out", "Hi"),
        ("monica:v/2", "message", "in", "Ho"),
        ("monica:a", "meeting", "both", "Lunch"),
    ]


def test_the_exporter_is_the_owner():
    me = Me()
    MONICA.identify([piece_of(export())], me)
    assert me.emails == {"me@example.org"}


def test_what_has_no_place_is_counted():
    assert Skip("Monica: document", 1) in read_all(MONICA, export(documents=[{"uuid": "d"}]))


def test_broken_json_is_refused_with_its_place():
    (refusal,) = refusals(read_all(MONICA, export()[:-30]))
    assert "line 1, column" in refusal.problem


def test_the_shared_fixture_is_read():
    for path in (SHARED / "fixtures").glob("monica*.json"):
        content = path.read_bytes()
        read = read_all(MONICA, content)
        assert MONICA.sniff(piece_of(content))
        assert [one.name for one in contacts(read)] == ["Ines Okafor"]
        assert [one.channel for one in interactions(read)] == ["call", "meeting"]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "type", "values", "properties", "uuid", "contact", "birthdate", "date", "tags"]
            ),
            inner | st.sampled_from(["contact", "activity", "relationship", "call", "conversation", "note"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JUNK)
def test_any_json_is_survived(junk):
    for account in (
        junk,
        {"data": junk},
        {"data": [{"type": "contact", "values": [{"uuid": "i", "data": junk}]}]},
    ):
        content = json.dumps({"account": account})
        assert read_all(MONICA, content) == read_all(MONICA, content)


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(content):
    MONICA.sniff(piece_of(content))
    assert refusals(read_all(MONICA, content))


@pytest.mark.django_db
def test_a_relation_to_somebody_partial_is_kept_by_name(owner, bring):
    from needless.contacts.models import Contact

    bring(monica__json=export())
    (ines,) = Contact.objects.of(owner)
    kept = [(row.kind, row.other, row.other_name) for row in ines.relations.all()]
    assert kept == [("child", None, "Child"), ("introduced by", None, "Child")]


def test_a_relation_that_stands_in_its_contact_is_read_too():
    nested = {"properties": {"type": "child", "contact_is": "p", "of_contact": "i"}}
    whole = json.loads(export(relationship=[]))
    people = whole["account"]["data"][0]["values"]
    people[0]["data"].append({"type": "relationship", "count": 1, "values": [nested]})
    (ines,) = contacts(read_all(MONICA, json.dumps(whole)))
    assert ("child", "Child") in ines.relations
