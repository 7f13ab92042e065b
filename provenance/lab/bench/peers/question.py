"""What a question put to peers is made of: units with gold, methods that answer, counts that add up to a measure.

A measure is a function of summed counts, so that its interval over sources drawn anew costs a sum and no second run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Part = dict[str, Any]  # {"units": [...], ...}: plain values; each unit has a "group", the source it goes back to
Unit = Mapping[str, Any]
Floats = NDArray[np.float64]
Kind = Literal["ours", "peer", "baseline", "both"]

DRAWS = 400


@dataclass(frozen=True, slots=True)
class Method:
    """One way to answer: ``run(part, data)`` gives an answer for each unit, in plain values.

    ``package`` is what has to be installed (empty where our own dependencies suffice) and ``module`` its import name.
    ``default`` is the threshold a method comes with. ``grid`` are settings to choose from on the development part; a
    method that is ``tuned`` without a grid chooses among the scores of its own answers there.
    """

    name: str
    run: Callable[[Part, Path], list[Any]]
    kind: Kind = "baseline"
    package: str = ""
    module: str = ""
    default: Any = None
    tuned: bool = True
    grid: tuple[Any, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a question, from counts of the units of one ``kind`` (all where empty).

    ``count(unit, answer, threshold)`` gives numbers that are added over units; ``score`` makes the figure of the sums.
    ``least`` says that a small figure is good, ``decides`` that a winner is named for it, ``guard`` names a measure
    and what it may be at most for a method to win this one.
    """

    name: str
    count: Callable[[Unit, Any, Any], tuple[float, ...]]
    score: Callable[[Floats], float]
    kind: str = ""
    least: bool = False
    of_threshold: bool = True
    decides: bool = True
    guard: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its material and who is asked.

    ``material(data)`` gives the parts ``dev`` (may be empty) and ``test``. ``score_of`` is the number of an answer that
    a threshold is held against. ``choose(units, scores)`` picks a threshold; without it the first measure that depends
    on one decides. ``joined`` names the method of ours whose standardised score is added to that of every peer.
    """

    name: str
    asks: str
    rows: str
    material: Callable[[Path], dict[str, Part]]
    methods: tuple[Method, ...]
    measures: tuple[Measure, ...]
    score_of: Callable[[Any], float] = float
    choose: Callable[[Sequence[Unit], Sequence[float]], float] | None = None
    joined: str = ""  # the method of ours that peers are added to
    unreachable: Mapping[str, str] = field(default_factory=dict)  # peers that cannot be had, and why
    why: Mapping[str, str] = field(default_factory=dict)  # by measure: why a winner that is not ours is not adopted


def share(sums: Floats) -> float:
    """The first sum over the second; nan of nothing."""
    return float(sums[0] / sums[1]) if sums[1] else float("nan")


def f1(sums: Floats) -> float:
    """F1 of (hits, told, wanted)."""
    return float(2 * sums[0] / (sums[1] + sums[2])) if sums[1] + sums[2] else float("nan")


def counted(measure: Measure, units: Sequence[Unit], told: Sequence[Any], at: Any) -> tuple[Floats, list[str]]:
    """Counts [units, numbers] of the units a measure is about and that have an answer, and their groups."""
    own = [(unit, answer) for unit, answer in zip(units, told, strict=True)
           if answer is not None and (not measure.kind or unit["kind"] == measure.kind)]
    rows = [measure.count(unit, answer, at) for unit, answer in own]
    return np.array(rows, dtype=np.float64), [str(unit["group"]) for unit, _ in own]


def drawn(counts: Floats, groups: Sequence[str], score: Callable[[Floats], float], draws: int = DRAWS) -> Floats:
    """The measure with whole groups drawn anew (Efron 1979), float64 [draws]; one seed, so that methods are paired."""
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.zeros((len(names), counts.shape[1]))
    np.add.at(sums, member, counts)
    chance = np.random.default_rng(1)
    return np.array([score(sums[chance.integers(0, len(names), len(names))].sum(axis=0)) for _ in range(draws)])


def interval(values: Floats) -> tuple[float, float]:
    """The middle 95 % of drawn figures."""
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)
