"""Lines as people write them in German and Spanish, most made up before a word of them was read (M9, M16).

The files are written as sentences.txt is, for the same people at the same moment.
"""

from pathlib import Path

import pytest
from tests.helping.test_sentences import LINES, NOW, everybody, written

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
