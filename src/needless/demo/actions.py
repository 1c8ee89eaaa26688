"""Fills an empty instance with the made-up network, by the door that real files come through (M1, M17)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.demo.asking import write_asks, write_favours, write_shared_work
from needless.demo.files import ME, Network, write_files
from needless.demo.gains import write_gains
from needless.demo.gatherings import write_gatherings
from needless.demo.news import write_draft, write_meetings, write_news, write_opportunities, write_wishes
from needless.demo.open_things import write_open_things
from needless.demo.people import made_up_people
from needless.demo.richness import Hand, write_by_hand
from needless.demo.talks import group_talks, talks_of
from needless.interactions.actions import propose_tiers, refresh_fades_on
from needless.interactions.models import Interaction
from needless.owners.models import Owner
from needless.triage.states import restate


class NotEmptyError(Exception):
    """There are people already, and made-up ones are not mixed with them."""


def fill(owner: Owner, on: date, seed: int = 7) -> dict[str, int]:
    """Give the owner a made-up network as of the day ``on``; the same for the same seed and day.

    Returns how many ``contacts`` and ``interactions`` there are now. Raises NotEmptyError where there are
    contacts already.
    """
    if Contact.objects.of(owner).exists():
        raise NotEmptyError(_("There are contacts here already; the demo wants an empty data folder."))
    _introduce(owner)
    network = made_up_network(seed, on)
    with timezone.override(owner.time_zone):
        _import(owner, network, Random(seed))  # noqa: S311 - a story, not a secret
        _write(owner, network, Random(seed + 1))  # noqa: S311
    people, interactions = Contact.objects.of(owner), Interaction.objects.of(owner)
    return {"contacts": people.count(), "interactions": interactions.count()}


def made_up_network(seed: int, on: date) -> Network:
    """The people of the demo and what passed with them until the day before ``on``."""
    rng = Random(seed)  # noqa: S311
    people = made_up_people(rng, on)
    talks = [talk for person in people for talk in talks_of(person, Random(f"{seed} {person.slug}"), on)]  # noqa: S311
    return Network(people, sorted([*talks, *group_talks(people, rng, on)], key=lambda talk: talk.at), on)


def _introduce(owner: Owner) -> None:
    owner.first_name, owner.last_name = ME[0].split()
    owner.email = ME[1]
    owner.time_zone, owner.region = "Europe/Lisbon", "PT"
    owner.save(update_fields=["first_name", "last_name", "email", "time_zone", "region"])


def _import(owner: Owner, network: Network, rng: Random) -> None:
    from needless.imports.actions import import_now

    with TemporaryDirectory() as folder:
        paths = write_files(network, Path(folder), rng)
        done = import_now(owner, [str(path) for path in paths], me=(ME[1],), on=network.on)
    # The folder is gone: the report names the files alone.
    done.paths = [path.name for path in paths]
    done.save(update_fields=["paths"])
    for file in done.files.all():
        file.path = file.path.removeprefix(folder).lstrip("/")
        file.save(update_fields=["path"])


@transaction.atomic
def _write(owner: Owner, network: Network, rng: Random) -> None:
    """What the owner adds by hand; then all is brought up to date, and nothing is left to undo."""
    write_by_hand(owner, network, rng)
    write_gatherings(Hand(owner, network, Random(rng.random())))  # noqa: S311
    write_news(owner, network.on)
    propose_tiers(owner, network.on)
    write_wishes(owner, network.on)
    write_open_things(Hand(owner, network, Random(0)))  # noqa: S311
    for write in (write_shared_work, write_asks, write_favours):
        write(Hand(owner, network, Random(0)))  # noqa: S311
    write_meetings(owner, network.on)
    write_opportunities(owner, network.on)
    write_draft(owner, network.on)
    write_gains(Hand(owner, network, Random(1)))  # noqa: S311
    ids = list(Contact.objects.of(owner).values_list("pk", flat=True))
    refresh_fades_on(owner, ids, network.on)
    restate(owner, ids)
    Undo.objects.of(owner).delete()
