"""Passages: stretches of one text that restate a stretch of another, copied or in other words, as people see them.

After Sanchez-Perez, Sidorov and Gelbukh 2014 (*A Winning Approach to Text Alignment for Text Reuse Detection at PAN
2014*): pairs of sentences that are alike by cosine and Dice are seeds, seeds near each other on both sides are one
passage, the more alike wins an overlap, short ones are left out. What differs: exact runs of words are seeds too and
set the edges of what is copied, to the word; the edges of what is reworded are those of `extents`; what two texts on
one subject share anyway does not make a passage; and a summary is told by how much of it a longer source holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..records import Passage, Prepared
from .extents import extent, offsets, reworded
from .profile import Bools, Floats, Ints, Profile
from .weighing import Box, Judge, Side, evidence, load_passages

COSINE, DICE = 0.3, 0.3  # of two sentences that are a seed; flat between .25 and .36 on the development pairs
PEER = 0.5  # of the best cosine in its row and column, below which a pair of sentences is no seed
GAP = 80  # words at most between two seeds of one passage, on either side
ALIKE = 0.3  # least cosine of the two sides before their edges are sought
RUN_GAP, RUN_WORDS = 12, 25  # between runs of one copy; shared words of a copy that stands by itself
COPIED = 0.6  # share of the words of a copy in exact runs
UNBROKEN = 0.95  # share of its own words from which on such a copy sets the edges of a group it does not fill
EXACT = 0.8  # share of the shorter side of a group in exact runs from which on runs set the edges
PURE = 0.75  # share of the seeded words of a group in copies from which on the copies are told one by one
COPY_FLOOR, FLOOR = 70, 120  # characters on either side of a copy and of a passage in other words
SUMMARY_COSINE, SUMMARY_GAP, SUMMARY_LEAST = 0.16, 30, 3  # of seeds; words between them; seeded sentences
LONGER = 2.0  # times the copy from which on the source side makes it a summary
DONE = 0.8  # share of a summary that passages hold already
LONG_COPY = 40  # words; a text that copies so much at a time is no summary of the rest
Kind = Literal["verbatim", "edited", "paraphrase", "summary"]


@dataclass(frozen=True, slots=True)
class _Told:
    """A passage in words, before it is given its offsets."""

    box: Box
    kind: Kind
    similarity: float


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both sides, weights by term, the exact runs between them, and how alike their sentences are, [B, A]."""

    a: Side
    b: Side
    idf: Floats
    weight: Floats
    runs: tuple[Box, ...]
    rows: tuple[list[list[int]], list[list[int]]]  # sentences of A and of B by row: repeats share one
    cosine: Floats
    dice: Floats
    judge: Judge


def find(a: Prepared, b: Prepared, runs: Iterable[Box], profiles: tuple[Profile, Profile],
         judge: Judge | None = None) -> tuple[Passage, ...]:
    """Passages of B that restate A, in order of B; no word of B lies in two.

    ``runs`` are exact runs of shared words; ``profiles`` are those of A and B.
    """
    pair = _pair(a, b, tuple(runs), profiles, judge or load_passages())
    if pair is None:
        return ()
    told = _resolved(_plain(pair, profiles[1].comparable & profiles[1].content))
    told = _with_summaries(pair, told)
    return tuple(Passage(*offsets(a, b, one.box), one.kind, round(min(one.similarity, 1.0), 4)) for one in told)


