"""Measures the product's memory model on real histories beside the rules that other tools live by (M9).

Runs needless.method.memory and nothing else. A row is `ours` (our measure), `other` (the best simple rule's,
or the named one's), `ratio` (over 1 is better than the other) and `floor`. The floors of rows "alive ... AUC
beside RULE" are ratios and hold for every history with labels. The other floors are values of the measure
itself and hold for the shared set only: on other people's data they are null.
"""

import argparse
import csv
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from histories import Floats, History, Row, labelled, pair_of, rows_of
from metrics import auc, average_precision, brier, calibration_error, logistic_fit, mean_auc_within
from rules import Past, scores

from needless.method import memory

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "ties"
ALIVE_KEYS = ("T", "H", "ego", "alter")
REPLY_KEYS = ("day", "ego", "alter")
SMALLER_IS_BETTER = {"Brier", "ECE"}
SHARED_FLOORS = {
    ("alive 90d", "AUC"): 0.775,
    ("alive 90d", "per-ego AUC"): 0.745,
    ("alive 90d", "Brier"): 0.194,
    ("alive 90d", "ECE"): 0.07,
    ("would answer", "AUC"): 0.61,
    ("would answer", "Brier"): 0.22,
}
FEWEST_TO_FIT = 30
SPEED_FLOOR = 3.0
EVENTS_EACH = 20
SPEED_DAYS = 1500

Result = dict[str, Any]


def alive_chances(history: History, queries: list[Row]) -> tuple[Floats, Past]:
    """The product's chance for each query, and what the simple rules may look at."""
    p = np.empty(len(queries))
    group, silence, days, first = (np.zeros(len(queries)) for _ in range(4))
    groups: dict[tuple[str, str], int] = {}
    for (day, horizon), places in by_day(queries).items():
        known = history.before(day)
        tie = np.array(
            [history.number.get(pair_of(queries[i]["ego"], queries[i]["alter"]), -1) for i in places]
        )
        strength, since = (np.append(column, missing)[tie] for column, missing in columns_of(known))
        p[places] = memory.alive(strength, since, memory.PRIOR_NEVER_MET, 0.0, day, horizon)
        silence[places] = day - since
        days[places] = np.append(known.contact_days, 0.0)[tie]
        first[places] = day - np.append(known.first_talk, day)[tie]
        group[places] = [groups.setdefault((queries[i]["T"], queries[i]["ego"]), len(groups)) for i in places]
    return p, Past(group.astype(np.int64), silence, days, first)


def columns_of(known: Any) -> list[tuple[Floats, float]]:
    """Strength and silence with their values for a pair that the history does not know at all."""
    return [(known.strength, 0.0), (known.silent_since, known.day.min() if len(known.day) else 0.0)]


def with_horizon(rows: list[Row]) -> list[Row]:
    """Questions without a horizon are about 90 days."""
    return [row | {"H": row.get("H") or "90"} for row in rows]


def by_day(queries: list[Row]) -> dict[tuple[float, int], list[int]]:
    """Places in the list, by the day and the horizon that are asked about."""
    found: dict[tuple[float, int], list[int]] = {}
    for place, row in enumerate(queries):
        found.setdefault((float(row["T"]), int(row["H"])), []).append(place)
    return found


def answer_chances(history: History, queries: list[Row]) -> Floats:
    """The product's chance of an answer for each query; reads only rows before the query's moment."""
    counts = np.array([asked_before(history, row) for row in queries], dtype=float).reshape(-1, 4)
    return np.asarray(memory.would_answer(*counts.T), dtype=float)


def asked_before(history: History, row: Row) -> tuple[float, float, float, float]:
    """(asks, answered) of the tie, then of the ego's openings to anybody."""
    day = float(row["day"])
    said = history.messages.get((row["ego"], row["alter"]))
    asks, answered = memory.count_asks(said.out, said.into, day) if said else (0, 0)
    over, running = history.openings.get(row["ego"], (np.empty(0), np.zeros(1)))
    openings = int(np.searchsorted(over, day, side="left"))
    return asks, answered, openings, float(running[openings])


def is_test(row: Row) -> bool:
    return row.get("part", "test") == "test"


def write_chances(path: Path, queries: list[Row], chances: Floats, keys: tuple[str, ...]) -> None:
    """CSV of the keys and p."""
    with path.open("w", newline="") as lines:
        out = csv.writer(lines)
        out.writerow([*keys, "p"])
        out.writerows(
            [*(row[key] for key in keys), f"{p:.6f}"]
            for row, p in zip(queries, chances.tolist(), strict=True)
        )


