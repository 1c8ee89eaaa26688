"""What a preview would have written so far, so that the next batch or file is counted as the import will count it (M17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from needless.imports.drafts import ContactDraft

Linked = tuple[int, ...]  # contact ids, negative for those who would be made


class Imagined:
    """Keys of mail are kept as their hashes: a mailbox of a million would not fit otherwise."""

    def __init__(self, me: Iterable[tuple[str, str]] = ()) -> None:
        self.drafts: dict[int, list[ContactDraft]] = defaultdict(list)
        self.talks: dict[int, Linked] = {}
        self.waiting: dict[str, set[int]] = defaultdict(set)
        self.own: set[tuple[str, ...]] = {("OwnAddress", *row) for row in me}
        self.recommendations: set[str] = set()
        self._same: dict[Linked, Linked] = {}

    def tell(self, pk: int, draft: ContactDraft) -> None:
        """A draft that makes contact ``pk``, or adds to them. Of its photo it is enough that there is one."""
        draft.photo = draft.photo[:1]
        self.drafts[pk].append(draft)

    def link(self, key: str, contacts: Iterable[int]) -> None:
        """An interaction with these contacts."""
        linked = tuple(contacts)
        self.talks[hash(key)] = self._same.setdefault(linked, linked)

    def linked(self, keys: Sequence[str]) -> dict[str, tuple[int, set[int]]]:
        """Of these interactions the imagined ones, as the table would give them."""
        return {key: (0, set(self.talks[hash(key)])) for key in keys if hash(key) in self.talks}

    def wait(self, address: str, key: str) -> None:
        """Something that waits for whoever has this address."""
        self.waiting[address].add(hash(key))

    def release(self, contacts: dict[str, int], kept: Iterable[tuple[str, str]]) -> tuple[int, int]:
        """What waits for these addresses happens: ``kept`` is (address, key) of what earlier imports left waiting.

        Answers how many interactions that makes, and how many of them are of this import.
        """
        older = [(address, hash(key)) for address, key in kept]
        ours = [(address, key) for address in contacts for key in self.waiting.pop(address, ())]
        made = {key for _address, key in older if key not in self.talks}
        of_this = {key for _address, key in ours if key not in self.talks} - made
        for address, key in older + ours:
            self.talks[key] = (*self.talks.get(key, ()), contacts[address])
        return len(made | of_this), len(of_this)

    def is_new(self, told: tuple[str, ...]) -> bool:
        """Something about the owner that nothing told yet."""
        is_known = told in self.own
        self.own.add(told)
        return not is_known
