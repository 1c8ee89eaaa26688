"""Renders business cards of made-up people and reads them as the product does: the share of fields that come out right (M17).

Layouts, fonts, angles, light, blur and noise change from card to card. `ours` is the share right, `other` all of them.
A name is right where its words are (accents and capitals aside), a mail to the letter, a phone by its number in E.164.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
os.environ.setdefault("NEEDLESS_HOME", tempfile.mkdtemp(prefix="needless-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")

import django
import font_source_serif_pro
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rows import report

SEED, CARDS, FLOOR = 20261124, 64, 0.9
FONT_FOLDER = Path("/usr/share/fonts/truetype")
FONTS = (
    ("liberation/LiberationSans-Regular.ttf", "liberation/LiberationSans-Bold.ttf"),
    ("liberation/LiberationSerif-Regular.ttf", "liberation/LiberationSerif-Bold.ttf"),
    ("liberation/LiberationSans-Italic.ttf", "liberation/LiberationSans-BoldItalic.ttf"),
    ("liberation/LiberationSansNarrow-Regular.ttf", "liberation/LiberationSansNarrow-Bold.ttf"),
    ("liberation/LiberationMono-Regular.ttf", "liberation/LiberationMono-Bold.ttf"),
    ("dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf"),
    ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf"),
    ("dejavu/DejaVuSansCondensed.ttf", "dejavu/DejaVuSansCondensed-Bold.ttf"),
    ("noto/NotoSansDisplay-Regular.ttf", "noto/NotoSansDisplay-Bold.ttf"),
    ("noto/NotoSerifDisplay-Regular.ttf", "noto/NotoSerifDisplay-Bold.ttf"),
)
# country: (region, dialling code, ways to write a number, street and town, labels)
LANDS: dict[str, tuple[str, list[str], list[tuple[str, str]], tuple[str, str, str]]] = {
    "de": ("DE", ["+49 40 3{6}", "+49 (0)89 4{6}", "030 / 2{6}", "+49.151.2{7}"],
           [("Am Sandtorkai 14", "20457 Hamburg"), ("Lindenstraße 7", "80331 München")], ("Tel.", "Mobil", "E-Mail")),
    "uk": ("GB", ["+44 20 7946 0{3}", "+44 (0)131 496 0{3}", "020 7946 0{3}"],
           [("14 Harbour Road", "London EC1A 1BB"), ("3 Mill Lane", "Edinburgh EH1 1YZ")], ("T", "M", "E")),
    "com": ("US", ["+1 212 555 01{2}", "+1 (415) 555-01{2}", "+1.312.555.01{2}"],
            [("400 Market Street, Suite 12", "San Francisco, CA 94105"), ("18 Pine Ave", "Chicago, IL 60601")],
            ("Phone", "Cell", "Email")),
    "es": ("ES", ["+34 91 123 {2} {2}", "+34 612 34 {2} {2}", "+34 93.412.{2}.{2}"],
           [("Calle Mayor 21, 3º", "28013 Madrid"), ("Passeig de Gràcia 5", "08007 Barcelona")], ("Tel.", "Móvil", "Correo")),
    "fr": ("FR", ["+33 1 42 68 {2} {2}", "+33 6 12 34 {2} {2}", "01 42 68 {2} {2}"],
           [("12, rue de la Paix", "75002 Paris"), ("5 quai Perrache", "69002 Lyon")], ("Tél.", "Port.", "Courriel")),
    "pt": ("PT", ["+351 21 342 {4}", "+351 912 34{1} {3}", "+351 22 208 {4}"],
           [("Rua do Cais 1", "1200-109 Lisboa"), ("Avenida da Boavista 80", "4100-128 Porto")], ("Telef.", "Telem.", "E-mail")),
}  # fmt: skip
PEOPLE = """
de|Inês Okafor|Leiterin Einkauf|Hafen Logistik GmbH|hafen-logistik
de|Dr. Jürgen Müller-Thal|Geschäftsführer|Nordwerk Maschinenbau AG|nordwerk
de|Anna-Lena Groß|Steuerberaterin|Groß & Partner mbB|gross-partner
de|Bogdan Petrescu|Softwareentwickler|Kleinod Software GmbH|kleinod
de|Prof. Dr. Heike Sommerfeld|Institut für Geologie|Universität Altstadt|uni-altstadt
de|Yusuf Aydın|Projektleiter Energie|Windfang Energie KG|windfang
de|Friederike Kühn|Redakteurin|Wochenblatt Verlag|wochenblatt
de|Max Baumgärtner|Vertrieb Süd|Alpenmolkerei eG|alpenmolkerei
de|Sabine Vogt|Architektin|Vogt Tiedemann Architekten|vogt-tiedemann
de|Tomasz Wiśniewski|Logistik & Zoll|Elbkontor Spedition|elbkontor
uk|Eleanor Whitcombe|Head of Partnerships|Brightwater Trust|brightwater
uk|Callum MacAllister|Chief Engineer|Forth Marine Ltd|forthmarine
uk|Priya Raghunathan|Consultant Cardiologist|St Bride's Hospital|stbrides
uk|Owen Pritchard|Managing Director|Pritchard & Sons|pritchardandsons
uk|Siobhán O'Leary|Curator|Museum of Tides|museumoftides
uk|James Thornbury|Solicitor|Thornbury Hale LLP|thornburyhale
uk|Grace Adeyemi|Product Designer|Loomcraft Studio|loomcraft
uk|Harriet Stone|Investor|Kestrel Ventures|kestrelventures
uk|Daniel Ashworth|Baker & Owner|The Copper Oven|copperoven
uk|Fiona Drummond|Programme Officer|Isles Foundation|islesfoundation
com|Marcus Delgado|VP Engineering|Quarry Systems Inc.|quarrysystems
com|Emily Nakamura|Data Scientist|Tidepool Analytics|tidepool
com|Robert J. Kessler|Attorney at Law|Kessler Boone LLP|kesslerboone
com|Aisha Rahman|Founder & CEO|Lantern Health|lanternhealth
com|Peter van der Berg|Regional Sales Manager|Cascade Pumps|cascadepumps
com|Linda Kowalczyk|Account Executive|Bluebird Media|bluebirdmedia
com|Samuel Oyelaran|Director of Operations|Prairie Freight LLC|prairiefreight
com|Michelle Tran|Principal Scientist|Helix Grove|helixgrove
com|Andrew Castellano|Realtor|Castellano Homes|castellanohomes
com|Jennifer Wu|People Operations|Nimbus Robotics|nimbusrobotics
es|María José Ibáñez|Directora de Compras|Aceites del Sur S.A.|aceitesdelsur
es|Javier Echeverría|Ingeniero Industrial|Talleres Oria S.L.|talleresoria
es|Lucía Fernández Castro|Abogada|Castro Abogados|castroabogados
es|Íñigo Goikoetxea|Jefe de Proyecto|Norte Renovables|norterenovables
es|Carmen Puig|Arquitecta|Estudi Puig|estudipuig
es|Álvaro Quintana|Responsable de Ventas|Vinos Quintana|vinosquintana
es|Nuria Beltrán|Consultora|Faro Consultores|faroconsultores
es|Diego Salvatierra|Periodista|Diario del Puerto|diariodelpuerto
es|Elena Rius|Médica de familia|Clínica Mar|clinicamar
es|Pablo Cifuentes|Fundador|Huerta Urbana|huertaurbana
fr|Hélène Garnier|Directrice Générale|Atelier Garnier SARL|atelier-garnier
fr|François Delacourt|Avocat à la Cour|Delacourt & Associés|delacourt-avocats
fr|Aurélie Besançon|Cheffe de projet|Lumière Numérique SAS|lumiere-numerique
fr|Mehdi Benali|Ingénieur réseau|Télécoms du Midi|telecomsdumidi
fr|Claire Fontenay|Responsable achats|Papeterie Fontenay|papeterie-fontenay
fr|Étienne Rousseau|Conseiller|Banque du Quai|banqueduquai
fr|Solène Le Gall|Photographe|Studio Armor|studio-armor
fr|Julien Mercier|Gérant|Menuiserie Mercier|menuiserie-mercier
fr|Nathalie Vasseur|Professeure|École des Docks|ecole-docks
fr|Karim Haddad|Analyste|Cabinet Horizon|cabinet-horizon
pt|João Conceição|Diretor Comercial|Conservas Atlântico Lda|conservas-atlantico
pt|Beatriz Gonçalves|Engenheira Civil|Pontes & Obras S.A.|pontes-obras
pt|Rui Magalhães|Gerente|Café do Cais|cafedocais
pt|Sofia Antunes Prado|Designer|Ateliê Prado|atelieprado
pt|Tiago Vasconcelos|Consultor Fiscal|Vasconcelos & Filhos|vasconcelos-filhos
pt|Mariana Leão|Jornalista|Gazeta do Tejo|gazetadotejo
pt|Duarte Nóbrega|Arquiteto|Nóbrega Arquitetos|nobrega-arq
pt|Catarina Sequeira|Coordenadora|Instituto do Mar|institutodomar
pt|André Figueiredo|Técnico de Vendas|Solar Alentejo|solaralentejo
pt|Leonor Brandão|Advogada|Brandão Advogados|brandao-adv
com|Tom Hale|Gardener|Hale & Green|gmail
de|Lea Winter|Hebamme|Praxis Winter|posteo
uk|Zoë Blackwood|Illustrator|Blackwood Prints|outlook
com|Ngozi Eze|Keynote Speaker|Eze Speaks|eze-speaks
""".strip().split("\n")


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a card is of."""

    name: str
    title: str
    organisation: str
    email: str
    phones: tuple[str, ...]
    web: str
    address: tuple[str, str]
    region: str
    labels: tuple[str, str, str]


