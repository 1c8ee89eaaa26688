"""Who was at an event, whether the owner was, and whether it was in person (M9, M11, M12)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from needless.imports.drafts import Channel, Person

CANCELLED = "cancelled event"
ALONE = "no other people"
UNKNOWN_OWNER = "event with guests; your own address is not known"
NOT_ACCEPTED = {
    "DECLINED": "event declined",
    "TENTATIVE": "event accepted tentatively",
    "NEEDS-ACTION": "invitation not answered",
}
NOT_INVITED = "event of others"
_THINGS = ("ROOM", "RESOURCE")
_CALENDARS = "calendar.google.com"  # Google's rooms and shared calendars look like people


@dataclass(slots=True)
class Guest:
    """One ATTENDEE or the ORGANIZER, as the file says; ``email`` is lower-case, "" where it is no address."""

    email: str
    name: str
    answer: str
    kind: str

    @property
    def is_there(self) -> bool:
        """Whether this is a person or group that did not decline."""
        room = self.kind in _THINGS or self.email.endswith(_CALENDARS)
        return not room and self.answer not in ("DECLINED", "DELEGATED")


def guest(value: Any) -> Guest:
    """Reads one ATTENDEE or ORGANIZER property of icalendar."""
    params = {str(key).upper(): str(part) for key, part in getattr(value, "params", {}).items()}
    address = re.sub(r"(?i)^\s*mailto:", "", params.get("EMAIL") or str(value)).strip(" <>\"'").lower()
    if "@" not in address or " " in address or len(address) > 254:
        address = ""
    name = " ".join(params.get("CN", "").replace("\\", "").strip("\"' ").split())[:200]
    if "@" in name:
        name = ""
    answer = params.get("PARTSTAT", "NEEDS-ACTION").upper()
    return Guest(address, name, answer, params.get("CUTYPE", "INDIVIDUAL").upper())


def guests_of(event: Any) -> list[Guest]:
    """The attendees, each address once."""
    found = [guest(value) for value in _listed(event.get("ATTENDEE"))]
    return list({one.email or f"{place}": one for place, one in enumerate(found)}.values())


def organizer_of(event: Any) -> Guest | None:
    """Who called the meeting; None where nobody is named."""
    values = _listed(event.get("ORGANIZER"))
    return guest(values[0]) if values else None


def reason_to_leave_out(event: Any, me: Collection[str]) -> str:
    """Why an event is no meeting of the owner; "" where it is one."""
    if str(event.get("STATUS", "")).strip().upper() == "CANCELLED":
        return CANCELLED
    guests, organizer = guests_of(event), organizer_of(event)
    if not guests:
        return ALONE
    owner_made = organizer is None or organizer.email in me
    answers = {one.answer for one in guests if one.email in me}
    if not answers:
        if owner_made:
            return ""
        return NOT_INVITED if me else UNKNOWN_OWNER
    if "ACCEPTED" in answers or (owner_made and organizer and "DECLINED" not in answers):
        return ""
    return NOT_ACCEPTED.get(min(answers), NOT_ACCEPTED["NEEDS-ACTION"])


def others_at(event: Any, me: Collection[str]) -> tuple[list[Person], int]:
    """The others who came or did not say no, and how many they are; a group counts as one and is nobody."""
    guests, organizer = guests_of(event), organizer_of(event)
    if organizer and organizer.email and all(one.email != organizer.email for one in guests):
        organizer.answer = "ACCEPTED"
        guests.append(organizer)
    others = [one for one in guests if one.is_there and one.email not in me]
    people = [Person(email=one.email, name=one.name) for one in others if one.email and one.kind != "GROUP"]
    return people, len(others)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


# --- in person, by video or by phone ---

_CONFERENCE = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
)
_VIDEO_LINK = re.compile(
    r"\b(?:[\w-]+\.)*(?:zoom\.us|zoom\.com|zoomgov\.com|meet\.google\.com|hangouts\.google\.com|teams\.microsoft\.com|"
    r"teams\.live\.com|webex\.com|whereby\.com|meet\.jit\.si|gotomeeting\.com|gotomeet\.me|bluejeans\.com|"
    r"skype\.com|chime\.aws|around\.co|bbb\.[\w.-]+|jitsi\.[\w.-]+)\b",
    re.IGNORECASE,
)
_VIDEO_WORD = re.compile(
    r"\b(?:video(?:call|chat|conference|konferenz|llamada|chiamata|gesprek)?|online|virtual|virtuell|virtuel|remote|"
    r"zoom|(?:microsoft )?teams(?:[- ](?:meeting|besprechung))?|google meet|"
    r"webex|skype|facetime|whereby|jitsi|visio)\b",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"\b(?:phone|telephone|call|tel|telefon|telefonat|telefonisch|anruf|llamada|llamar|teléfono|appel|téléphone|"
    r"chiamata|telefonata|telefono|ligação|telefonema|telefone|bellen|telefoontje|by phone|dial[- ]in)\b",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"https?://\S+|\b(?:meeting|call|besprechung|réunion|reunión|riunione|link|only|via|by|on|at|per|or|and|und|tba|"
    r"tbd|join|conference|see|description|invite|id|event)\b|[\W\d_]+",
    re.IGNORECASE,
)


def channel_of(event: Any) -> Channel:
    """By what way an event was held: "meeting" (in person) where nothing tells otherwise."""
    location = str(event.get("LOCATION", ""))[:1000]
    if has_place(location):
        return "meeting"
    said = " ".join(str(event.get(name, ""))[:20000] for name in ("LOCATION", "URL", "DESCRIPTION"))
    summary = str(event.get("SUMMARY", ""))[:1000]
    if any(name in event for name in _CONFERENCE) or _VIDEO_LINK.search(said):
        return "video"
    if _VIDEO_WORD.search(f"{location} {summary}"):
        return "video"
    if _PHONE_WORD.search(f"{location} {summary}"):
        return "call"
    return "video" if _VIDEO_WORD.search(said) else "meeting"


def has_place(location: str) -> bool:
    """Whether a location names somewhere to go, when links and words for video and phone are taken away."""
    rest = re.sub(r"https?://\S+", " ", location)
    for pattern in (_VIDEO_LINK, _VIDEO_WORD, _PHONE_WORD, _NO_PLACE):
        rest = pattern.sub(" ", rest)
    return bool(rest.strip())
