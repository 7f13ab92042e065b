"""Shares and means of a corpus with intervals that know articles are not independent.

Articles of one story resemble each other, and so do articles of one outlet. The variance of a mean is therefore taken
over whole stories and whole outlets at once (two-way clustering: Cameron, Gelbach & Miller 2011, *Robust inference with
multiway clustering*): what stories add, plus what outlets add, less what single articles add twice. Simulated, its 95 %
intervals cover 93 to 97 % (tests), where resampling both at once covered 100 %. The variance says how many independent
articles the sample is worth, and Wilson's interval (1927) is taken at that size, so that a share of 0 has one as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

LEVEL = 0.975


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


NOTHING = Estimate(None, None, None, 0, 0, 0)


class Clusters:
    """The story and the outlet of each row of a table, by name."""

    def __init__(self, stories: Sequence[str], outlets: Sequence[str]) -> None:
        self.story, self.outlet = _places(stories), _places(outlets)

    def share(self, hits: NDArray[np.bool_], rows: NDArray[np.int64] | None = None) -> Estimate:
        """The share of ``rows`` (all by default) that are hits; ``hits`` is as long as ``rows``."""
        rows = np.arange(len(self.story)) if rows is None else rows
        if not len(rows):
            return NOTHING
        value = float(np.mean(hits))
        low, high = wilson(value, self._worth(hits.astype(float), rows), self._critical(rows))
        return Estimate(value, low, high, *self._sizes(rows))

    def mean(self, values: NDArray[np.float64], rows: NDArray[np.int64] | None = None) -> Estimate:
        """The mean of ``values`` (each 0..1) over ``rows`` with a normal interval, cut at 0 and 1."""
        rows = np.arange(len(self.story)) if rows is None else rows
        if not len(rows):
            return NOTHING
        value, error = float(np.mean(values)), self._critical(rows) * float(np.sqrt(self.variance(values, rows)))
        return Estimate(value, max(0.0, value - error), min(1.0, value + error), *self._sizes(rows))

    def variance(self, values: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
        """Variance of the mean of ``values`` over ``rows``; never below that of independent articles."""
        gap = values - values.mean()
        story, outlet = self.story[rows], self.outlet[rows]
        single = _clustered(gap, np.arange(len(rows)))
        both = _clustered(gap, story) + _clustered(gap, outlet) - _clustered(gap, _places(
            story * (outlet.max(initial=0) + 1) + outlet))
        return max(both, _clustered(gap, story), single)

    def _worth(self, values: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
        """How many independent articles tell as much as these; at most one a story where all agree."""
        spread, variance = float(np.var(values)), self.variance(values, rows)
        if spread <= 0 or variance <= 0:
            return float(len(np.unique(self.story[rows])))
        return float(min(len(values), max(1.0, spread / variance)))

    def _critical(self, rows: NDArray[np.int64]) -> float:
        """Student's quantile at one less than the number of stories: few clusters know their variance badly."""
        return _quantile(max(1, len(np.unique(self.story[rows])) - 1))

    def _sizes(self, rows: NDArray[np.int64]) -> tuple[int, int, int]:
        return len(rows), len(np.unique(self.story[rows])), len(np.unique(self.outlet[rows]))


@cache
def _quantile(degrees: int) -> float:
    return float(stdtrit(degrees, LEVEL))


def _places(names: Sequence[str] | NDArray[np.int64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.unique(np.asarray(names), return_inverse=True)[1].astype(np.int64)
    return found


def _clustered(gap: NDArray[np.float64], cluster: NDArray[np.int64]) -> float:
    """Variance of a mean whose residuals are ``gap``, with whole clusters as the independent units."""
    totals = np.bincount(cluster, gap)
    many = len(np.unique(cluster))
    return float((totals ** 2).sum()) / len(gap) ** 2 * many / max(1, many - 1)


def wilson(value: float, n: float, critical: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen in ``n`` trials (n need not be whole)."""
    square = critical * critical
    centre, scale = value + square / (2 * n), 1 + square / n
    half = critical * np.sqrt(value * (1 - value) / n + square / (4 * n * n))
    return max(0.0, float((centre - half) / scale)), min(1.0, float((centre + half) / scale))


def groups(columns: Sequence[Sequence[str | None]]) -> Iterator[tuple[tuple[str, ...], NDArray[np.int64]]]:
    """(values, places) of each distinct combination of ``columns``, sorted; a missing value is ``(none)``."""
    order: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(zip(*columns, strict=True)):
        order.setdefault(tuple(value or "(none)" for value in row), []).append(place)
    for key in sorted(order):
        yield key, np.array(order[key], dtype=np.int64)
