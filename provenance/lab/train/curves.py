"""Fits the monotone curves of `provenance.judge.curves`: penalised logistic regression with signed slopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ...judge.curves import Floats, Head

KNOTS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.98)  # quantiles of the weighted values at which a curve may bend
PENALTY = 2.0  # on squared slopes of standardised pieces: few pairs cannot bend a curve far


def knots_of(values: Floats, labels: NDArray[np.bool_]) -> Floats:
    """Rising knots: quantiles of the values that are not 0, of both classes alike, with 0 where it occurs."""
    parts = [values[labels], values[~labels]]
    inner = [np.quantile(part[part > 0], KNOTS) for part in parts if (part > 0).sum() >= 20]
    found = np.unique(np.round(np.mean(inner, axis=0) if inner else np.array([0.0, 1.0]), 4))
    found = np.concatenate([[0.0], found[found > 0.005]])
    return found if len(found) > 1 else np.array([0.0, 1.0])


def pieces(values: Floats, knots: Floats) -> Floats:
    """How far a value has climbed each piece between two knots, 0..1 (values by pieces)."""
    steps: Floats = np.clip((values[:, None] - knots[:-1]) / np.diff(knots), 0.0, 1.0)
    return steps


def fit(table: Mapping[str, Floats], labels: NDArray[np.bool_], weight: Floats, names: Sequence[str],
        falling: Sequence[str], penalty: float = PENALTY) -> Head:
    """The head of least penalised loss; ``weight`` is by pair, names in ``falling`` may only lower the log-odds."""
    knots = {name: knots_of(table[name], labels) for name in names}
    design = np.concatenate([pieces(table[name], knots[name]) for name in names], axis=1)
    sign = np.concatenate([np.full(len(knots[name]) - 1, -1.0 if name in falling else 1.0) for name in names])
    weight = weight / weight.sum() * len(weight)
    start = np.zeros(design.shape[1] + 1)
    found = minimize(_loss, start, (design * sign, labels.astype(float), weight, penalty), jac=True,
                     method="L-BFGS-B", bounds=[(0.0, None)] * design.shape[1] + [(None, None)],
                     options={"maxiter": 300})
    rises, at = found.x[:-1] * sign, 0
    curves: dict[str, tuple[Floats, Floats]] = {}
    for name in names:
        rise = rises[at:at + len(knots[name]) - 1]
        at += len(rise)
        if np.abs(rise).sum() > 0.005:
            curves[name] = knots[name], np.concatenate([[0.0], np.cumsum(rise)])
    return Head(float(found.x[-1]), curves)


def _loss(point: Floats, design: Floats, labels: Floats, weight: Floats, penalty: float) -> tuple[float, Floats]:
    """Weighted logistic loss with its gradient."""
    rises, bias = point[:-1], point[-1]
    score = design @ rises + bias
    value = float((weight * (np.logaddexp(0.0, score) - labels * score)).sum() + penalty * (rises ** 2).sum() / 2)
    slope = weight * (1.0 / (1.0 + np.exp(-score)) - labels)
    return value, np.append(design.T @ slope + penalty * rises, slope.sum())
