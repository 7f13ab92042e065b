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


def score(pairs: Sequence[tuple[Sequence[Passage], Sequence[Passage]]]) -> Score:
    """Measures over all cases of all pairs; each pair is (true passages, passages told)."""
    recalls, precisions, pieces = [], [], []
    for gold, told in pairs:
        for case in gold:
            hits = [one for one in told if _meet(case, one)]
            recalls.append(_share(case, hits))
            pieces += [len(hits)] if hits else []
        precisions += [_share(one, [case for case in gold if _meet(case, one)]) for one in told]
    recall, precision = _mean(recalls), _mean(precisions)
    granularity = _mean(pieces) if pieces else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(precision, recall, granularity, f1 / log2(1 + granularity))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


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
