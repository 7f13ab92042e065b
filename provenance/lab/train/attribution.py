"""Trains the shipped attribution model from the benchmark collections; deterministic.

Weights and calibration come from the training and development splits, calibration always from registers its weights
have not met. The test split is not touched.
"""

from __future__ import annotations

from pathlib import Path

from ...attribute.model import AttributionModel
from ..bench.attribution_pairs import learned_kinds
from ..bench.fit_attribution import SAMPLES, collect, excess_words, rows, vocabulary
from ..bench.fit_limits import calibrate_pairs, train_all


def train(data: Path, out: Path, samples: Path = SAMPLES) -> AttributionModel:
    """Train from ``data`` and the families under ``samples``; writes the model to ``out`` (npz)."""
    found = rows(data, samples)
    words = vocabulary(found, excess_words(data))
    model, left_out, _ = train_all(collect(found, words), words)
    model = calibrate_pairs(model, left_out, learned_kinds(data))
    model.save(out)
    return model