def person(line: str, dice: random.Random) -> Person:
    """One line of PEOPLE, with the numbers and addresses that such a person has."""
    from needless.method.card_patterns import fold

    land, name, title, organisation, root = line.split("|")
    region, numbers, addresses, labels = LANDS[land]
    ending = {"uk": "co.uk"}.get(land, land)
    host = f"{root}.{'com' if root in ('gmail', 'outlook') else ending}"
    words = [re.sub(r"[^a-z-]", "", fold(w)) for w in name.split() if not w.endswith(".")]
    first, last = words[0], words[-1].replace("-", "")
    local = dice.choice(
        [f"{first}.{last}", f"{first[0]}.{last}", f"{first[0]}{last}", f"{first}.{last}", first, last]
    )
    local = "info" if dice.random() < 0.08 and "gmail" not in host else local
    chosen = dice.sample(numbers, dice.choice((1, 2)))
    phones = tuple(
        re.sub(r"\{(\d)\}", lambda m: "".join(dice.choices("23456789", k=int(m[1]))), n) for n in chosen
    )
    web = "" if root in ("gmail", "outlook", "posteo") else dice.choice(("www.", "", "https://")) + host
    return Person(
        name, title, organisation, f"{local}@{host}", phones, web, dice.choice(addresses), region, labels
    )


