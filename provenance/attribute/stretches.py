"""Where in a text its manner changes: each sentence with its neighbours, scored alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Prepared
from ..text.segment import sentences, words
from .model import MIN_WORDS, load_attribution, measure


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """How machine-like the surroundings of a sentence read: offsets into the text, score 0..1."""

    start: int
    end: int
    score: float


def sentence_scores(text: str | Prepared) -> tuple[SentenceScore, ...]:
    """Score the surroundings of each sentence: it and its neighbours up to 80 words.

    A single sentence is too little to judge: these values show where a text changes manner; they carry no label.
    """
    if isinstance(text, Prepared):
        whole, found = text.document.text, list(text.sentences)
    else:
        whole, found = text, list(sentences(text, words(text)[1]))
    if not found:
        return ()
    model = load_attribution()
    windows = [_window([s.words for s in found], index) for index in range(len(found))]
    raw = measure([whole[found[first].start:found[last].end] for first, last in windows], model.known())
    chances = model.probability(model.values(model.views(raw)))
    return tuple(SentenceScore(sentence.start, sentence.end, float(chance))
                 for sentence, chance in zip(found, chances, strict=True))


def _window(counts: Sequence[int], index: int) -> tuple[int, int]:
    """First and last sentence of the stretch around ``index`` that reaches `MIN_WORDS`."""
    first = last = index
    total = counts[index]
    while total < MIN_WORDS and (first > 0 or last + 1 < len(counts)):
        if last + 1 < len(counts):
            last += 1
            total += counts[last]
        if first > 0 and total < MIN_WORDS:
            first -= 1
            total += counts[first]
    return first, last
