"""Stock phrases: runs of words that many releases about different things share, so that sharing one says nothing.

The shipped table is the positive evidence by which a run counts as boilerplate; it holds hashes only, no words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..models import store

SIZE = 5  # words of a run
_SHIFT = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Stock:
    """``keys`` (uint32, sorted) are the upper halves of the hashes of stock runs of ``size`` words."""

    keys: NDArray[np.uint32]
    size: int = SIZE

    def holds(self, runs: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which of these runs (hashes of `text.shingles.shingles`) are stock."""
        if not len(self.keys):
            return np.zeros(len(runs), dtype=bool)
        wanted = (runs >> _SHIFT).astype(np.uint32)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found: NDArray[np.bool_] = self.keys[place] == wanted
        return found

    def covers(self, found: NDArray[np.bool_], words: int) -> NDArray[np.bool_]:
        """Which of so many words stand in a stock run; ``found`` are those of their runs that are (`holds`)."""
        steps = np.zeros(words + 1, dtype=np.int64)
        steps[:len(found)] += found
        steps[self.size:self.size + len(found)] -= found
        inside: NDArray[np.bool_] = np.cumsum(steps[:-1]) > 0
        return inside

    def save(self, path: Path) -> None:
        """Write as npz, gaps between keys for size."""
        np.savez_compressed(path, gaps=np.diff(self.keys, prepend=np.uint32(0)).astype(np.uint32))


def count(groups: Iterable[tuple[str, NDArray[np.uint64]]], least: int) -> Stock:
    """Runs that at least ``least`` groups hold; each item is a group's name and the runs of one of its documents.

    A group (one office, one month) counts once, so that a text in many copies makes no stock phrase.
    """
    held = [np.unique(np.concatenate(parts)) for parts in _grouped(groups).values()]
    keys, seen = np.unique(np.concatenate(held), return_counts=True)
    return Stock(np.unique((keys[seen >= least] >> _SHIFT).astype(np.uint32)))


def _grouped(groups: Iterable[tuple[str, NDArray[np.uint64]]]) -> dict[str, list[NDArray[np.uint64]]]:
    found: dict[str, list[NDArray[np.uint64]]] = {}
    for name, runs in groups:
        found.setdefault(name, []).append(runs)
    return found


def _build(table: store.Values) -> Stock:
    return Stock(np.cumsum(table["gaps"].astype(np.uint64)).astype(np.uint32))


def load_stock(path: Path | None = None) -> Stock:
    """Read a table, the shipped one unless a file is named. Raises InputError when it is missing or damaged."""
    return store.load("stock", _build, path)
