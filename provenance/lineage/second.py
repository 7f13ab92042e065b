"""Second parents: documents that supply text which a child's parent lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .readings import Readings

# Both must hold for a splice: a run of words too long for chance, and a share of the child too large to overlook.
# On grown cascades 0.08 finds nine splices of ten; two rewrites by one model share up to 0.05 by chance.
SHARE, TRIPLES = 0.08, 25


@dataclass(frozen=True, slots=True)
class Second:
    """``parent`` supplies ``share`` (0..1) of the child's word triples that its first parent lacks: ``triples``."""

    parent: int
    child: int
    share: float
    triples: int


def seconds(readings: Readings, parents: Sequence[int] | NDArray[np.int64], documents: int) -> list[Second]:
    """The best second parent of each of the first ``documents`` nodes, where there is one.

    ``parents`` gives each node's parent, -1 for the root; nodes from ``documents`` on are inferred and supply nothing.
    A child's own descendants have such text from it, and are passed over.
    """
    held = readings.held[2][:documents].tocsr()
    below = _descendants(parents)
    found = []
    for child in range(documents):
        first = int(parents[child])
        if not 0 <= first < documents:
            continue
        new = np.setdiff1d(held[child].indices, held[first].indices)
        if len(new) < TRIPLES:
            continue
        given = np.asarray(held[:, new].sum(axis=1)).ravel()
        given[[child, first, *(node for node in below[child] if node < documents)]] = 0
        # what reaches another child of the same text by way of the first parent's other lines is no splice
        best = int(given.argmax())
        share = float(given[best]) / max(held[child].nnz, 1)
        if given[best] >= TRIPLES and share >= SHARE:
            found.append(Second(best, child, share, int(given[best])))
    return found


def _descendants(parents: Sequence[int] | NDArray[np.int64]) -> list[set[int]]:
    below: list[set[int]] = [set() for _ in parents]
    for node in range(len(parents)):
        above = int(parents[node])
        while above >= 0:
            below[above].add(node)
            above = int(parents[above])
    return below
