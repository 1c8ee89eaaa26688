"""Texts to translate: read out of code and pages into the catalogues (needs the package gettext), then compiled.

A guess of msgmerge's is no translation: what is new or changed comes out empty, and is named.
"""

import os
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1] / "src" / "needless"
LANGUAGES = ("de", "es")
OPTIONS = ("--no-wrap", "--no-location", "--no-obsolete", "-i", "migrations/*")


def extract(root: Path) -> None:
    """Bring the catalogues under ``root`` up to its code and pages."""
    languages = [argument for language in LANGUAGES for argument in ("-l", language)]
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "django.conf.global_settings"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *languages, *OPTIONS],
        cwd=root,
        env=settings,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def compile_one(path: Path) -> list[str]:
    """Drop guesses, write the compiled catalogue beside it; the texts that are still to be translated."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parts[-3])
    missing = []
    for message in catalogue:
        if message.id and (
            message.fuzzy or not all([message.string] if message.string == "" else message.string)
        ):
            message.string = ("", "") if message.pluralizable else ""
            message.flags.discard("fuzzy")
            missing.append(str(message.id))
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True)
    path.write_text("\n".join(line for line in path.read_text().split("\n") if not line.startswith('"POT-')))
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return missing


def catalogues(root: Path) -> list[Path]:
    return [root / "locale" / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]


if __name__ == "__main__":
    extract(ROOT)
    for catalogue in catalogues(ROOT):
        for text in compile_one(catalogue):
            print(f"{catalogue.parts[-3]}: {text}")
