"""People of a LinkedIn archive: connections, imported address books and the owner's notes (M10, M17)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from operator import itemgetter

from needless.imports.drafts import Asked, ContactDraft, Read, Refusal
from needless.imports.sources.address_book import whole_name
from needless.imports.sources.dates import read_date, read_partial_date
from needless.imports.sources.linkedin_tables import (
    HIDDEN_NAME,
    RowReader,
    Sheet,
    cut_short,
    profile_link,
    profile_slug,
    skipped,
    unreadable_date,
)
from needless.imports.sources.tables import Table

# The header of Connections.csv in the languages that it has been seen or is likely in, column by column.
CONNECTIONS = (
    ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"),
    ("Vorname", "Nachname", "URL", "E-Mail-Adresse", "Unternehmen", "Position", "Vernetzt am"),
    ("Vorname", "Nachname", "Profil-URL", "E-Mail", "Firma", "Jobtitel", "Verbunden am"),
    ("Vorname", "Nachname", "Link", "E-Mail", "Firma", "Stelle", "Kontakt seit"),
    ("Prénom", "Nom de famille", "URL", "Adresse e-mail", "Entreprise", "Poste", "Connecté le"),
    ("Prénom", "Nom", "URL", "Adresse électronique", "Société", "Fonction", "En relation depuis le"),
    ("Nombre", "Apellidos", "URL", "Dirección de correo electrónico", "Empresa", "Cargo", "Conectado el"),
    ("Nombre", "Apellido", "URL", "Correo electrónico", "Empresa", "Puesto", "Fecha de conexión"),
    ("Nome", "Sobrenome", "URL", "Endereço de e-mail", "Empresa", "Cargo", "Conectado em"),
    ("Nome", "Apelido", "URL", "Endereço de email", "Empresa", "Função", "Ligado em"),
    ("Nome", "Cognome", "URL", "Indirizzo email", "Azienda", "Posizione", "Collegato il"),
    ("Voornaam", "Achternaam", "URL", "E-mailadres", "Bedrijf", "Functie", "Verbonden op"),
    ("名", "姓", "URL", "メールアドレス", "会社", "役職", "つながった日"),
    ("名", "姓", "URL", "メールアドレス", "会社名", "職位", "つながり日"),
    ("名字", "姓氏", "URL", "电子邮件地址", "公司", "职位", "加为好友时间"),
    ("이름", "성", "URL", "이메일 주소", "회사", "직책", "1촌 맺은 날짜"),
)
_SEVERAL = re.compile(r"[,;\n]\s*")


class Connections(Sheet):
    """Connections.csv of every era: with or without the notes above the header and the URL column."""

    kind = "linkedin-connections"
    order = 10
    wanted = tuple({row[0], row[1], row[6]} for row in CONNECTIONS)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """Rows without a URL are numbered where name and day are the same: two rows are two people."""
        seen: Counter[str] = Counter()
        pick = itemgetter(*(table.at(*names) for names in zip(*CONNECTIONS, strict=True)))

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            given, family, link, email, company, position, when = map(str.strip, pick(cells))
            if not (given or family or link or email):
                return _nobody(table, row, bool(company or position or not when))
            if table.cut == row and not when:
                return (cut_short(table, row),)
            if not link and f"{given} {family}".strip().lower() == HIDDEN_NAME:
                return skipped("hidden member")
            on = read_date(when)
            draft = _connection(row, given, family, link, on)
            draft.organisation, draft.title = company, position
            if email:
                draft.emails = [(email, "")]
            draft.key = draft.key or _key_by_name(seen, f"{given} {family}", on.isoformat() if on else when)
            if on is None and when:
                done = "imported without the date"
                return (unreadable_date(table, row, "Connected On", when, done), draft)
            return (draft,)

        return read_row


def _nobody(table: Table, row: int, is_broken: bool) -> Iterable[Read]:
    if not is_broken:
        return skipped("hidden member")
    problem = "expected a name, a URL or an email address, found none; the row was left out"
    return (Refusal(table.piece.path, row, "First Name", problem),)


def _connection(row: int, given: str, family: str, link: str, on: date | None) -> ContactDraft:
    family, _, suffix = family.partition(", ")
    slug = profile_slug(link)
    return ContactDraft(
        row,
        f"linkedin:{slug}" if slug else "",
        whole_name(given, family),
        given,
        family_name=family,
        suffix=suffix,
        links=[(profile_link(link), "LinkedIn")] if link else [],
        connected_on=on,
    )


def _key_by_name(seen: Counter[str], name: str, when: str) -> str:
    key = f"linkedin-name:{name.strip().casefold()}|{when}"
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}#{seen[key]}"


class ImportedContacts(Sheet):
    """Contacts.csv: the address book that the owner once let LinkedIn read."""

    kind = "linkedin-imported-contacts"
    order = 12
    wanted = (("FirstName", "LastName", "Companies", "Emails", "PhoneNumbers"),)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """One contact for each row that names or reaches somebody."""

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            if table.cut == row:
                return (cut_short(table, row),)
            draft = _imported(row, table.as_dict(cells))
            if not (draft.name or draft.emails or draft.phones):
                return skipped("nobody named")
            return (draft,)

        return read_row


def _several(text: str, label: str = "") -> list[tuple[str, str]]:
    return [(part.strip(), label) for part in _SEVERAL.split(text) if part.strip()]


def _imported(row: int, cells: dict[str, str]) -> ContactDraft:
    def cell(name: str) -> str:
        return cells.get(name, "")

    profile = cell("profiles")
    slug = profile_slug(profile)
    given, family = cell("firstname"), cell("lastname")
    return ContactDraft(
        row,
        key=f"linkedin:{slug}" if slug else "",
        name=cell("fullname") or f"{given} {family}".strip(),
        given_name=given,
        family_name=family,
        organisation=cell("companies"),
        title=cell("title"),
        place=cell("location"),
        emails=_several(cell("emails")),
        phones=_several(cell("phonenumbers")),
        links=[*_several(cell("sites")), *([(profile_link(profile), "LinkedIn")] if slug else [])],
        addresses=[(cell("addresses"), "")] if cell("addresses") else [],
        birthday=read_partial_date(cell("birthday")),
    )


class Notes(Sheet):
    """Notes.csv: what the owner wrote about connections; added to those who are known."""

    kind = "linkedin-notes"
    order = 30
    wanted = (("Connection Profile URL", "Note"),)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """A note for the person with this link; by name and organisation alone nothing is matched."""
        pick = table.pick(
            "Connection First Name", "Connection Last Name", "Connection Profile URL", "Note", "Created On"
        )

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            given, family, link, note, when = map(str.strip, pick(cells))
            if not note:
                return skipped("empty note")
            on = read_date(when)
            draft = _connection(row, given, family, link, None)
            draft.only_if_known, draft.match_name, draft.notes = True, not draft.key, [(note, on)]
            if on is None and when:
                return (unreadable_date(table, row, "Created On", when, "imported without the date"), draft)
            return (draft,)

        return read_row
