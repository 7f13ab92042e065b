"""The passage finder to stand beside ours: Sanchez-Perez, Sidorov and Gelbukh 2014, written anew from the paper.

*A Winning Approach to Text Alignment for Text Reuse Detection at PAN 2014.* Sentences are vectors of stems weighted by
inverse sentence frequency; pairs that are alike by cosine and Dice are seeds; seeds near each other on both sides are
one passage as long as both sides are alike; overlaps go to the more alike; short passages are left out; where the
source side is much longer than the copy, wider gaps are closed (a summary).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from ...records import Prepared
from .plagdet import Passage

SEED = 0.33  # least cosine and least Dice of a seed
ALIKE = 0.34  # least cosine of the two sides of a passage
GAP, GAP_SUMMARY = 4, 24  # sentences between two seeds of one passage
SUMMARY = 3.0  # times the copy's length from which on the source side makes it a summary
LEAST = 150  # characters on either side
Bag = dict[str, float]
Seed = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Text:
    """Sentences of at least three words as weighted bags, with their offsets."""

    bags: tuple[Bag, ...]
    ends: tuple[tuple[int, int], ...]


def find(source: Prepared, copy: Prepared) -> list[Passage]:
    """Passages of ``copy`` that reuse ``source``."""
    a, b = _texts(source, copy)
    seeds = [(i, j) for i, one in enumerate(a.bags) for j, other in enumerate(b.bags)
             if _cosine(one, other) > SEED and _dice(one, other) > SEED]
    plain = _passages(a, b, seeds, GAP)
    length = [sum(one[side + 1] - one[side] for one in plain) for side in (0, 2)]
    if plain and length[0] >= SUMMARY * length[1]:
        return _passages(a, b, seeds, GAP_SUMMARY, least=0)
    return plain


def _texts(source: Prepared, copy: Prepared) -> tuple[_Text, _Text]:
    rows = [[Counter(one.stems[s.first_word:s.last_word]) for s in one.sentences if s.words >= 3]
            for one in (source, copy)]
    ends = [tuple((s.start, s.end) for s in one.sentences if s.words >= 3) for one in (source, copy)]
    seen = Counter(term for side in rows for row in side for term in row)
    total = sum(len(side) for side in rows)
    bags = [tuple({term: count * log(total / seen[term]) for term, count in row.items()} for row in side)
            for side in rows]
    return _Text(bags[0], ends[0]), _Text(bags[1], ends[1])


def _cosine(one: Bag, other: Bag) -> float:
    dot = sum(weight * other[term] for term, weight in one.items() if term in other)
    norms = sqrt(sum(weight ** 2 for weight in one.values()) * sum(weight ** 2 for weight in other.values()))
    return dot / norms if norms else 0.0


def _dice(one: Bag, other: Bag) -> float:
    return 2 * len(one.keys() & other.keys()) / max(1, len(one) + len(other))


def _passages(a: _Text, b: _Text, seeds: Sequence[Seed], gap: int, least: int = LEAST) -> list[Passage]:
    found = [(group, alike) for group, alike in _grouped(a, b, seeds, gap)]
    kept: list[tuple[Passage, float]] = []
    for group, alike in sorted(found, key=lambda entry: (-entry[1], entry[0])):
        passage = _extent(a, b, group)
        clash = any(passage[2] < other[3] and other[2] < passage[3] for other, _ in kept)
        if not clash and min(passage[1] - passage[0], passage[3] - passage[2]) >= least:
            kept.append((passage, alike))
    return sorted((passage for passage, _ in kept), key=lambda one: one[2])


def _extent(a: _Text, b: _Text, group: Sequence[Seed]) -> Passage:
    rows, columns = sorted(i for i, _ in group), sorted(j for _, j in group)
    return a.ends[rows[0]][0], a.ends[rows[-1]][1], b.ends[columns[0]][0], b.ends[columns[-1]][1]


def _grouped(a: _Text, b: _Text, seeds: Sequence[Seed], gap: int) -> list[tuple[tuple[Seed, ...], float]]:
    """Seeds near each other on both sides whose sides are alike; else cut again with a smaller gap."""
    found = []
    for group in _clusters(seeds, gap):
        alike = _cosine(_bag(a, sorted({i for i, _ in group})), _bag(b, sorted({j for _, j in group})))
        if alike >= ALIKE:
            found.append((tuple(group), alike))
        elif gap > 0 and len(group) > 1:
            found += _grouped(a, b, group, gap - 1)
    return found


def _bag(text: _Text, rows: Sequence[int]) -> Bag:
    total: Bag = {}
    for row in range(rows[0], rows[-1] + 1):
        for term, weight in text.bags[row].items():
            total[term] = total.get(term, 0.0) + weight
    return total


def _clusters(seeds: Sequence[Seed], gap: int) -> list[list[Seed]]:
    """Seeds cut at gaps on one side, then on the other, until nothing is cut."""
    waiting, done = [list(seeds)] if seeds else [], []
    while waiting:
        group = waiting.pop()
        parts = [part for half in _cut(group, 1, gap) for part in _cut(half, 0, gap)]
        if len(parts) == 1:
            done.append(group)
        else:
            waiting += parts
    return done


def _cut(group: Sequence[Seed], side: int, gap: int) -> list[list[Seed]]:
    parts: list[list[Seed]] = []
    for seed in sorted(group, key=lambda one: one[side]):
        if parts and seed[side] - parts[-1][-1][side] - 1 <= gap:
            parts[-1].append(seed)
        else:
            parts.append([seed])
    return parts
