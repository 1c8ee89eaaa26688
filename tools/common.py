"""Builds src/needless/method/words/common.npz: what the titles of all trades have in common, by each extra's encoder.

It is the mean of the vectors of ESCO's labels (European Commission, reuse with attribution); tools/distil.py does the
same for the table. Development only, with the extras installed: python tools/common.py --occupations FOLDER
"""

from __future__ import annotations

import argparse
import csv
from importlib.resources import files
from pathlib import Path

import numpy as np

from needless.method.minilm import MiniLM
from needless.method.minilm import load_session as session
from needless.method.multilingual import UseM3, load_model
from needless.method.table import table


def main() -> None:
    """Encode every label, keep the means."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--occupations", type=Path, required=True)
    with (parser.parse_args().occupations / "esco_occupations_en.csv").open(encoding="utf-8") as file:
        texts = [row["preferredLabel"] for row in csv.DictReader(file) if row["conceptUri"]]
    none = np.zeros(1, np.float32)
    means = {
        "minilm": MiniLM(session(), table().pieces, none).encode(texts).mean(0),
        "multilingual": UseM3(load_model(), none).encode(texts).mean(0),
    }
    np.savez(str(files("needless.method") / "words" / "common.npz"), **means)


if __name__ == "__main__":
    main()
