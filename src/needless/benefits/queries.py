"""What came, the latest first; and of how many ties of each kind of origin something did (M15)."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from needless.benefits.chains import BORN
from needless.benefits.models import Benefit, Link
from needless.contacts.models import Contact, Position, Relation
from needless.gatherings.models import Companion, Guest
from needless.method.folding import fold
from needless.method.origins import Yield, yields
from needless.owners.models import Owner, OwnPosition

ORIGINS = {
    "informal": _("an informal activity"),
    "formal": _("a formal activity"),
    "event": _("an event"),
    "introduced": _("an introduction"),
    "work": _("working together"),
    "online": _("online, never met"),
    "other": _("somewhere else, or not known"),
}


def benefits_of(owner: Owner) -> QuerySet[Benefit]:
    """All with their chains, the latest first; nothing came of some."""
    rows: QuerySet[Benefit] = Benefit.objects.of(owner)
    links = Link.objects.of(owner).filter(contact__deleted_at=None).select_related("contact")
    with_people = Prefetch("links", queryset=links.order_by("position", "pk"))
    behind = ("activity", "event", "introduction__a", "introduction__b", "possibility", "interaction")
    return rows.select_related(*behind).prefetch_related(with_people).order_by("-on", "-pk")


def came_by(owner: Owner, contact: Contact, most: int = 5) -> list[Benefit]:
    """What one contact had a part in, the latest first."""
    return list(benefits_of(owner).filter(links__contact=contact)[:most])


def by_origin(owner: Owner) -> list[Yield]:
    """Of how many people of each origin (of ORIGINS) something came; who brought nothing counts among them."""
    links = Link.objects.of(owner).filter(contact__deleted_at=None)
    brought = links.exclude(benefit__kind=Benefit.Kind.NOTHING).values_list("contact_id", flat=True)
    fine = links.filter(benefit__kind=Benefit.Kind.NOTHING).values_list("contact_id", flat=True)
    return yields(_origins(owner), set(brought), set(fine), list(ORIGINS))


def _origins(owner: Owner) -> dict[int, str]:
    """Where each tie began, by what is on record: the surest word last, so that it stays."""
    rows = Contact.objects.of(owner).filter(deleted_at=None, is_deceased=False)
    columns = rows.values_list("pk", "organisation", "connected_on", "met_in_person")
    firms = {fold(name) for name in OwnPosition.objects.of(owner).values_list("organisation", flat=True)} - {
        ""
    }
    worked = _colleagues(owner, firms)
    found = {}
    for pk, organisation, connected_on, has_met in columns:
        is_work = pk in worked or fold(organisation) in firms
        found[pk] = "work" if is_work else "online" if connected_on and not has_met else "other"
    surer = {**_introduced(owner), **_at_events(owner), **_in_activities(owner)}
    return found | {pk: origin for pk, origin in surer.items() if pk in found}


def _colleagues(owner: Owner, firms: set[str]) -> set[int]:
    """Who held a job where the owner held one."""
    jobs = Position.objects.of(owner).exclude(organisation="").values_list("contact_id", "organisation")
    return {pk for pk, organisation in jobs if fold(organisation) in firms} if firms else set()


def _introduced(owner: Owner) -> dict[int, str]:
    rows = Relation.objects.of(owner).filter(kind__iexact=BORN)
    return dict.fromkeys(rows.values_list("contact_id", flat=True), "introduced")


def _at_events(owner: Owner) -> dict[int, str]:
    """Who was at an event on the day on which the tie began."""
    rows = Guest.objects.of(owner).exclude(contact__first_talk_on=None)
    columns = rows.values_list("contact_id", "contact__first_talk_on", "event__starts_at__date")
    return {pk: "event" for pk, first, day in columns if abs((first - day).days) <= 1}


def _in_activities(owner: Owner) -> dict[int, str]:
    rows = Companion.objects.of(owner).filter(met_there=True).order_by("-since")
    return dict(rows.values_list("contact_id", "activity__form"))
