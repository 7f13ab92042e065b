"""Which pairs are worth a closer look: candidates from shingles, signatures and rare terms, on flat arrays.

No single method sees every kind of reuse, so their results are meant to be united (Broder 1997 for resemblance and
containment; Leskovec et al. 2014, chapter 3, for banding). Documents are numbered from 0 in the order given; where
"earliest" matters, the caller numbers them by date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from ..text.bulk import Bounds, Ids, ragged, tokenise
from ..text.shingles import SCHEME, shingles

Hashes = NDArray[np.uint64]
Pairs = NDArray[np.int64]  # [p, 2] document numbers
Counts = NDArray[np.int64]

QUARTER = 2  # the join keeps hashes whose top two bits are zero
_DOC_BITS = 24
_MAX_DOCS = 1 << _DOC_BITS
_TEXTS = 256  # texts shingled at once
_VERIFY = 1 << 13  # pairs compared at once
_CROSS = 1 << 23  # pairs written at once, which bounds memory


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


def sampled(texts: Sequence[str], size: int = 5, bits: int = QUARTER) -> tuple[Hashes, Bounds]:
    """`sample` of the `shingle_rows` of some texts, a few hundred at a time so that the arrays stay in cache."""
    parts, counts = [np.empty(0, np.uint64)], [np.zeros(1, np.int64)]
    for low in range(0, len(texts), _TEXTS):
        hashes, bounds = sample(*shingle_rows(*tokenise(texts[low:low + _TEXTS]), size), bits)
        parts.append(hashes)
        counts.append(np.diff(bounds))
    return np.concatenate(parts), np.cumsum(np.concatenate(counts))


def distinct(hashes: Hashes, bounds: Bounds) -> tuple[Hashes, Bounds]:
    """Each text's hashes sorted, without repeats."""
    ordered = hashes.copy()
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        ordered[start:end].sort()
    fresh = np.ones(len(ordered), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    edges = bounds[:-1]
    fresh[edges[edges < len(ordered)]] = True
    return ordered[fresh], np.concatenate([[0], np.cumsum(fresh)])[bounds]


@cache
def _permutations(count: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """datasketch's multipliers and offsets under `shingles.SCHEME`."""
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


@dataclass(frozen=True, slots=True)
class Joined:
    """Pairs (i < j, sorted) with the number of shared keys; ``capped`` buckets were too hot to cross in full."""

    pairs: Pairs
    shared: Counts
    capped: int
    largest: int


def join(keys: Hashes, bounds: Bounds, hot: int = 64, keep: int = 4, least: int = 1) -> Joined:
    """All pairs of texts that share at least ``least`` keys.

    ``keys`` are distinct within a text. A key held by more than ``hot`` texts links each of them to the earliest
    ``keep`` only: one wire story in 4,000 copies would otherwise give 8 million pairs. Such pairs stand however few
    keys they share. Raises ValueError above 16,777,216 texts.
    """
    count = len(bounds) - 1
    if count > _MAX_DOCS:
        raise ValueError(f"cannot join more than {_MAX_DOCS} texts at once")
    owner = np.repeat(np.arange(count, dtype=np.uint64), np.diff(bounds))
    packed = (keys << np.uint64(_DOC_BITS)) | owner
    packed ^= (keys >> np.uint64(64 - _DOC_BITS)) << np.uint64(_DOC_BITS)
    packed.sort()
    return _buckets(packed, hot, keep, least)


def _buckets(packed: Hashes, hot: int, keep: int, least: int) -> Joined:
    """Cross the members of each bucket of sorted (key, text) integers."""
    begins = np.ones(len(packed), dtype=bool)
    begins[1:] = (packed[1:] ^ packed[:-1]) >= _MAX_DOCS
    first = np.flatnonzero(begins)
    size = np.diff(np.append(first, len(packed)))
    several = size > 1
    first, size = first[several], size[several]
    member = ragged(first, size)
    place = member - np.repeat(first, size)
    heat = np.repeat(size > hot, size)
    partners = np.where(heat, np.minimum(place, keep), place)
    docs = (packed[member] & np.uint64(_MAX_DOCS - 1)).astype(np.int64)
    base = np.arange(len(member)) - place
    found = _crossed(docs, base, partners)
    pairs, shared = _counted(found)
    enough = shared >= least
    return Joined(pairs[enough], shared[enough], int((size > hot).sum()), int(size.max(initial=0)))


def _crossed(docs: Counts, base: Counts, partners: Counts) -> list[tuple[Hashes, Counts]]:
    """Pair keys (i << 32 | j) with counts, a bounded number of pairs at a time."""
    total = np.concatenate([[0], np.cumsum(partners)])
    cuts = np.unique(np.searchsorted(total, np.arange(0, int(total[-1]) + _CROSS, _CROSS)).clip(0, len(docs)))
    cuts = np.unique(np.concatenate([[0], cuts, [len(docs)]]))
    found = []
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        left = docs[ragged(base[low:high], partners[low:high])]
        right = np.repeat(docs[low:high], partners[low:high])
        keys = (left << 32 | right).astype(np.uint64)
        keys.sort()
        found.append(_runs(keys))
    return found


def _runs(keys: Hashes) -> tuple[Hashes, Counts]:
    """Distinct values of a sorted array and how often each stands in it."""
    begins = np.ones(len(keys), dtype=bool)
    begins[1:] = keys[1:] != keys[:-1]
    first = np.flatnonzero(begins)
    return keys[first], np.diff(np.append(first, len(keys)))


def _counted(found: Sequence[tuple[Hashes, Counts]]) -> tuple[Pairs, Counts]:
    """Add up the counts of pairs met in several portions."""
    if not found:
        return np.empty((0, 2), np.int64), np.empty(0, np.int64)
    keys = np.concatenate([part for part, _ in found])
    counts = np.concatenate([part for _, part in found])
    if len(found) > 1:
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], counts[order]
        begins = np.ones(len(keys), dtype=bool)
        begins[1:] = keys[1:] != keys[:-1]
        first = np.flatnonzero(begins)
        counts = np.add.reduceat(counts, first) if len(first) else counts
        keys = keys[first]
    return np.stack([keys >> np.uint64(32), keys & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64), counts


def overlaps(hashes: Hashes, bounds: Bounds, pairs: Pairs) -> Counts:
    """Exact number of distinct hashes each pair shares; ``hashes`` come from `distinct`."""
    sizes = np.diff(bounds)
    shared = np.zeros(len(pairs), dtype=np.int64)
    for low in range(0, len(pairs), _VERIFY):
        sides = pairs[low:low + _VERIFY].reshape(-1)
        counts = sizes[sides]
        both = hashes[ragged(bounds[sides], counts)]
        edges = np.concatenate([[0], np.cumsum(counts[0::2] + counts[1::2])])
        for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            both[start:end].sort()
        same = np.zeros(len(both) + 1, dtype=np.int64)
        same[1:-1] = both[1:] == both[:-1]
        same[edges] = 0
        total = np.cumsum(same)
        shared[low:low + _VERIFY] = total[np.maximum(edges[1:] - 1, edges[:-1])] - total[edges[:-1]]
    return shared


@dataclass(frozen=True, slots=True)
class ReleaseIndex:
    """The shingles by which releases can be told apart, for streaming articles through.

    ``keys`` are sorted and distinct, the releases of key ``k`` are ``releases[starts[k]:starts[k + 1]]``;
    ``sizes`` counts each release's own shingles, ``dropped`` the keys left out as common.
    """

    keys: Hashes
    starts: Counts
    releases: NDArray[np.int32]
    sizes: Counts
    likely: NDArray[np.bool_]  # for every value of a hash's top 24 bits: does any key have it,
    first: NDArray[np.int32]  # and where the keys from it onwards begin
    dropped: int

    def match(self, hashes: Hashes, bounds: Bounds) -> tuple[Pairs, Counts]:
        """(article, release) pairs that share a key, sorted, and how many keys they share."""
        maybe, place = self._found(hashes)
        counts = self.starts[place + 1] - self.starts[place]
        owner = np.repeat(np.searchsorted(bounds, maybe, side="right") - 1, counts)
        keys = (owner << 32 | self.releases[ragged(self.starts[place], counts)]).astype(np.uint64)
        keys.sort()
        return _counted([_runs(keys)])

    def _found(self, hashes: Hashes) -> tuple[Counts, Counts]:
        """Which of ``hashes`` are keys, and where: from the first key of each slot onwards, a step at a time."""
        slots = (hashes >> _FILTER).astype(np.int64)
        maybe = np.flatnonzero(self.likely[slots])
        place = self.first[slots[maybe]].astype(np.int64)
        behind = np.flatnonzero(self.keys[place] < hashes[maybe])
        while len(behind := behind[place[behind] < len(self.keys) - 1]):
            place[behind] += 1
            behind = behind[self.keys[place[behind]] < hashes[maybe[behind]]]
        held = self.keys[place] == hashes[maybe]
        return maybe[held], place[held]


_FILTER = np.uint64(64 - 24)


def release_index(hashes: Hashes, bounds: Bounds, few: int = 4, floor: float = 1 / 3) -> ReleaseIndex:
    """Index releases by the shingles (from `distinct`) that at most ``few`` of them hold.

    What more releases hold is boilerplate of a series. A release left with less than ``floor`` of its shingles is
    itself widely reissued: its shingles come back, pointing to the earliest ``few`` such releases. Frequency among
    articles plays no part, so a release copied a thousand times is found a thousand times.
    """
    owner = np.repeat(np.arange(len(bounds) - 1, dtype=np.int64), np.diff(bounds))
    order = np.argsort(hashes, kind="stable")
    keys, owner = hashes[order], owner[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
    size = np.diff(np.append(first, len(keys)))
    rare = np.repeat(size <= few, size)
    kept = np.bincount(owner[rare], minlength=len(bounds) - 1)
    poor = kept < floor * np.diff(bounds)
    again = ~rare & poor[owner]
    before: Counts = np.cumsum(again) - again
    again &= before - np.repeat(before[first], size) < few
    chosen = rare | again
    keys, owner = keys[chosen], owner[chosen]
    unique = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
    slots = (keys[unique] >> _FILTER).astype(np.int64)
    begin = np.zeros(1 << 24, dtype=np.int32)
    begin[slots[::-1]] = np.arange(len(unique) - 1, -1, -1)
    likely = np.zeros(1 << 24, dtype=bool)
    likely[slots] = True
    return ReleaseIndex(keys[unique], np.append(unique, len(keys)), owner.astype(np.int32), np.diff(bounds), likely,
                        begin, len(first) - len(unique))
