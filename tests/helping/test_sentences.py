"""228 sentences as people write them, most of them made up before looking at the grammar; all are right in all parts (M9, M16).

Each line of sentences.txt: the line | who | way (">" from me, "<" to me) | when | minutes | promises | needs | offers | "?"
where something is asked. It is Thursday, 26 November 2026, three in the afternoon; noon and now are left out.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from needless.contacts.models import Contact
from needless.contacts.search import reindex
from needless.helping.actions import understand

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
LINES = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
HELP = Path(__file__).parents[2] / "src" / "needless" / "help"
MANUAL = "\n".join(page.read_text(encoding="utf-8") for page in sorted(HELP.glob("*.md")))
EXAMPLES = re.findall(r"^- \*(.+)\*$", (HELP / "log.md").read_text(encoding="utf-8"), re.M) + re.findall(
    r'`needless log "(\w.+?)"', MANUAL
)
PEOPLE = """
Ana Silva @Acme, Ana Costa @Banco Sol, Tom Fischer @Maersk, Jürgen Müller @Siemens, Zoë Brontë, Søren Jensen, Łukasz Nowak,
François Dupont, Bo Chen, Priya Natarajan, Robert King, Margaret O'Brien (Peggy), Elizabeth Warner, Mark Stone, May Lin,
April Jones, Will Turner, Grace Park, Jean-Luc Moreau, Mary Anne Peters, Dmitri Ivanov, Ricardo van den Berg,
Katarzyna Zielińska (Kasia), Chris Martin @Deloitte, Chris Adams @Spotify, Hiro Tanaka, Fatima Al-Sayed, José García,
Nia Okafor, Samuel Reed, Lena Vogt @Siemens, Sue Grant, David Okoye, Daniel Weiss, Ines Pereira, Noah Becker,
Ravi Shah @Shah & Sons, Olga Petrova, Henrik Larsen, Maya Cohen
"""


def everybody(owner):
    for person in PEOPLE.replace("\n", " ").split(","):
        name, _at, organisation = person.strip().partition(" @")
        name, _open, nickname = name.rstrip(")").partition(" (")
        given = name.rsplit(" ", 1)[0] if name.startswith("Mary Anne") else name.split()[0]
        yield Contact(owner=owner, name=name, given_name=given, nickname=nickname, organisation=organisation)


def first(thing):
    return thing.contact.name.split()[0] if thing.contact else "?"


def wishes(rows):
    return "; ".join(f"{first(wish)}: {wish.text}" for wish in rows)


def promise(said):
    due = f" @{said.due_on:%m-%d}" if said.due_on else ""
    return f"{'me' if said.mine else 'them'} {first(said)}: {said.text}{due}"


def when(at):
    day = "" if not at else f"{at:%m-%d}" if at.year == 2026 else f"{at:%Y-%m-%d}"
    return day if not at or (at.hour, at.minute) in ((15, 0), (12, 0)) else f"{day} {at:%H:%M}"


def written(said):
    way = said.channel and said.channel + {"in": "<", "out": ">"}.get(said.direction, "")
    cells = (
        said.text, ", ".join(contact.name for contact in said.contacts), way, when(said.at), str(said.minutes or ""),
        "; ".join(map(promise, said.promises)), wishes(said.needs), wishes(said.offers), "?" if said.questions else "",
    )  # fmt: skip
    return " | ".join(cells).rstrip(" |")


def test_they_are_understood_in_all_parts(owner):
    Contact.objects.bulk_create(everybody(owner))
    reindex(owner, list(Contact.objects.of(owner).values_list("pk", flat=True)))
    wrong = []
    for line in LINES:
        got = written(understand(owner, line.split(" | ")[0], NOW))
        if got != line.rstrip(" |"):
            wrong.append(f"{line}\n{got}")
    assert not wrong, "\n\n".join(wrong)
    assert len(LINES) >= 220


@pytest.mark.parametrize("line", EXAMPLES)
def test_what_the_manual_gives_as_an_example_is_understood(owner, line):
    others = [person for person in everybody(owner) if person.name not in ("Ana Costa",)]
    Contact.objects.bulk_create(others)
    reindex(owner, list(Contact.objects.of(owner).values_list("pk", flat=True)))
    said = understand(owner, line, NOW)
    assert not said.questions
    named = [
        name for name in ("Ana Silva", "Bo Chen", "Priya Natarajan", "Tom Fischer") if name.split()[0] in line
    ]
    assert sorted(contact.name for contact in said.contacts) == named
    assert said.channel
    assert said.promises or said.needs or said.offers or "yesterday" in line


def test_the_manual_has_examples_of_lines():
    assert len(EXAMPLES) >= 5
