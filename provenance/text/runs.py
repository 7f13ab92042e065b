"""Seed-and-extend alignment on integer words: the runs two texts share, wherever they moved to.

Every run of ``seed`` equal words is a seed; seeds that follow each other on one diagonal grow into maximal runs;
where runs overlap, the longest wins, as in greedy string tiling (Wise 1993, *String similarity via greedy string
tiling*). Unlike an edit script this finds passages that changed places. Many pairs are aligned in one pass over
flat arrays, which is what makes it fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from operator import or_

import numpy as np
from numpy.typing import NDArray

from .bulk import ragged
from .shingles import shingles

_PLACE = 22  # bits for a word's position: texts up to 4 million words
_SIDE = np.uint64(1 << _PLACE)
_MASK = np.uint64((1 << _PLACE) - 1)
_HASH = ~np.uint64((1 << (_PLACE + 1)) - 1)
_BATCH = 1 << 18  # pairs in one pass: number, diagonal and place share 63 bits
_REPEATS = 8  # occurrences of one shingle tried in each text: a refrain must not cost its square

Spans = NDArray[np.int32]


def spans(a_ids: NDArray[np.uint32], b_ids: NDArray[np.uint32], seed: int = 5) -> Spans:
    """Runs of at least ``seed`` words that A and B share: int32 rows (a_start, a_end, b_start, b_end), in words.

    Ends are exclusive, rows are ordered by place in B, no word of either text lies in two rows; a row whose
    ``a_start`` is before that of an earlier row has moved. Raises ValueError for ``seed`` below 1.
    """
    ids = np.concatenate([a_ids, b_ids]).astype(np.uint32, copy=False)
    bounds = np.array([0, len(a_ids), len(ids)], dtype=np.int64)
    return spans_many(ids, bounds, np.array([[0, 1]], dtype=np.int64), seed)[1]


def longest(a_ids: NDArray[np.uint32], b_ids: NDArray[np.uint32], seed: int = 5) -> tuple[int, int, int, int] | None:
    """The longest run of `spans`, first in B of equals; None where no ``seed`` words in a row are shared."""
    ids = np.concatenate([a_ids, b_ids]).astype(np.uint32, copy=False)
    rows = _untiled(ids, np.array([0, len(a_ids), len(ids)]), np.array([[0, 1]]), seed)[1]
    if not len(rows):
        return None
    a, a_end, b, b_end = rows[(rows[:, 1] - rows[:, 0]).argmax()].tolist()
    return a, a_end, b, b_end


def spans_many(
    ids: NDArray[np.uint32], bounds: NDArray[np.int64], pairs: NDArray[np.int64], seed: int = 5
) -> tuple[NDArray[np.int64], Spans]:
    """`spans` for many pairs at once.

    ``ids`` are the words of all texts end to end, text ``t`` at ``ids[bounds[t]:bounds[t + 1]]``; ``pairs`` is
    int64 [p, 2] of text numbers. Returns (first, rows): the rows of pair ``k`` are ``rows[first[k]:first[k + 1]]``.
    Raises ValueError for ``seed`` below 1 or a text of more than 4,194,303 words.
    """
    if len(pairs) > _BATCH:
        return _in_batches(ids, bounds, pairs, seed)
    if len(bounds) > 1 and int(np.diff(bounds).max(initial=0)) > int(_MASK):
        raise ValueError("a text has more than 4,194,303 words")
    owner, rows = _tile(*_untiled(ids, bounds, pairs, seed), seed)
    return np.searchsorted(owner, np.arange(len(pairs) + 1)), rows


def _untiled(ids: NDArray[np.uint32], bounds: NDArray[np.int64], pairs: NDArray[np.int64], seed: int
             ) -> tuple[NDArray[np.int64], Spans]:
    """All maximal runs of all pairs, by pair; they may overlap."""
    owner, i, j = _hits(shingles(ids, seed), bounds, pairs, seed)
    exact = ids[bounds[pairs[owner, 0]] + i] == ids[bounds[pairs[owner, 1]] + j]
    return _runs(owner[exact], i[exact], j[exact], seed)


def _in_batches(
    ids: NDArray[np.uint32], bounds: NDArray[np.int64], pairs: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.int64], Spans]:
    """`spans_many` for more pairs than one packed integer can number."""
    parts = [spans_many(ids, bounds, pairs[at:at + _BATCH], seed) for at in range(0, len(pairs), _BATCH)]
    counts = np.concatenate([np.diff(first) for first, _ in parts])
    return np.concatenate([[0], np.cumsum(counts)]), np.concatenate([rows for _, rows in parts])


def _hits(
    hashed: NDArray[np.uint64], bounds: NDArray[np.int64], pairs: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every seed: (pair, place in A, place in B), by sorting hash, side and place as one integer per pair."""
    sides = pairs.reshape(-1)
    counts = np.maximum(bounds[sides + 1] - bounds[sides] - (seed - 1), 0)
    taken = ragged(bounds[sides], counts)
    place = ragged(np.zeros(len(sides), dtype=np.int64), counts).astype(np.uint64)
    place[np.repeat((np.arange(len(sides)) & 1).astype(bool), counts)] |= _SIDE
    keys = (hashed[taken] & _HASH) | place
    edges = np.concatenate([[0], np.cumsum(counts[0::2] + counts[1::2])])
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        keys[start:end].sort()
    return _join(keys, edges)


