"""How one text relates to the other, with a probability for each relation.

What was taken over is measured, not learned: shares of the informative words of each text that stand in runs the other
holds. The classes meet in smooth steps, so that no relation turns on the last digit of a share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..records import RELATIONS, Relation

Floats = NDArray[np.float64]
RELATED: tuple[Relation, ...] = ("verbatim", "light_rewrite", "heavy_rewrite", "partial")
# (share or words at which a step is half way, width): read off the invented families, where the making is known.
_WHOLE = (0.86, 0.02)  # held of both texts: the same text
_COPIED = (0.40, 0.04)  # held of the text of which more is: copied rather than reworded
_SIDED = (0.45, 0.06)  # share held of one text over that of the other: below, one holds much more than the other
_STRETCH = (25.0, 2.5)  # informative words running: a passage taken over as it stands
_REST = (0.68, 0.03)  # held beside such a passage: from here on it is the text that was taken, not a part of it
_SOME = (0.05, 0.01)  # held at all
MET = 0.5  # probability of one event from which a pair that shares no text is told as that
_COVERED = (0.45, 0.04)  # content in sentences with a partner: below, most of both texts is about other things


def _step(values: Floats, half: float, width: float) -> Floats:
    step: Floats = 1.0 / (1.0 + np.exp(np.clip((half - values) / width, -40.0, 40.0)))
    return step


def probabilities(table: Mapping[str, Floats], related: Floats, event: Floats) -> Floats:
    """Pairs by `RELATIONS`, rows summing to 1: ``related`` is shared out by what was copied, ``event`` bounds it."""
    high, low = (pick(table["held_a"], table["held_b"]) for pick in (np.maximum, np.minimum))
    whole = _step(low, *_WHOLE)
    copied = _step(high, *_COPIED)
    sided = copied * (1.0 - _step(low / np.maximum(high, 1e-9), *_SIDED))
    passage = _step(np.expm1(table["longest"]), *_STRETCH) * (1.0 - _step(high, *_REST))
    aside = _step(high, *_SOME) * (1.0 - copied) * (1.0 - _step(table["covered_max"], *_COVERED))
    partial = (1.0 - whole) * np.maximum.reduce([sided, passage, aside])
    left = 1.0 - whole - partial
    light, heavy = left * copied, left * (1.0 - copied)
    shares = {"verbatim": whole * related, "light_rewrite": light * related, "heavy_rewrite": heavy * related,
              "partial": partial * related, "same_event": event - related, "unrelated": 1.0 - event}
    rows = np.stack([shares[name] for name in RELATIONS], axis=1).astype(np.float64)
    return np.round(rows, 6)


def told(chances: Floats, related: Floats, event: Floats, least: float) -> list[Relation]:
    """The relation of each row: a related kind from ``least`` up, else same event from `MET` up, else unrelated."""
    kinds = chances[:, [RELATIONS.index(name) for name in RELATED]].argmax(axis=1)
    return [cast(Relation, RELATED[kind] if p >= least else "same_event" if met >= MET else "unrelated")
            for kind, p, met in zip(kinds.tolist(), related.tolist(), event.tolist(), strict=True)]
