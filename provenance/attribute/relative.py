"""The source-relative score: how machine-like a text reads, and how much more so than what it was written from.

Two numbers only. Richer comparisons (overlap, order and quotation kept, each change of style) told the collections
apart better and human rewriting worse: with one kind of human rewrite left out, they flagged up to a third of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..models import store
from .model import Model, Views, measure

NAMES = ("reads like machine rewriting", "reads more so than the source")

Floats = NDArray[np.float64]
_ARRAYS = ("mean", "spread", "weights", "quantiles", "ai_quantiles")


@dataclass(frozen=True, slots=True)
class Relative:
    """Logistic weights over standardised `NAMES`, and quantiles of human rewrites per register over `GRID`."""

    mean: Floats
    spread: Floats
    weights: Floats
    intercept: float
    registers: tuple[str, ...]
    quantiles: Floats
    ai_quantiles: Floats

    def values(self, found: Floats) -> Floats:
        """Log-odds of machine rewriting of pairs x len(`NAMES`), human rewriting being the alternative."""
        total: Floats = ((found - self.mean) / self.spread) @ self.weights + self.intercept
        return total

    def save(self, path: Path) -> None:
        """Write as JSON, five decimals."""
        stored: dict[str, Any] = {name: np.round(getattr(self, name), 5).tolist() for name in _ARRAYS}
        stored |= {"names": NAMES, "intercept": round(self.intercept, 5), "registers": self.registers}
        path.write_text(json.dumps(stored, indent=0) + "\n", "utf-8")


def _build(stored: store.Values) -> Relative:
    if tuple(stored["names"]) != NAMES:
        raise ValueError("features differ")
    arrays = {name: np.array(stored[name], dtype=np.float64) for name in _ARRAYS}
    return Relative(**arrays, intercept=float(stored["intercept"]), registers=tuple(stored["registers"]))


def load(path: Path | None = None) -> Relative:
    """Read the weights, the shipped ones unless a file is named. Raises InputError when they are damaged."""
    return store.load("attribution_relative", _build, path)


def shipped() -> Relative:
    """The weights that come with the package."""
    return load()


def features(model: Model, text: Views, source: Views) -> Floats:
    """Pairs x len(`NAMES`); row i compares text i with source i."""
    value = model.values(text)
    return np.column_stack([value, value - model.values(source)])


def compare(model: Model, texts: Sequence[str], sources: Sequence[str]) -> Floats:
    """`features` of plain texts; row i compares ``texts[i]`` with ``sources[i]``."""
    table = model.table()
    return features(model, model.views(measure(texts, table)), model.views(measure(sources, table)))
