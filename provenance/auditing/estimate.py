"""Shares and means of a corpus with intervals that know articles are not independent.

Articles of one story, and of one outlet, resemble each other. Replicates therefore weigh whole stories and whole
outlets at random (the pigeonhole bootstrap: Owen 2007, *The pigeonhole bootstrap*; weights as in Owen & Eckles 2012,
*Bootstrapping data arrays of arbitrary order*). The variance of the replicates says how many independent articles the
sample is worth, and Wilson's interval (1927) is taken at that size, so that a share of 0 still has an interval.
Weights hang on the names of stories and outlets: neither order nor partition of the input changes a figure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REPLICATES = 200
Z = 1.959964  # of a 95 % interval
LEAST = 2  # clusters below which replicates cannot vary


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share (0..1) or mean with its 95 % interval; ``n`` articles of ``stories`` stories and ``outlets`` outlets.

    ``value``, ``low`` and ``high`` are None where there is nothing to count.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    stories: int
    outlets: int


class Clusters:
    """The stories and outlets of a table's rows, with one weight for each name and replicate.

    ``stories`` and ``outlets`` name the cluster of each row. Weights are exponential (mean 1, variance 1).
    """

    def __init__(self, stories: Sequence[str], outlets: Sequence[str], seed: int = 1) -> None:
        self.story, self._stories = _weighed(stories, seed)
        self.outlet, self._outlets = _weighed(outlets, seed + 1)

    def share(self, hits: NDArray[np.bool_], rows: NDArray[np.int64] | None = None) -> Estimate:
        """The share of ``rows`` (all by default) that are hits; ``hits`` is as long as ``rows``."""
        rows = np.arange(len(self.story)) if rows is None else rows
        if not len(rows):
            return Estimate(None, None, None, 0, 0, 0)
        value = float(np.mean(hits))
        return Estimate(value, *wilson(value, self._worth(hits.astype(float), rows, value)), *self._sizes(rows))

    def mean(self, values: NDArray[np.float64], rows: NDArray[np.int64] | None = None) -> Estimate:
        """The mean of ``values`` (each 0..1) over ``rows`` with a normal interval, cut at 0 and 1."""
        rows = np.arange(len(self.story)) if rows is None else rows
        if not len(rows):
            return Estimate(None, None, None, 0, 0, 0)
        value, error = float(np.mean(values)), Z * float(np.sqrt(self.variance(values, rows)))
        return Estimate(value, max(0.0, value - error), min(1.0, value + error), *self._sizes(rows))

    def variance(self, values: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
        """Variance of the mean over replicates; at least that of as many independent articles as there are stories."""
        many = len(np.unique(self.story[rows]))
        floor = float(np.var(values)) / max(1, many - 1)
        if many < LEAST:
            return floor
        one_outlet = len(np.unique(self.outlet[rows])) < LEAST  # its weight would change nothing
        means = []
        for replicate in range(REPLICATES):
            weight = self._stories[self.story[rows], replicate].astype(np.float64)
            if not one_outlet:
                weight *= self._outlets[self.outlet[rows], replicate]
            means.append(float(values @ weight / weight.sum()))
        return max(float(np.var(means)), floor)

    def _worth(self, values: NDArray[np.float64], rows: NDArray[np.int64], value: float) -> float:
        """How many independent articles tell as much as these; at most one a story where all agree."""
        spread = value * (1.0 - value)
        if spread <= 0:
            return float(len(np.unique(self.story[rows])))
        return float(min(len(values), max(1.0, spread / self.variance(values, rows))))

    def _sizes(self, rows: NDArray[np.int64]) -> tuple[int, int, int]:
        return len(rows), len(np.unique(self.story[rows])), len(np.unique(self.outlet[rows]))


def _weighed(names: Sequence[str], seed: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The place of each row's name among the distinct ones, and their weights: float32 [distinct, replicates]."""
    distinct, place = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    drawn = np.empty((len(distinct), REPLICATES), dtype=np.float32)
    for at, name in enumerate(distinct):
        drawn[at] = np.random.default_rng(_number(name, seed)).exponential(size=REPLICATES)
    return place.astype(np.int64), drawn


def _number(name: str, seed: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "big")


def wilson(value: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen in ``n`` trials (n need not be whole)."""
    centre, scale = value + Z * Z / (2 * n), 1 + Z * Z / n
    half = Z * np.sqrt(value * (1 - value) / n + Z * Z / (4 * n * n))
    return max(0.0, float((centre - half) / scale)), min(1.0, float((centre + half) / scale))


def groups(columns: Sequence[Sequence[str | None]]) -> Iterator[tuple[tuple[str, ...], NDArray[np.int64]]]:
    """(values, places) of each distinct combination of ``columns``, sorted; a missing value is ``(none)``."""
    keys = [tuple(value or "(none)" for value in row) for row in zip(*columns, strict=True)]
    order: dict[tuple[str, ...], list[int]] = {}
    for place, key in enumerate(keys):
        order.setdefault(key, []).append(place)
    for key in sorted(order):
        yield key, np.array(order[key], dtype=np.int64)
