"""Trains the shipped attribution models from the benchmark collections; deterministic.

Weights and calibration come from the training and development splits, calibration always from texts its weights have
not seen (cross-fitting). The test split is not touched.
"""

from __future__ import annotations

from pathlib import Path

from ...attribute.model import Model
from ..bench import fit_relative
from ..bench.fit_attribution import SAMPLES, collect, excess_words, learnable, rows, train_all, vocabulary


def train(data: Path, out: Path, samples: Path = SAMPLES) -> Model:
    """Train both scores from ``data`` and the families under ``samples``.

    Writes the text-alone model to ``out`` (npz) and the source-relative one beside it (``*_relative.json``).
    """
    found = rows(data, samples)
    kept, common = vocabulary(found, excess_words(data))
    whole = collect(found, kept, common)
    model, folds = train_all(whole, learnable(whole), kept, common)
    model.save(out)
    pairs = fit_relative.pairs(data, samples)
    values = fit_relative.measure(pairs, model, folds)
    fit_relative.train(pairs, values).save(out.with_name(out.stem + "_relative.json"))
    return model
