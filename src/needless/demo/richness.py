"""What no file tells and an owner writes by hand: lunches, how they met, tags, answers (M7, M9, M10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

from needless.contacts.actions import add_note, add_relation, add_tag, let_go, save_contact, set_flags
from needless.contacts.models import Contact, Tier
from needless.demo import phrases, words
from needless.demo.files import Network
from needless.demo.people import Person
from needless.interactions.actions import log_interaction, remember_answer
from needless.owners.models import Owner

CHANCE_TO_TELL = {"online": 0.04, "pitch": 0.0, "event": 0.3, "friend": 0.8, "group": 0.7}


class Hand:
    """The owner's hand: the people by name, as contacts, and a source of chance."""

    def __init__(self, owner: Owner, network: Network, rng: Random) -> None:
        self.owner, self.network, self.on, self.rng = owner, network, network.on, rng
        self.contacts = {c.name: c for c in Contact.objects.of(owner).filter(deleted_at=None)}
        self.people = [p for p in network.people if p.name in self.contacts]

    def among(self, *circles: str) -> list[Person]:
        """The people of these circles who became contacts."""
        return [p for p in self.people if p.circle.key in circles]

    def pick(self, people: list[Person], count: int) -> list[Person]:
        """Some of them by chance, in their order."""
        chosen = set(self.rng.sample(range(len(people)), min(count, len(people))))
        return [p for i, p in enumerate(people) if i in chosen]

    def ids(self, people: list[Person]) -> list[int]:
        return [self.contacts[p.name].pk for p in people]


def write_by_hand(owner: Owner, network: Network, rng: Random) -> None:
    """Everything that the owner of the demo added after the import, in six years of good habits."""
    hand = Hand(owner, network, rng)
    for write in STEPS:
        write(hand)


def _log(hand: Hand) -> None:
    answers = {"meeting": ["yes"] * 4 + [""] * 6, "call": ["yes", "yes", "vaguely", "", "", "", ""]}
    for talk in hand.network.of("hand"):
        contacts = [hand.contacts[p.name] for p in talk.people if p.name in hand.contacts]
        remembered = hand.rng.choice(answers.get(talk.channel, [""]))
        if contacts:
            log_interaction(
                hand.owner,
                contacts,
                talk.at,
                talk.channel,
                talk.direction,
                talk.minutes,
                talk.enjoyment,
                talk.summary,
                remembered,
            )


def _tell(hand: Hand) -> None:
    """How they met, and what else a card can hold."""
    for person in hand.people:
        if hand.rng.random() < CHANCE_TO_TELL.get(person.circle.theme, 0.55):
            contact = hand.contacts[person.name]
            hand.contacts[person.name] = save_contact(hand.owner, _values(hand, person), contact)


def _values(hand: Hand, person: Person) -> dict[str, Any]:
    values: dict[str, Any] = {
        "met_on": person.met_on,
        "met_in_person": True,
        "place": person.place,
    }
    if person.how_we_met:
        values["how_we_met"] = person.how_we_met
    if person.circle.employer and person.organisation != person.circle.employer:
        values["positions"] = _jobs(hand, person)
    if person.circle.theme in ("friend", "group") and hand.rng.random() < 0.4:
        name, choices = hand.rng.choice(words.FIELDS)
        values["fields"] = [(name, hand.rng.choice(choices))]
    if person.circle.theme in ("friend", "old") and hand.rng.random() < 0.4:
        day = hand.on + timedelta(days=hand.rng.randrange(365))
        values["dates"] = [
            (hand.rng.choice(["Anniversary", "Name day", "Moved to Lisbon"]), f"--{day:%m-%d}")
        ]
    return values


