"""Where a passage begins and ends on either side, and how much speaks for it.

A passage in other words ends where words stop meeting: each content word is scored by how much likelier it is inside
(as a word of the other side) than in the rest of its own text, and the stretch of the highest sum is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..records import Prepared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Box = tuple[int, int, int, int]  # words [a, a_end) of A and [b, b_end) of B

REACH = 60  # words looked at beyond the edges of the seeds
ROUNDS = 2  # edges of one side depend on those of the other
LEAST_MET, MOST_MET = 0.3, 0.9  # share of words of a passage that stand in the other side, as far as it is believed
# Of a term in the rest of the text, that no term is impossible there: so many times among so many words.
UNSEEN, OF_WORDS = 0.1, 40
WHOLE = 0.5  # share of a sentence from which on it belongs to the passage whole


@dataclass(frozen=True, slots=True)
class Side:
    """One text: the number of each word's term in the vocabulary of the pair, -1 for words without content."""

    prepared: Prepared
    terms: Ints

    def counts(self, size: int, first: int = 0, last: int | None = None) -> Ints:
        """How often each of ``size`` terms stands in words [first, last)."""
        held = self.terms[first:last]
        return np.bincount(held[held >= 0], minlength=size)


@dataclass(frozen=True, slots=True)
class Evidence:
    """``telling``: idf of the shared terms that stand in neither text beside the passage (half if in one of them);
    ``held_a`` and ``held_b``: share of each side's idf that the other side has; ``alike``: cosine of the sides."""

    telling: float
    held_a: float
    held_b: float
    alike: float


def evidence(a: Side, b: Side, idf: Floats, box: Box) -> Evidence:
    """What speaks for a passage; ``idf`` is indexed by term."""
    size = len(idf)
    in_a, in_b = a.counts(size, *box[:2]), b.counts(size, *box[2:])
    shared = (in_a > 0) & (in_b > 0)
    alone = ((a.counts(size) == in_a).astype(np.float64) + (b.counts(size) == in_b)) / 2
    mass = float(idf[shared].sum())
    held_a, held_b = (mass / max(float(idf[count > 0].sum()), 1e-9) for count in (in_a, in_b))
    left, right = in_a * idf, in_b * idf
    norm = float(np.sqrt((left @ left) * (right @ right)))
    return Evidence(float((idf * alone)[shared].sum()), held_a, held_b, float(left @ right) / norm if norm else 0.0)


def reworded(a: Side, b: Side, size: int, box: Box) -> Box | None:
    """The edges of a passage in other words, whole sentences where most of them belong; None if nothing is left."""
    for _ in range(ROUNDS):
        in_b = _stretch(b, a.counts(size, *box[:2]), box[2], box[3])
        in_a = _stretch(a, b.counts(size, *box[2:]), box[0], box[1])
        if in_a[0] >= in_a[1] or in_b[0] >= in_b[1]:
            return None
        box = (*in_a, *in_b)
    return (*_snapped(a.prepared, *box[:2]), *_snapped(b.prepared, *box[2:]))


def _stretch(side: Side, other: Ints, first: int, last: int) -> tuple[int, int]:
    """The best stretch of one side near words [first, last), given the terms of the other side."""
    size = len(other)
    inside = side.counts(size, first, last)
    rest = side.counts(size) - inside
    met = (int(inside[other > 0].sum()) + 1) / (int(inside.sum()) + 2)
    met = min(max(met, LEAST_MET), MOST_MET)
    out = (rest + UNSEEN) / (int(rest.sum()) + OF_WORDS)
    ratio = np.log(1 - met + met * (other / max(int(other.sum()), 1)) / out)
    low, high = max(0, first - REACH), min(len(side.terms), last + REACH)
    window = side.terms[low:high]
    start, end = _heaviest(np.where(window >= 0, ratio[window], 0.0))
    return low + start, low + end


def _heaviest(score: Floats) -> tuple[int, int]:
    """The stretch of the highest sum, first of equals; empty where nothing is above zero."""
    total = np.round(np.concatenate([[0.0], np.cumsum(score)]), 9)
    end = int(np.argmax(total - np.minimum.accumulate(total)))
    return int(np.argmin(total[:end + 1])), end


def _snapped(prepared: Prepared, first: int, last: int) -> tuple[int, int]:
    """Take in or leave out the sentences at the edges, whichever more of their words say."""
    opening = prepared.sentences[prepared.sentence_of[first]]
    closing = prepared.sentences[prepared.sentence_of[last - 1]]
    if opening.last_word - first >= WHOLE * opening.words:
        first = opening.first_word
    elif opening is not closing:
        first = opening.last_word
    if last - closing.first_word >= WHOLE * closing.words:
        last = closing.last_word
    elif opening is not closing:
        last = closing.first_word
    return (first, last) if first < last else (opening.first_word, closing.last_word)


def offsets(a: Prepared, b: Prepared, box: Box) -> Box:
    """Character offsets of a box: whole sentences keep their marks, copies the marks that both texts have."""
    found = [*_chars(a, *box[:2]), *_chars(b, *box[2:])]
    left, right = a.document.text, b.document.text
    while found[1] < len(left) and found[3] < len(right) and left[found[1]] == right[found[3]] and \
            not left[found[1]].isalnum() and not left[found[1]].isspace():
        found[1], found[3] = found[1] + 1, found[3] + 1
    return found[0], found[1], found[2], found[3]


def _chars(prepared: Prepared, first: int, last: int) -> tuple[int, int]:
    opening = prepared.sentences[prepared.sentence_of[first]]
    closing = prepared.sentences[prepared.sentence_of[last - 1]]
    return (opening.start if first == opening.first_word else int(prepared.starts[first]),
            closing.end if last == closing.last_word else int(prepared.ends[last - 1]))


def extent(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    return (min(box[0] for box in boxes), max(box[1] for box in boxes), min(box[2] for box in boxes),
            max(box[3] for box in boxes))
