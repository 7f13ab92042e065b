"""Thresholds from an archive of human texts: its own where it is large, shrunken towards the shipped ones where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from ..records import Prepared
from .judging import abstentions, body
from .limits import FPR, MISS, Limits, tail, worst_threshold
from .model import GRID, load_attribution, measure

Floats = NDArray[np.float64]

# Fewer texts may raise the shipped threshold, not lower it.
FEW = 20
_LARGE = 2000.0  # texts at which an archive's own tail weighs half
_PRIOR = 10.0  # texts the shipped registers count as in the mean and spread of an archive
# The rate aimed at: with registers taken as archives of 99 and 300 texts it realises 0.8 % on average and stays below
# 2.1 % in 95 of 100 draws; the conformal threshold (Vovk et al. 2005) realises 1 % and reaches 3.3 %.
_AIM = 0.006
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """Thresholds from texts known to be human.

    ``texts`` were long enough to count; ``threshold`` is the value above which a text is called likely_ai;
    ``low`` the value below which `likely_human` is said; ``realised`` the rate found by cross-fitting, None where
    folds are too small; ``bound`` the upper 95 % bound of the rate on further texts of the same kind.
    """

    texts: int
    threshold: float
    low: float
    realised: float | None
    bound: float

    @property
    def limits(self) -> Limits:
        """The limits to judge by."""
        return Limits(self.threshold, self.low, "own archive")


def calibrate(human_texts: Sequence[str | Prepared]) -> Calibration:
    """Thresholds on texts known to be human, such as an outlet's archive from before 2020."""
    values = values_of(human_texts)[0]
    model = load_attribution()
    low = float(np.interp(MISS, GRID, model.ai_quantiles))
    above = _above(values)
    bound = 1.0 if above is None else float(betaincinv(above + 1, max(len(values) - above, 1), 0.95))
    return Calibration(len(values), threshold(values), low, None if above is None else above / len(values), bound)


def values_of(texts: Sequence[str | Prepared]) -> tuple[Floats, NDArray[np.bool_]]:
    """Values of those ``texts`` that can be judged, and which these are."""
    model = load_attribution()
    raw = measure([body(text) for text in texts], model.known())
    views = model.views(raw)
    usable = np.array([not reason for reason in abstentions(model, raw, views)], dtype=bool)
    return model.values(views)[usable], usable


def threshold(values: Floats) -> float:
    """The value above which a text like those of ``values`` is called likely_ai.

    Mean and spread of the archive, shrunken towards those of the shipped registers, and the distance of the tail
    in spreads as it is in these on average; a large archive's own tail takes over from that (`_LARGE`).
    """
    model = load_attribution()
    middles, spreads = moments(model.quantiles)
    standard = (model.quantiles - middles[:, None]) / spreads[:, None]
    reach = float(np.mean([tail(own, _AIM) for own in standard]))
    count = len(values)
    mean = (values.sum() + _PRIOR * middles.mean()) / (count + _PRIOR)
    around = float(((values - values.mean()) ** 2).sum()) if count else 0.0
    spread = np.sqrt((around + _PRIOR * (spreads**2).mean()) / (count + _PRIOR))
    shaped = float(mean + spread * reach)
    if count < FEW:
        return max(shaped, worst_threshold(model.registers, model.quantiles)[0])
    own = tail(np.asarray(np.quantile(values, GRID, method="higher")), FPR)
    weight = count / (count + _LARGE)
    return weight * own + (1.0 - weight) * shaped


def moments(quantiles: Floats) -> tuple[Floats, Floats]:
    """Means and standard deviations of registers from their quantiles over `GRID`."""
    means = np.trapezoid(quantiles, GRID, axis=1)
    squares = np.trapezoid((quantiles - means[:, None]) ** 2, GRID, axis=1)
    return means, np.sqrt(squares)


def _above(values: Floats) -> int | None:
    """How many texts lie above the threshold that the other folds set; None when four fifths are fewer than `FEW`."""
    fold = np.arange(len(values)) % _FOLDS
    if len(values) * (_FOLDS - 1) < FEW * _FOLDS:
        return None
    return int(sum((values[fold == number] > threshold(values[fold != number])).sum() for number in range(_FOLDS)))
