"""Where a passage begins and ends on either side.

A passage in other words ends where words stop meeting: each content word is scored by how much likelier it is inside
(as a word of the other side) than in the rest of its own text, and the stretch of the highest sum is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..records import Prepared
from .profile import Floats, Ints
from .weighing import Box, Side

REACH = 60  # words looked at beyond the edges of the seeds
ROUNDS = 2  # edges of one side depend on those of the other
LEAST_MET, MOST_MET = 0.3, 0.9  # share of words of a passage that stand in the other side, as far as it is believed
# Of a term in the rest of the text, that no term is impossible there: so many times among so many words.
UNSEEN, OF_WORDS = 0.1, 40
WHOLE = 0.3  # share of a sentence from which on it belongs to the passage whole


def reworded(a: Side, b: Side, size: int, box: Box, floor: int) -> Box | None:
    """The edges of a passage in other words, whole sentences where enough of them belongs; None if nothing is left.

    A side that would fall below ``floor`` characters keeps the edges of its seeds.
    """
    seeds = box
    for _ in range(ROUNDS):
        in_b = _stretch(b, a.counts(size, *box[:2]), box[2], box[3])
        in_a = _stretch(a, b.counts(size, *box[2:]), box[0], box[1])
        if in_a[0] >= in_a[1] or in_b[0] >= in_b[1]:
            return None
        box = (*in_a, *in_b)
    sides = (a.prepared, *_snapped(a.prepared, *box[:2])), (b.prepared, *_snapped(b.prepared, *box[2:]))
    kept = [(first, last) if _length(one, first, last) >= floor else seeded
            for (one, first, last), seeded in zip(sides, (seeds[:2], seeds[2:]), strict=True)]
    return (*kept[0], *kept[1])


def _length(prepared: Prepared, first: int, last: int) -> int:
    start, end = _chars(prepared, first, last)
    return end - start


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
