"""Graded rewriting (Clough & Stevenson 2011, *Developing a corpus of plagiarised short answers*): four-way accuracy.

The corpus asks how an answer was written, not whether: a near copy, a light or a heavy revision, or an own text. Its
grades are degrees of copying in short answers, so a small classifier of its own is fitted, always cross-validated.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from ...find.candidates import body_ids
from ...records import Prepared
from ...text.runs import spans

SIZES = (1, 2, 3, 4, 5)


def copying(source: Prepared, answer: Prepared, row: Mapping[str, float]) -> list[float]:
    """How much of an answer is the source's, and how little broken: numbers a grade can be read from.

    Containment of the answer in the source at 1 to 5 words; longest common subsequence as a share of the answer;
    words in runs of three and more, their mean and greatest length; the pair's own evidence; relative length.
    """
    mine, theirs = body_ids(answer), body_ids(source)
    length = max(len(mine), 1)
    found = spans(theirs, mine, 3)
    run = (found[:, 1] - found[:, 0]).astype(np.float64)
    return [*(_containment(mine, theirs, size) for size in SIZES),
            LCSseq.similarity(mine.tolist(), theirs.tolist()) / length, float(run.sum()) / length,
            float(run.mean()) if len(run) else 0.0, float(run.max(initial=0)), len(run) / length * 100,
            row["terms_b"], row["pairs_b"], row["match_b"], row["matched_b"], row["contain8_b"], row["order"],
            row["cosine"], row["length_ratio"], float(np.log(length / max(len(theirs), 1)))]


def _containment(mine: NDArray[np.uint32], theirs: NDArray[np.uint32], size: int) -> float:
    left, right = ({tuple(ids[at:at + size].tolist()) for at in range(len(ids) - size + 1)} for ids in (mine, theirs))
    return len(left & right) / max(len(left), 1)
