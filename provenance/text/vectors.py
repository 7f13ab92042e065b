"""Word vectors: which words keep the same company, so that "hire" can meet "jobs" without a shared stem.

Positive pointwise mutual information of stems within a window, reduced by singular value decomposition (Levy &
Goldberg 2014, *Neural Word Embedding as Implicit Matrix Factorization*). The shipped table holds hashed stems and
bytes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..models import store
from .segment import ids as word_ids


@dataclass(frozen=True, slots=True)
class Vectors:
    """``keys`` (uint32, sorted) are CRC-32 of stems; ``rows`` float32 [len(keys) + 1, d], the last one zero."""

    keys: NDArray[np.uint32]
    rows: NDArray[np.float32]

    def of(self, stems: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of stems, [n, d]; zero for unknown stems."""
        return self.by_key(word_ids(stems))

    def by_key(self, wanted: NDArray[np.uint32]) -> NDArray[np.float32]:
        """Unit vectors of hashed stems, [n, d]; zero for unknown ones."""
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found: NDArray[np.float32] = self.rows[np.where(self.keys[place] == wanted, place, len(self.keys))]
        return found

    @property
    def size(self) -> int:
        """Dimensions."""
        return int(self.rows.shape[1])


def save(stems: Sequence[str], rows: NDArray[np.float64], path: Path) -> None:
    """Write unit vectors as signed bytes, smallest form."""
    keys, first = np.unique(word_ids(stems), return_index=True)
    unit = rows[first] / np.maximum(np.linalg.norm(rows[first], axis=1, keepdims=True), 1e-12)
    scale = np.abs(unit).max()
    np.savez_compressed(path, gaps=np.diff(keys, prepend=np.uint32(0)).astype(np.uint32),
                        rows=np.round(unit / scale * 127).astype(np.int8))


def _build(table: store.Values) -> Vectors:
    keys = np.cumsum(table["gaps"].astype(np.uint64)).astype(np.uint32)
    rows = table["rows"].astype(np.float32)
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return Vectors(keys, np.vstack([unit, np.zeros((1, unit.shape[1]), dtype=np.float32)]))


def load_vectors(path: Path | None = None) -> Vectors:
    """Read a table, the shipped one unless a file is named. Raises InputError when it is missing or damaged."""
    return store.load("vectors", _build, path)