def _join(
    keys: NDArray[np.uint64], edges: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Cross each shingle's places in A with its places in B; keys are sorted within ``edges``, A before B."""
    begins = np.ones(len(keys), dtype=bool)
    if len(keys):
        begins[1:] = (keys[1:] ^ keys[:-1]) > (_MASK | _SIDE)
        begins[edges[:-1][edges[:-1] < len(keys)]] = True
    first = np.flatnonzero(begins)
    end = np.append(first[1:], len(keys))
    before = np.append(0, np.cumsum((keys & _SIDE) != 0))  # how many of B stand before each key
    in_b = before[end] - before[first]
    in_a = end - first - in_b
    shared = (in_a > 0) & (in_b > 0)
    a, b = _crossed(first[shared], in_a[shared], (end - in_b)[shared], in_b[shared])
    owner = np.searchsorted(edges, a, side="right") - 1
    return owner, (keys[a] & _MASK).astype(np.int64), (keys[b] & _MASK).astype(np.int64)


def _crossed(
    start_a: NDArray[np.int64], in_a: NDArray[np.int64], start_b: NDArray[np.int64], in_b: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of each shingle in A against those in B: the first few each with each, later ones in step."""
    few_a, few_b = np.minimum(in_a, _REPEATS), np.minimum(in_b, _REPEATS)
    which = np.repeat(np.arange(len(start_a)), few_a * few_b)
    step = ragged(np.zeros(len(start_a), dtype=np.int64), few_a * few_b)
    further = np.maximum(np.minimum(in_a, in_b) - _REPEATS, 0)
    a = np.concatenate([start_a[which] + step // few_b[which], ragged(start_a + _REPEATS, further)])
    b = np.concatenate([start_b[which] + step % few_b[which], ragged(start_b + _REPEATS, further)])
    return a, b


def _runs(
    owner: NDArray[np.int64], i: NDArray[np.int64], j: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.int64], Spans]:
    """Join seeds that follow each other on one diagonal into maximal runs, ordered by pair and place in B."""
    keys = ((owner << (_PLACE + 1) | (i - j + int(_MASK))) << _PLACE) | j
    keys.sort()
    begins = np.ones(len(keys), dtype=bool)
    begins[1:] = np.diff(keys) != 1
    first = np.flatnonzero(begins)
    length = np.diff(np.append(first, len(keys))) + seed - 1
    b = keys[first] & int(_MASK)
    a = ((keys[first] >> _PLACE) & int(2 * _MASK + 1)) - int(_MASK) + b
    owner = keys[first] >> (2 * _PLACE + 1)
    order = np.lexsort((a, b, owner))
    rows = np.stack([a, a + length, b, b + length], axis=1)[order]
    return owner[order], rows.astype(np.int32)


def _tile(owner: NDArray[np.int64], rows: Spans, seed: int) -> tuple[NDArray[np.int64], Spans]:
    """Where runs of a pair overlap, keep the longest and what is left of the others (at least ``seed`` words)."""
    clash = np.zeros(len(rows), dtype=bool)
    for column in (0, 2):
        order = np.lexsort((rows[:, column], owner))
        near, who = rows[order], owner[order]
        bad = (near[1:, column] < near[:-1, column + 1]) & (who[1:] == who[:-1])
        clash[order[1:]] |= bad
    troubled = np.unique(owner[clash])
    if not len(troubled):
        return owner, rows
    if owner[0] == owner[-1]:
        tiled = _greedy(rows, seed)
        return owner[:len(tiled)], tiled
    calm = ~np.isin(owner, troubled)
    owners, kept = [owner[calm]], [rows[calm]]
    lows, highs = np.searchsorted(owner, troubled), np.searchsorted(owner, troubled, side="right")
    for who, low, high in zip(troubled.tolist(), lows.tolist(), highs.tolist(), strict=True):
        tiled = _greedy(rows[low:high], seed)
        kept.append(tiled)
        owners.append(np.full(len(tiled), who, dtype=np.int64))
    owner, rows = np.concatenate(owners), np.concatenate(kept)
    order = np.lexsort((rows[:, 2], owner))
    return owner[order], rows[order]


def _greedy(rows: Spans, seed: int) -> Spans:
    """Longest first; a run that meets covered words is cut into its free stretches, which wait their turn."""
    used_a, used_b = bytearray(int(rows[:, 1].max())), bytearray(int(rows[:, 3].max()))
    order = np.lexsort((rows[:, 0], rows[:, 2], rows[:, 0] - rows[:, 1]))
    # Between texts that repeat themselves most runs lie inside the longest, on one side at least.
    first = rows[order[0]]
    in_a = (rows[:, 0] >= first[0]) & (rows[:, 1] <= first[1])
    in_b = (rows[:, 2] >= first[2]) & (rows[:, 3] <= first[3])
    order = np.concatenate([order[:1], order[~(in_a | in_b)[order]]])
    waiting = [(a - end, b, a) for a, end, b, _ in rows[order].tolist()]  # sorted, so a heap already
    kept: list[tuple[int, int, int, int]] = []
    while waiting:
        minus, b, a = heappop(waiting)
        a_end, b_end = a - minus, b - minus
        if used_a.find(1, a, a_end) < 0 and used_b.find(1, b, b_end) < 0:
            used_a[a:a_end] = used_b[b:b_end] = b"\1" * -minus
            kept.append((a, a_end, b, b_end))
        elif min(used_a.count(0, a, a_end), used_b.count(0, b, b_end)) >= seed:
            for low, high in _free(used_a[a:a_end], used_b[b:b_end]):
                if high - low >= seed:
                    heappush(waiting, (low - high, b + low, a + low))
    return np.array(sorted(kept, key=lambda row: row[2]), dtype=np.int32).reshape(-1, 4)


def _free(left: bytearray, right: bytearray) -> Iterator[tuple[int, int]]:
    """Stretches that are zero in both, as (start, end)."""
    taken = bytes(map(or_, left, right))
    start = taken.find(0)
    while start >= 0:
        end = taken.find(1, start)
        yield start, end if end >= 0 else len(taken)
        start = taken.find(0, end) if end >= 0 else -1
