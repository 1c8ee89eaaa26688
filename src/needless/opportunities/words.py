"""What is said of an opportunity and to whom (M16)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from needless.news.words import reason_for
from needless.opportunities.models import Opportunity, Tip


def reason(tip: Tip) -> str:
    """Why it is for them, in one line."""
    return reason_for(tip.contact, tip.terms, tip.facts)


def where(row: Opportunity) -> str:
    """At whom and where: "Orient Lines, Lisbon"."""
    return ", ".join(part for part in (row.organisation, row.place) if part)


def message(tip: Tip) -> str:
    """A few words to send along; the owner changes them as they like."""
    row = tip.opportunity
    what = f"{row.title} ({where(row)})" if where(row) else row.title
    facts = {"name": tip.contact.first_name, "what": what}
    said = _("Hi %(name)s, I came across this and thought of you, for you or for somebody you know: %(what)s")
    return f"{said % facts}\n{row.url}".strip()
