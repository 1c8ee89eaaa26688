"""Whom the owner, going through the vague ones, wanted back in touch (M10): a wish, so it comes soon."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk
from needless.triage.facts import facts_of
from needless.triage.models import Decision
from needless.triage.words import names_of

name = "revive"
MOST = 20
WORTH = 1.6  # the owner asked for it
LOOKED_AT = 200
FOR_DAYS = 120  # a wish that nothing came of in so long is dropped without a word


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Those marked in the deck and not talked with since, the oldest wish first."""
    since = timezone.now() - timedelta(days=FOR_DAYS)
    wishes = Decision.objects.of(owner).filter(at__gte=since, what=Decision.What.REVIVE).order_by("at", "pk")
    wished = {pk: timezone.localdate(at) for pk, at in wishes.values_list("contact_id", "at")[:LOOKED_AT]}
    people = {c.pk: c for c in desk.people().filter(pk__in=list(wished))}
    waiting = [people[pk] for pk, day in wished.items() if pk in people and _is_waiting(people[pk], day)]
    wanted = waiting[:MOST]
    facts = facts_of(owner, wanted, on) if wanted else {}
    return [Candidate(c, name, reason(c, names_of(facts[c.pk])[0]), WORTH) for c in wanted]


def _is_waiting(contact: Contact, wished_on: date) -> bool:
    return contact.last_talk_on is None or contact.last_talk_on <= wished_on


def reason(contact: Contact, called: str) -> str:
    """Whose wish it was, and who that is."""
    return _("You wanted %(name)s back in touch: %(called)s.") % {
        "name": contact.first_name,
        "called": called.rstrip("."),
    }
