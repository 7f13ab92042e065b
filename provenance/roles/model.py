"""The role model: what kind of line a sentence is, then what a sentence of the story does with what was known.

Four questions, each answered by a multinomial logistic model of the sentence by itself and a second one that also
sees what its neighbours seem to be: is it a line of the story (``line``); does what it says claim or pad (``alone``);
does it take over from the announcement, add or pad (``claims``); if it does not pad, do siblings state it (``shared``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..align.profile import Floats
from ..models import store

LINES = ("story", "furniture", "disclosure", "heading")
ALONE = ("added", "padding")
CLAIMS = ("release", "added", "padding")
LABELS_OF: Mapping[str, tuple[str, ...]] = {
    "line": LINES, "alone": ALONE, "claims": CLAIMS, "shared": ("release", "added")}
PADS = "pads"  # the column of `pads`
_CLIP = 4.0  # standard deviations


@dataclass(frozen=True, slots=True)
class Softmax:
    """A multinomial logistic model over named columns."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats  # [columns, labels]
    bias: Floats

    def predict(self, columns: Mapping[str, Floats]) -> Floats:
        """Probabilities [sentences, labels]."""
        x = np.stack([columns[name] for name in self.names], axis=1)
        return softmax(np.clip((x - self.mean) / self.scale, -_CLIP, _CLIP) @ self.weights + self.bias)


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence by itself, then in its place."""

    own: Softmax
    around: Floats  # [columns of `surroundings`, labels]
    around_bias: Floats

    def answer(self, columns: Mapping[str, Floats]) -> Floats:
        """Probabilities [sentences, labels] in context."""
        return softmax(surroundings(self.own.predict(columns)) @ self.around + self.around_bias)


@dataclass(frozen=True, slots=True)
class RolesModel:
    """The four questions, the weight of each stem for padding, and how far each regime's probabilities hold."""

    line: Question
    alone: Question
    claims: Question
    shared: Question
    wording: Mapping[str, float]
    sharpness: Mapping[str, float]  # by regime: power the odds of the likeliest role are raised to


def softmax(z: Floats) -> Floats:
    """Rows of scores as probabilities."""
    raised = np.exp(z - z.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def surroundings(p: Floats) -> Floats:
    """Log probabilities of each sentence, sums over its neighbours at one and two steps, and the rest's mean.

    Roles come in stretches: padding pads in paragraphs, an outsider is quoted for more than one sentence, and a report
    of another event adds from first to last. Beyond either end every label is as likely as another.
    """
    count, labels = p.shape
    padded = np.full((count + 4, labels), 1 / labels)
    padded[2:-2] = p
    near, far = (padded[2 - step:2 - step + count] + padded[2 + step:2 + step + count] for step in (1, 2))
    rest = (p.sum(axis=0) - p) / (count - 1) if count > 1 else np.full_like(p, 1 / labels)
    return np.concatenate([np.log(np.clip(p, 1e-3, 1)), near[:, :-1], far[:, :-1], rest[:, :-1]], axis=1)


def pads(p: Floats) -> Floats:
    """Log odds that a sentence pads, of probabilities [sentences, ALONE]."""
    kept = np.clip(p, 1e-3, 1)
    return np.asarray(np.log(kept[:, 1] / kept[:, 0]))


def _softmax_of(raw: Mapping[str, Any]) -> Softmax:
    return Softmax(tuple(raw["names"]), np.array(raw["mean"]), np.array(raw["scale"]), np.array(raw["weights"]),
                   np.array(raw["bias"]))


def _question_of(raw: Mapping[str, Any]) -> Question:
    return Question(_softmax_of(raw["own"]), np.array(raw["around"]), np.array(raw["around_bias"]))


def model_of(raw: Mapping[str, Any]) -> RolesModel:
    """A model from plain lists, as `lab.train.roles` writes them."""
    line, alone, claims, shared = (_question_of(raw[name]) for name in LABELS_OF)
    return RolesModel(line, alone, claims, shared, dict(raw["wording"]), dict(raw["sharpness"]))


def load_roles(path: Path | None = None) -> RolesModel:
    """Read a model of `lab.train.roles`, the shipped one unless a file is named. Raises InputError."""
    return store.load("roles", model_of, path)
