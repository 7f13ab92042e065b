"""Why a text has its value, in words: the features that weigh most, each with its part of the value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import Contribution
from . import relative, style
from .meanings import meaning, unit
from .model import AttributionModel, Raw, Views

Floats = NDArray[np.float64]

_SHOWN = 5  # contributions shown each way


def of_text(model: AttributionModel, views: Views, raw: Raw, row: int, value: float) -> tuple[Contribution, ...]:
    """The features that weigh most and the word patterns as one sum; all of the model's parts add up to ``value``."""
    parts = views.z[row] * model.weights / model.spread_at(views.words[row:row + 1])[0]
    shown = [Contribution(style.NAMES[i], float(parts[i]), _note(model, raw, row, i)) for i in _largest(parts)]
    pattern = value - float(parts.sum())
    side = "more like machine rewrites" if pattern > 0 else "more like human texts"
    shown.append(Contribution("word patterns", pattern, f"the order of common words and of word endings is {side}"))
    return tuple(shown)


def against(model: AttributionModel, own: Views, other: Views, value: float, source: float) -> tuple[Contribution, ...]:
    """Both terms of the value against a source, then the changes of style that weigh most; ``own`` and ``other``
    hold one text each."""
    terms = relative.terms(np.array([value]), np.array([source]))[0]
    notes = (f"taken alone it reads {_beyond(value)}", f"its source itself reads {_beyond(source)}")
    shown = [Contribution(name, float(term), note)
             for name, term, note in zip(relative.NAMES, terms, notes, strict=True)]
    change = (own.z[0] - other.z[0]) * model.weights
    return (*shown, *(Contribution(style.NAMES[i], float(change[i]), _difference(own.z[0, i] - other.z[0, i], i))
                      for i in _largest(change)))


def _beyond(value: float) -> str:
    """A value in standard deviations of human text, in words and as the figure."""
    told = round(value, 1) + 0.0  # no negative zero
    where = f"({told:+.1f}, where most human texts lie between -2 and +2)"
    if abs(told) < 0.5:
        return f"like the usual human text {where}"
    far, side = "much " if abs(told) >= 2 else "", "more" if told > 0 else "less"
    return f"{far}{side} like machine rewriting than the usual human text {where}"


def _largest(parts: Floats) -> list[int]:
    """The features that weigh most, ties by position; a part that is nothing to six digits is no reason."""
    told = np.round(np.abs(parts), 6)
    return [int(i) for i in np.argsort(-told, kind="stable")[:_SHOWN] if told[i]]


def _difference(change: float, feature: int) -> str:
    return f"{meaning(style.NAMES[feature])}: {'more' if change > 0 else 'less'} than in its source"


def _note(model: AttributionModel, raw: Raw, row: int, feature: int) -> str:
    # A share like 6.25 would round either way by its last bit.
    value, usual = round(float(raw.style[row, feature]), 6), model.mean[feature]
    name = style.NAMES[feature]
    return f"{meaning(name)}: {value:.1f}{unit(name)}; in human texts it is usually {usual:.1f}"
