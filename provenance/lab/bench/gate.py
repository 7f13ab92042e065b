"""The gate for every change of judgement: small samples of all benchmarks beside the figures that were committed.

Nothing in it is drawn by chance or depends on time, so that a run on the same tree gives the same values, and a later
run is compared unit by unit. A real loss is a mean difference whose 95 % interval, sources drawn anew, lies below zero;
where the sample itself has changed, it is a mean below the committed interval. Of probabilities that were calibrated on
far more than stands here, any shift on average counts as lost: these samples are too small to say that it is for good.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from .gate_parts import PARTS, STATED, Figures, Value
from .metrics import interval

COMMITTED = Path(__file__).with_name("gate.json")
LEAST = 0.001  # mean loss below which nothing is said: the last places of probabilities
SHIFT = 0.02  # mean absolute shift of stated probabilities from which on they are no longer those that were calibrated
_DRAWS = 1000
Result = dict[str, Any]


def run(data: Path, update: bool = False, fast: bool = False, committed: Path = COMMITTED) -> Result:
    """Every figure now and as committed, and which were lost. ``update`` commits what is found instead.

    Raises InputError where there is nothing to compare with, and where only a part would be committed.
    """
    if update and fast:
        raise InputError("a part of the figures cannot be committed", "--fast", "leave out --fast with --update")
    before = {} if update else _read(committed)
    rows, started = [], time.perf_counter()
    found: Figures = {}
    for part in PARTS:
        if part.fast or not fast:
            found |= part.run(data)
    if update:
        committed.write_text(_written(found), encoding="utf-8")
        before = _read(committed)
    for name, values in sorted(found.items()):
        rows.append({"figure": name, **compared(values, before.get(name), name.endswith(STATED))})
    return {"figures": rows, "lost": [row["figure"] for row in rows if row["verdict"] == "lost"],
            "updated": update, "seconds": round(time.perf_counter() - started, 1)}


def failed(result: Result) -> bool:
    """Whether a figure was lost."""
    return bool(result["lost"])


def compared(values: Sequence[Value], before: Mapping[str, Any] | None, stated: bool = False) -> Result:
    """A figure beside the committed one: ``same``, ``within``, ``gained``, ``lost`` or ``new``.

    ``stated`` values are probabilities that must not shift, either way.
    """
    groups = [group for group, _ in values]
    now = np.array([round(value, 4) for _, value in values])
    row: Result = {"now": float(now.mean()), "units": len(now)}
    if before is None:
        return row | {"verdict": "new", "before": None, "difference": None}
    row |= {"before": before["value"]}
    if before["units"] != _digest(groups):
        low = before["interval"][0]
        return row | {"verdict": "lost" if row["now"] < low else "within", "difference": None}
    apart = now - np.array(before["values"])
    if not apart.any():
        return row | {"verdict": "same", "difference": [0.0, 0.0]}
    low, high = interval(lambda at: float(apart[at].mean()), groups, _DRAWS)
    if stated:
        return row | {"verdict": "lost" if np.abs(apart).mean() >= SHIFT else "within", "difference": [low, high]}
    sure = abs(float(apart.mean())) >= LEAST
    verdict = "lost" if sure and high < 0 else "gained" if sure and low > 0 else "within"
    return row | {"verdict": verdict, "difference": [low, high]}


def _digest(groups: Sequence[str]) -> str:
    """Which units a figure is of."""
    return hashlib.sha256("\n".join(groups).encode()).hexdigest()[:16]


def _written(found: Figures) -> str:
    """Figures as JSON, one a line."""
    lines = []
    for name, values in sorted(found.items()):
        groups, numbers = [group for group, _ in values], np.array([round(value, 4) for _, value in values])
        low, high = interval(lambda at, numbers=numbers: float(numbers[at].mean()), groups)  # type: ignore[misc]
        entry = {"value": round(float(numbers.mean()), 4), "interval": [round(low, 4), round(high, 4)],
                 "units": _digest(groups), "values": [int(one) if one == int(one) else float(one) for one in numbers]}
        lines.append(f"{json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError("no committed figures", path, "run provenance bench gate --update") from error
    return found


def table(result: Result) -> str:
    """The comparison as plain text, losses last."""
    lines = [f"{'figure':<42}{'before':>8}{'now':>8}{'units':>7}  difference"]
    for row in result["figures"]:
        before = "-" if row["before"] is None else f"{row['before']:.4f}"
        apart = "" if row["difference"] is None else f"{row['difference'][0]:+.4f} to {row['difference'][1]:+.4f}"
        lines.append(f"{row['figure']:<42}{before:>8}{row['now']:>8.4f}{row['units']:>7}  {apart} {row['verdict']}")
    lines.append(f"{result['seconds']:.0f} s; " + ("figures committed" if result["updated"] else
                 f"lost: {', '.join(result['lost'])}" if result["lost"] else "nothing lost"))
    return "\n".join(lines)
