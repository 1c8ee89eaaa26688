"""How an import goes, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils import timezone

from needless.imports.models import Import, ImportFile, Refused
from needless.owners.models import Owner


class Refusals(TypedDict):
    """One thing refused, as JSON."""

    path: str
    row: int
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: ``percent`` 0 to 100; rows a second and seconds left are None before anything is known."""

    stage: str
    percent: int
    rows: int
    rows_per_second: int | None
    seconds_left: int | None


def import_of(owner: Owner, pk: int) -> Import:
    """One import. Raises Import.DoesNotExist."""
    found: Import = Import.objects.of(owner).get(pk=pk)
    return found


def imports_of(owner: Owner, limit: int = 20) -> QuerySet[Import]:
    """The latest imports."""
    found: QuerySet[Import] = Import.objects.of(owner).order_by("-made_at")[:limit]
    return found


def progress_of(import_: Import) -> Progress:
    """Percentage by bytes, rate and time left by the clock since it started."""
    total, done = import_.bytes_total, import_.bytes_done
    percent = (
        100
        if import_.stage in ("done", "previewed", "undone")
        else min(99, 100 * done // total)
        if total
        else 0
    )
    began = import_.started_at or import_.made_at
    seconds = max((timezone.now() - began).total_seconds(), 0.001)
    rate = int(import_.rows_done / seconds) if import_.rows_done else None
    left = int(seconds * (total - done) / done) if done and total and percent < 100 else None
    return Progress(import_.stage, percent, import_.rows_done, rate, left)


def files_of(import_: Import, preview: bool = False) -> list[ImportFile]:
    """Its files in the order of reading; the first may stand for everything that was not recognised."""
    files = ImportFile.objects.of(import_.owner).filter(of=import_, is_preview=preview).order_by("position")
    return [file for file in files if file.path or file.skipped or file.refused]


def refusals_of(import_: Import, preview: bool = False, limit: int | None = None) -> list[Refusals]:
    """What was refused: file, row, field, and what was expected."""
    rows = Refused.objects.of(import_.owner).filter(file__of=import_, file__is_preview=preview)
    return [_refusal(row) for row in rows.select_related("file").order_by("pk")[:limit]]


def _refusal(row: Refused) -> Refusals:
    path, problem = row.file.path, row.problem
    if not path and "\t" in problem:
        path, problem = problem.split("\t", 1)
    return Refusals(path=path, row=row.row, field=row.field, problem=problem)


SUMMED = ("contacts_created", "contacts_updated", "interactions_created")


def report_of(import_: Import, preview: bool = False) -> dict[str, Any]:
    """The import as `needless import --json` prints it."""
    files: Sequence[ImportFile] = files_of(import_, preview)
    sources = [
        {
            name: getattr(f, name)
            for name in ("path", "kind", "created", "updated", "unchanged", "refused", "skipped")
        }
        | {"skips": f.skips}
        for f in files
        if f.path
    ]
    sums = {name: sum(getattr(f, name) for f in files) for name in SUMMED}
    return {"import_id": import_.pk, "sources": sources, **sums, "refusals": refusals_of(import_, preview)}
