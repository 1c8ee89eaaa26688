"""Template tags of the house."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.asking.references import Reference
from needless.contacts.models import Contact
from needless.contacts.photos import colour_of, photos_at
from needless.imports.models import Import
from needless.interactions import ties
from needless.method import readiness
from needless.tables.notes import is_locked
from needless.web import browsers, rooms, ways
from needless.web.forms import ENJOYMENT

register = template.Library()
LONGEST = 400  # characters of a value on the page of a whole record
register.filter("web_address", ways.web_address)
register.filter("program", browsers.named)


@register.filter
def ago(day: date | None) -> str:
    """How long ago a day was, as one says it: "yesterday", "3 weeks ago"; "" where it is not known."""
    return ties.ago(day, timezone.localdate()) if day else ""


@register.filter
def ago_at(at: datetime | None) -> str:
    """How long ago a moment was, by its day."""
    return ago(timezone.localdate(at)) if at else ""


@register.filter
def partial_date(text: str) -> str:
    """A date as exact as known ("2020", "2020-01", "2020-01-31", "--01-31"), in words."""
    parts = text.lstrip("-").split("-")
    try:
        numbers = [int(p) for p in parts]
        if text.startswith("--"):
            return date_format(date(2000, *numbers), "j F")
        return date_format(date(*[*numbers, 1, 1][:3]), ["Y", "M Y", "j M Y"][len(numbers) - 1])
    except (ValueError, IndexError, TypeError):
        return text


@register.filter
def percent(chance: float) -> str:
    """A chance (0 to 1) in whole percent, never broken across lines."""
    return f"{round(chance * 100)}\N{NO-BREAK SPACE}%"


@register.filter
def ready(row: Reference) -> str:
    """How ready somebody is to vouch, in a word or two."""
    if row.is_ready:
        return _("ready")
    return _("nearly ready") if row.parts.readiness >= readiness.NEARLY else _("not yet")


@register.filter
def parts(parts: readiness.Parts) -> list[tuple[str, float]]:
    """What readiness is made of: (words, 0 to 1)."""
    words = {
        "remembered": _("remember you"), "together": _("saw your work"), "recent": _("lately"),
        "fresh": _("not asked too often"),
    }  # fmt: skip
    return [(label, getattr(parts, name)) for name, label in words.items()]


@register.filter
def vouches_for(row: Reference) -> str:
    """What they saw of the owner's work: "Orient Lines 2018–2021; recommended you"."""
    found = row.evidence
    said = [
        f"{each.position.organisation} {each.since:%Y}–{each.until:%Y}"
        if each.since and each.until
        else each.position.organisation
        for each in found.shared
    ]
    said += [work.text for work in found.work]
    said += [_("recommended you")] if found.wrote else []
    said += (
        [_("endorsed you for %(skills)s") % {"skills": ", ".join(found.skills[:3])}] if found.skills else []
    )
    words = "; ".join(dict.fromkeys(said))
    return words[:1].upper() + words[1:]


@register.filter
def lookup(mapping: dict[object, object], key: object) -> object:
    """The value under a key that a template knows only as a variable; None where there is none."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The page's query string with some values changed (None or "" drops one): a link that keeps the rest."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = str(value)
    return f"?{values.urlencode()}"


@register.filter
def part_of(chance: float, whole: int) -> str:
    """That share of a length, for a picture's width; never in the reader's own number style."""
    return f"{max(0.0, min(1.0, chance)) * whole:.1f}"


@register.filter
def duration(minutes: int) -> str:
    """A length of time as one says it: "40 min", "3 h", "2 h 30 min"."""
    hours, rest = divmod(int(minutes), 60)
    said = [_("%(n)d h") % {"n": hours}] if hours else []
    if rest or not hours:
        said.append(_("%(n)d min") % {"n": rest})
    return " ".join(said)


@register.filter
def enjoyed(stars: int) -> str:
    """How enjoyable it was (1 to 5), in words."""
    return str(dict(ENJOYMENT).get(stars, ""))


@register.filter
def shown_link(url: str) -> str:
    """A web address without what everybody knows."""
    return url.split("://")[-1].removeprefix("www.").rstrip("/")


@register.inclusion_tag("avatar.html", takes_context=True)
def avatar(context: template.Context, contact: Contact, size: str = "") -> dict[str, object]:
    """A contact's photo, else their initials in a colour that stays.

    Pages with many faces hand over ``photos`` (contacts/photos.py: photos_at), so that it is one query.
    """
    there = context.get("photos")
    if there is None:
        there = photos_at(context["request"].user, [contact.pk])
    at = there.get(contact.pk)
    url = f"{reverse('contact-photo', args=[contact.pk])}?v={at.timestamp():.0f}" if at else ""
    return {"contact": contact, "url": url, "colour": colour_of(contact), "size": size}


@register.filter
def flags(contact: Contact) -> list[tuple[str, int, str]]:
    """What may be marked or unmarked about a contact: (flag, new value, words)."""
    return [
        ("met_in_person", 0, _("We have not met"))
        if contact.met_in_person
        else ("met_in_person", 1, _("We have met")),
        ("never_suggest", 0, _("Suggest again"))
        if contact.never_suggest
        else ("never_suggest", 1, _("Never suggest")),
        ("is_deceased", 0, _("Is alive")) if contact.is_deceased else ("is_deceased", 1, _("Has died")),
    ]


@register.filter
def shown_path(path: str) -> str:
    """A file's name as the owner knows it, without where the upload is kept."""
    uploads = str(settings.UPLOADS)
    return path[len(uploads) + 1 :].partition("/")[2] if path.startswith(uploads) else path


@register.filter
def file_names(import_: Import) -> str:
    """The names of the files of an import, the first few."""
    names = [shown_path(path).rsplit("/", 1)[-1] for path in import_.paths]
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "")


@register.filter
def time_left(seconds: int) -> str:
    """A length of time to wait, rounded as one says it."""
    if seconds < 60:
        return ngettext("%(n)d second left", "%(n)d seconds left", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}


def _here(context: template.Context) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return match.url_name or "" if match else ""


@register.inclusion_tag("places.html", takes_context=True)
def places(context: template.Context) -> dict[str, object]:
    """The menu: the rooms, the one that the page lies in marked, and the button to log."""
    name = _here(context)
    shown = {"rooms": rooms.ROOMS, "house": rooms.HOUSE, "here": rooms.room_of(name), "name": name}
    return {**shown, "request": context.get("request")}


@register.inclusion_tag("room.html", takes_context=True)
def room_links(context: template.Context) -> dict[str, object]:
    """The pages beside this one in its room."""
    name = _here(context)
    room = rooms.room_of(name)
    return {"room": room, "pages": [(page, rooms.is_page(page, name)) for page in room.pages] if room else []}


register.filter("is_locked", is_locked)


@register.filter
def any_locked(rows: Any) -> bool:
    """Is one of these rows a note, or does it have a line, that nobody here can read?"""
    return any(is_locked(getattr(row, name, "")) for row in rows or () for name in ("text", "summary"))


@register.filter
def plain_name(column: str) -> str:
    """A column's name as words."""
    return column.removesuffix("_id").replace("_", " ")


@register.filter
def plain_value(value: Any) -> str:
    """What a column holds, to read: no pictures, no endless texts."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
