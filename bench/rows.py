"""What every bench prints: its rows as a table or as one JSON document, and whether the floors are reached."""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]


def best(measure: Callable[[], object], times: int = 5) -> float:
    """The least of several readings in CPU seconds: what else the machine does only adds."""
    readings = []
    for _ in range(times):
        began = time.process_time()
        measure()
        readings.append(time.process_time() - began)
    return min(readings)


def report(rows: Sequence[Row], as_json: bool) -> int:
    """Print them; 0 where every row that has a floor is ok, else 1: what the script exits with."""
    if as_json:
        print(json.dumps({"rows": rows}))
    for r in () if as_json else rows:
        floor = "" if r["floor"] is None else f"{r['floor']:.2f}"
        end = "" if r["ok"] else "  FAILS"
        print(f"{r['what']:32}{r['ours']:>12.5g}{r['other']:>12.5g}{r['ratio']:>9.2f}{floor:>8}{end}")
    return 0 if all(r["ok"] for r in rows) else 1