def _jobs(hand: Hand, person: Person) -> list[dict[str, str]]:
    """The job at which they met, and the one since."""
    then = person.circle.employer or person.organisation
    left = hand.on - timedelta(days=person.circle.spans[0].newer - hand.rng.randrange(0, 400))
    title = hand.rng.choice(words.TITLES[then.field][:4])
    started = f"{person.met_on - timedelta(days=hand.rng.randrange(100, 900)):%Y-%m}"
    now = person.organisation
    return [
        {
            "organisation": now.name,
            "title": person.title,
            "place": now.place,
            "started": f"{left:%Y-%m}",
            "ended": "",
        },
        {
            "organisation": then.name,
            "title": title,
            "place": then.place,
            "started": started,
            "ended": f"{left:%Y-%m}",
        },
    ]


def _tag(hand: Hand) -> None:
    alive = [p for p in hand.people if p.circle.theme not in ("pitch", "online")]
    for name in words.TAGS:
        add_tag(hand.owner, hand.ids(hand.pick(alive, hand.rng.randrange(4, 14))), name)
    for circle, name in (
        ("hiking", "hiking"),
        ("team", "Almeria"),
        ("old friend", "university"),
        ("recruiter", "recruiter"),
    ):
        add_tag(hand.owner, hand.ids(hand.among(circle)), name)


def _note(hand: Hand) -> None:
    for person in hand.pick([p for p in hand.people if p.circle.spans], 60):
        line = hand.rng.choice(phrases.NOTES).format(month="June", **person.facts)
        written = max(person.met_on, hand.on - timedelta(days=hand.rng.randrange(15, 700)))
        add_note(hand.owner, hand.contacts[person.name], line, written)


def _relate(hand: Hand) -> None:
    friends, colleagues = (
        hand.among("inner", "close", "hiking"),
        hand.among("team", "second job", "first job", "client"),
    )
    for kind, group, count in (
        ("partner", friends, 5),
        ("knows", colleagues, 14),
        ("introduced by", colleagues, 8),
    ):
        pairs = hand.rng.sample(group, 2 * count)
        for one, other in zip(pairs[::2], pairs[1::2], strict=True):
            add_relation(hand.owner, hand.contacts[one.name], kind, hand.contacts[other.name])
    for person, name in zip(hand.among("close"), ("Ida", "Paul", "Matilde"), strict=False):
        add_relation(hand.owner, hand.contacts[person.name], "child", other_name=name)


def _remember(hand: Hand) -> None:
    """Were they able to place the owner? Old friends are, people from conferences half."""
    for circle, count, answers in (
        ("conference", 14, ["vaguely", "no", "vaguely", "yes"]),
        ("old friend", 8, ["yes", "yes", "vaguely"]),
        ("second job", 10, ["yes", "yes", "vaguely"]),
    ):
        for person in hand.pick(hand.among(circle), count):
            day = max(person.met_on, hand.on - timedelta(days=hand.rng.randrange(10, 500)))
            remember_answer(hand.owner, hand.contacts[person.name], day, hand.rng.choice(answers))


def _place(hand: Hand) -> None:
    """The tiers that the owner set; the others are proposed from history."""
    chosen: Mapping[Tier, list[Person]] = {
        Tier.INNER: hand.among("inner"),
        Tier.CLOSE: hand.among("close")[:9],
        Tier.WARM: hand.pick(hand.among("client", "old friend", "second job"), 9),
        Tier.KEEP: hand.pick(hand.among("first job", "conference"), 8),
        Tier.NONE: hand.among("family"),
    }
    for tier, people in chosen.items():
        rows = Contact.objects.of(hand.owner).filter(pk__in=hand.ids(people))
        rows.update(tier=tier, tier_is_mine=True)


def _mark(hand: Hand) -> None:
    """Some are never to be suggested, one has died, a few were let go."""
    set_flags(
        hand.owner,
        hand.ids([*hand.among("family")[:2], *hand.pick(hand.among("recruiter"), 5)]),
        never_suggest=True,
    )
    set_flags(
        hand.owner, hand.ids(hand.pick(hand.among("old friend"), 1)), is_deceased=True, never_suggest=True
    )
    let_go(hand.owner, hand.ids(hand.pick(hand.among("online"), 4)), "Never placed them")


STEPS: tuple[Callable[[Hand], None], ...] = (_log, _tell, _tag, _note, _relate, _remember, _place, _mark)