def measures(labels: Floats, chances: Floats, egos: Any) -> dict[str, float]:
    """All five measures of a set of probabilities."""
    return {
        "AUC": auc(labels, chances),
        "per-ego AUC": mean_auc_within(egos, labels, chances),
        "average precision": average_precision(labels, chances),
        "Brier": brier(labels, chances),
        "ECE": calibration_error(labels, chances),
    }


def as_chances(score: Floats, labels: Floats, test: Any) -> Floats:
    """A rule's ranking as probabilities: fitted to the train part, else (kindly) to the test part itself."""
    train = ~test & ~np.isnan(labels)
    fit_on = train if train.sum() >= FEWEST_TO_FIT else test
    a, b = logistic_fit(labels[fit_on], score[fit_on])
    return 1 / (1 + np.exp(-(a + b * score)))


def compare(
    what: str, queries: list[Row], labels: Floats, p: Floats, rules: dict[str, Floats], shared: bool
) -> list[Result]:
    """The rows of one kind of question: our measures on the test part, then beside each rule."""
    test = np.array([is_test(row) for row in queries]) & ~np.isnan(labels)
    if not test.any():
        return []
    egos = np.unique([row["ego"] for row in queries], return_inverse=True)[1][test]
    ours = measures(labels[test], p[test], egos)
    theirs = {
        name: measures(labels[test], as_chances(score, labels, test)[test], egos)
        for name, score in rules.items()
    }
    rows = [own_row(what, name, value, theirs, shared) for name, value in ours.items()]
    for rule, found in theirs.items():
        rows += [
            row_of(
                f"{what} {name} beside {rule}", name, ours[name], found[name], 1.0 if name == "AUC" else None
            )
            for name in ours
        ]
    return rows


def floor_beside_rule(what: str, name: str) -> float | None:
    return 1.0 if name == "AUC" and what.startswith("alive") else None


def own_row(what: str, name: str, value: float, theirs: dict[str, dict[str, float]], shared: bool) -> Result:
    """Our measure beside the best simple rule's, with MODEL.md's floor on the shared set."""
    found = [measured[name] for measured in theirs.values()]
    best = min(found) if name in SMALLER_IS_BETTER else max(found)
    row = row_of(f"{what} {name}", name, value, best, None)
    floor = SHARED_FLOORS.get((what, name)) if shared else None
    if floor is not None:
        row |= {"floor": floor, "ok": value <= floor if name in SMALLER_IS_BETTER else value >= floor}
    return row


def row_of(what: str, name: str, ours: float, other: float, floor: float | None) -> Result:
    """One row whose floor is a ratio; a measure that the data cannot give (nan) is null and never fails."""
    ratio = other / ours if name in SMALLER_IS_BETTER and ours else ours / other if other else math.nan
    ok = floor is None or math.isnan(ratio) or ratio >= floor
    shown = {key: None if math.isnan(value) else round(value, 4) for key, value in
             {"ours": ours, "other": other, "ratio": ratio}.items()}  # fmt: skip
    return {"what": what, **shown, "floor": floor, "ok": ok}


def measure_alive(history: History, asked: argparse.Namespace) -> list[Result]:
    queries = with_horizon(rows_of(asked.queries))
    p, past = alive_chances(history, queries)
    test = [i for i, row in enumerate(queries) if is_test(row)]
    if asked.out:
        write_chances(asked.out, [queries[i] for i in test], p[test], ("T", "ego", "alter"))
    if not asked.labels:
        return []
    labels = np.fromiter(
        labelled(queries, with_horizon(rows_of(asked.labels)), ALIVE_KEYS, "contact"), float, len(queries)
    )
    rows: list[Result] = []
    for horizon in sorted({row["H"] for row in queries}):
        here = np.array([row["H"] == horizon for row in queries])
        some = [row for row in queries if row["H"] == horizon]
        rules = {name: score[here] for name, score in scores(past).items()}
        rows += compare(f"alive {horizon}d", some, labels[here], p[here], rules, asked.shared)
    return rows


def measure_answers(history: History, asked: argparse.Namespace) -> list[Result]:
    queries = [row for row in rows_of(asked.reply_queries) if is_test(row)]
    p = answer_chances(history, queries)
    if asked.reply_out:
        write_chances(asked.reply_out, queries, p, REPLY_KEYS)
    if not asked.reply_labels:
        return []
    labels = np.fromiter(
        labelled(queries, rows_of(asked.reply_labels), REPLY_KEYS, "replied14"), float, len(queries)
    )
    rules = {"length of silence": -np.array([float(row.get("silence_days") or 0) for row in queries])}
    return compare("would answer", queries, labels, p, rules, asked.shared)


