"""How well passages were found: precision, recall, granularity and plagdet (Potthast et al. 2010).

An Evaluation Framework for Plagiarism Detection, COLING 2010. Recall averages over the true cases the share of their
characters, in both texts, that detections of the case cover; precision is the same with the sides exchanged;
granularity is the mean number of detections of a detected case; plagdet = F1 / log2(1 + granularity).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

Passage = tuple[int, int, int, int]  # half-open character ranges: a_start, a_end, b_start, b_end


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and plagdet in 0..1; granularity is 1 where each case is found in one piece."""

    precision: float
    recall: float
    granularity: float
    plagdet: float


def counts(gold: Sequence[Passage], told: Sequence[Passage]) -> tuple[float, ...]:
    """What one pair adds: recalls, cases, precisions, passages told, pieces of cases found, cases found."""
    hits = [[one for one in told if _meet(case, one)] for case in gold]
    recall = sum(_share(case, own) for case, own in zip(gold, hits, strict=True))
    precision = sum(_share(one, [case for case in gold if _meet(case, one)]) for one in told)
    return (recall, float(len(gold)), precision, float(len(told)), float(sum(map(len, hits))),
            float(sum(map(bool, hits))))


def total(sums: Sequence[float]) -> Score:
    """The measures from counts added over pairs."""
    recalls, cases, precisions, passages, pieces, found = map(float, sums)
    recall, precision = recalls / max(cases, 1.0), precisions / max(passages, 1.0)
    granularity = pieces / found if found else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(precision, recall, granularity, f1 / log2(1 + granularity))


def score(pairs: Sequence[tuple[Sequence[Passage], Sequence[Passage]]]) -> Score:
    """Measures over all cases of all pairs; each pair is (true passages, passages told)."""
    found = [counts(gold, told) for gold, told in pairs]
    return total([sum(column) for column in zip(*found, strict=True)] if found else [0.0] * 6)


def _meet(one: Passage, other: Passage) -> bool:
    """Whether two passages overlap in both texts."""
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _share(of: Passage, by: Sequence[Passage]) -> float:
    """Share of the characters of ``of``, both sides together, that ``by`` covers."""
    covered = sum(_covered(of[side:side + 2], [one[side:side + 2] for one in by]) for side in (0, 2))
    return covered / max(1, of[1] - of[0] + of[3] - of[2])


def _covered(of: tuple[int, ...], by: Sequence[tuple[int, ...]]) -> int:
    total, reach = 0, of[0]
    for start, end in sorted(by):
        start, end = max(start, reach), min(end, of[1])
        if end > start:
            total, reach = total + end - start, end
    return total