@cache
def fonts_there() -> list[tuple[str, str]]:
    """Those of FONTS that this machine has, and the serif of the product's own wheel; all have the letters of the names."""
    wheel = Path(font_source_serif_pro.__file__).parent / "files"
    own = (str(wheel / "SourceSerifPro-Regular.ttf"), str(wheel / "SourceSerifPro-Bold.ttf"))
    return [*(pair for pair in FONTS if (FONT_FOLDER / pair[1]).exists()), own]


@dataclass(slots=True)
class Pen:
    """Writes on a card."""

    draw: ImageDraw.ImageDraw
    fonts: tuple[str, str]
    ink: str
    dice: random.Random

    def font(self, size: int, bold: bool = False) -> Any:
        return ImageFont.truetype(str(FONT_FOLDER / self.fonts[bold]), size)

    def column(self, rows: list[tuple[str, int, bool]], x: int, y: int, anchor: str = "la") -> int:
        """Lines below each other; where the next would be."""
        for text, size, bold in rows:
            if text:
                self.draw.text((x, y), text, fill=self.ink, font=self.font(size, bold), anchor=anchor)
            y += round(size * (1.45 if text else 0.6))
        return y


def contact_rows(who: Person, style: int, size: int) -> list[tuple[str, int, bool]]:
    """Phones, mail and web, with and without labels."""
    tel, mobile, mail = who.labels
    phones = [
        f"{(tel, mobile)[at]}{': ' if style else ' '}{n}" if style < 2 else n
        for at, n in enumerate(who.phones)
    ]
    email = f"{mail}{': ' if style else ' '}{who.email}" if style < 2 else who.email
    return [(text, size, False) for text in (*phones, email, who.web) if text]


