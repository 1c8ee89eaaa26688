"""The demo's activities with six years of evenings, and what is on in the coming weeks (M7, M14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from needless.demo import phrases
from needless.demo.richness import Hand
from needless.gatherings.activities import save_activity
from needless.gatherings.letters import address_lines, first_words, save_letter
from needless.gatherings.models import Activity, Companion, Event, Guest, Occasion
from needless.helping.models import Promise
from needless.interactions.models import Interaction


@dataclass(frozen=True, slots=True)
class Told:
    """An activity of the demo: who is in it (``circle``, how many), how often in days, and the usual ratings."""

    name: str
    circle: str
    count: int
    every: int
    times: int
    ratings: tuple[int, ...]
    values: dict[str, Any]


ACTIVITIES = (
    Told("Sunday hikes", "hiking", 14, 24, 0, (4, 5, 5, 4, 5), {
        "times_a_year": 26, "minutes": 300, "place": "Lisbon, Portugal", "interests": "hiking, climbing, walks, cycling",
        "note": "Whoever comes, comes. Soup afterwards."}),
    Told("Neighbourhood choir", "community", 11, 14, 40, (4, 4, 5, 3, 4), {
        "times_a_year": 26, "minutes": 120, "place": "Lisbon, Portugal", "interests": "choir, singing, music, viola"}),
    Told("Port logistics meetup", "conference", 6, 60, 7, (3, 3, 4, 2), {
        "form": "formal", "times_a_year": 6, "minutes": 150, "place": "Lisbon, Portugal", "interests": "logistics, port, shipping"}),
    Told("Chamber business breakfast", "recruiter", 3, 90, 6, (2, 1, 2), {
        "form": "formal", "times_a_year": 4, "minutes": 90, "place": "Lisbon, Portugal", "interests": "business cards"}),
    Told("Book club at the corner shop", "", 0, 0, 0, (), {
        "stage": "idea", "times_a_year": 12, "minutes": 120, "place": "Lisbon, Portugal", "interests": "book club, reads"}),
)  # fmt: skip
# In how many days, at which hour, how long, name, place, which activity (its number, else None), what it says.
EVENTS = (
    (-1, 19, 2, "Port logistics meetup: empty containers", "Cais do Sodré, Lisbon", 2, "Two short talks, then bread and cheese."),
    (5, 9, 5, "Hike: Cabo Espichel lighthouse", "Cabo Espichel", 0, "Meet at the station at 8:15. Eleven kilometres, windy."),
    (9, 20, 2, "Winter concert of the neighbourhood choir", "Igreja da Graça, Lisbon", 1, ""),
    (12, 18, 3, "Maps and beer: an evening about hiking maps", "Livraria do Bairro, Lisbon", None, "Bring your most used map."),
    (16, 18, 2, "Rail freight after dark", "Rotterdam", None, "A visit to the night yard. Logistics people only."),
    (23, 10, 30, "Quantum Finance Expo", "London", None, "Three hundred booths."),
)  # fmt: skip


def write_gatherings(hand: Hand) -> None:
    """Activities with their people and evenings, and the events of the coming weeks."""
    made = [_activity(hand, told) for told in ACTIVITIES]
    _hikes(hand, made[0])
    for number, told in enumerate(EVENTS):
        _event(hand, number, told, made)
    _edition(hand)
    _help(hand)


def _activity(hand: Hand, told: Told) -> Activity:
    activity = save_activity(hand.owner, {"name": told.name, **told.values})
    strangers = hand.pick(hand.among("online"), told.count // 4)  # met there, and never heard of again
    for person in [*hand.among(told.circle)[: told.count], *strangers]:
        Companion.objects.create(
            owner=hand.owner, activity=activity, contact=hand.contacts[person.name],
            since=person.met_on, met_there=True,
        )  # fmt: skip
    for number in range(told.times):
        on = hand.on - timedelta(days=told.every * (number + 1))
        minutes = told.values["minutes"]
        Occasion.objects.create(
            owner=hand.owner,
            activity=activity,
            on=on,
            minutes=minutes,
            enjoyment=hand.rng.choice(told.ratings),
        )
    return activity


def _hikes(hand: Hand, activity: Activity) -> None:
    """Every hike of the calendar was one time of the Sunday hikes; the latest ones are rated."""
    for number, talk in enumerate(
        Interaction.objects.of(hand.owner).filter(summary__startswith="Hike:").order_by("-at")
    ):
        liked = hand.rng.choice(ACTIVITIES[0].ratings) if number < 24 else None
        Occasion.objects.create(
            owner=hand.owner, activity=activity, on=timezone.localdate(talk.at), minutes=300,
            enjoyment=liked, interaction=talk,
        )  # fmt: skip


def _event(hand: Hand, number: int, told: tuple[Any, ...], made: list[Activity]) -> None:
    days, hour, hours, name, place, activity, about = told
    is_going = activity is not None and days < 6
    event = Event.objects.create(
        owner=hand.owner, key=f"demo:{number}", name=name, place=place, about=about,
        activity=made[activity] if activity is not None else None,
        answer=Event.Answer.GOING if is_going else Event.Answer.OPEN,
        **_when(hand.on + timedelta(days=days), hour, hours),
    )  # fmt: skip
    if activity == 0:
        for person in hand.among("hiking")[2:6]:
            Guest.objects.create(owner=hand.owner, event=event, contact=hand.contacts[person.name])


def _when(on: date, hour: int, hours: int) -> dict[str, datetime]:
    begin = timezone.make_aware(datetime.combine(on, time(hour)))
    return {"starts_at": begin, "ends_at": begin + timedelta(hours=hours)}


def _help(hand: Hand) -> None:
    """Somebody kept a promise two days ago, and a card to somebody else is begun."""
    helper, friend = hand.among("client")[0], hand.among("inner")[0]
    kept_at = timezone.make_aware(datetime.combine(hand.on - timedelta(days=2), time(16)))
    Promise.objects.create(
        owner=hand.owner, contact=hand.contacts[helper.name], text="send the berth plans", mine=False,
        made_on=hand.on - timedelta(days=20), kept_at=kept_at,
    )  # fmt: skip
    contact = hand.contacts[friend.name]
    words = first_words(hand.owner, contact, "word")
    save_letter(hand.owner, contact, "word", words, address_lines(hand.owner, contact))


def _edition(hand: Hand) -> None:
    """This year's edition of a conference at which the owner met people before."""
    name, city, _ago = phrases.EVENTS[0]
    on = hand.on + timedelta(days=40)
    Event.objects.create(
        owner=hand.owner,
        key="demo:edition",
        name=f"{name} {on.year}",
        place=city,
        about="Two days.",
        **_when(on, 9, 32),
    )
