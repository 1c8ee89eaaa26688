"""Is an organisation that is named found, and only then: on texts made up by a script (M13).

Firms are common words, too ("Harbour", "Summit Foods"); half of the texts name one (in full, without its legal form, or by
its initials), the others use its words as words, another firm's name that begins alike, or part of a name.

    python bench/organisations.py [--json]
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.rows import Row, report

from needless.method.organisations import Names

FIRST = [
    "Harbour",
    "Summit",
    "Meridian",
    "Castle",
    "Anchor",
    "Bright",
    "Nova",
    "Pioneer",
    "Falcon",
    "Cedar",
    "Orbit",
    "Granite",
    "Maple",
    "Delta",
    "Vertex",
]
SECOND = [
    "Foods",
    "Freight",
    "Bank",
    "Energy",
    "Systems",
    "Insurance",
    "Motors",
    "Textiles",
    "Shipping",
    "Media",
    "Steel",
    "Airlines",
]
FORMS = ["Inc.", "Ltd", "GmbH", "S.A.", "plc", "AG", ""]
FILLER = [
    "Prices",
    "rose",
    "in",
    "the",
    "north",
    "while",
    "rivals",
    "waited",
    "for",
    "rain",
    "and",
    "the",
    "ministry",
    "counted",
    "votes",
    "again",
]
FLOORS = {"lead": (0.75, 0.70), "anywhere": (0.55, 0.95)}


def made_up(many: int = 3000) -> tuple[list[str], list[tuple[str, str, int, bool]]]:
    """Organisations, and (title, text, which is in question, is it named?)."""
    made = random.Random(11)
    firms = [f"{a} {b}" for a in FIRST for b in SECOND]
    made.shuffle(firms)
    firms = [*firms[:80], *FIRST]
    organisations = [f"{firm} {made.choice(FORMS)}".strip() for firm in firms]
    texts = []
    for _ in range(many):
        which, is_named = made.randrange(len(firms)), made.random() < 0.5
        words = firms[which] if is_named else _not(firms[which], made)
        sentence = (
            f"The board of {words} met on Monday." if " " in words else f"On Monday {words} met its lenders."
        )
        body = [" ".join(made.choices(FILLER, k=12)) + "." for _sentence in range(12)]
        if made.random() < 0.6:  # what a story is about is mostly said in its title
            title = f"{words} in talks over a merger" if is_named else "Talks over a merger go on"
        else:
            title = "Markets wait"
        body.insert(made.randrange(len(body)), sentence)
        texts.append((title, " ".join(body), which, is_named))
    return organisations, texts


def _not(firm: str, made: random.Random) -> str:
    """What looks like the firm and is not: its words as words, a longer word, another firm of the first name."""
    first = firm.split()[0]
    return made.choice(
        [firm.lower(), firm + "s" if not firm.endswith("s") else firm + "ton", f"{first} Brothers"]
    )


def measured() -> list[Row]:
    """Precision and recall of mentions in title or lead, and anywhere."""
    organisations, texts = made_up()
    hits = list(Names(organisations).in_texts([(title, text) for title, text, _w, _n in texts]))
    early = {(hit.text, hit.organisation) for hit in hits if hit.is_early}
    found = {(hit.text, hit.organisation) for hit in hits}
    named = {(n, which) for n, (_title, _text, which, is_named) in enumerate(texts) if is_named}
    rows: list[Row] = []
    for where, got in (("lead", early), ("anywhere", found)):
        values = (len(got & named) / max(1, len(got)), len(got & named) / max(1, len(named)))
        for what, ours, floor in zip(("precision", "recall"), values, FLOORS[where], strict=True):
            rows.append(
                {
                    "what": f"organisations, {what}, {where}",
                    "ours": ours,
                    "other": floor,
                    "ratio": ours / floor,
                    "floor": 1,
                    "ok": ours >= floor,
                }
            )
    return rows


def main() -> int:
    """0 where every floor is reached."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    return report(measured(), parser.parse_args().json)


if __name__ == "__main__":
    sys.exit(main())
