"""A collection of any size in the words of real releases: sentences drawn anew, one word in six drawn anew as well.

Frequencies of words are those of the releases, and so is what postings cost; runs of words are held by few texts, as
in an archive. A document is made from seed and number of its block alone, so any prefix is the same whatever the size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 1_000  # documents made from one seed
ANEW = 1 / 6  # share of the words of a sentence that are drawn anew: two in five runs of five words stay
KINDS = ("as it stands", "shortened", "passage")  # what a question takes of its source
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_DAYS = 3 * 365

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stock:
    """The words of all sentences end to end, by number: sentence ``s`` is ``words[bounds[s]:bounds[s + 1]]``."""

    spelled: list[str]
    words: NDArray[np.int32]
    bounds: NDArray[np.int64]


def stock(texts: Sequence[str]) -> Stock:
    """The sentences of some texts that have six words and more."""
    number: dict[str, int] = {}
    parts, sizes = [], []
    for text in texts:
        for sentence in _SENTENCE.split(text):
            if len(words := sentence.split()) >= 6:
                parts += [number.setdefault(word, len(number)) for word in words]
                sizes.append(len(words))
    return Stock(list(number), np.array(parts, np.int32), np.cumsum([0, *sizes], dtype=np.int64))


def documents(held: Stock, count: int, seed: int) -> Iterator[Row]:
    """``count`` releases of 5 to 17 sentences (about 480 words), dated within three years."""
    for block in range(-(-count // BLOCK)):
        rng = np.random.default_rng([seed, block])
        for at in range(block * BLOCK, min((block + 1) * BLOCK, count)):
            day = int(rng.integers(_DAYS))
            yield {"id": f"d{at}", "text": _text(held, rng), "role": "release",
                   "published": f"{2020 + day // 365}-{day % 365 // 31 + 1:02}-{day % 28 + 1:02}"}


def _text(held: Stock, rng: np.random.Generator) -> str:
    chosen = rng.integers(0, len(held.bounds) - 1, int(rng.integers(5, 18)))
    words = np.concatenate([held.words[held.bounds[at]:held.bounds[at + 1]] for at in chosen.tolist()])
    anew = np.flatnonzero(rng.random(len(words)) < ANEW)
    words[anew] = held.words[rng.integers(0, len(held.words), len(anew))]
    return " ".join([held.spelled[word] for word in words.tolist()])


def questions(held: Stock, known: Sequence[Row], seed: int) -> Iterator[Row]:
    """One question of each known document, with its ``source`` and ``kind``, of `KINDS` in turn.

    100 words as they stand (of a short text half), half the words in order, or 70 words behind 300 of another text.
    """
    rng = np.random.default_rng([seed, 1 << 20])
    for at, row in enumerate(known):
        words, kind = row["text"].split(), KINDS[at % len(KINDS)]
        size = min(100, len(words) // 2)
        begin = int(rng.integers(0, len(words) - size + 1))
        if kind == "shortened":
            words = [word for word, kept in zip(words, rng.random(len(words)) < 0.5, strict=True) if kept]
        elif kind == "passage":
            words = [*_text(held, rng).split()[:300], *words[begin:begin + 70]]
        else:
            words = words[begin:begin + size]
        yield {"id": f"q{at}", "text": " ".join(words), "kind": kind, "source": row["id"]}
