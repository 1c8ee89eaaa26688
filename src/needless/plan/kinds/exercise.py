"""Once a week a small exercise for a muscle that goes slack, with somebody whom it suits (M1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db.models import Case, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.benefits.models import Benefit, Link
from needless.contacts.models import Contact
from needless.gatherings.models import Activity
from needless.method.practice import Muscle, is_habit, to_exercise
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk
from needless.plan.models import Suggestion
from needless.plan.options import channels_to, own_places, reach_of
from needless.practice.queries import practice_of
from needless.practice.words import NAMES, since

name = "exercise"
MOST = 24
A_YEAR = 365
WORTH = 2.0
SPARED_DAYS = 28  # for so long nothing is said of a muscle whose exercise was not wanted
UNWANTED = (Suggestion.Stage.SKIPPED, Suggestion.Stage.LET_GO)
Found = Sequence[tuple[Contact, str, str]]  # whom, what to do, and why them
TITLES = {
    "introduce": gettext_lazy("Who might know whom"), "recommend": gettext_lazy("Draft the recommendation"),
    "ask": gettext_lazy("Draft the ask"),
}  # fmt: skip
CHANNELS = {
    "call": ("call",), "meet": ("meeting",), "write": ("letter", "mail", "message"),
}  # fmt: skip


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """One, for the slackest muscle that suits anybody; nobody where this week had its exercise, done or not."""
    earlier = Suggestion.objects.of(owner).filter(kind=name, on__range=(on - timedelta(days=SPARED_DAYS), on))
    rows = list(earlier.values_list("on", "stage", "in_hand"))
    if any(day >= on - timedelta(days=on.weekday()) for day, _stage, _hand in rows):
        return []
    practice = practice_of(owner, on)
    if not is_habit(practice.kept):
        return []
    declined = {(hand or {}).get("muscle", "") for _day, stage, hand in rows if stage in UNWANTED}
    muscles = {muscle.name: muscle for muscle in practice.muscles}
    people = _near(on, desk)
    reach, near = reach_of(owner, [c.pk for c in people]), own_places(owner)
    for muscle in to_exercise(muscles.values(), declined):
        for contact, action, why in EXERCISES[muscle](owner, people):
            found = _candidate(muscles[muscle], contact, action, why)
            if channels_to(found, reach[contact.pk], near, on):
                return [found]
    return []


def _candidate(muscle: Muscle, contact: Contact, action: str, why: str) -> Candidate:
    hand = {
        "kind": name,
        "title": str(TITLES.get(muscle.name, NAMES[muscle.name])),
        "url": _page(muscle, contact),
        "muscle": muscle.name,
    }
    reason = f"{since(muscle)} {why}".strip()
    return Candidate(contact, name, reason, WORTH, CHANNELS.get(muscle.name, ()), action, hand)


def _page(muscle: Muscle, contact: Contact) -> str:
    """Where it is done, if it has a page."""
    pages = {
        "introduce": reverse("introductions"),
        "recommend": f"{reverse('recommendation-new')}?contact={contact.pk}",
        "ask": f"{reverse('ask-new', args=[contact.pk])}?kind=advice",
    }
    return pages.get(muscle.name, "")


def _near(on: date, desk: Desk) -> list[Contact]:
    """Those one talked with within a year and who answer, the longest silent first: easy, and good for the tie."""
    people = desk.people().filter(talks__gt=2, talks_in__gt=0, last_talk_on__gte=on - timedelta(days=A_YEAR))
    return list(people.order_by(Case(When(tier="none", then=1), default=0), "last_talk_on", "pk")[:MOST])


def _with(people: Sequence[Contact], action: str, why: str, **facts: object) -> Found:
    """The same for each, by name."""
    return [(c, action % {"name": c.name}, why % {"name": c.first_name, **facts}) for c in people]


def _call(owner: Owner, people: Sequence[Contact]) -> Found:
    return _with(people, _("Call %(name)s"), _("Five minutes with %(name)s would do."))


def _meet(owner: Owner, people: Sequence[Contact]) -> Found:
    return _with(people, "", _("A coffee with %(name)s would do."))


def _write(owner: Owner, people: Sequence[Contact]) -> Found:
    return _with(people, "", _("Three lines to %(name)s would do."))


def _introduce(owner: Owner, people: Sequence[Contact]) -> Found:
    why = _("Whom should %(name)s know? Think of one, and ask both.")
    return _with(people, _("Introduce %(name)s to somebody"), why)


def _recommend(owner: Owner, people: Sequence[Contact]) -> Found:
    """Of those with a job: three lines about how they work."""
    why = _("What does %(name)s do well? Three lines of it are a recommendation.")
    return _with([c for c in people if c.title], _("Recommend %(name)s"), why)


def _thank(owner: Owner, people: Sequence[Contact]) -> Found:
    """Who had a part in what came of late: thanks need no occasion."""
    links = Link.objects.of(owner).filter(contact__in=people).exclude(benefit__kind=Benefit.Kind.NOTHING)
    helped = {
        link.contact_id: link.benefit for link in links.select_related("benefit").order_by("benefit__on")
    }
    why, action = _("%(name)s had a part in it: %(what)s."), _("Thank %(name)s")
    return [each for c in people if c.pk in helped for each in _with([c], action, why, what=helped[c.pk])]


def _ask(owner: Owner, people: Sequence[Contact]) -> Found:
    """Only of ties that are warm: a small piece of advice, such as one likes to give."""
    warm = [c for c in people if c.tier in ("inner", "close", "warm") and c.talks_out]
    why = _("%(name)s knows you well: ask for a small piece of advice.")
    return _with(warm, _("Ask %(name)s for advice"), why)


def _new(owner: Owner, people: Sequence[Contact]) -> Found:
    """An idea of the catalogue, and somebody to take along."""
    idea = Activity.objects.of(owner).filter(stage=Activity.Stage.IDEA).order_by("-made_at", "-pk").first()
    if idea is None:
        return []
    why = _("“%(idea)s” is on your list of ideas: go once, with %(name)s.")
    met = [c for c in people if c.met_in_person]
    return _with(met, _("Ask %(name)s along to something new"), why, idea=idea)


EXERCISES: dict[str, Callable[[Owner, Sequence[Contact]], Found]] = {
    "call": _call, "meet": _meet, "write": _write, "introduce": _introduce, "recommend": _recommend,
    "thank": _thank, "ask": _ask, "new": _new,
}  # fmt: skip
