"""German and Spanish are complete, as English is: every text, with the same facts in it, and dates as one writes them there."""

import re
import shutil

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from tools import messages

FACT = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
HEADINGS, ROWS = re.compile(r"^#+ ", re.MULTILINE), re.compile(r"^\|.*\|$", re.MULTILINE)
LINKS, CODE = re.compile(r"\]\(([^)]+)\)"), re.compile(r"`([^`\n]+)`")
pytestmark = pytest.mark.parametrize("path", messages.catalogues(messages.ROOT), ids=lambda p: p.parts[-3])


def read(path):
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def texts(catalogue):
    """By context and text; a compiled catalogue gives the context as bytes."""
    named = [(m.context.decode() if isinstance(m.context, bytes) else m.context, m) for m in catalogue]
    return {(context, forms(m.id)[0]): tuple(forms(m.string)) for context, m in named if m.id}


def test_every_text_is_translated_and_names_the_same_facts(path):
    for message in read(path):
        if message.id:
            assert all(forms(message.string)) and not message.fuzzy, message.id
            facts = set(FACT.findall(forms(message.id)[-1]))
            assert set(FACT.findall(forms(message.string)[-1])) == facts, message.id


def test_what_is_compiled_is_what_is_written(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert texts(compiled) == texts(read(path)), "run tools/messages.py"


@pytest.mark.skipif(not shutil.which("xgettext"), reason="the package gettext is not installed here")
def test_no_text_of_code_or_pages_is_missing_in_the_catalogue(path, tmp_path):
    root = tmp_path / "needless"
    shutil.copytree(messages.ROOT, root, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
    messages.extract(root)
    known = {(m.context, str(m.id)) for m in read(path)}
    there = {(m.context, str(m.id)) for m in read(root / path.relative_to(messages.ROOT))}
    assert sorted(map(str, there - known)) == [], "run tools/messages.py and translate"


def test_the_manual_is_whole_and_says_the_same_things(path):
    """Each page has the headings, tables' rows, links and words in code of the English one."""
    manual = messages.ROOT / "help"
    for page in sorted(manual.glob("*.md")):
        english, other = page.read_text(), (manual / path.parts[-3] / page.name).read_text()
        for parts in (HEADINGS, ROWS):
            assert len(parts.findall(other)) == len(parts.findall(english)), page.name
        assert sorted(LINKS.findall(other)) == sorted(LINKS.findall(english)), page.name
        assert set(CODE.findall(other)) == set(CODE.findall(english)), page.name


def test_days_are_written_as_one_writes_them_there(path):
    day = timezone.datetime(2026, 3, 5).date()
    shown = {
        "de": ["5. März 2026", "Donnerstag, 5. März"],
        "es": ["5 de marzo de 2026", "jueves, 5 de marzo"],
    }
    with override(path.parts[-3]):
        assert [date_format(day, "j F Y"), date_format(day, "l, j F")] == shown[path.parts[-3]]
