"""The rooms of the product and their pages: one list behind the menu, the links on top of a page, and the page of all."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its address's name, what links call it, what it is for, and the addresses that belong to it."""

    name: str
    label: Words
    says: Words
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """Pages that one looks for together. ``is_wide``: on a phone it is reached by the page of all."""

    label: Words
    icon: str
    pages: tuple[Page, ...]
    is_wide: bool = False


TODAY = Room(
    _("Today"), "sun", (Page("today", _("Today"), _("Whom to turn to, why, how, and with what in hand")),)
)
PEOPLE = Room(
    _("People"),
    "users",
    (
        Page(
            "people",
            _("The list"),
            _("Find, filter, tag"),
            ("contact", "record", "contact-new", "contact-edit", "card-scan"),
        ),
        Page("triage", _("Who are these?"), _("Ten cards: keep, revive, let go"), ("triage-groups",)),
        Page("duplicates", _("Here twice?"), _("Two cards of one person, side by side")),
        Page("quiz", _("A short quiz"), _("Who is this? Five a day at most")),
        Page("map", _("The map"), _("Where they are")),
    ),
)
MEET = Room(
    _("Meet"),
    "calendar",
    (
        Page("meetings", _("Meetings"), _("From the screen to the table"), ("meeting-new", "meeting")),
        Page("trips", _("Trips"), _("Who is there while you are"), ("trip",)),
        Page("events", _("Events"), _("What is on, and who will be there"), ("event", "calendars")),
        Page(
            "activities",
            _("Activities"),
            _("What you like to do, and the ties that grew there"),
            ("activity",),
        ),
        Page("letters", _("Letters"), _("A card by hand, with its envelope"), ("letter", "letter-new")),
    ),
)
GIVE = Room(
    _("Give and ask"),
    "gift",
    (
        Page("news", _("News"), _("Stories for their fields"), ("story", "story-share", "feeds")),
        Page("introductions", _("Introductions"), _("Who should know whom; both asked first")),
        Page("opportunities", _("Opportunities"), _("Openings for them, and for you"), ("opportunity",)),
        Page("recommendations", _("Recommendations"), _("Given and received"), ("recommendation",)),
        Page("open-things", _("Promises and needs"), _("Who owes whom what, and who looks for what")),
        Page("balance", _("What went each way"), _("Given and received, by tie")),
        Page("asks", _("Asks"), _("What you asked for, checked before it is sent"), ("ask", "ask-new")),
        Page(
            "references", _("References"), _("Who could vouch for you, and how ready they are"), ("together",)
        ),
    ),
    is_wide=True,
)
LOOK_BACK = Room(
    _("Look back"),
    "book-open",
    (
        Page("mix", _("The honest week"), _("How much was talk, how much only clicks")),
        Page("network", _("Who is near"), _("The network as one picture, through the years")),
        Page("network-variety", _("How varied"), _("And who sees your work differently")),
        Page("network-year", _("The year"), _("A year in review, to print")),
        Page("practice", _("In practice"), _("Which muscles you used, and which go slack")),
        Page(
            "benefits",
            _("What came of it"),
            _("And the chain that it came by"),
            ("benefit", "benefit-new"),
        ),
        Page("heard", _("Heard of"), _("Possibilities, and thoughts for your work"), ("perspectives",)),
    ),
    is_wide=True,
)
HOUSE = Room(
    _("More"),
    "squares-2x2",
    (
        Page("imports", _("Import"), _("Archives, address books, mail, calendars, tables"), ("import",)),
        Page("mailboxes", _("Mailboxes"), _("Mail that comes in by itself, and your private address")),
        Page("export", _("Export"), _("Everything of yours, as one file")),
        Page("trash", _("Trash"), _("What you deleted, for thirty days"), ("journal",)),
        Page("backups", _("Backups"), _("Of the whole instance, by itself, checked")),
        Page("card-mine", _("Your card"), _("As a QR code, a vCard, on paper")),
        Page(
            "settings",
            _("Settings"),
            _("Minutes, ways, addresses, how you sign in"),
            (
                "calibration",
                "retention",
                "account-log",
                "security",
                "sealed-notes",
                "notes-unlock",
                "devices",
                "invitations",
                "leave",
            ),
        ),
        Page("phone", _("Phone"), _("Your people in the phone's address book, its passwords")),
        Page(
            "programs",
            _("Programs"),
            _("Tokens for programs of your own and assistants; webhooks"),
            ("webhooks", "webhook"),
        ),
        Page("notifications", _("Notifications"), _("Where and when the plan is sent")),
        Page(
            "syncing",
            _("Address books"),
            _("And calendars elsewhere, kept the same"),
            ("sync-account", "sync-changes", "conflicts"),
        ),
        Page("help", _("Help"), _("How it works, and what it does not know"), ("help-page",)),
    ),
)
ROOMS = (TODAY, PEOPLE, MEET, GIVE, LOOK_BACK)


def is_page(page: Page, name: str) -> bool:
    """Whether the address of that name is the page, or belongs to it."""
    return name == page.name or name in page.within


def room_of(name: str) -> Room | None:
    """The room in which the address of that name lies."""
    return next((room for room in (*ROOMS, HOUSE) if any(is_page(page, name) for page in room.pages)), None)


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """Every page there is, by room."""
    return render(request, "more.html", {"rooms": (*ROOMS[1:], HOUSE)})
