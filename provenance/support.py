"""Support that means what it says: edge probabilities calibrated on stories with known parents."""

from __future__ import annotations

import math

from .descent import model

COPIED = 0.35  # `copiedness` from which a story counts as copied rather than reworded


def calibrated(probability: float, copied: float, mode: str) -> float:
    """Share of edges with this raw ``probability`` that are right, by regime; see docs/lineage.md.

    ``copied`` is the story's `copiedness`; ``mode`` is ``visible`` or ``hidden``.
    """
    table = model()["support"]
    assert isinstance(table, dict)
    key = f"{mode} {'copied' if copied >= COPIED else 'reworded'}"
    if key not in table:
        return probability
    shift, slope = table[key]
    p = min(max(probability, 1e-4), 1 - 1e-4)
    return 1 / (1 + math.exp(-(shift + slope * math.log(p / (1 - p)))))
