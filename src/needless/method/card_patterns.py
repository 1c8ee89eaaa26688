"""What on a card is recognised by its form: mail, web and phone (M17)."""

from __future__ import annotations

import re
import unicodedata

from needless.method.card_words import DOMAIN_ENDINGS

MAIL_LABEL = re.compile(
    r"^\s*(?:e-?\s?mail|mail|correo|courriel|e|m|@)\s*[:.|]?\s+(?=\S*\s?@)|^e-?mail[:.]", re.IGNORECASE
)
MAIL = re.compile(r"[\w.+&'-]+@(?:[\w-]+\.)+[a-z]{2,24}", re.IGNORECASE)
LOST_DOT = re.compile(r"(@[\w-]{3,}?)(com|net|org|de|es|fr|pt|uk|eu|ch|at|br|io)$", re.IGNORECASE)
WEB_LABEL = re.compile(r"^\s*(?:website|web|internet|www|url|w|site|home)\s*[:|]\s*", re.IGNORECASE)
WEB = re.compile(r"(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/[\w./~%-]*)?", re.IGNORECASE)
PHONE = re.compile(
    r"(?<![\w])(?:\+|00|\(\+?)?\d[\d\s()./\u2013\u00b7-]{5,24}\d(?:\s?(?:ext|x|-)\.?\s?\d{1,5})?",
    re.IGNORECASE,
)
PHONE_LABELS = (
    ("fax", re.compile(r"\b(?:fax|telefax|f)\b", re.IGNORECASE)),
    ("mobile", re.compile(r"\b(?:mobile|mobil|mob|movil|móvil|handy|cell|cellphone|portable|telemovel|telemóvel|celular|m|c)\b", re.IGNORECASE)),
    ("work", re.compile(r"\b(?:office|buro|büro|direct|direkt|durchwahl|work)\b", re.IGNORECASE)),
)  # fmt: skip
NOT_A_PHONE = re.compile(
    r"\b(?:vat|ust|uid|tax|nif|cif|nipc|siret|siren|iban|bic|hrb|reg|cnpj|tva|steuer)\b", re.IGNORECASE
)
BARRED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe"})
LOOKS_LIKE_DIGITS = str.maketrans("OoIlBS", "001185")


def fold(text: str) -> str:
    """Lower-cased, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(BARRED))
    return "".join(c for c in plain if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The folded words, with signs and dots taken off: "S.A." is "sa"."""
    found = (re.sub(r"[^\w&-]", "", word) for word in re.split(r"[\s,/|]+", fold(text)))
    return [word for word in found if word.strip("-&")]


def mail_in(text: str) -> str:
    """The mail address in a line, lower-cased, "" where there is none; spaces that the reading put in are taken out."""
    if "@" not in (text := text.replace("©", "@").replace("(at)", "@")):
        return ""
    close = re.sub(r"\s*([@.])\s*", r"\1", MAIL_LABEL.sub("", text)).replace(",", ".")
    tight = close.replace(" ", "")
    found = MAIL.search(close) or MAIL.search(tight) or MAIL.search(LOST_DOT.sub(r"\1.\2", tight))
    return found[0].lower().strip(".-'") if found else ""


def web_in(text: str) -> str:
    """The web address in a line, "" where there is none."""
    bare = re.sub(r"\s*\.\s*(?=[a-z])", ".", WEB_LABEL.sub("", text).strip())
    bare = re.sub(r"^www[ ,]", "www.", bare, flags=re.IGNORECASE)
    found = WEB.search(bare)
    if not found or "@" in text:
        return ""
    host = re.sub(r"^https?://", "", found[0].lower()).split("/")[0]
    is_clear = host.startswith("www.") or "://" in found[0]
    is_whole = len(found[0]) >= len(bare) - 2 and host.rsplit(".", 1)[-1] in DOMAIN_ENDINGS
    return found[0].rstrip("./") if is_clear or is_whole else ""


def phones_in(text: str) -> list[tuple[str, str]]:
    """(number, label) of each phone in a line; the label is "fax", "mobile", "work" or ""."""
    if NOT_A_PHONE.search(text) or "@" in text:
        return []
    found, end = [], 0
    for match in PHONE.finditer(_with_digits(text)):
        number, before = match[0].strip(), text[end : match.start()]
        end = match.end()
        if _is_phone(number, before):
            found.append((" ".join(number.split()), _label(before)))
    return found


def _with_digits(text: str) -> str:
    """Letters that are digits, where they stand among digits."""
    return re.sub(r"(?<=[\d +(])[OoIlBS](?=[\d ]*\d)", lambda m: m[0].translate(LOOKS_LIKE_DIGITS), text)


def _is_phone(number: str, before: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if not 7 <= len(digits) <= 17:
        return False
    is_marked = number[0] in "+(0" or bool(
        re.search(r"\b(?:t|p|tel|phone|fon)\b|tel|phone|fon", before, re.IGNORECASE)
    )
    return is_marked or bool(_label(before)) or (len(digits) >= 9 and not before.strip())


def _label(before: str) -> str:
    return next((label for label, pattern in PHONE_LABELS if pattern.search(before)), "")
