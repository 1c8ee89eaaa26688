"""What webhooks tell of, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EVENTS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "contact.created": gettext_lazy("A contact was added"),
        "contact.changed": gettext_lazy("A contact was changed"),
        "contact.archived": gettext_lazy("A contact was let go"),
        "contact.deleted": gettext_lazy("A contact was deleted"),
        "interaction.logged": gettext_lazy("A talk was logged"),
        "interaction.changed": gettext_lazy("A logged talk was changed"),
        "interaction.deleted": gettext_lazy("A logged talk was deleted"),
        "plan.decided": gettext_lazy("Something of the plan was decided: done, later, not now"),
        "introduction.moved": gettext_lazy("An introduction went on"),
        "import.finished": gettext_lazy("An import is through"),
    }
)
TEST = "webhook.test"


def checked_events(names: Iterable[str]) -> list[str]:
    """Known ones, once each, in order. Raises ValueError for none, and for one that is not known."""
    wanted = set(names)
    if strange := sorted(wanted - set(EVENTS)):
        known = ", ".join(EVENTS)
        raise ValueError(
            _("There is no event %(name)s; there are: %(known)s.") % {"name": strange[0][:40], "known": known}
        )
    if not wanted:
        raise ValueError(_("Choose at least one thing to be told of."))
    return [name for name in EVENTS if name in wanted]