def _pair(a: Prepared, b: Prepared, runs: tuple[Box, ...], profiles: tuple[Profile, Profile], judge: Judge
          ) -> _Pair | None:
    numbers: dict[str, int] = {}
    numbered = [[numbers.setdefault(term, len(numbers)) for term in one.distinct] for one in profiles]
    if not numbers or not min(len(one.rows) for one in profiles):
        return None
    idf = np.zeros(len(numbers))
    for one, own in zip(profiles, numbered, strict=True):
        idf[own] = one.rarity
    terms = [np.array([*own, -1], dtype=np.int64)[one.code] for one, own in zip(profiles, numbered, strict=True)]
    rows = _rows(profiles[0].row_of), _rows(profiles[1].row_of)
    grids = [_grid(one, term, row, len(numbers)) for one, term, row in zip((a, b), terms, rows, strict=True)]
    seen = sum(np.bincount(grid.term, minlength=len(numbers)) for grid in grids)
    # Rare in the language and rare in these two texts: what both are about anyway says little.
    weight = np.sqrt(idf * np.log(sum(grid.rows for grid in grids) / np.maximum(seen, 1)))
    cosine, dice = _alike(grids[0], grids[1], weight)
    sides = [Side(one, term, own.named) for one, term, own in zip((a, b), terms, profiles, strict=True)]
    return _Pair(sides[0], sides[1], idf, weight, runs, rows, cosine, dice, judge)


def _rows(row_of: Ints) -> list[list[int]]:
    held: list[list[int]] = [[] for _ in range(int(row_of.max(initial=-1)) + 1)]
    for sentence, row in enumerate(row_of.tolist()):
        if row >= 0:
            held[row].append(sentence)
    return held


@dataclass(frozen=True, slots=True)
class _Grid:
    """How often (``count``) which term stands in which row, of ``rows``."""

    rows: int
    row: Ints
    term: Ints
    count: Ints

    def dense(self, values: Floats, column: Ints, width: int) -> Floats:
        """The values as a matrix of the rows and the terms that have a column, -1 for those that have none."""
        found = np.zeros((self.rows, width))
        kept = column[self.term] >= 0
        found[self.row[kept], column[self.term[kept]]] = values[kept]
        return found


