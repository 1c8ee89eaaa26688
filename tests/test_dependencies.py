"""What is installed with Needless may be given away under its licence, and comes by name, version and hash alone."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FITS = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software|ISC|MPL|Mozilla|GPL|Unlicense|Public Domain|Zlib|HPND|0BSD|CC0|OFL|Artistic",
    re.I,
)
# They say nothing in their metadata; their repositories do.
KNOWN = {
    "atheris": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "huey": "MIT",
    "pyrage": "MIT",
    "pysqlite3": "zlib",
}
INSTALLED = sorted({found.name.lower(): found for found in distributions()}.items())


@pytest.mark.parametrize(
    "found", [found for _name, found in INSTALLED], ids=[name for name, _found in INSTALLED]
)
def test_its_licence_fits_ours(found):
    said = [found.metadata.get("License-Expression"), (found.metadata.get("License") or "")[:200]]
    said += [line for line in found.metadata.get_all("Classifier") or [] if line.startswith("License")]
    assert FITS.search(" ".join(filter(None, said)) or KNOWN.get(found.name.lower(), ""))


def test_the_lock_names_no_address_and_a_hash_for_each():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock and "file:" not in lock
    packages = re.split(r"^(?=[a-zA-Z0-9])", lock, flags=re.M)[1:]
    assert [each.split("==")[0] for each in packages if "--hash=sha256:" not in each] == []
