"""What a token may do: read or write everything, or only some areas (OAuth's way: words with spaces between)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

READ, WRITE = "read", "write"
AREAS: dict[str, str | Promise] = {
    "contacts": gettext_lazy("Contacts"),
    "interactions": gettext_lazy("What passed between you, and the log"),
    "plan": gettext_lazy("Today's plan and practice"),
    "meetings": gettext_lazy("Meetings, trips, events, activities"),
    "giving": gettext_lazy("Giving and asking, news, what was heard and came of it"),
    "imports": gettext_lazy("Imports"),
    "export": gettext_lazy("The export of everything"),
    "settings": gettext_lazy("Settings"),
}
SCOPES = (READ, WRITE, *(f"{area}:{verb}" for area in AREAS for verb in (READ, WRITE)))


def scopes_of(words: Iterable[str]) -> str:
    """As they are kept: known ones, once each, in order; none is "read". Raises ValueError with the first unknown one."""
    wanted = {word for text in words for word in text.replace(",", " ").split()} or {READ}
    if unknown := sorted(wanted - set(SCOPES)):
        raise ValueError(
            _("There is no scope %(scope)s; there are: %(scopes)s.")
            % {"scope": unknown[0][:60], "scopes": ", ".join(SCOPES)}
        )
    return " ".join(scope for scope in SCOPES if scope in wanted)


def may(scopes: str, area: str, verb: str) -> bool:
    """Do these allow to read or write in that area? Writing includes reading."""
    enough = {WRITE, f"{area}:{WRITE}"} | ({READ, f"{area}:{READ}"} if verb == READ else set())
    return not enough.isdisjoint(scopes.split())
