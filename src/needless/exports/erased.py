"""Who in an export was erased here for good: an old export does not bring them back unasked (M17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from needless.contacts.forgetting import Forgetting
from needless.exports.queries import Row, read_rows
from needless.imports.drafts import Refusal
from needless.imports.models import ImportFile
from needless.imports.taking import refuse
from needless.imports.talk import ERASED_FIELD

if TYPE_CHECKING:
    from needless.owners.models import Owner

TELLING = ("Contact", "Address", "SourceKey", "Participation")
Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Erased:
    """By their numbers in the file: contacts with what is said of each, talks with nobody else, their addresses' keys."""

    contacts: dict[int, str] = field(default_factory=dict)
    talks: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def holds(self, table: str, row: Row) -> bool:
        """Does this row of the file stay out? What points to one of the contacts finds nobody to point to by itself."""
        if table == "WaitingTalk":
            return row.get("address") in self.keys
        numbers = {"Contact": self.contacts, "Interaction": self.talks}.get(table, ())
        return row.get("id") in numbers

    def refusals(self) -> list[tuple[int, str]]:
        """(number in the file, why) for each."""
        return sorted(self.contacts.items())


def erased_in(owner: Owner, path: Path) -> Erased | None:
    """Read the file once for it; None, without reading, where nobody was erased here. Raises NotAnArchive."""
    forgetting = Forgetting(owner)
    return _found(forgetting, path) if forgetting else None


def _found(forgetting: Forgetting, path: Path) -> Erased:
    names: dict[int, tuple[str, str]] = {}
    pairs: dict[int, Pairs] = defaultdict(list)
    keys: dict[int, list[str]] = defaultdict(list)
    people: dict[int, set[int]] = defaultdict(set)
    for table, row in read_rows(path):
        if table not in TELLING:
            continue
        who = row.get("id" if table == "Contact" else "contact_id")
        if not isinstance(who, int):
            continue
        if table == "Contact":
            names[who] = (str(row.get("uid") or ""), str(row.get("name") or ""))
        elif table == "Address" and row.get("kind") != "postal":
            pairs[who].append((str(row.get("kind")), str(row.get("key"))))
        elif table == "SourceKey":
            keys[who].append(str(row.get("key")))
        elif table == "Participation" and isinstance(row.get("interaction_id"), int):
            people[row["interaction_id"]].add(who)
    found = Erased()
    for who, (uid, name) in names.items():
        if at := _erased_at(forgetting, (uid, *keys[who]), pairs[who], name):
            found.contacts[who] = forgetting.said(at)
            found.keys |= {key for _kind, key in pairs[who]}
    found.talks = {talk for talk, there in people.items() if there <= set(found.contacts)}
    return found


def _erased_at(forgetting: Forgetting, keys: Sequence[str], pairs: Pairs, name: str) -> datetime | None:
    return next((at for key in keys if (at := forgetting.erased_at(key, pairs, name))), None)


def note_left_out(file: ImportFile, left_out: Sequence[tuple[int, str]]) -> None:
    """So that the owner reads it, and may say otherwise."""
    if left_out:
        refuse(file, [Refusal(file.path, row, ERASED_FIELD, why) for row, why in left_out])
        file.save(update_fields=["refused"])
