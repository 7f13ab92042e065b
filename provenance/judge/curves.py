"""A sum of curves, one for each input: log-odds anyone can follow, each curve rising (or falling) only.

A generalised additive model (Hastie & Tibshirani 1986) with monotone, piecewise linear terms: continuous, so that the
last bit of a float turns nothing, and with one sign to each input, so that more evidence never speaks the other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Head:
    """``bias`` plus, for each input, the height of its curve: ``curves[name]`` are knots and heights, both as arrays.

    Between knots a curve is straight, beyond the outer ones level.
    """

    bias: float
    curves: Mapping[str, tuple[Floats, Floats]]

    def part(self, name: str, values: Floats) -> Floats:
        """What one input adds to the log-odds of each pair."""
        knots, heights = self.curves[name]
        added: Floats = np.interp(values, knots, heights)
        return added

    def log_odds(self, table: Mapping[str, Floats]) -> Floats:
        """Log-odds of each pair; ``table`` holds one array for each input."""
        total = np.full(len(next(iter(table.values()))), self.bias)
        for name in self.curves:
            total = total + self.part(name, table[name])
        return total

    def plain(self) -> dict[str, Any]:
        """Values for JSON."""
        return {"bias": round(self.bias, 4), "curves": {
            name: {"at": [round(float(x), 4) for x in knots], "adds": [round(float(y), 4) for y in heights]}
            for name, (knots, heights) in self.curves.items()}}


def head(plain: Mapping[str, Any]) -> Head:
    """The head of stored values. Raises KeyError, TypeError or ValueError where they are none."""
    curves = {str(name): (np.asarray(curve["at"], dtype=float), np.asarray(curve["adds"], dtype=float))
              for name, curve in plain["curves"].items()}
    if any(len(knots) != len(heights) or (np.diff(knots) <= 0).any() for knots, heights in curves.values()):
        raise ValueError("knots of a curve must rise, one height to each")
    return Head(float(plain["bias"]), curves)


def probability(log_odds: Floats) -> Floats:
    """Log-odds as probability, 0..1."""
    p: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -40.0, 40.0)))
    return p
