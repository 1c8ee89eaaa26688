"""Made-up networks of any size, each in an instance of its own, and what benches ask of them (M1, M9)."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from needless.owners.models import Owner

CHANNELS = ("mail",) * 12 + ("message",) * 4 + ("click",) * 2 + ("call", "video", "meeting", "meeting")
WAYS = ("in", "out", "both")
FIELDS = ("Freight", "Energy", "Clinic", "School", "Bank", "Software", "Council", "Theatre")
GIVEN = [
    "Ana",
    "Bo",
    "Chidi",
    "Dana",
    "Emre",
    "Fatima",
    "Goran",
    "Hana",
    "Inês",
    "Jamal",
    "Kofi",
    "Lena",
    "Mai",
    "Noor",
    "Olu",
    "Priya",
    "Rui",
    "Sofia",
    "Tuan",
    "Uma",
]
FAMILY = [
    "Okafor",
    "Silva",
    "Brandt",
    "Nowak",
    "Rao",
    "Chen",
    "Haddad",
    "Costa",
    "Larsen",
    "Diaz",
    "Mensah",
    "Kim",
    "Moreau",
    "Rossi",
    "Novak",
    "Pham",
]
BATCH = 50_000
SPAN_DAYS = 2190
LEAST_SUGGESTIONS = 3


class Network(NamedTuple):
    """How large a made-up network is."""

    name: str
    contacts: int
    interactions: int


def serve(network: Network, home: str, pipe: Connection) -> None:
    """Run in a process of its own: make the network, then answer questions until told to stop."""
    os.environ["NEEDLESS_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "needless.settings"
    os.environ.pop("NEEDLESS_DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    asked = Asked(network)
    seconds = time.perf_counter() - began
    while (question := pipe.recv())[0] != "stop":
        if question[0] == "ready":
            pipe.send(f"{network.name}: {network.interactions} interactions, {seconds:.1f} s")
        else:
            pipe.send(getattr(asked, question[0])(*question[1:]))


class Asked:
    """Answers the bench's questions about one network; times are in milliseconds."""

    def __init__(self, network: Network) -> None:
        from django.test import Client

        from needless.owners.models import Owner

        self.owner = Owner.objects.create(username="bench", email="bench@example.org")
        fill(self.owner, network)
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(self.owner)

    def page(self, _n: int) -> float:
        """Server time of Today's page."""
        return milliseconds(self._page)

    def _page(self) -> None:
        from django.urls import reverse

        answer = self.client.get(reverse("today"))
        if answer.status_code != 200:
            raise RuntimeError(f"Today's page answers {answer.status_code}")

    def queries(self) -> int:
        """How many queries the page makes."""
        return len(self.statements())

    def statements(self) -> list[str]:
        """The page's queries."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            self._page()
        return [query["sql"] for query in caught.captured_queries]

    def suggestions(self) -> int:
        """How many suggestions Today's page shows; a page with fewer than three would be no fair measure."""
        from needless.plan.models import Suggestion

        shown = int(Suggestion.objects.of(self.owner).filter(on=date.today()).count())
        if shown < LEAST_SUGGESTIONS:
            raise RuntimeError(f"only {shown} suggestions on the page")
        return shown

    def plan(self, n: int) -> float:
        """Making the first plan of a day, each in a week of its own."""
        from needless.plan.making import plan_of_day

        on = date.today() + timedelta(weeks=n + 1)
        return milliseconds(lambda: plan_of_day(self.owner, on))

    def log(self, n: int) -> float:
        """Logging one interaction with one contact."""
        from needless.contacts.models import Contact
        from needless.interactions.actions import log_interaction

        contacts = Contact.objects.of(self.owner).order_by("id")
        contact = contacts[(n * 37) % contacts.count()]
        return milliseconds(
            lambda: log_interaction(self.owner, [contact], datetime.now(UTC), "call", minutes=20)
        )


def milliseconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def fill(owner: Owner, network: Network) -> None:
    """Write the network, most of it with few; then ties, tiers, states and search as an import would."""
    from django.db import transaction

    from needless.contacts.models import Contact
    from needless.contacts.search import reindex
    from needless.interactions.actions import propose_tiers
    from needless.interactions.tallies import retally
    from needless.triage.states import restate

    if not network.contacts:
        return
    rng = random.Random(1)
    with transaction.atomic():
        ids = _write_contacts(owner, network.contacts, rng)
        _write_interactions(owner, ids, network.interactions, rng)
    with transaction.atomic():
        _choose_tiers(owner, ids, rng)
        retally(owner)
        propose_tiers(owner, date.today())
        restate(owner, ids)
        reindex(owner, ids)
    assert Contact.objects.of(owner).count() == network.contacts


def _choose_tiers(owner: Owner, ids: list[int], rng: random.Random) -> None:
    """What the owner set by hand, also for ties that have gone quiet, so that there is something to plan."""
    from needless.contacts.models import Contact, Tier

    for tier, share in ((Tier.CLOSE, 100), (Tier.WARM, 50), (Tier.KEEP, 25)):
        some = Contact.objects.of(owner).filter(pk__in=rng.sample(ids, len(ids) // share))
        some.update(tier=tier, tier_is_mine=True)


def _write_contacts(owner: Owner, count: int, rng: random.Random) -> list[int]:
    from django.utils import timezone

    from needless.contacts.models import Address, Contact, Note
    from needless.tables import bulk

    ids = list(bulk.reserve_ids(Contact, count))
    columns = ["id", "owner_id", "uid", "name", "given_name", "family_name", "organisation", "title", "place",
               "connected_on", "made_at", "changed_at"]  # fmt: skip
    now = timezone.now()
    bulk.insert(Contact, columns, [(pk, owner.pk, uuid.uuid4(), *_person(rng), now, now) for pk in ids])
    mails = [(owner.pk, pk, "email", f"p{pk}@example.com", f"p{pk}@example.com") for pk in ids]
    bulk.insert(Address, ["owner_id", "contact_id", "kind", "value", "key"], mails)
    notes = [(owner.pk, pk, "Met at a conference; has two children.") for pk in ids[::3]]
    bulk.insert(Note, ["owner_id", "contact_id", "text"], notes)
    return ids


def _person(rng: random.Random) -> tuple[Any, ...]:
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    connected = date.today() - timedelta(days=rng.randrange(1, SPAN_DAYS))
    organisation = f"{rng.choice(FIELDS)} {rng.randrange(200)}"
    return f"{given} {family}", given, family, organisation, "Planner", "Lisbon, Portugal", connected


def _write_interactions(owner: Owner, ids: list[int], count: int, rng: random.Random) -> None:
    from needless.interactions.models import Interaction, Participation
    from needless.tables import bulk

    columns = ["id", "owner_id", "at", "channel", "direction", "group_size", "summary", "key"]
    joined = ["owner_id", "contact_id", "interaction_id", "at"]
    for batch in bulk.batches(_interactions(ids, count, rng), BATCH):
        keys = bulk.reserve_ids(Interaction, len(batch))
        rows = [(pk, owner.pk, at, channel, way, 1, "About the plan", f"bench:{pk}")
                for pk, (_who, at, channel, way) in zip(keys, batch, strict=True)]  # fmt: skip
        bulk.insert(Interaction, columns, rows)
        parts = [(owner.pk, item[0], pk, item[1]) for pk, item in zip(keys, batch, strict=True)]
        bulk.insert(Participation, joined, parts)


def _interactions(ids: list[int], count: int, rng: random.Random) -> Iterator[tuple[int, datetime, str, str]]:
    """Who, when, how: the share of each contact falls with their rank, and most ties have an end."""
    weights = [1 / (rank + 50) for rank in range(len(ids))]
    now = datetime.now(UTC).replace(microsecond=0)
    ends = [0 if rng.random() < 0.25 else rng.randrange(SPAN_DAYS - 60) for _ in ids]
    last = dict(zip(ids, ends, strict=True))
    for who in rng.choices(ids, weights, k=count):
        ago = last[who] + rng.random() * (SPAN_DAYS - last[who])
        yield who, now - timedelta(seconds=int(ago * 86400)), rng.choice(CHANNELS), rng.choice(WAYS)
