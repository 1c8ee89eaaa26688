"""A contact was changed here and elsewhere at once: which version holds? (M10)"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from needless.contacts.conflicts import answer_conflict, open_conflicts
from needless.contacts.models import Conflict
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404

FIELDS = {
    "name": gettext_lazy("name"), "given_name": gettext_lazy("first name"),
    "additional_name": gettext_lazy("middle name"), "family_name": gettext_lazy("last name"),
    "prefix": gettext_lazy("prefix"), "suffix": gettext_lazy("suffix"), "nickname": gettext_lazy("nickname"),
    "organisation": gettext_lazy("organisation"), "title": gettext_lazy("title"),
    "place": gettext_lazy("place"), "birthday": gettext_lazy("birthday"), "emails": gettext_lazy("e-mail"),
    "phones": gettext_lazy("phone"), "links": gettext_lazy("link"), "postal": gettext_lazy("address"),
    "tags": gettext_lazy("tag"), "dates": gettext_lazy("date"), "notes": gettext_lazy("note"),
    "how_we_met": gettext_lazy("how you met"), "starts_at": gettext_lazy("when"),
    "fields": gettext_lazy("field"), "photo": gettext_lazy("photo"),
}  # fmt: skip


@require_GET
def conflicts(request: OwnersRequest) -> HttpResponse:
    """Every question that waits, with both versions."""
    rows = [_shown(row) for row in open_conflicts(request.user)[:50]]
    return render(request, "conflicts.html", {"conflicts": rows})


def _shown(row: Conflict) -> dict[str, Any]:
    names = [name for name in {**row.mine, **row.theirs} if row.mine.get(name) != row.theirs.get(name)]
    versions = [
        (FIELDS.get(n, n), *(_said(n, side.get(n)) for side in (row.mine, row.theirs))) for n in names
    ]
    return {"conflict": row, "field": FIELDS.get(row.field, row.field), "versions": versions}


def _said(name: str, value: Any) -> str:
    if name == "photo":
        return _("a picture") if value else ""
    if name in ("dates", "fields") and value:
        return ", ".join(": ".join(map(str, each)) for each in value)
    return _words(value)


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(
            _words(each[0] if isinstance(each, list | tuple) and each else each) for each in value
        )
    return "" if value is None else str(value)


@require_POST
def answer(request: OwnersRequest, pk: int) -> HttpResponse:
    """Whose version holds."""
    try:
        with_404(lambda: answer_conflict(request.user, pk, request.POST.get("answer", "")))
    except ValidationError as problem:
        say(request, "; ".join(problem.messages))
    except ValueError:
        say(request, _("Choose one of the two."))
    return redirect("conflicts")
