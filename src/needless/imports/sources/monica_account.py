"""Monica's JSON export looked up by uuid: who is who and who knows whom (M17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from needless.imports.drafts import Refusal

READ_ELSEWHERE = frozenset({"contact", "relationship", "activity", "photo", "user"})

Node = dict[str, Any]


def text(node: Node, name: str) -> str:
    """A property as stripped text; "" where it is absent or no plain value."""
    value = node.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\0", "").strip()


def properties(node: Any) -> Node:
    """The properties of an exported thing."""
    found = node.get("properties") if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def groups(node: Any) -> dict[str, list[Any]]:
    """The nested lists by their type in the singular: {"note": [...], "activity": [...]}."""
    found: dict[str, list[Any]] = {}
    listed = node.get("data") if isinstance(node, dict) else None
    for group in listed if isinstance(listed, list) else ():
        values = group.get("values") if isinstance(group, dict) else None
        if isinstance(values, list):
            found.setdefault(_singular(text(group, "type")), []).extend(values)
    return found


def _singular(kind: str) -> str:
    kind = kind.lower().replace(" ", "_")
    if kind.endswith("ies"):
        return kind[:-3] + "y"
    if kind.endswith("sses"):
        return kind[:-2]
    return kind[:-1] if kind.endswith("s") and not kind.endswith("ss") else kind


def things_in(found: dict[str, list[Any]], kind: str) -> list[Node]:
    return [value for value in found.get(kind, ()) if isinstance(value, dict)]


def key_of(uuid: str) -> str:
    return f"monica:{uuid}"


@dataclass(slots=True)
class Account:
    """The whole export, looked up by uuid."""

    path: str
    contacts: list[Node]
    activities: list[Node]
    relationships: list[Node]
    left: dict[str, int]
    names: dict[str, str] = field(default_factory=dict)  # of everybody, partial ones too
    partial: set[str] = field(default_factory=set)
    kinds: dict[str, Node] = field(default_factory=dict)  # genders, field types, ... by uuid
    photos: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    present: dict[str, list[str]] = field(default_factory=dict)  # activity -> contacts

    def named(self, uuid: str) -> str:
        return text(self.kinds.get(uuid, {}), "name")


def account_of(path: str, whole: Node) -> Account:
    node = whole.get("account")
    found = groups(node)
    left = {kind: len(values) for kind, values in found.items() if kind not in READ_ELSEWHERE and values}
    parts = [things_in(found, kind) for kind in ("contact", "activity", "relationship")]
    account = Account(path, parts[0], parts[1], parts[2], left)
    account.photos = {
        text(one, "uuid"): text(properties(one), "dataUrl") for one in things_in(found, "photo")
    }
    _look_up_kinds(account, node if isinstance(node, dict) else {})
    _look_up_people(account)
    return account


def _look_up_kinds(account: Account, node: Node) -> None:
    instance = node.get("instance")
    for listed in instance.values() if isinstance(instance, dict) else ():
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict):
                account.kinds[text(one, "uuid")] = properties(one)


def _look_up_people(account: Account) -> None:
    for contact in account.contacts:
        uuid, own = text(contact, "uuid"), properties(contact)
        account.names[uuid] = full_name(own)
        account.relationships.extend(things_in(groups(contact), "relationship"))
        if own.get("is_partial") is True:
            account.partial.add(uuid)
            continue
        for activity in groups(contact).get("activity", ()):
            other = text(activity, "uuid") if isinstance(activity, dict) else str(activity)
            account.present.setdefault(other, []).append(uuid)
            known = (
                {text(one, "uuid") for one in account.activities} if isinstance(activity, dict) else {other}
            )
            if other not in known:
                account.activities.append(activity)


def full_name(own: Node) -> str:
    pieces = (text(own, name) for name in ("first_name", "middle_name", "last_name"))
    return " ".join(piece for piece in pieces if piece) or text(own, "nickname")


def relate(account: Account) -> Iterator[Refusal]:
    """``contact_is`` is the <type> of ``of_contact``: that one's relation.

    Whoever is only partial is told by name.
    """
    seen = set[tuple[str, ...]]()
    for row, one in enumerate(account.relationships, 1):
        own = properties(one)
        told = tuple(text(own, name) for name in ("type", "contact_is", "of_contact"))
        if told in seen:
            continue  # by the account and by its contact
        seen.add(told)
        kind = text(own, "type")
        kind = account.named(kind) or kind or "knows"
        who, whose = text(own, "contact_is"), text(own, "of_contact")
        if _is_whole(account, whose) and who in account.names:
            account.relations.setdefault(whose, []).append((kind, reference_to(account, who)))
        elif _is_whole(account, who) and whose in account.names:
            account.relations.setdefault(who, []).append((f"{kind} of", reference_to(account, whose)))
        else:
            yield Refusal(
                account.path,
                row,
                "relationship",
                f"two contacts of this file expected for {kind!r}; left out",
            )


def _is_whole(account: Account, uuid: str) -> bool:
    return uuid in account.names and uuid not in account.partial


def reference_to(account: Account, uuid: str) -> str:
    return account.names[uuid] if uuid in account.partial else key_of(uuid)
