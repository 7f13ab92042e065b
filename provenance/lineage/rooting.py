"""Which document is the source of the others, or whether the source is one that nobody supplied.

A source is hidden when documents share text that no one of them can have handed to the others: over the best tree of
visible documents, readings would have to arise more than once. Each visible document is weighed as the root by how
much of the shared text it has and how well the others descend from it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from .descent import Array, Belief, Shared, Weights, arborescence, infer, plain, rooted, sums, unrooted
from .readings import BLOCKS, Readings, holders, of

CANDIDATES = 24  # documents weighed as root in full; the rest have too little of the shared text
_PLAIN = ("branched_pairs", "unspliced_pairs", "wide_pairs", "branched_triples", "unspliced_triples", "wide_triples",
          "lacks_major_pairs", "lacks_major_triples", "fit", "size", "unique")
_ALONE = ("bias", "arisen_pairs", "arisen_triples", "small")
VISIBLE = (*_PLAIN, *(f"{name}_copied" for name in _PLAIN))
HIDDEN = (*_ALONE, *(f"{name}_copied" for name in _ALONE))
_FLOOR = 0.002  # shares of text below this are noise


def lacking(readings: Readings, size: int, least: float) -> Array:
    """Log share of the text at least ``least`` documents have that each document lacks: float64 [n]."""
    weights = readings.weights[size] * (holders(readings, size) >= least)
    has = np.asarray(readings.held[size] @ weights, dtype=np.float64) / max(float(weights.sum()), 1e-6)
    lacks: Array = np.log(np.maximum(1.0 - has, 0.0) + _FLOOR)
    return lacks


def arisen(readings: Readings, shared: Array, size: int) -> float:
    """Share (0..1) of repeated readings the best tree of visible documents cannot hand down.

    ``shared`` [n, n] are the overlaps of readings of that size. A reading held by k documents needs k - 1 inheritances
    at most as many of them follow edges of a tree as the heaviest spanning tree of the overlaps has.
    """
    repeats = float((readings.weights[size] * np.maximum(holders(readings, size) - 1, 0)).sum())
    upper = np.triu(shared, 1)
    top = float(upper.max(initial=0.0)) + 1.0
    tree = minimum_spanning_tree(csr_matrix(np.where(np.triu(np.ones_like(upper), 1) > 0, top - upper, 0.0)))
    return max(0.0, 1.0 - float((top - tree.data).sum()) / repeats) if repeats > 0 else 0.0


def evidence(readings: Readings, edit: Array, coefficients: Weights, prior: Array | None = None
             ) -> tuple[list[int], Array, Array]:
    """(candidates, [candidates, len(VISIBLE)] on each as the root, [len(HIDDEN)] on a hidden source)."""
    n = readings.documents
    overlap = plain(readings)
    known = unrooted(sums(overlap), edit)
    whole = known.plain_sum
    mass = np.diag(whole[1])
    repeated = np.asarray(readings.held[1] @ (readings.weights[1] * (holders(readings, 1) > 1)), dtype=np.float64)
    lacks = np.stack([lacking(readings, size, max(2.0, n / 2)) for size in (1, 2)])
    ranked = sorted(range(n), key=lambda at: (float(lacks[:, at].sum()), at))[:CANDIDATES]
    odds = np.zeros((n, n)) if prior is None else prior
    fits, branched, copied = [], [], 0.0
    for root in ranked:
        fitted = infer(Shared(overlap, rooted(readings, root, 1), edit, known), root,
                       [Belief(1.0, coefficients, odds)], np.zeros((0, BLOCKS)))
        copied = fitted.copied
        fits.append(_fit(fitted.scores, fitted.log_total, root))
        branches = _branches(arborescence(fitted.probability, root), root)
        branched.append([value for size in (1, 2) for value in _branched(readings, size, branches, root)])
    fit = (np.array(fits) - max(fits)) / np.sqrt(n)
    size = np.log(mass / mass.mean())[ranked]
    unique = (1.0 - repeated / np.maximum(mass, 1e-6))[ranked]
    rows = np.column_stack([np.array(branched), *lacks[:, ranked], fit, size, unique - unique.mean()])
    alone = np.array([1.0, *(np.log(arisen(readings, whole[size], size) + _FLOOR) for size in (1, 2)), 1.0 / n])
    return ranked, np.hstack([rows, copied * rows]), np.concatenate([alone, copied * alone])


def oldest_evidence(row: Array, hidden: Array, conflict: float) -> Array:
    """What tells whether a story's oldest document is its source, float64 [len(VISIBLE) + len(HIDDEN) + 2].

    ``row`` and ``hidden`` are those of `evidence`, ``conflict`` is that of `needed.conflict`; last comes one.
    """
    return np.concatenate([row, hidden, [np.log(conflict + _FLOOR), 1.0]])


def _fit(scores: Array, log_total: float, root: int) -> float:
    """Log weight of the trees from ``root`` when each child's possible parents weigh one in sum.

    Without that, leaving out the root's own column would make roots incomparable.
    """
    others = np.where(np.eye(len(scores), dtype=bool), -np.inf, scores)
    top = others.max(axis=0)
    sums = top + np.log(np.exp(others - top).sum(axis=0))
    return log_total - float(np.delete(sums, root).sum())


def _branches(parents: NDArray[np.int64], root: int) -> NDArray[np.int64]:
    """The child of the root each document descends from (itself for the root)."""
    branch = np.arange(len(parents))
    for node in range(len(parents)):
        above = node
        while above != root and parents[above] != root:
            above = int(parents[above])
        branch[node] = above
    return branch


def _branched(readings: Readings, size: int, branches: NDArray[np.int64], root: int) -> tuple[float, float, float]:
    """Log shares of repeated text that branches share and their root lacks: it came from elsewhere.

    All of it; without what one pair of branches alone shares most (one may have spliced in the other); and what
    three or more branches have.
    """
    held, weights = readings.held[size], readings.weights[size]
    n = len(branches)
    member = csr_matrix((np.ones(n, dtype=np.float32), (branches, np.arange(n))), shape=(n, n))
    reached = ((member @ held) > 0).astype(np.float32).tocsc()
    count = np.asarray(reached.sum(axis=0)).ravel()
    strange = ~of(readings, size, root)
    two = reached[:, np.flatnonzero(strange & (count == 2))]
    between = (two.multiply(weights[strange & (count == 2)]) @ two.T).toarray()
    np.fill_diagonal(between, 0.0)
    wide = float(weights[strange & (count > 2)].sum())
    whole = wide + float(weights[strange & (count == 2)].sum())
    repeated = max(float(weights[holders(readings, size) > 1].sum()), 1e-6)
    every, rest, three = np.log(np.maximum([whole, whole - float(between.max()), wide], 0.0) / repeated + _FLOOR)
    return float(every), float(rest), float(three)


def posterior(ranked: list[int], rows: Array, hidden: Array, table: Mapping[str, list[float]], bonus: Array
              ) -> tuple[dict[int, float], float]:
    """Probability of each candidate to be the visible root, and of a hidden source.

    ``bonus`` [candidates] adds log odds from dates and attribution lines.
    """
    logits = np.append(rows @ np.array(table["visible"]) + bonus, float(hidden @ np.array(table["hidden"])))
    chances = np.exp(logits - logits.max())
    chances /= chances.sum()
    return dict(zip(ranked, chances[:-1].tolist(), strict=True)), float(chances[-1])
