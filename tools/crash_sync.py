"""The act "sync" of tools/crash_acts.py: an address book of a real Radicale and the contacts here, changed on both sides.

Radicale runs within the process that is killed, over files beside the data folder: what it answered with "done" is there. What
is typed is added and never replaced, so that each address that was confirmed must be found here or there after every kill, and
on both sides in the end.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

sys.path.insert(0, str(Path(__file__).parents[1]))
ROUNDS = 12


def _server() -> Any:
    from tests.syncing.conftest import Server

    from needless.syncing import remote

    server = Server(settings.HOME / "store")
    remote.send = server.send
    return server


def prepare(owner: Any, size: int) -> None:
    """So many cards there and half as many contacts here, nothing synced yet."""
    from tests.syncing.conftest import HOST, card

    from needless.contacts.actions import save_contact
    from needless.syncing.accounts import add_account, choose, confirm

    server = _server()
    server.make("/jo/friends/")
    for n in range(size):
        server.put(f"c{n}.vcf", card(f"Card {n:04}", f"u-{n}", f"EMAIL:c{n}@example.org", "X-KEPT:yes"))
    for n in range(size // 2):
        save_contact(owner, {"name": f"Person {n:04}", "emails": [f"p{n}@example.org"]})
    account = add_account(owner, HOST, "jo", "x")
    choose(owner, account.collections.get().pk, direction="both", sends="all")
    confirm(owner, account.pk)


def work(owner: Any, say: Any) -> None:
    """Rounds of: an address typed here, one typed there, a run."""
    from needless.syncing.accounts import sync
    from needless.syncing.models import Account

    server = _server()
    say("begins")
    for n in range(ROUNDS):
        say(_type_here(owner, n))
        say(_type_there(server, n))
        run = sync(Account.objects.of(owner).get(), timezone.now())
        if run is None or run.problem:
            raise RuntimeError(run.problem if run else "another process is at it")
        say("run.")


def _type_here(owner: Any, n: int) -> str:
    from needless.contacts.actions import save_contact
    from needless.contacts.models import Address, Contact

    people = Contact.objects.of(owner).filter(deleted_at=None).order_by("name")
    person, mail = people[n % len(people)], f"h{uuid4().hex}@example.org"
    known = Address.objects.of(owner).filter(contact=person, kind="email").values_list("value", flat=True)
    save_contact(owner, {"name": person.name, "emails": [*known, mail]}, person)
    return f"{mail}."


def _type_there(server: Any, n: int) -> str:
    hrefs = server.cards()
    href, mail = hrefs[n % len(hrefs)], f"t{uuid4().hex}@example.org"
    server.put(href, server.get(href).replace("END:VCARD", f"EMAIL:{mail}\r\nEND:VCARD"))
    return f"{mail}."


def look(owner: Any, confirmed: list[str], at_end: bool) -> list[str]:
    """What is wrong on either side."""
    from needless.contacts.models import Address, Contact

    server = _server()
    cards = [server.get(href) for href in server.cards()]
    there, here = "\n".join(cards), set(Address.objects.of(owner).values_list("value", flat=True))
    typed = [word for word in confirmed if "@" in word]
    wrong = [f"{word} is nowhere" for word in typed if word not in here and word not in there]
    people = Contact.objects.of(owner).filter(deleted_at=None)
    names = list(people.values_list("name", flat=True))
    wrong += ["somebody is here twice"] if len(set(names)) < len(names) else []
    uids = [line for card in cards for line in card.splitlines() if line.startswith("UID:")]
    wrong += ["a card is there twice"] if len(set(uids)) < len(uids) else []
    wrong += [f"{card[:60]!r} lost a line" for card in cards if "UID:u-" in card and "X-KEPT:yes" not in card]
    if at_end:
        wrong += [f"{word} is on one side alone" for word in typed if word not in here or word not in there]
        wrong += [f"{len(names)} here, {len(cards)} there"] if len(names) != len(cards) else []
    return wrong
