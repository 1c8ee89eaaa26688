"""What the columns of tables of people are called, in a few languages (M17)."""

from __future__ import annotations

import re

from needless.imports.sources.tables import plain_name

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
FIELD_OF = {plain_name(name): target for target, names in SYNONYMS.items() for name in names}
# Where no name is exactly known: what a column is about by a part of its name, the first that is found.
_PARTS: tuple[tuple[str, str], ...] = (
    ("name", r"(?:first|vor).{0,6}(?:last|nach) ?name|full ?name|kontaktname|person name|vollst.*name|nombre completo|nom complet|nome completo|氏名|姓名|성명|фио"),
    ("birthday", r"birthday|birth.?date|geburtstag|geburtsdatum|cumpleaños|naissance|compleanno|nascimento|verjaardag|誕生日|生日|рожд"),
    ("email", r"e-?mail|\bmail\b|correo|courriel|posta elettronica|メール|邮件|郵件|이메일|почт"),
    ("phone", r"phone|telefo[on]|téléph|teléf|telef\b|telefonn|\btel\b|mobil|móvil|handy|\bcell|celular|cellulare|電話|电话|전화|телефон|numéro de tél"),
    ("link", r"linkedin|website|web ?site|homepage|profile url|webse?ite"),
    ("family_name", r"last ?name|surname|family ?name|nachname|familienname|apellido|cognome|sobrenome|achternaam|nazwisko|efternamn|фамилия|^姓氏?$|^성$"),
    ("given_name", r"first ?name|given ?name|vorname|prénom|voornaam|^nome$|^imię$|förnamn|^имя$|^名字?$|^이름$"),
    ("organisation", r"company|employer|organi[sz]ation|firma|unternehmen|arbeitgeber|empresa|entreprise|société|azienda|società|bedrijf|会社|公司|회사|компания|организация"),
    ("title", r"job.?title|job.?role|\bposition\b|berufs?bezeichnung|jobtitel|funktion|役職|职位|직책|должность"),
    ("place", r"\bcity\b|\btown\b|wohnort|stadt\b|ciudad|\bville\b|città|cidade|location|standort"),
    ("how_we_met", r"how.*\bmet\b|where.*\bmet\b|kennengelernt"),
    ("notes", r"\bnotes?\b|comments?\b|remarks?\b|bemerkung|anmerkung|notiz|notas|備考|备注|메모|примеч"),
    ("tags", r"\btags?\b|\blabels?\b|categor|kategori"),
)  # fmt: skip
# A column that only says something of another one, or of a sending list.
_ABOUT_OTHERS = re.compile(
    r"(?i)\b(type|typ|label|display|status|count|number of|opt|consent|verified|valid|format|extension|sent|opened|last|source|id|fax|yomi|phonetic|spouse|partner|assistant|manager|emergency|size|industry|domain|employees|revenue|reminder|owner)\b"
)


def field_of(name: str) -> str:
    """The field that a column of this name is for; "" where its name does not tell."""
    if exact := FIELD_OF.get(plain_name(name)):
        return exact
    words = " ".join(
        re.split(r"[\s_./()-]+", name.replace("E-Mail", "Email").replace("e-mail", "email"))
    ).strip()
    if _ABOUT_OTHERS.search(words) and not re.search(r"(?i)last ?name", words):
        return ""
    return next((field for field, part in _PARTS if re.search(rf"(?i){part}", words)), "")
