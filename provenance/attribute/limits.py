"""Where a label begins: values that at most a stated share of human texts exceed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .model import GRID, AttributionModel

Floats = NDArray[np.float64]

FPR = 0.01  # stated share of human texts that may be called likely_ai
MISS = 0.05  # likely_human is said only where at most this share of machine rewrites would lie
_TAIL = 0.1  # share of human texts from which the upper tail is estimated


@dataclass(frozen=True, slots=True)
class Limits:
    """``high`` is the value above which a text is likely_ai, ``low`` that below which it is likely_human.

    ``register`` names the human texts that set ``high``.
    """

    high: float
    low: float
    register: str


def press_limits(model: AttributionModel) -> Limits:
    """The limits for news and releases: at most `FPR` of the human texts of the worst such register lie above."""
    high, register = worst_threshold(model.registers, model.quantiles)
    return Limits(high, float(np.min([np.interp(MISS, GRID, own) for own in model.machine_quantiles])), register)


def other_limits(model: AttributionModel) -> Limits:
    """The limits for other prose (answers, abstracts, guides, manuals, old books): those of the worst register."""
    high, register = worst_threshold(model.other_registers, model.other_quantiles)
    press = press_limits(model)
    low = float(np.interp(MISS, GRID, model.ai_quantiles))
    return Limits(high, low, register) if high > press.high else replace(press, low=low)


def pair_limits(model: AttributionModel) -> Limits:
    """The limits for news and releases beside the source they derive from; values are those against the source."""
    high, register = worst_threshold(model.pair_registers, model.pair_quantiles)
    return Limits(high, press_limits(model).low, register)


def worst_threshold(registers: Sequence[str], quantiles: Floats, rate: float = FPR) -> tuple[float, str]:
    """Value that ``rate`` of the human texts of the worst register are expected to exceed, and that register."""
    at = [tail(own, rate) for own in quantiles]
    worst = int(np.argmax(at))
    return at[worst], registers[worst]


def tail(own: Floats, rate: float) -> float:
    """Value a share ``rate`` (at most 0.1) of texts exceeds, from quantiles ``own`` over `GRID`.

    Beyond the highest tenth the tail is taken as exponential (peaks over a threshold, Pickands 1975): its mean
    excess is far steadier than the few largest values, which alone would decide in a small register.
    """
    shares = np.r_[1.0 - _TAIL, GRID[GRID > 1.0 - _TAIL]]
    values: Floats = np.asarray(np.interp(shares, GRID, own))
    excess = float(np.trapezoid(values - values[0], shares)) / _TAIL
    return float(values[0]) + excess * math.log(_TAIL / rate)
