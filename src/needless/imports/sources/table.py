"""Any other table of people, through a mapping of its columns that is guessed and can be corrected (M17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from needless.imports.drafts import Asked, ContactDraft, Me, Piece, Read, Refusal, Source
from needless.imports.sources.address_book import RowKeys, add_once, day_text, name_from_parts
from needless.imports.sources.dates import read_date
from needless.imports.sources.google import finished
from needless.imports.sources.tables import Table, open_table, parse_head, plain_name

# Field of a contact -> the names its column goes by (English, German, Spanish, French).
SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "full name",
        "display name",
        "contact",
        "contact name",
        "person",
        "vollständiger name",
        "nombre completo",
        "nom complet",
        "file as",
    ),
    "given_name": ("first name", "given name", "firstname", "vorname", "nombre", "prénom", "forename"),
    "family_name": (
        "last name",
        "family name",
        "surname",
        "nachname",
        "familienname",
        "apellido",
        "apellidos",
        "nom",
        "nom de famille",
    ),
    "email": (
        "email",
        "emails",
        "e-mail",
        "e-mails",
        "email address",
        "e-mail address",
        "mail",
        "email work",
        "email home",
        "email other",
        "e-mail-adresse",
        "e-mailadresse",
        "correo",
        "correo electrónico",
        "courriel",
        "adresse e-mail",
        "email 1",
        "email 2",
        "email 3",
        "primary email",
    ),
    "phone": (
        "phone",
        "phones",
        "phone number",
        "telephone",
        "mobile",
        "mobile phone",
        "cell",
        "tel",
        "phone work",
        "phone home",
        "phone other",
        "telefon",
        "telefonnummer",
        "handy",
        "mobil",
        "teléfono",
        "móvil",
        "téléphone",
        "portable",
    ),
    "organisation": (
        "company",
        "organization",
        "organisation",
        "employer",
        "company name",
        "firma",
        "unternehmen",
        "empresa",
        "société",
        "entreprise",
        "work information",
    ),
    "title": (
        "title",
        "job title",
        "position",
        "role",
        "job",
        "beruf",
        "stelle",
        "puesto",
        "cargo",
        "poste",
        "fonction",
    ),
    "place": (
        "place",
        "location",
        "city",
        "address",
        "ort",
        "stadt",
        "adresse",
        "ciudad",
        "lugar",
        "ville",
        "lieu",
    ),
    "birthday": (
        "birthday",
        "birth date",
        "birthdate",
        "date of birth",
        "dob",
        "geburtstag",
        "geburtsdatum",
        "cumpleaños",
        "fecha de nacimiento",
        "anniversaire",
        "date de naissance",
    ),
    "notes": (
        "notes",
        "note",
        "comment",
        "comments",
        "background",
        "description",
        "notizen",
        "bemerkung",
        "bemerkungen",
        "notas",
        "remarques",
    ),
    "tags": (
        "tags",
        "tag",
        "labels",
        "groups",
        "group",
        "circles",
        "categories",
        "kategorien",
        "gruppe",
        "etiquetas",
        "étiquettes",
        "catégories",
    ),
    "link": (
        "link",
        "url",
        "website",
        "web page",
        "linkedin",
        "linkedin url",
        "linkedin profile",
        "profile url",
        "webseite",
        "sitio web",
        "site web",
    ),
    "how_we_met": (
        "how we met",
        "how did we meet",
        "met at",
        "kennengelernt",
        "cómo nos conocimos",
        "comment nous nous sommes rencontrés",
    ),
    "met_on": ("met on", "first seen", "first met", "date met", "kennengelernt am"),
    "connected_on": ("connected on", "connection date"),
}
FIELDS = tuple(SYNONYMS)
_FIELD_OF = {plain_name(name): target for target, names in SYNONYMS.items() for name in names}
TELLING = frozenset({"name", "given_name", "family_name", "email"})
PAIRS = {"email": "emails", "phone": "phones", "link": "links"}
Cell = tuple[str, str, str]  # column as written, field or "", value


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Column -> field of a contact, for the columns whose names tell it."""
    found = {column: _FIELD_OF[plain_name(column)] for column in columns if plain_name(column) in _FIELD_OF}
    if "given_name" in found.values() and "family_name" not in found.values():
        return {column: "name" if field == "given_name" else field for column, field in found.items()}
    return found


def _several(value: str) -> list[str]:
    """Things in one cell, by semicolons; where there are none, by commas."""
    return value.split(";" if ";" in value else ",")


def _hold_pair(draft: ContactDraft, field: str, column: str, value: str) -> None:
    mark = plain_name(column).removeprefix(field)
    for one in _several(value) if field == "email" else value.split(";"):
        add_once(getattr(draft, PAIRS[field]), one.strip(), mark if mark in ("work", "home", "other") else "")


def _hold_day(draft: ContactDraft, field: str, value: str) -> bool:
    if field == "birthday":
        draft.birthday = day_text(value)
        return bool(draft.birthday)
    on = read_date(value)
    setattr(draft, field, on)
    return on is not None


def _hold(draft: ContactDraft, cell: Cell) -> bool:
    """Put a cell in its place; False where it is no day though it should be."""
    column, field, value = cell
    if field in PAIRS:
        _hold_pair(draft, field, column, value)
    elif field in ("birthday", "met_on", "connected_on"):
        return _hold_day(draft, field, value)
    elif field == "notes":
        draft.notes.append((value, None))
    elif field == "tags":
        draft.tags.extend(dict.fromkeys(tag.strip() for tag in _several(value) if tag.strip()))
    elif field in FIELDS and not getattr(draft, field):
        setattr(draft, field, value)
    else:
        draft.fields.append((column, value))
    return True


def draft_of(path: str, row: int, cells: Sequence[Cell]) -> tuple[ContactDraft, list[Refusal]]:
    """The person of a row, and its cells that could not be read (kept as fields)."""
    draft, refused = ContactDraft(row), []
    for cell in cells:
        if cell[2] and not _hold(draft, cell):
            problem = f"a day such as 2020-01-31 expected, not {cell[2][:40]!r}; kept as a field"
            refused.append(Refusal(path, row, cell[0], problem))
            draft.fields.append((cell[0], cell[2]))
    draft.name = draft.name or name_from_parts(draft)
    return draft, refused


def _mapping(table: Table, chosen: Mapping[str, str]) -> dict[str, str]:
    """Plain column name -> field: as the owner chose, else as guessed."""
    return {plain_name(name): field for name, field in (chosen or guess(table.names)).items()}


class _Table:
    kind = "table"
    order = 90

    def sniff(self, piece: Piece) -> bool:
        table = parse_head(piece)
        return table is not None and not TELLING.isdisjoint(guess(table.names).values())

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """A table says nothing of its owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        table = open_table(piece)
        if table is None:
            yield Refusal(piece.path, 0, "", "a table with a header of two or more columns expected")
            return
        keys, fields = RowKeys("table"), _mapping(table, asked.columns)
        columns = [
            (name.strip(), fields.get(plain_name(name), ""), at) for at, name in enumerate(table.names)
        ]
        for row in table.rows():
            if isinstance(row, Refusal):
                yield row
                continue
            cells = [(name or f"Column {at + 1}", field, row[1][at].strip()) for name, field, at in columns]
            draft, refused = draft_of(piece.path, row[0], cells)
            yield from finished(piece.path, draft, refused, keys)


SOURCES: tuple[Source, ...] = (_Table(),)
