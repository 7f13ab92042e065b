"""Which sentence of B states what which sentence of A states: evidence over all sentence pairs at once.

Evidence is a stack of matrices [sentences of B, sentences of A]: shared stems weighted by how rare they are in a
background (inverse document frequency), shared numbers and names, shared word beginnings, and then, once each pair
has a first probability, what its neighbours are linked to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..models import store
from ..text.bulk import ragged
from .profile import GROUPS, Floats, Profile

LEVEL = 0.45  # see `context`


def _shared(a: Profile, b: Profile) -> Floats:
    """Weight of the terms each pair of sentences shares, by group: [GROUPS, B, A]."""
    mine, theirs = b.cells, a.cells
    shape = len(GROUPS), len(b.rows), len(a.rows)
    if not len(theirs.keys):
        return np.zeros(shape)
    place = np.minimum(np.searchsorted(theirs.keys, mine.key), len(theirs.keys) - 1)
    # Cells of B are taken in the order of its text, so that every sum adds up in one order.
    cell = np.flatnonzero(theirs.keys[place] == mine.key)
    first = theirs.first[place[cell]]
    count = theirs.first[place[cell] + 1] - first
    of_b, of_a = np.repeat(cell, count), theirs.held[ragged(first, count)]
    group = (mine.key[of_b] >> np.uint64(32)).astype(np.int64)
    at = (group * shape[1] + mine.row[of_b]) * shape[2] + theirs.row[of_a]
    shared = np.bincount(at, mine.root[of_b] * theirs.root[of_a], shape[0] * shape[1] * shape[2])
    return np.asarray(shared, dtype=np.float64).reshape(shape)


def _kin(a: Profile, b: Profile) -> tuple[Floats, Floats]:
    """Soft containment both ways: each word counts as much as its nearest kin in the other sentence, [B, A] each."""
    near = np.maximum(b.vectors @ a.vectors.T, 0)
    _, in_a, in_b = np.intersect1d(a.terms["word"].ids, b.terms["word"].ids, assume_unique=True, return_indices=True)
    near[in_b, in_a] = 1
    return _nearest(np.ascontiguousarray(near.T), a, b), _nearest(near, b, a).T


def _nearest(near: NDArray[np.float32], a: Profile, b: Profile) -> Floats:
    """Weighted share of each sentence of B, its words counted by their nearest word in each sentence of A."""
    words = a.terms["word"].roots
    if not near.size:
        return np.zeros((len(b.rows), len(a.rows)))
    starts, full = words.indptr[:-1], np.diff(words.indptr) > 0
    best = np.zeros((len(a.rows), near.shape[1]), dtype=np.float32)
    best[full] = np.maximum.reduceat(near[words.indices], starts[full], axis=0)
    return _ratio(np.asarray(b.terms["word"].weights @ best.T, dtype=np.float64), b.terms["word"].total[:, None])


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(part / np.maximum(whole, 1e-9))


FEATURES = ("in_a", "in_b", "cosine", "shared", "prefix", "name", "number", "name_cosine", "number_cosine",
            "alone_b", "alone_a", "kin_b", "kin_a", "centre")
CONTEXT = ("logit", "near", "far", "best_row", "best_column", "order", "level")


def evidence(a: Profile, b: Profile) -> Floats:
    """Evidence of each sentence pair on its own: [B, A, len(FEATURES)], each about 0..1."""
    shared = dict(zip(GROUPS, _shared(a, b), strict=True))
    total_a = {group: a.terms[group].total[None, :] for group in GROUPS}
    total_b = {group: b.terms[group].total[:, None] for group in GROUPS}

    def cosine(group: str) -> Floats:
        return _ratio(shared[group], np.sqrt(total_a[group] * total_b[group]))

    word, (kin_b, kin_a) = shared["word"], _kin(a, b)
    layers = [_ratio(word, total_b["word"]), _ratio(word, total_a["word"]), cosine("word"),
              np.log1p(word) / 4, cosine("prefix"), np.minimum(shared["name"] / 10, 1),
              np.minimum(shared["number"] / 10, 1), cosine("name"), cosine("number"),
              np.broadcast_to(total_b["number"] > 0, word.shape) & (shared["number"] == 0),
              np.broadcast_to(total_a["number"] > 0, word.shape) & (shared["number"] == 0),
              kin_b, kin_a, b.centre @ a.centre.T]
    return np.stack([np.asarray(layer, dtype=np.float64) for layer in layers], axis=-1)


def context(p: Floats) -> Floats:
    """Evidence from around each pair, given first probabilities [B, A]: [B, A, len(CONTEXT)].

    Neighbours of linked sentences tend to be linked to neighbours; a pair that is the best of its row and column
    is worth more than one of many alike; texts mostly keep their order; and where a text as a whole restates another,
    each of its sentences is likelier to (``level``).
    """
    if not p.size:
        return np.zeros((*p.shape, len(CONTEXT)))
    rows, columns = p.shape
    padded = np.pad(p, 2)

    def around(steps: tuple[int, ...], reach: int) -> Floats:
        return np.asarray(np.max([padded[2 + i:2 + i + rows, 2 + j:2 + j + columns]
                                  for i in steps for j in range(-reach, reach + 1)], axis=0))

    best_row = p - np.max(_without_own_best(p), axis=1)[:, None]
    best_column = p - np.max(_without_own_best(p.T), axis=1)[None, :]
    place = np.abs(np.arange(rows)[:, None] / max(rows - 1, 1) - np.arange(columns)[None, :] / max(columns - 1, 1))
    # Capped, so that in a faithful copy a sentence that was put in still stands out.
    level = np.full(p.shape, min(float(p.max(axis=1).mean()), LEVEL))
    return np.stack([logit(p), around((-1, 1), 1), around((-2, 2), 2), best_row, best_column, place, level], axis=-1)


def _without_own_best(p: Floats) -> Floats:
    """Rows with their best entry removed."""
    rest = p.copy()
    if rest.size:
        rest[np.arange(len(rest)), rest.argmax(axis=1)] = 0
    return rest


def logit(p: Floats) -> Floats:
    """Log odds, clipped to +-7."""
    clipped = np.clip(p, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(clipped / (1 - clipped)))


@dataclass(frozen=True, slots=True)
class AlignmentModel:
    """Two logistic models: of a pair on its own, then with its context. Weights are in the units of the evidence."""

    own: Floats
    own_bias: float
    around: Floats
    around_bias: float

    def first(self, layers: Floats) -> Floats:
        """Probability from the pair alone."""
        return _sigmoid(layers @ self.own + self.own_bias)

    def second(self, p: Floats) -> Floats:
        """Probability once the neighbourhood is known."""
        return _sigmoid(context(p) @ self.around + self.around_bias)


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))


def _build(raw: store.Values) -> AlignmentModel:
    def weights(part: str, names: Iterable[str]) -> Floats:
        return np.array([raw[part][name] for name in names])

    return AlignmentModel(weights("own", FEATURES), raw["own"]["bias"],
                          weights("around", CONTEXT), raw["around"]["bias"])


def load_alignment(path: Path | None = None) -> AlignmentModel:
    """Read a model of `lab.train.alignment`, the shipped one unless a file is named. Raises InputError."""
    return store.load("alignment", _build, path)


def probabilities(a: Profile, b: Profile, model: AlignmentModel) -> Floats:
    """Probability that each sentence of B states what each sentence of A states: [B, A]."""
    if not len(a.rows) or not len(b.rows):
        return np.zeros((len(b.rows), len(a.rows)))
    return model.second(model.first(evidence(a, b)))


__all__ = ["CONTEXT", "FEATURES", "AlignmentModel", "context", "evidence", "load_alignment", "probabilities"]