def address_rows(who: Person, size: int) -> list[tuple[str, int, bool]]:
    return [(text, size, False) for text in who.address]


def classic(pen: Pen, who: Person) -> None:
    """Company above, name and title, contact below, all on the left."""
    y = pen.column([(who.organisation, 44, True), ("", 40, False)], 70, 60)
    y = pen.column([(who.name, 50, True), (who.title, 32, False), ("", 50, False)], 70, y)
    pen.column([*address_rows(who, 28), *contact_rows(who, pen.dice.randrange(3), 28)], 70, y)


def centred(pen: Pen, who: Person) -> None:
    """Everything in the middle, the name in capitals."""
    y = pen.column(
        [(who.name.upper(), 48, True), (who.title, 30, False), (who.organisation, 34, True), ("", 40, False)],
        525,
        80,
        "ma",
    )
    pen.column([*contact_rows(who, 2, 28), (", ".join(who.address), 25, False)], 525, y, "ma")


def banded(pen: Pen, who: Person) -> None:
    """The company white on a coloured band."""
    pen.draw.rectangle((0, 0, 1050, 150), fill=pen.dice.choice(("#1f5f4c", "#7a1f2b", "#22408a", "#333333")))
    pen.draw.text((60, 48), who.organisation, fill="white", font=pen.font(52, True))
    y = pen.column([(who.name, 46, False), (who.title, 28, False), ("", 40, False)], 60, 190)
    pen.column([*contact_rows(who, 1, 27), *address_rows(who, 27)], 60, y)


def two_columns(pen: Pen, who: Person) -> None:
    """Name on the left, contact on the right."""
    pen.column(
        [
            (who.name, 44, True),
            (who.title, 26, False),
            ("", 60, False),
            (who.organisation, 32, True),
            *address_rows(who, 24),
        ],
        50,
        140,
    )
    pen.column(contact_rows(who, 2, 25), 1000, 330, "ra")


def below(pen: Pen, who: Person) -> None:
    """The name in the lower half, the company large above."""
    pen.draw.text((525, 130), who.organisation, fill=pen.ink, font=pen.font(58, True), anchor="ma")
    y = pen.column([(who.name, 38, True), (who.title, 26, False)], 60, 330)
    pen.column([("   ".join((*who.phones, who.email)), 24, False), (who.web, 24, False)], 60, y + 20)


def stacked(pen: Pen, who: Person) -> None:
    """First name above last name, very large."""
    first, _space, last = who.name.rpartition(" ")
    y = pen.column(
        [(first.upper(), 62, False), (last.upper(), 62, True), (who.title, 28, False), ("", 50, False)],
        70,
        60,
    )
    pen.column([(who.organisation, 30, True), *contact_rows(who, 0, 27)], 70, y)


def barred(pen: Pen, who: Person) -> None:
    """Title and company on one line, contact parted by signs."""
    y = pen.column(
        [(who.name, 52, False), (f"{who.title} | {who.organisation}", 28, False), ("", 80, False)], 60, 110
    )
    pen.column(
        [
            (" | ".join(who.phones), 27, False),
            (f"{who.email} | {who.web}".strip(" |"), 25, False),
            (" · ".join(who.address), 25, False),
        ],
        60,
        y,
    )


LAYOUTS: tuple[Callable[[Pen, Person], None], ...] = (
    classic, centred, banded, two_columns, below, stacked, barred,
)  # fmt: skip


def render(number: int, who: Person, dice: random.Random) -> bytes:
    """A photo of the card: on a table, turned, seen from the side, with noise and blur; a JPEG."""
    paper, ink = dice.choice(
        (("#ffffff", "#1a1a1a"), ("#fbf7ec", "#2b2b2b"), ("#e9eef2", "#1d2b3a"), ("#20262e", "#f3efe6"))
    )
    card = Image.new("RGB", (1050, 600), paper)
    fonts = fonts_there()
    LAYOUTS[number % len(LAYOUTS)](Pen(ImageDraw.Draw(card), fonts[number % len(fonts)], ink, dice), who)
    return photograph(card, dice)


