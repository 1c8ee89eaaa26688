"""The search on either database: the same rows for any text, names that are misspelt, and an index for a large book (M10)."""

import os
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needless.contacts.actions import let_go, save_contact
from needless.contacts.models import Contact
from needless.contacts.queries import contacts_found, names_like, searched
from needless.tables import bulk, row_security

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    "NEEDLESS_DATABASE_URL" not in os.environ, reason="of PostgreSQL's table of words (make postgresql)"
)
MIGRATION = "needless.migrations.0046_search_by_words"
LETTERS = "aäbß '\"\\%_&|!:*()<>-@.\n\0漢ж"
any_text = st.one_of(
    st.text(LETTERS, max_size=12), st.text(st.characters(), max_size=8), st.just("'':*&!"), st.just("\udcff")
)
quietly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


def names(rows):
    return [row.name for row in rows]


def add(owner, rows):
    now = timezone.now()
    bulk.insert(Contact, ["name", "search"], rows, owner_id=owner.pk, made_at=now, changed_at=now)


def holds(text, word):
    """What is promised: anywhere from three letters on, else at the beginning of a word."""
    if len(word) >= 3:
        return word in text
    return text.startswith(word) or any(before + word in text for before in " \n-")


@quietly
@given(query=any_text, notes=st.lists(st.text(LETTERS, max_size=20), min_size=1, max_size=6))
def test_any_text_is_searched_for_and_finds_the_same_on_either_database(owner, query, notes):
    from needless.contacts.finding import words_of

    Contact.objects.of(owner)._raw_delete("default")
    add(owner, [(f"{n}", "\n".join(words_of(text)) + f"\n{n}") for n, text in enumerate(notes)])
    rows = Contact.objects.of(owner)
    expected = {row.pk for row in rows if all(holds(row.search, word) for word in words_of(query))}
    assert {row.pk for row in searched(owner, query)} == expected
    list(contacts_found(owner, query))
    names_like(owner, query)


@pytest.fixture
def smiths(owner):
    for name in (
        "John Smith",
        "Joan Smythe",
        "Johanna Schmidt",
        "Jean-Luc Moreau",
        "Katarzyna Wiśniewska",
        "Bo Li",
    ):
        save_contact(owner, {"name": name})
    save_contact(owner, {"name": "Xaver Brandt", "how_we_met": "through John Smith, at Smithson's"})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Jonh Smiht", ["John Smith"]),
        ("jonh", ["John Smith"]),
        ("jhon smi", ["John Smith"]),
        ("Wisnievska", ["Katarzyna Wiśniewska"]),
        ("katarzina wisniewska", ["Katarzyna Wiśniewska"]),
        ("moraeu", ["Jean-Luc Moreau"]),
        ("Bl", []),  # two letters are no name
        ("Zebediah", []),
        ("John Zebediah", []),
    ],
)
def test_a_misspelt_name_finds_whom_it_meant(owner, smiths, query, found):
    assert names(contacts_found(owner, query)) == found
    nearly = names_like(owner, query)
    assert names(nearly) == found
    assert all(contact.slips for contact in nearly), "it can be told that these are guesses"


def test_nobody_is_guessed_where_somebody_is_found(owner, smiths):
    assert "Joan Smythe" not in names(contacts_found(owner, "john"))
    assert names_like(owner, "jonh", or_nearly=False) == []


def test_whole_names_come_first_then_their_beginnings_then_mentions(owner, smiths):
    save_contact(owner, {"name": "Aart Hazesmith"})
    assert names(contacts_found(owner, "smith")) == ["John Smith", "Xaver Brandt", "Aart Hazesmith"]
    assert names(contacts_found(owner, "luc")) == ["Jean-Luc Moreau"]
    assert names(contacts_found(owner, "joh")) == ["Johanna Schmidt", "John Smith", "Xaver Brandt"]
    assert names(names_like(owner, "smith")) == ["John Smith", "Xaver Brandt", "Aart Hazesmith"]
    assert names(contacts_found(owner, "smith", sort="name"))[0] == "Aart Hazesmith", (
        "unless another order is asked for"
    )


def test_who_was_let_go_comes_last_even_where_the_present_are_only_mentioned(owner, smiths):
    john = Contact.objects.of(owner).get(name="John Smith")
    let_go(owner, [john.pk])
    assert names(names_like(owner, "smith", 2)) == ["Xaver Brandt", "John Smith"]
    assert names(names_like(owner, "smith", 1)) == ["Xaver Brandt"]


