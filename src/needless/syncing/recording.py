"""What a run does, written down while it goes: for the owner to read, and to be taken back (M17)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from needless.contacts.editing import Steps
from needless.contacts.models import Undo
from needless.contacts.undo import remember
from needless.syncing.merging import Change, shown
from needless.syncing.models import SyncRun

MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is done, or would be: ``what`` on which ``side`` ("here" or "there"), to whom, field by field."""

    what: str  # "create", "update", "archive", "delete", "ask"
    side: str
    name: str
    where: str
    contact: int | None = None
    changes: tuple[tuple[str, str, str], ...] = ()

    def plain(self) -> Any:
        """As JSON: LineShape of syncing/shapes.py."""
        changes = [{"field": f, "old": old, "new": new} for f, old, new in self.changes]
        return {
            "what": self.what, "side": self.side, "name": self.name, "where": self.where, "contact": self.contact,
            "changes": changes,
        }  # fmt: skip


def line(what: str, side: str, name: str, where: str, contact: int | None = None, changes: Any = ()) -> Line:
    """A line from changes of words."""
    found: list[Change] = list(changes)
    return Line(what, side, name, where, contact, tuple(shown(found)))


@dataclass(slots=True)
class Record:
    """The lines of a run; without ``run`` of a dry one, which keeps them all."""

    run: SyncRun | None = None
    lines: list[Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    steps: Steps = field(default_factory=Steps)

    def add(self, line: Line) -> None:
        """Note one thing."""
        self.counts[f"{line.what}_{line.side}"] += 1
        if self.run is None or len(self.lines) < MOST_LINES:
            self.lines.append(line)

    def refuse(self, name: str, why: str) -> None:
        """Note what could not be done, and why; the rest goes on."""
        self.refused.append((name, why))

    def keep(self) -> None:
        """Write it into the run's row, in the transaction of what was done."""
        run = self.run
        if run is None:
            return
        run.counts, run.lines = dict(self.counts), [each.plain() for each in self.lines]
        run.refused = [list(pair) for pair in self.refused[:MOST_LINES]]
        if self.steps.restore or self.steps.remove or self.steps.insert:
            self._keep_steps(run)
        run.save(update_fields=["counts", "lines", "refused", "undo", "imports"])

    def _keep_steps(self, run: SyncRun) -> None:
        """Later steps are walked back first; within one run each row is changed by one card, so their order is free."""
        before = Undo.objects.of(run.owner).filter(pk=run.undo_id).first() if run.undo_id else None
        label = _("Synced %(name)s") % {"name": run.account.name}
        new = remember(run.owner, label, self.steps.restore, self.steps.remove, self.steps.insert)
        if before is not None:
            for name in ("restore", "remove", "insert"):
                new.steps[name] = [*new.steps[name], *before.steps.get(name, [])]
            new.save(update_fields=["steps"])
            before.delete()
        run.undo = new
        self.steps = Steps()