def _grid(prepared: Prepared, terms: Ints, rows: list[list[int]], size: int) -> _Grid:
    spans = [prepared.sentences[held[0]] for held in rows]
    taken = [terms[span.first_word:span.last_word] for span in spans]
    where, flat = np.repeat(np.arange(len(rows)), [len(one) for one in taken]), np.concatenate(taken)
    places, count = np.unique(where[flat >= 0] * size + flat[flat >= 0], return_counts=True)
    return _Grid(len(rows), places // size, places % size, count)


def _alike(a: _Grid, b: _Grid, weight: Floats) -> tuple[Floats, Floats]:
    """Cosine of weighted terms and Dice of distinct ones, [B, A] each."""
    both = np.intersect1d(a.term, b.term)
    column = np.full(len(weight), -1)
    column[both] = np.arange(len(both))
    worth = [grid.count * weight[grid.term] for grid in (a, b)]
    norms = [np.sqrt(np.bincount(grid.row, own ** 2, grid.rows)) for grid, own in zip((a, b), worth, strict=True)]
    left, right = (grid.dense(own, column, len(both)) for grid, own in zip((a, b), worth, strict=True))
    cosine = right @ left.T / np.maximum(norms[1][:, None] * norms[0][None, :], 1e-9)
    once_a, once_b = (grid.dense(np.ones(len(grid.row)), column, len(both)) for grid in (a, b))
    sizes = np.bincount(b.row, minlength=b.rows)[:, None] + np.bincount(a.row, minlength=a.rows)[None, :]
    return np.round(cosine, 9), np.round(2 * (once_b @ once_a.T) / np.maximum(sizes, 1), 9)


def _seeds(pair: _Pair, chosen: NDArray[np.bool_]) -> list[Box]:
    """The chosen pairs of rows as boxes of words; repeats of a sentence are paired in step."""
    a, b = pair.a.prepared.sentences, pair.b.prepared.sentences
    found = []
    for row, column in zip(*(where.tolist() for where in np.nonzero(chosen)), strict=True):
        left, right = pair.rows[0][column], pair.rows[1][row]
        for step in range(max(len(left), len(right))):
            one, other = a[left[min(step, len(left) - 1)]], b[right[min(step, len(right) - 1)]]
            found.append((one.first_word, one.last_word, other.first_word, other.last_word))
    return found


def _plain(pair: _Pair, content: Bools) -> list[_Told]:
    """Copies and passages in other words, which may overlap."""
    good = (pair.cosine >= COSINE) & (pair.dice >= DICE)
    value = np.where(good, pair.cosine, 0.0)
    good &= (value >= PEER * value.max(axis=1, keepdims=True)) & (value >= PEER * value.max(axis=0, keepdims=True))
    seen = [0, *np.cumsum(content).tolist()]
    runs = [run for run in pair.runs if seen[run[3]] - seen[run[2]] >= 3]
    copies = [told for told in (extent(part) for part in _clusters(pair.runs, RUN_GAP))
              if _matched(pair.runs, told) >= max(RUN_WORDS, COPIED * max(told[1] - told[0], told[3] - told[2]))]
    told = []
    for group in _grouped(pair, [*_seeds(pair, good), *runs], GAP):
        within = [copy for copy in copies if _meet(copy, extent(group))]
        if within and _share(group, within) >= PURE:
            told += [_Told(copy, *_closeness(pair, copy)) for copy in within]
            rest = [seed for seed in group if not any(_touch(seed, copy) for copy in within)]
            told += [one for part in _grouped(pair, rest, GAP) for one in _judged(pair, part)]
        else:
            told += _judged(pair, group)
    return told


def _judged(pair: _Pair, group: Sequence[Box]) -> list[_Told]:
    """One group of seeds as a passage with its edges, or nothing."""
    box = extent(group)
    copy = _copy_inside(pair, box)
    if copy is not None:
        return [_Told(copy, *_closeness(pair, copy))] if _long(pair, copy, COPY_FLOOR) else []
    edges = reworded(pair.a, pair.b, len(pair.idf), box, FLOOR)
    if edges is None or not _long(pair, edges, FLOOR):
        return []
    restates = pair.judge.restates(evidence(pair.a, pair.b, pair.idf, edges))
    return [_Told(edges, "paraphrase", _similarity(pair, edges))] if restates else []


def _copy_inside(pair: _Pair, box: Box) -> Box | None:
    """The longest series of runs in a box where runs set the edges: all but all of it, or an unbroken copy of most."""
    inside = [run for run in pair.runs if _meet(run, box)]
    share = _length(inside) / min(box[1] - box[0], box[3] - box[2])
    if share < COPIED:
        return None
    copy = extent(max(_clusters(inside, RUN_GAP), key=lambda part: (_length(part), part)))
    return copy if share >= EXACT or _closeness(pair, copy)[1] >= UNBROKEN else None


def _length(part: Sequence[Box]) -> int:
    return sum(run[1] - run[0] for run in part)


def _matched(runs: Sequence[Box], box: Box) -> int:
    return _length([run for run in runs if box[0] <= run[0] and run[1] <= box[1] and box[2] <= run[2] <= box[3]])


def _closeness(pair: _Pair, box: Box) -> tuple[Kind, float]:
    """Whether a copy is word for word, and the share of its words in exact runs."""
    longest = max(box[1] - box[0], box[3] - box[2])
    share = min(_matched(pair.runs, box), longest) / longest
    return ("verbatim" if share == 1 else "edited"), share


def _long(pair: _Pair, box: Box, floor: int) -> bool:
    found = offsets(pair.a.prepared, pair.b.prepared, box)
    return min(found[1] - found[0], found[3] - found[2]) >= floor


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes overlap on both sides."""
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _touch(one: Box, other: Box) -> bool:
    """Whether two boxes overlap on either side."""
    return (one[0] < other[1] and other[0] < one[1]) or (one[2] < other[3] and other[2] < one[3])


def _share(group: Sequence[Box], within: Sequence[Box]) -> float:
    """Share of the seeded words of B that lie in copies."""
    last = max(box[3] for box in [*group, *within])
    seeded, copied = np.zeros(last, dtype=bool), np.zeros(last, dtype=bool)
    for mask, boxes in ((seeded, group), (copied, within)):
        for box in boxes:
            mask[box[2]:box[3]] = True
    return float((seeded & copied).sum() / max(seeded.sum(), 1))


def _similarity(pair: _Pair, box: Box) -> float:
    """Cosine of the two sides by the terms that are rare in both texts."""
    left, right = (side.counts(len(pair.weight), first, last) * pair.weight
                   for side, first, last in ((pair.a, *box[:2]), (pair.b, *box[2:])))
    norm = float(np.sqrt((left @ left) * (right @ right)))
    return float(left @ right) / norm if norm else 0.0


def _grouped(pair: _Pair, seeds: Sequence[Box], gap: int) -> list[list[Box]]:
    """Seeds near each other on both sides whose sides are alike; a group that is not is cut at smaller gaps."""
    found = []
    for group in _clusters(seeds, gap):
        if _similarity(pair, extent(group)) >= ALIKE:
            found.append(group)
        elif gap > 0 and len(group) > 1:
            found += _grouped(pair, group, gap * 7 // 10 if gap > 8 else 0)
    return found


def _clusters(boxes: Sequence[Box], gap: int) -> list[list[Box]]:
    """Boxes cut at gaps on one side, then on the other, until nothing is cut."""
    waiting, done = [list(boxes)] if boxes else [], []
    while waiting:
        group = waiting.pop()
        parts = [part for half in _cut(group, 2, gap) for part in _cut(half, 0, gap)]
        if len(parts) == 1:
            done.append(group)
        else:
            waiting += parts
    return sorted(done)


def _cut(group: Sequence[Box], side: int, gap: int) -> list[list[Box]]:
    parts: list[list[Box]] = []
    reach = 0
    for box in sorted(group, key=lambda one: (one[side:], one)):
        if parts and box[side] - reach <= gap:
            parts[-1].append(box)
            reach = max(reach, box[side + 1])
        else:
            parts.append([box])
            reach = box[side + 1]
    return parts


def _resolved(told: Iterable[_Told]) -> list[_Told]:
    """Copies first, then the most alike; what overlaps a better one in B goes."""
    kept: list[_Told] = []
    for one in sorted(told, key=lambda one: (one.kind == "paraphrase", -round(one.similarity, 9), one.box)):
        if all(one.box[3] <= other.box[2] or other.box[3] <= one.box[2] for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.box[2])


def _with_summaries(pair: _Pair, told: list[_Told]) -> list[_Told]:
    """Where passages are few: stretches of B that a much longer stretch of A holds, in place of their pieces."""
    if any(_wide(one) < LONGER if one.kind == "paraphrase" else one.box[3] - one.box[2] >= LONG_COPY for one in told):
        return told
    best = np.partition(pair.cosine, -2, axis=1)[:, -2:] if pair.cosine.shape[1] > 1 else pair.cosine
    chosen = (pair.cosine >= SUMMARY_COSINE) & (pair.cosine >= 0.7 * best.max(axis=1, keepdims=True)) & \
        (pair.cosine >= best.min(axis=1, keepdims=True))
    seeds = [seed for seed in _seeds(pair, chosen) if seed[3] - seed[2] >= 5]
    for group in _cut(seeds, 2, SUMMARY_GAP):
        box = extent(group)
        pieces = [one for one in told if one.box[2] < box[3] and box[2] < one.box[3]]
        done = sum(min(one.box[3], box[3]) - max(one.box[2], box[2]) for one in pieces)
        if len(pieces) == len(told) and done < DONE * (box[3] - box[2]) and \
                len({seed[2] for seed in group}) >= SUMMARY_LEAST and _summarises(pair, box):
            return [_Told(box, "summary", evidence(pair.a, pair.b, pair.idf, box).held_b)]
    return told


def _wide(one: _Told) -> float:
    return (one.box[1] - one.box[0]) / (one.box[3] - one.box[2])


def _summarises(pair: _Pair, box: Box) -> bool:
    if box[1] - box[0] < LONGER * (box[3] - box[2]) or not _long(pair, box, FLOOR):
        return False
    return pair.judge.sums_up(evidence(pair.a, pair.b, pair.idf, box))
