"""Whether the texts of a story need a source nobody supplied.

A reading arises once and is then handed down or lost (Dollo 1893; Farris 1977, *Phylogenetic analysis under Dollo's
law*). Where some tree of visible documents hands down every reading two of them share, no unseen source is needed:
whatever one holds, another could have given it. Only what no such tree hands down speaks for one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .attribution_lines import AttributionLine
from .case import Case
from .descent import Array, model, sums
from .readings import Readings
from .rooting import arisen

# Copied revision chains, truncations and extensions stay below 0.02 (human revisions 0.01 in nine cases of ten),
# cascades whose source was taken out lie mostly above 0.02, recorded rewrites above 0.1.
CONFLICT = 0.02
# Witnesses of one text keep nearly all of it: three in four are nearly as long as the longest, and half of all pairs
# are no farther apart. Recorded rewrites, cascades and releases with their stories are at most 0.8 as long.
_LENGTH, _APART = 0.85, 0.5
_LEAST = 3  # what two documents share, the one could always have given the other
_PAIRS, _TRIPLES = 1, 2  # sizes of readings by place in `readings.SIZES`


def conflict(readings: Readings, shared: Array) -> float:
    """Share (0..1) of repeated readings that no tree of the visible documents hands down.

    ``shared`` [measures, n, n] are the plain overlaps. Pairs and triples of words must both bear it out: pairs alone
    meet by chance.
    """
    return min(arisen(readings, shared[size], size) for size in (_PAIRS, _TRIPLES))


def needed(readings: Readings, shared: Array, named: list[AttributionLine]) -> bool:
    """Whether two or more documents hold what no visible one can have given them, or name a source from outside.

    ``named`` are the attribution lines that name one; two documents must.
    """
    if len({line.document for line in named}) > 1:
        return True
    return readings.documents >= _LEAST and conflict(readings, shared) >= CONFLICT


def pair_evidence(shared: Array, older: int, younger: int) -> Array:
    """What tells a copy from a sibling where there are only two documents, float64 [4].

    One, then logarithms of the share of the younger's triples and pairs that the older lacks, and of the older's pairs
    that the younger lacks.
    """
    def lacking(size: int, has: int, lacks: int) -> float:
        held = float(shared[size, has, lacks]) / max(float(shared[size, has, has]), 1e-6)
        return math.log(max(0.0, 1.0 - held) + 0.02)

    return np.array([1.0, lacking(_TRIPLES, younger, older), lacking(_PAIRS, younger, older),
                     lacking(_PAIRS, older, younger)])


def handed_down(case: Case) -> float:
    """Probability that of two documents one comes from the other, rather than both from a third."""
    shared = sums(case.overlaps)
    older, younger = (1, 0) if case.younger[0, 1] else (0, 1)
    weights = model()["pair"]
    assert isinstance(weights, list)
    ways = [(older, younger)] if case.younger.any() else [(0, 1), (1, 0)]
    odds = max(float(pair_evidence(shared, *way) @ np.array(weights)) for way in ways)
    return 1 / (1 + math.exp(-odds))


def witnesses(case: Case, lengths: Sequence[int]) -> bool:
    """Whether the documents are witnesses of one text, as manuscripts or editions are: near-complete copies of it.

    ``lengths`` are their stems. Readings then meet by chance and by a second exemplar (conflict says little), and the
    nearest witness is the best guess of all.
    """
    if len(lengths) < _LEAST:
        return False
    apart = case.edit[~np.eye(len(lengths), dtype=bool)]
    return bool(np.quantile(lengths, 0.25) >= _LENGTH * max(lengths) and np.median(apart) <= _APART)
