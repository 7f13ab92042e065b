"""How rare a term is in general: document frequencies from a background of releases and news.

Five texts about one announcement cannot tell which of their shared words are rare; a background can (inverse
document frequency, Spärck Jones 1972). The shipped table holds hashed terms and counts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..models import store
from .segment import ids, word_id

# Terms of the three tables are told apart by a prefix, so that a rare name or number never borrows the count of a
# common word that is spelled alike.
NAME, NUMBER = "^", "#"


@dataclass(frozen=True, slots=True)
class Background:
    """``keys`` (uint32, sorted) are CRC-32 of terms; ``counts`` (uint32) the documents out of ``documents``."""

    documents: int
    keys: NDArray[np.uint32]
    counts: NDArray[np.uint32]

    def frequency(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """Documents that hold each term; 0 for unseen (or pruned, below 3 documents) terms."""
        wanted = ids(terms)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found: NDArray[np.int64] = np.where(self.keys[place] == wanted, self.counts[place], 0).astype(np.int64)
        return found

    def documents_with(self, term: str) -> int:
        """`frequency` of one term, without the making of arrays, which costs ten times as much."""
        wanted = np.uint32(word_id(term))
        place = min(int(self.keys.searchsorted(wanted)), len(self.keys) - 1)
        return int(self.counts[place]) if self.keys[place] == wanted else 0

    def idf(self, terms: Sequence[str]) -> NDArray[np.float64]:
        """Smoothed inverse document frequency ``ln((1 + N) / (1 + df))``, 0 .. ln(1 + N)."""
        weights: NDArray[np.float64] = np.log((1 + self.documents) / (1 + self.frequency(terms)))
        return weights

    def save(self, path: Path) -> None:
        """Write as npz, smallest form."""
        gaps = np.diff(self.keys, prepend=np.uint32(0)).astype(np.uint32)
        np.savez_compressed(path, documents=np.int64(self.documents), gaps=gaps,
                            counts=np.minimum(self.counts, 65535).astype(np.uint16))


def count(terms_of: Iterable[set[str]], least: int = 3) -> Background:
    """Count in how many documents each term stands; terms in fewer than ``least`` are pruned."""
    frequencies: dict[int, int] = {}
    documents = 0
    for terms in terms_of:
        documents += 1
        for term in terms:
            key = word_id(term)
            frequencies[key] = frequencies.get(key, 0) + 1
    keys = np.array(sorted(key for key, seen in frequencies.items() if seen >= least), dtype=np.uint32)
    counts = np.array([frequencies[int(key)] for key in keys], dtype=np.uint32)
    return Background(documents, keys, counts)


def _build(table: store.Values) -> Background:
    """The table, with what is known of words of other languages; their marks keep them apart."""
    own, other = _read(table), store.load("languages", _read)
    keys, first = np.unique(np.concatenate([own.keys, other.keys]), return_index=True)
    return Background(own.documents, keys, np.concatenate([own.counts, other.counts])[first])


def _read(table: store.Values) -> Background:
    keys = np.cumsum(table["gaps"].astype(np.uint64)).astype(np.uint32)
    return Background(int(table["documents"]), keys, table["counts"].astype(np.uint32))


def load_background(path: Path | None = None) -> Background:
    """Read a table, the shipped one unless a file is named. Raises InputError when it is missing or damaged."""
    return store.load("background", _build, path)
