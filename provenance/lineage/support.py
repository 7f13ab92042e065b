"""Support that means what it says: edge probabilities calibrated on stories with known parents."""

from __future__ import annotations

import math

from .descent import model

# `copiedness` from which a story counts as revised (dense chains of light rewrites, where independent rewrites agree by
# chance and raw probabilities are too sure), and from which as copied.
REVISED, COPIED = 0.2, 0.75
_MOST = 0.99  # no calibration set is large enough to bear out more


def regime(copied: float) -> str:
    """``reworded``, ``revised`` or ``copied``, from a story's `copiedness`."""
    return "copied" if copied >= COPIED else "revised" if copied >= REVISED else "reworded"


def key_of(copied: float, mode: str, dated: bool, directed: bool = True) -> str:
    """The name of a calibration: how the root is known, whether dates speak, how texts are handed on."""
    return f"{mode} {'dated' if dated else 'undated'} {regime(copied)}{'' if directed else ' pair'}"


def calibrated(probability: float, copied: float, mode: str, dated: bool, directed: bool = True) -> float:
    """Share of edges with this raw ``probability`` that are right, by regime; see provenance/docs/lineage.md.

    ``copied`` is the story's `copiedness`; ``mode`` is ``visible``, ``open`` or ``hidden``. An edge that is not
    ``directed`` is right where the two are parent and child either way round.
    """
    table = model()["support"]
    assert isinstance(table, dict)
    shift, slope = table.get(key_of(copied, mode, dated, directed), (0.0, 1.0))
    p = min(max(probability, 1e-3), 1 - 1e-3)
    return min(_MOST, 1 / (1 + math.exp(-(shift + slope * math.log(p / (1 - p))))))
