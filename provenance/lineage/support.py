"""Support that means what it says: edge probabilities calibrated on stories with known parents."""

from __future__ import annotations

import math

from .descent import model

# `copiedness` from which a story counts as revised (dense chains of light rewrites, where independent rewrites agree by
# chance and raw probabilities are too sure), and from which as copied.
REVISED, COPIED = 0.2, 0.75


def regime(copied: float) -> str:
    """``reworded``, ``revised`` or ``copied``, from a story's `copiedness`."""
    return "copied" if copied >= COPIED else "revised" if copied >= REVISED else "reworded"


def calibrated(probability: float, copied: float, mode: str) -> float:
    """Share of edges with this raw ``probability`` that are right, by regime; see provenance/docs/lineage.md.

    ``copied`` is the story's `copiedness`; ``mode`` is ``visible`` or ``hidden``.
    """
    table = model()["support"]
    assert isinstance(table, dict)
    key = f"{mode} {regime(copied)}"
    if key not in table:
        return probability
    shift, slope = table[key]
    p = min(max(probability, 1e-4), 1 - 1e-4)
    return 1 / (1 + math.exp(-(shift + slope * math.log(p / (1 - p)))))
