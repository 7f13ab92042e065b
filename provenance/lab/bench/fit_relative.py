"""Fits the source-relative score: machine rewrites of a known text against human rewrites of one.

Values of the text-alone score enter as a feature, each from weights that have not seen the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ...attribute.model import GRID, MIN_WORDS, Model
from ...attribute.relative import Relative, compare
from . import corpora
from .corpora import Pair
from .data import split_of
from .fit_attribution import FOLDS, REGISTERS, fold_of, lowest, teaches

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_PENALTY = 0.02
_PER_SET = 300.0
_MOST = 700  # machine pairs taken of one collection
_LEAST = 150  # human pairs a register needs to set a threshold


def pairs(data: Path, samples: Path) -> list[Pair]:
    """Human and machine rewrites with their sources; large collections by a stable sample."""
    clear = [row for row in [*corpora.machine_rows(data), *corpora.telephone_rows(data)] if teaches(row)]
    machine = corpora.machine_pairs(clear)
    found = [*corpora.human_pairs(data), *corpora.family_pairs(samples, "samples"),
             *corpora.family_pairs(data / "cascade", "cascade")]
    for corpus in sorted({pair.corpus for pair in machine}):
        own = sorted((pair for pair in machine if pair.corpus == corpus), key=lambda p: corpora.order_of(p.text))
        found.extend(own[:_MOST])
    return [pair for pair in found if min(len(pair.text.split()), len(pair.source.split())) >= MIN_WORDS]


def register_of(pair: Pair) -> str:
    """The register of a pair, as for the score of texts alone."""
    return REGISTERS.get(pair.corpus, pair.corpus)


def balance(found: Sequence[Pair], chosen: Mask) -> Floats:
    """Weights: both classes alike, and no register above `_PER_SET` pairs within its class."""
    ai = np.array([pair.ai for pair in found])
    register = np.array([register_of(pair) for pair in found])
    weights = np.zeros(len(found))
    for side in (chosen & ai, chosen & ~ai):
        for name in np.unique(register[side]):
            own = side & (register == name)
            weights[own] = min(1.0, _PER_SET / own.sum())
        weights[side] /= max(weights[side].sum(), 1e-9)
    scaled: Floats = weights * chosen.sum() / 2
    return scaled


def fit(found: Sequence[Pair], values: Floats, chosen: Mask) -> Relative:
    """Weights from the ``chosen`` pairs' features; calibration is left empty."""
    ai = np.array([pair.ai for pair in found])
    weights = balance(found, chosen)[chosen]
    mean = np.average(values[chosen], axis=0, weights=weights)
    spread = np.sqrt(np.average((values[chosen] - mean) ** 2, axis=0, weights=weights)) + 1e-6
    scaled = (values[chosen] - mean) / spread
    model = LogisticRegression(C=_PENALTY, max_iter=2000).fit(scaled, ai[chosen], sample_weight=weights)
    return Relative(mean, spread, model.coef_[0], float(model.intercept_[0]), (), np.zeros((0, len(GRID))),
                    np.zeros(len(GRID)))


def calibrate(model: Relative, found: Sequence[Pair], values: Floats, chosen: Mask) -> Relative:
    """Quantiles of the ``chosen`` pairs per register, each valued by weights without its fold."""
    ai = np.array([pair.ai for pair in found])
    fold = np.array([fold_of(pair.group) for pair in found])
    register = np.array([register_of(pair) for pair in found])
    held = np.zeros(len(found))
    for number in range(FOLDS):
        own = chosen & (fold == number)
        held[own] = fit(found, values, chosen & (fold != number)).values(values[own])
    names = [str(name) for name in np.unique(register[chosen & ~ai])
             if (chosen & ~ai & (register == name)).sum() >= _LEAST]
    quantiles = np.array([np.quantile(held[chosen & ~ai & (register == name)], GRID, method="higher")
                          for name in names])
    return Relative(model.mean, model.spread, model.weights, model.intercept, tuple(names), quantiles,
                    lowest(held[chosen & ai], register[chosen & ai]))


def measure(found: Sequence[Pair], model: Model, folds: Sequence[Model]) -> Floats:
    """Features of all pairs: of test articles from ``model``, of others from the model of the other ``folds``."""
    number = np.array([len(folds) if split_of(pair.group) == "test" else fold_of(pair.group) for pair in found])
    values: Floats | None = None
    for index, own_model in enumerate([*folds, model]):
        own = np.flatnonzero(number == index).tolist()
        part = compare(own_model, [found[i].text for i in own], [found[i].source for i in own])
        values = np.zeros((len(found), part.shape[1])) if values is None else values
        values[own] = part
    assert values is not None
    return values


def learnable(found: Sequence[Pair]) -> Mask:
    """Pairs that may be learned from: not of the test split or ``cascade``."""
    return np.array([split_of(pair.group) != "test" and pair.corpus != "cascade" for pair in found])


def train(found: Sequence[Pair], values: Floats) -> Relative:
    """The calibrated weights of the `chosen` pairs."""
    learn = learnable(found)
    return calibrate(fit(found, values, learn), found, values, learn)
