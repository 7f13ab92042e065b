"""Measures of the benchmarks: ranking, operating points, calibration, intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score

Scores = NDArray[np.float64]
Labels = NDArray[np.bool_]


def auroc(scores: Scores, labels: Labels) -> float:
    """Area under the ROC curve, 0..1; nan where one class is missing."""
    return float(roc_auc_score(labels, scores)) if labels.any() and not labels.all() else float("nan")


def threshold_at(scores: Scores, labels: Labels, fpr: float = 0.01) -> float:
    """The lowest threshold that at most a share ``fpr`` of the negatives reach (scores at or above it count)."""
    negatives = np.sort(scores[~labels])[::-1]
    if not len(negatives):
        return float("inf")
    allowed = int(np.floor(fpr * len(negatives) + 1e-9))
    return float(np.nextafter(negatives[min(allowed, len(negatives) - 1)], np.inf))


def rates(scores: Scores, labels: Labels, threshold: float) -> tuple[float, float]:
    """(true positive rate, false positive rate) at a threshold; nan where a class is missing."""
    hit = scores >= threshold
    return (float(hit[labels].mean()) if labels.any() else float("nan"),
            float(hit[~labels].mean()) if not labels.all() else float("nan"))


def reliability(p: Scores, labels: Labels, bins: int = 10) -> list[tuple[float, float, int]]:
    """(mean probability, share of positives, count) of each occupied bin of equal width."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    return [(float(p[place == at].mean()), float(labels[place == at].mean()), int((place == at).sum()))
            for at in range(bins) if (place == at).any()]


def ece(p: Scores, labels: Labels, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015) over bins of equal width, 0..1."""
    return sum(count * abs(mean - share) for mean, share, count in reliability(p, labels, bins)) / max(len(p), 1)


def macro_f1(gold: Sequence[str], told: Sequence[str]) -> float:
    """Mean F1 over the classes that occur in ``gold``, 0..1."""
    return float(f1_score(gold, told, labels=sorted(set(gold)), average="macro", zero_division=0.0))


def interval(measure: Callable[[NDArray[np.int64]], float], groups: Sequence[str], draws: int = 200
             ) -> tuple[float, float]:
    """95 % bootstrap interval of a measure of row numbers, whole groups drawn with replacement (Efron 1979)."""
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    order = np.argsort(member, kind="stable")
    cut = np.cumsum(np.bincount(member, minlength=len(names)))[:-1]
    rows = np.split(order, cut)
    random = np.random.default_rng(1)
    found = [measure(np.concatenate([rows[at] for at in random.integers(0, len(names), len(names))]))
             for _ in range(draws)]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)
