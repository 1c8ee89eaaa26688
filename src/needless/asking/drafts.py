"""First words for an ask: short, with a way out for them; the owner's own words are better (M2, M3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner, OwnPosition


def job_of(position: OwnPosition | None) -> str:
    """ "Planner at Orient Lines"; "" without one."""
    if position is None:
        return ""
    if position.title and position.organisation:
        return _("%(title)s at %(organisation)s") % {
            "title": position.title,
            "organisation": position.organisation,
        }
    return position.title or position.organisation


def first_about(kind: str, position: OwnPosition | None) -> str:
    """What it is about, as far as that follows from what is known."""
    return _("my work as %(job)s") % {"job": job_of(position)} if kind == "reference" and position else ""


def first_words(owner: Owner, contact: Contact, kind: str, about: str, position: OwnPosition | None) -> str:
    """A message to begin with."""
    blank = _("…")
    bodies = {
        "reference": _("would you be willing to be a reference for %(about)s? I can send one page with what we did together, so that you need not search your memory."),
        "introduction": _("I would like to get to know %(about)s. Do you know them well enough to ask whether they would like to talk with me?"),
        "advice": _("may I ask your advice on %(about)s? A quarter of an hour on the phone would help me a lot."),
        "lead": _("I keep my eyes open for %(about)s. Should you hear of something, would you think of me?"),
    }  # fmt: skip
    body = bodies[kind] % {"about": about or (_("my work") if kind == "reference" else blank)}
    way_out = _("If it does not suit you, no harm done.")
    said = [_("Hi %(name)s,") % {"name": contact.first_name}, f"{body} {way_out}", owner.first_name]
    return "\n\n".join(filter(None, said))
