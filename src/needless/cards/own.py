"""The owner's own card: a vCard, its QR code, and what a printed card says (M17)."""

from __future__ import annotations

from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe

from needless.cards.models import OwnCard
from needless.imports.sources.vcard_syntax import content_line, escape, fold
from needless.owners.models import OwnAddress, Owner, OwnPosition

COLUMNS = ("name", "title", "organisation", "phone", "email", "link", "address")
MOST_IN_A_CODE = 1500  # bytes: more makes squares too small for a phone's camera


def own_card(owner: Owner) -> OwnCard:
    """The card as saved; else, unsaved, from the owner's name, addresses and present job."""
    card: OwnCard | None = OwnCard.objects.of(owner).first()
    return card or OwnCard(owner=owner, **_known(owner))


def _known(owner: Owner) -> dict[str, Any]:
    names = OwnAddress.objects.of(owner).filter(kind="name").values_list("value", flat=True)
    slugs = (
        OwnAddress.objects.of(owner)
        .filter(kind="link")
        .exclude(value__contains=":")
        .values_list("value", flat=True)
    )
    job = OwnPosition.objects.of(owner).filter(ended="").order_by("-started").first()
    slug = slugs.first()
    return {
        "name": (owner.get_full_name() or (names.first() or "").title() or owner.get_username())[:150],
        "title": job.title[:150] if job else "",
        "organisation": job.organisation[:150] if job else "",
        "email": owner.email[:200],
        "link": f"https://www.linkedin.com/in/{slug}"[:200] if slug else "",
        "address": job.place[:200] if job else "",
    }


def save_own_card(owner: Owner, values: dict[str, str]) -> OwnCard:
    """Keep what stands on the card; ``values`` by COLUMNS."""
    kept = {name: values.get(name, "").replace("\0", "").strip() for name in COLUMNS}
    card: OwnCard = OwnCard.objects.update_or_create(owner=owner, defaults=kept)[0]
    return card


def sender_lines(owner: Owner) -> list[str]:
    """The owner's name and address for the corner of an envelope, as far as the card says."""
    mine = own_card(owner)
    return [line for line in (mine.name, *(part.strip() for part in mine.address.split(","))) if line]


def vcard_of(card: OwnCard) -> str:
    """As vCard 3, which every phone's camera takes in."""
    first, _space, last = card.name.rpartition(" ")
    lines = [
        content_line("N", f"{escape(last)};{escape(first)};;;"),
        content_line("FN", escape(card.name)),
        *(
            content_line(name, escape(value))
            for name, value in (("ORG", card.organisation), ("TITLE", card.title))
            if value
        ),
    ]
    if card.phone:
        lines.append(content_line("TEL", escape(card.phone), {"TYPE": "CELL"}))
    if card.email:
        lines.append(content_line("EMAIL", escape(card.email)))
    if card.link:
        lines.append(content_line("URL", " ".join(card.link.split())))
    if card.address:
        lines.append(content_line("ADR", f";;{escape(card.address)};;;;"))
    return "".join(map(fold, ("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD")))


def code_of(card: OwnCard) -> SafeString:
    """The vCard as a QR code: an SVG without sizes or styles of its own; "" where the card says too much for one."""
    text = vcard_of(card)
    if len(text.encode()) > MOST_IN_A_CODE:
        return SafeString("")
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(omitsize=True, svgclass="code", lineclass=None, border=2, dark="#000", light="#fff")
    return mark_safe(svg)  # noqa: S308 - made of squares