def test_a_text_longer_than_an_index_can_hold_is_kept_and_found(owner):
    long = " ".join(f"w{n}" for n in range(200_000)) + " " + "x" * 5000 + " zanzibar"
    save_contact(owner, {"name": "Ana Silva", "how_we_met": long})
    assert names(contacts_found(owner, "zanzibar silva")) == ["Ana Silva"]
    assert names(contacts_found(owner, "x" * 3000)) == ["Ana Silva"]


def test_what_a_contact_says_no_longer_finds_them(owner):
    ana = save_contact(owner, {"name": "Ana Silva"})
    save_contact(owner, {"name": "Ana Costa"}, ana)
    assert names(searched(owner, "silva")) == []
    assert names(searched(owner, "costa")) == ["Ana Costa"]
    Contact.objects.of(owner).filter(pk=ana.pk).delete()
    assert names(searched(owner, "costa")) == []


LARGE = 20_000


@pytest.fixture
def large_book(owner):
    rows = [(f"Given{n} Family{n % 500}", f"given{n} family{n % 500}\nfirm{n % 700}") for n in range(LARGE)]
    add(owner, rows)
    if connection.vendor == "postgresql":  # as the server does it by itself, after a while
        with connection.cursor() as cursor:
            for index in ("by_word", "by_part", "by_name"):
                cursor.execute(f"SELECT gin_clean_pending_list('contact_search_{index}')")
            cursor.execute("ANALYZE contact_search, needless_contact")


def scans():
    """How often each index was read, and the table as a whole, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_stat_get_xact_numscans(oid) FROM pg_class WHERE relname LIKE 'contact_search%'"
        )
        return dict(cursor.fetchall())


@on_postgresql
def test_a_large_book_is_searched_by_its_indexes(owner, large_book):
    before = scans()
    with row_security.acting_for(str(owner.pk)):
        assert names(contacts_found(owner, "given777 firm77 y277")) == [
            "Given777 Family277",
            "Given7777 Family277",
        ]
        assert names(names_like(owner, "given7771", 1)) == ["Given7771 Family271"]
        assert names(names_like(owner, "gievn12345 famyli345", 1)) == ["Given12345 Family345"]
    read = {name for name, count in scans().items() if count > before[name]}
    assert read == {"contact_search_by_part", "contact_search_by_word", "contact_search_by_name"}


@on_postgresql
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("words @@ '''family77'':*'::tsquery", "contact_search_by_word"),
        ("text LIKE '%iven777%'", "contact_search_by_part"),
    ],
)
def test_the_plan_for_a_large_book_names_the_index(owner, large_book, asked, index):
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN SELECT contact_id FROM contact_search WHERE owner_id = {owner.pk} AND {asked}"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan
    assert "Seq Scan" not in plan


@on_postgresql
def test_the_table_of_words_answers_for_one_owner(owner, other_owner, smiths):
    def asked(sql, who):
        with connection.cursor() as cursor:
            cursor.execute(sql, [who.pk])
            return len(cursor.fetchall())

    ways = (
        "contacts_worded(%s, '''smith'':*')",
        "contacts_holding(%s, '%%mit%%', '{}')",
        "contacts_called_nearly(%s, 'smith')",
    )
    for way in ways:
        with row_security.acting_for(str(owner.pk)):
            assert asked(f"SELECT {way}", owner)
        with row_security.acting_for(str(other_owner.pk)):
            assert not asked(f"SELECT {way}", owner), "asked for somebody else's"
            assert not asked(f"SELECT {way}", other_owner)


@on_postgresql
def test_the_migration_goes_back_and_forth(owner, smiths):
    migration = import_module(MIGRATION)
    with connection.schema_editor() as editor:
        migration.unmake_table(apps, editor)
        migration.make_table(apps, editor)
    assert names(contacts_found(owner, "smith john")) == ["John Smith", "Xaver Brandt"]


@on_postgresql
def test_without_the_extension_the_same_is_found(owner, smiths, monkeypatch):
    migration = import_module(MIGRATION)
    monkeypatch.setattr(migration, "TRIGRAMS", ("CREATE EXTENSION no_such_extension",))
    with connection.schema_editor() as editor:
        migration.unmake_table(apps, editor)
        migration.make_table(apps, editor)
    assert names(contacts_found(owner, "mith")) == ["John Smith", "Xaver Brandt"]
    assert names(contacts_found(owner, "Jonh Smiht")) == ["John Smith"]
