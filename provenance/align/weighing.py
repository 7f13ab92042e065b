"""What speaks for a passage, and from which odds on it is told; the weights are learned (`models/passages.json`).

Two texts on one subject share its words anyway, its names first: so only words count that stand in neither text beside
the passage, and names count apart from the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..models import store
from ..records import Prepared
from .profile import Bools, Floats, Ints

Box = tuple[int, int, int, int]  # words [a, a_end) of A and [b, b_end) of B


@dataclass(frozen=True, slots=True)
class Side:
    """One text: the number of each word's term in the vocabulary of the pair, -1 for words without content."""

    prepared: Prepared
    terms: Ints
    named: Bools  # words written with a capital inside a sentence

    def counts(self, size: int, first: int = 0, last: int | None = None) -> Ints:
        """How often each of ``size`` terms stands in words [first, last)."""
        held = self.terms[first:last]
        return np.bincount(held[held >= 0], minlength=size)

    def names(self, size: int, first: int, last: int) -> Bools:
        """Which of ``size`` terms stand as names in words [first, last)."""
        found = np.zeros(size, dtype=bool)
        held = self.terms[first:last]
        found[held[(held >= 0) & self.named[first:last]]] = True
        return found


@dataclass(frozen=True, slots=True)
class Evidence:
    """``telling``: idf of the shared terms that stand in neither text beside the passage (half if in one of them),
    ``named`` of it those that are names; ``held_a`` and ``held_b``: share of each side's idf that the other side has;
    ``alike``: cosine of the sides; ``words``: of B's side."""

    box: Box
    telling: float
    named: float
    held_a: float
    held_b: float
    alike: float

    @property
    def words(self) -> int:
        """Words of B's side."""
        return self.box[3] - self.box[2]


def evidence(a: Side, b: Side, idf: Floats, box: Box) -> Evidence:
    """What speaks for a passage; ``idf`` is indexed by term."""
    size = len(idf)
    in_a, in_b = a.counts(size, *box[:2]), b.counts(size, *box[2:])
    shared = (in_a > 0) & (in_b > 0)
    alone = ((a.counts(size) == in_a).astype(np.float64) + (b.counts(size) == in_b)) / 2
    names = a.names(size, *box[:2]) | b.names(size, *box[2:])
    mass = float(idf[shared].sum())
    held_a, held_b = (mass / max(float(idf[count > 0].sum()), 1e-9) for count in (in_a, in_b))
    left, right = in_a * idf, in_b * idf
    norm = float(np.sqrt((left @ left) * (right @ right)))
    telling = idf * alone
    return Evidence(box, float(telling[shared].sum()), float(telling[shared & names].sum()), held_a, held_b,
                    float(left @ right) / norm if norm else 0.0)


def restated(found: Evidence) -> tuple[float, ...]:
    """Columns of the question whether a passage is no accident of two texts on one subject; the last is for the bias.

    The share held is the geometric mean of both sides.
    """
    return (np.log1p(found.telling - found.named), np.log1p(found.named), np.sqrt(found.held_a * found.held_b), 1.0)


def summed(found: Evidence) -> tuple[float, ...]:
    """Columns of the question whether a stretch of B sums up a much longer one of A; the last is for the bias."""
    plain = found.telling - found.named
    return (np.log1p(plain), np.log1p(found.named), found.held_b, plain / max(found.words, 1), found.alike, 1.0)


@dataclass(frozen=True, slots=True)
class Judge:
    """Log odds of both questions, linear in their columns."""

    passage: Floats
    summary: Floats

    def restates(self, found: Evidence) -> bool:
        """Whether this is a passage in other words."""
        return round(float(np.dot(self.passage, restated(found))), 9) >= 0

    def sums_up(self, found: Evidence) -> bool:
        """Whether this is a summary."""
        return round(float(np.dot(self.summary, summed(found))), 9) >= 0


def judge_of(raw: Mapping[str, Any]) -> Judge:
    """A judge from plain lists, as `lab.train.passages` writes them."""
    return Judge(np.array(raw["passage"]), np.array(raw["summary"]))


def load_passages(path: Path | None = None) -> Judge:
    """The judge that comes with the package, or the one in a file. Raises InputError."""
    return store.load("passages", judge_of, path)
