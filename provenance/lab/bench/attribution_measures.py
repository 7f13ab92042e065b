"""Rank measures of a score, and their intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]


def auroc(human: Floats, machine: Floats) -> float:
    """Chance that a machine text has the higher value (Mann-Whitney), ties half; nan when a side is empty."""
    if not (len(human) and len(machine)):
        return float("nan")
    ranks = rankdata(np.r_[human, machine])
    return float((ranks[len(human):].sum() - len(machine) * (len(machine) + 1) / 2) / (len(human) * len(machine)))


def tpr_at(human: Floats, machine: Floats, rate: float) -> float:
    """Share of machine texts above the value that at most ``rate`` of ``human`` exceed."""
    return float((machine > np.quantile(human, 1.0 - rate, method="higher")).mean())


def interval(human: Floats, machine: Floats, measure: Callable[[Floats, Floats], float], draws: int = 200,
             ) -> tuple[float, float]:
    """95 % bootstrap interval of ``measure``, both sides drawn anew; fixed seed."""
    chance = np.random.default_rng(1)
    found = [measure(chance.choice(human, len(human)), chance.choice(machine, len(machine))) for _ in range(draws)]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def rate_interval(hits: int, total: int) -> tuple[float, float]:
    """95 % Wilson interval of a rate."""
    z = 1.96
    middle = (hits + z * z / 2) / (total + z * z)
    half = z * np.sqrt(hits * (total - hits) / total + z * z / 4) / (total + z * z)
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
