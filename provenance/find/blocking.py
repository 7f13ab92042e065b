"""Keys by which texts meet, on flat arrays: runs of words, a sample of them, signatures and their bands.

Broder (1997) for resemblance and containment; Leskovec et al. (2014), chapter 3, for banding.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..text.bulk import Bounds, Ids, fresh
from ..text.shingles import SCHEME, shingles

Hashes = NDArray[np.uint64]

QUARTER = 2  # a sample keeps hashes whose top two bits are zero


def shingle_rows(ids: Ids, bounds: Bounds, size: int = 5) -> tuple[Hashes, Bounds]:
    """`shingles.shingles` of every text end to end, with their bounds; no shingle crosses from one text to the next."""
    counts = np.maximum(np.diff(bounds) - (size - 1), 0)
    every = shingles(ids, size)
    inner = np.ones(len(every), dtype=bool)
    for offset in range(1, size):
        crossing = bounds[1:-1] - offset
        inner[crossing[(crossing >= 0) & (crossing < len(every))]] = False
    return every[inner], np.concatenate([[0], np.cumsum(counts)])


def sample(hashes: Hashes, bounds: Bounds, bits: int = QUARTER) -> tuple[Hashes, Bounds]:
    """The hashes whose top ``bits`` bits are zero: the same 1 in ``2 ** bits`` of shingles in every text."""
    if not bits:
        return hashes, bounds
    keep = hashes < np.uint64(1 << (64 - bits))
    return hashes[keep], np.concatenate([[0], np.cumsum(keep)])[bounds]


def distinct(hashes: Hashes, bounds: Bounds) -> tuple[Hashes, Bounds]:
    """Each text's hashes sorted, without repeats."""
    ordered = hashes.copy()
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        ordered[start:end].sort()
    first, edges = fresh(ordered), bounds[:-1]
    first[edges[edges < len(ordered)]] = True
    return ordered[first], np.concatenate([[0], np.cumsum(first)])[bounds]


@cache
def _permutations(count: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """datasketch's multipliers and offsets under `shingles.SCHEME`."""
    from datasketch import MinHash  # loads SciPy's integrals: only where signatures are made

    first, second = MinHash(num_perm=count, seed=seed, scheme=SCHEME).permutations
    return np.asarray(first, np.uint32), np.asarray(second, np.uint32)


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """MurmurHash3's 32-bit finaliser, which datasketch's affine32 scheme applies before permuting."""
    mixed = values ^ (values >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


def signatures(hashes: Hashes, bounds: Bounds, permutations: int = 128, seed: int = 1) -> NDArray[np.uint32]:
    """`shingles.signature` of every text at once: uint32 [texts, permutations], equal value for value to datasketch.

    A text without shingles has all values at 2**32 - 1, as an empty MinHash does.
    """
    a, b = _permutations(permutations, seed)
    out = np.full((len(bounds) - 1, permutations), 0xFFFFFFFF, dtype=np.uint32)
    mixed = _mixed((hashes & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    for text, (start, end) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        for at in range(start, end, 2048):
            permuted = mixed[at:min(at + 2048, end), None] * a
            permuted += b
            np.minimum(out[text], permuted.min(axis=0), out=out[text])
    return out


def bands(signed: NDArray[np.uint32], rows: int = 4) -> Hashes:
    """One key for each band of ``rows`` values: uint64 [texts, permutations // rows]; bands never share keys."""
    count = signed.shape[1] // rows
    keys = np.empty((len(signed), count), dtype=np.uint64)
    for band in range(count):
        keys[:, band] = shingles_of(signed[:, band * rows:(band + 1) * rows], band)
    return keys


def shingles_of(values: NDArray[np.uint32], salt: int) -> Hashes:
    """Hash every row of ``values`` together with ``salt``."""
    rows, width = values.shape
    salted = np.concatenate([np.full((rows, 1), salt, np.uint32), values], axis=1)
    return shingles(np.ascontiguousarray(salted).reshape(-1), width + 1)[::width + 1].copy() if rows else \
        np.empty(0, np.uint64)