def fastest(run: Callable[[], Any], times: int = 5) -> float:
    """Least seconds of a few runs."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        found.append(time.perf_counter() - began)
    return min(found)


def measure_speed(ties: int) -> list[Result]:
    """Seconds for all ties, beside the same formula in a plain Python loop."""
    random = np.random.default_rng(7)
    tie = np.repeat(np.arange(ties), EVENTS_EACH)
    day = np.sort(random.integers(0, SPEED_DAYS, (ties, EVENTS_EACH)), axis=1).ravel()
    weight, talk = np.ones(len(tie)), np.ones(len(tie), dtype=bool)
    strength = memory.strengths(tie, day, weight, ties)
    since = memory.last_talks(tie, day, talk, np.zeros(ties))

    def from_events() -> Any:
        whole = memory.strengths(tie, day, weight, ties)
        last = memory.last_talks(tie, day, talk, np.zeros(ties))
        return memory.alive(whole, last, memory.PRIOR_NEVER_MET, 0.0, SPEED_DAYS)

    histories = day.reshape(ties, EVENTS_EACH).tolist()
    state = list(zip(strength.tolist(), since.tolist(), strict=True))
    raw = fastest(from_events), fastest(lambda: [plainly(days) for days in histories], 1)
    stored = (
        fastest(lambda: memory.alive(strength, since, memory.PRIOR_NEVER_MET, 0.0, SPEED_DAYS)),
        fastest(lambda: [plain_chance(s * 2 ** (-SPEED_DAYS / 365), last) for s, last in state], 1),
    )
    return [
        speed_row(f"{ties} contacts from raw events", *raw),
        speed_row(f"{ties} contacts from stored state", *stored),
    ]


def plainly(days: list[int]) -> float:
    w = sum(2 ** ((week * 7 + 3.5 - SPEED_DAYS) / 365) for week in {day // 7 for day in days})
    return plain_chance(w, days[-1])


def plain_chance(w: float, last: float) -> float:
    z = math.log(w + memory.PRIOR_NEVER_MET) - 0.75 * math.log1p((SPEED_DAYS - last) / 3)
    return 1 / (1 + math.exp(-(0.9 + 0.9 * z)))


def speed_row(what: str, ours: float, other: float) -> Result:
    ratio = other / ours
    return {"what": what, "ours": round(ours, 6), "other": round(other, 6), "ratio": round(ratio, 2),
            "floor": SPEED_FLOOR, "ok": ratio >= SPEED_FLOOR}  # fmt: skip


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("interactions", "queries", "labels", "reply-queries", "reply-labels", "out", "reply-out"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument(
        "--speed", action="store_true", help="measure speed too (alone where no files are there)"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.interactions is None and asked.queries is None and asked.reply_queries is None:
        take_shared(asked)
    elif asked.interactions is None:
        parser.error("--queries and --reply-queries go with --interactions")
    asked.shared = asked.interactions is not None and asked.interactions.resolve().parent == SHARED
    return asked


def take_shared(asked: argparse.Namespace) -> None:
    """No files named: the shared set, where it is there."""
    for name in ("interactions", "queries", "labels", "reply_queries", "reply_labels"):
        path = SHARED / f"{name}.csv.gz"
        setattr(asked, name, path if path.exists() else None)


def measured(asked: argparse.Namespace) -> list[Result]:
    rows: list[Result] = []
    if asked.interactions:
        history = History(rows_of(asked.interactions))
        rows += measure_alive(history, asked) if asked.queries else []
        rows += measure_answers(history, asked) if asked.reply_queries else []
    if asked.speed:
        rows += measure_speed(10_000) + measure_speed(100_000)
    return rows


def print_table(rows: list[Result]) -> None:
    print(f"{'':52}{'ours':>10}{'other':>10}{'ratio':>9}{'floor':>8}")
    for row in rows:
        cells = [row[key] for key in ("ours", "other", "ratio", "floor")]
        ours, other, ratio, floor = ("" if cell is None else f"{cell:.6g}" for cell in cells)
        missed = "" if row["ok"] else "  MISSED"
        print(f"{row['what']:52}{ours:>10}{other:>10}{ratio:>9}{floor:>8}{missed}")


def main(arguments: list[str] | None = None) -> int:
    asked = parse(arguments)
    if asked.interactions is None and not asked.speed:
        print(
            "The shared set is not here: name --interactions and --queries, or ask for --speed.",
            file=sys.stderr,
        )
    rows = measured(asked)
    if asked.json:
        print(json.dumps({"rows": rows}))
    else:
        print_table(rows)
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
