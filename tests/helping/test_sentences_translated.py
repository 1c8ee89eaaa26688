"""Lines as people write them in German and Spanish, 25 of each made up before a word of them was read (M9, M16).

Twice ten more of each were made up afresh at the end: of both tens eight were right at once in either language, all are now.

The files are written as sentences.txt is, for the same people at the same moment.
"""

import re
from pathlib import Path

import pytest
from tests.helping.test_sentences import HELP, LINES, NOW, everybody, written

from needless.contacts.models import Contact
from needless.contacts.search import reindex
from needless.helping.actions import understand


def lines(language):
    path = Path(__file__).parent / f"sentences_{language}.txt"
    return path.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def network(owner):
    Contact.objects.bulk_create(everybody(owner))
    reindex(owner, list(Contact.objects.of(owner).values_list("pk", flat=True)))
    return owner


def misread(owner, rows):
    got = {row: written(understand(owner, row.split(" | ")[0], NOW)) for row in rows}
    return [f"{row}\n{said}" for row, said in got.items() if said != row.rstrip(" |")]


@pytest.mark.parametrize("language", ["de", "es"])
def test_they_are_understood_in_all_parts(network, language):
    network.language = language
    wrong = misread(network, lines(language))
    assert not wrong, f"{len(wrong)}\n" + "\n\n".join(wrong)


@pytest.mark.parametrize("language", ["de", "es"])
def test_an_english_line_is_read_as_before_whatever_the_language(network, language):
    network.language = language
    wrong = misread(network, LINES)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("language", ["de", "es"])
def test_what_the_manual_gives_as_an_example_is_understood(network, language):
    network.language = language
    Contact.objects.of(network).filter(name="Ana Costa").delete()
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (HELP / language).glob("*.md"))
    examples = re.findall(r"^- \*(.+)\*$", (HELP / language / "log.md").read_text(encoding="utf-8"), re.M)
    examples += re.findall(r'`needless log "(\w.+?)"', pages)
    assert len(examples) >= 5
    for line in examples:
        said = understand(network, line, NOW)
        assert not said.questions and said.contacts and said.channel, line
        assert said.promises or said.wishes or len(line) <= 25, line
        assert not said.note or len(said.note) <= 16, said.note
