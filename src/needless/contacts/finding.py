"""Which contacts hold the words of a search, how well, and whose name was meant by a misspelt one (M10).

On SQLite an FTS5 table of trigrams answers, on PostgreSQL a table with a tsvector and trigrams (migration 0046): all with
the same rows. A word counts anywhere in the text; one or two letters, which occur everywhere, at the beginning of a word.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from needless.contacts.models import Contact
from needless.method.folding import fold
from needless.method.misspelt import SHORTEST, nearest

if TYPE_CHECKING:
    from needless.owners.models import Owner

SHORT = 3  # letters: from here on a word counts in the middle of another, too
BEFORE = (" ", "\n", "-")  # a word
LONGEST = 200  # letters of a word in the tsvector
NEARLY_AT_MOST = 50
MATCHED = "SELECT rowid FROM contact_search WHERE contact_search MATCH %s"
HOLDING = "SELECT contacts_holding(%s, %s, %s)"
WORDED = "SELECT contacts_worded(%s, %s::tsquery)"
CALLED_NEARLY = "SELECT contacts_called_nearly(%s, %s)"
TEXT, CALLED = '"needless_contact"."search"', """lower("needless_contact"."nickname") || ' '"""
# The folded name, which is the text's first line, with the nickname; a space before and after each word.
NAME = f"translate(' ' || split_part({TEXT}, chr(10), 1) || ' ' || {CALLED}, '-', ' ')"
FIRST_LINE = f"substr({TEXT}, 1, instr({TEXT} || char(10), char(10)) - 1)"
NAME_IN_SQLITE = f"replace(' ' || {FIRST_LINE} || ' ' || {CALLED}, '-', ' ')"


def words_of(query: str) -> list[str]:
    """The folded words of what was typed, whatever that is."""
    return fold(query.encode(errors="replace").decode().replace("\0", " ")).split()


def holding(rows: QuerySet[Contact], owner: Owner, words: list[str]) -> QuerySet[Contact]:
    """Those of the owner's ``rows`` in whose text every word occurs."""
    short = [word for word in words if len(word) < SHORT]
    long = [word for word in words if len(word) >= SHORT]
    if connection.vendor == "postgresql":
        if long:
            parts = sorted((f"%{_literal(word)}%" for word in long), key=len)
            rows = rows.filter(_among(HOLDING, owner.pk, parts.pop(), parts))
        return having_words(rows, owner, short) if short else rows
    if long:
        match = " ".join('"' + word.replace('"', '""') + '"' for word in long)
        rows = rows.filter(pk__in=RawSQL(MATCHED, [match]))  # noqa: S611 - the words are a parameter
    for word in short:
        rows = rows.filter(_begun_by(word))
    return rows


def having_words(rows: QuerySet[Contact], owner: Owner, words: list[str]) -> QuerySet[Contact]:
    """On PostgreSQL: those of the owner's ``rows`` in whose text a word begins with each of these."""
    return rows.filter(_among(WORDED, owner.pk, tsquery(words)))


def tsquery(words: list[str]) -> str:
    """Beginnings of words as PostgreSQL writes them: every sign within the quotes is a letter."""
    quoted = (word[:LONGEST].replace("\\", "\\\\").replace("'", "''") for word in words)
    return " & ".join(f"'{word}':*" for word in quoted)


def closeness(words: list[str]) -> RawSQL:
    """How well a row that holds the words fits them: 0 whole words of the name, 1 beginnings of such, 2 of any word, 3 else.

    In plain SQL, as the same of a dozen expressions takes longer to write than to answer.
    """
    name, position = (NAME_IN_SQLITE, "instr") if connection.vendor == "sqlite" else (NAME, "strpos")
    of_name = f"{position}({name}, %s) > 0"
    of_any = f"({' OR '.join([of_name, *[f'{position}({TEXT}, %s) > 0'] * len(BEFORE)])})"
    all_of = (" AND ".join([each] * len(words)) for each in (of_name, of_name, of_any))
    whole, begun = [f" {word} " for word in words], [f" {word}" for word in words]
    anywhere = [before + word for word in words for before in (" ", *BEFORE)]
    sql = "CASE {} ELSE 3 END".format(" ".join(f"WHEN {each} THEN {n}" for n, each in enumerate(all_of)))
    return RawSQL(sql, [*whole, *begun, *anywhere])  # noqa: S611 - the words are parameters


def nearly_named(rows: QuerySet[Contact], owner: Owner, words: list[str]) -> QuerySet[Contact]:
    """Those of the owner's ``rows`` whose name was meant, at most NEARLY_AT_MOST; ``slips`` says how many letters are wrong."""
    longest = max(words, key=len, default="")
    if len(longest) < SHORTEST:
        return rows.none()
    some = rows
    if connection.vendor == "postgresql":
        some = rows.filter(_among(CALLED_NEARLY, owner.pk, longest))
    names = some.order_by().values_list("pk", "name", "nickname")
    found = nearest(words, ((pk, fold(f"{name} {nickname}")) for pk, name, nickname in names.iterator(5000)))
    best = sorted(found, key=lambda pk: (found[pk], pk))[:NEARLY_AT_MOST]
    counts = {count: [pk for pk in best if found[pk] == count] for count in {found[pk] for pk in best}}
    if not counts:
        return rows.none()
    said = Case(*(When(pk__in=pks, then=Value(count)) for count, pks in counts.items()), default=Value(0))
    return rows.filter(pk__in=best).annotate(slips=said)


def _among(sql: str, *given: object) -> Func:
    """Is the row's number one of these? Asked as an array, which is made once: IN may ask again for each contact."""
    numbers = RawSQL(sql, given)  # noqa: S611 - what is given are parameters
    return Func(
        F("pk"),
        numbers,
        template="(%(expressions)s))",
        arg_joiner=" = ANY(ARRAY",
        output_field=BooleanField(),
    )


def _begun_by(letters: str) -> Q:
    """Does a word of the text begin so? "luc" begins one of Jean-Luc."""
    inner = (Q(search__contains=before + letters) for before in BEFORE)
    return reduce(or_, inner, Q(search__startswith=letters))


def _literal(word: str) -> str:
    """For LIKE: without a sign that stands for others."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
