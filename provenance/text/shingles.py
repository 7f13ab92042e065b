"""Word shingles and MinHash signatures.

Resemblance and containment follow Broder (1997), *On the resemblance and containment of documents*; signatures are
datasketch's, under an explicitly recorded permutation scheme, because values of different schemes do not compare.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SCHEME = "affine32"
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)


def shingles(ids: NDArray[np.uint32], size: int) -> NDArray[np.uint64]:
    """64-bit hash of every run of ``size`` words, in order: array of length ``max(0, n - size + 1)``.

    Raises ValueError for ``size`` below 1.
    """
    if size < 1:
        raise ValueError("shingle size must be at least 1")
    count = len(ids) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    wide = ids.astype(np.uint64)
    rolled = np.zeros(count, dtype=np.uint64)
    for offset in range(size):
        rolled = (rolled + wide[offset:offset + count] + np.uint64(1)) * _MULTIPLIER
    rolled ^= rolled >> np.uint64(33)
    rolled *= _MIX
    return rolled ^ (rolled >> np.uint64(29))


def shingle_set(ids: NDArray[np.uint32], size: int) -> NDArray[np.uint64]:
    """Sorted distinct shingles."""
    return np.unique(shingles(ids, size))


def signature(shingled: NDArray[np.uint64], permutations: int = 128, seed: int = 1) -> NDArray[np.uint32]:
    """MinHash values (uint32, length ``permutations``), equal to ``datasketch.MinHash`` over the low 32 bits."""
    from datasketch import MinHash  # loads SciPy's integrals: only where signatures are made

    sketch = MinHash(num_perm=permutations, seed=seed, scheme=SCHEME, hashfunc=int)
    if len(shingled):
        sketch.update_batch((shingled & np.uint64(0xFFFFFFFF)).tolist())
    return np.asarray(sketch.hashvalues, dtype=np.uint32)


def resemblance(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> float:
    """Exact Jaccard coefficient of two shingle sets; 0 when both are empty."""
    shared = len(np.intersect1d(a, b, assume_unique=True))
    union = len(a) + len(b) - shared
    return shared / union if union else 0.0


def containment(part: NDArray[np.uint64], whole: NDArray[np.uint64]) -> float:
    """Share of ``part`` found in ``whole``; 0 when ``part`` is empty."""
    return len(np.intersect1d(part, whole, assume_unique=True)) / len(part) if len(part) else 0.0