def photograph(card: Image.Image, dice: random.Random) -> bytes:
    """What a phone makes of it."""
    table = Image.new("RGB", (1500, 1100), dice.choice(("#8a6d4f", "#b9b4aa", "#4a4f57", "#d8cfc0")))
    lean = [dice.uniform(0, 45) for _ in range(4)]
    a, b, c, d = lean
    corners = (-a, -b, -c, 600 + b, 1050 + d, 600 + a, 1050 + c, -d)
    seen = card.transform(
        card.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=table.getpixel((0, 0))
    )
    angle = dice.gauss(0, 5) + dice.choice((0,) * 12 + (90, 180, 270))
    seen = seen.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=table.getpixel((0, 0)))
    table.paste(seen, (max(0, (1500 - seen.width) // 2), max(0, (1100 - seen.height) // 2)))
    table = table.filter(ImageFilter.GaussianBlur(dice.uniform(0, 1.3)))
    noise = Image.effect_noise(table.size, dice.uniform(8, 40)).convert("RGB")
    table = Image.blend(table, noise, dice.uniform(0.02, 0.12))
    light = dice.uniform(0.75, 1.1)
    table = table.point(lambda v: min(255, int(v * light)))
    out = io.BytesIO()
    table.save(out, "JPEG", quality=dice.randrange(60, 92))
    return out.getvalue()


def same(a: str, b: str) -> bool:
    """Equal words, accents, capitals and order aside."""
    from needless.method.card_patterns import words_of

    return sorted(words_of(a)) == sorted(words_of(b))


def host(url: str) -> str:
    return re.sub(r"^https?://|^www\.|/$", "", url.lower()).removeprefix("www.")


def right(who: Person, found: Any) -> dict[str, tuple[int, int]]:
    """Of each field how many are right, and how many there are."""
    from needless.contacts.identity import phone_key

    numbers = {phone_key(n, found.region or None) for n, _label in found.phones}
    kept = sum(phone_key(n, who.region) in numbers for n in who.phones)
    mails = [mail for mail, _label in found.emails]
    return {
        "card names": (int(same(found.name, who.name)), 1),
        "card e-mails": (int(who.email in mails), 1),
        "card phones": (kept, len(who.phones)),
        "card titles": (int(same(found.title, who.title)), 1),
        "card organisations": (int(same(found.organisation, who.organisation)), 1),
        "card web": (int(host(who.web) in map(host, found.links)), 1) if who.web else (0, 0),
    }


def measure(count: int, is_loud: bool) -> list[dict[str, Any]]:
    """All rows."""
    from needless.cards.reading import fields_in, picture_of

    dice, sums, seconds = random.Random(SEED), {}, 0.0
    for number in range(count):
        who = person(PEOPLE[number % len(PEOPLE)], dice)
        photo = render(number, who, dice)
        started = time.perf_counter()
        found = fields_in(picture_of(photo))
        seconds += time.perf_counter() - started
        for what, (good, all_of_them) in right(who, found).items():
            before = sums.get(what, (0, 0))
            sums[what] = (before[0] + good, before[1] + all_of_them)
            if is_loud and good < all_of_them:
                print(number, LAYOUTS[number % len(LAYOUTS)].__name__, what, who, found, "", sep="\n   ")
    floors = {"card names": FLOOR, "card e-mails": FLOOR, "card phones": FLOOR}
    rows = [
        row(what, good / all_of_them, 1.0, floors.get(what)) for what, (good, all_of_them) in sums.items()
    ]
    return [*rows, row("seconds a card", seconds / count, 3.0, None)]


def row(what: str, ours: float, other: float, floor: float | None) -> dict[str, Any]:
    ratio = ours / other
    return {
        "what": what, "ours": round(ours, 3), "other": other, "ratio": round(ratio, 3),
        "floor": floor, "ok": floor is None or ratio >= floor,
    }  # fmt: skip


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cards", type=int, default=CARDS)
    parser.add_argument("--errors", action="store_true", help="show what came out wrong")
    asked = parser.parse_args()
    django.setup()
    return report(measure(asked.cards, asked.errors), asked.json)


if __name__ == "__main__":
    sys.exit(main())
