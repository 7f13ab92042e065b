"""A corpus of any size with planted reuse: releases, and articles that copy them wholly, in part, or not at all.

Words are invented and follow Zipf's law, or sentences are taken from texts that are given. The corpus comes in blocks
that depend on seed and block number alone, so any prefix is the same whatever the size. `HELD_OUT` is the seed of
published figures; nothing is tuned on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

TUNING, HELD_OUT = 11, 20_251_121
BLOCK = 2_000  # documents of one block; a fifth of them are releases
VIRAL = 120  # copies of the one viral release in every fifth block
_SERIES = 400  # organisations, each with its own boilerplate paragraph
_MIX = (("verbatim", 0.10), ("light", 0.15), ("partial", 0.25), ("quote", 0.10), ("boilerplate", 0.15),
        ("fresh", 0.25))
_DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class Item:
    """One document; ``source`` is the release an article copies, ``kind`` how. ``day`` counts from the first."""

    id: str
    text: str
    outlet: str
    day: int
    kind: str
    source: str | None


class _Writer:
    """Sentences: of invented words by Zipf's law, or drawn from given ones."""

    def __init__(self, seed: int, sentences: Sequence[str] | None) -> None:
        rng = np.random.default_rng([seed, 1])
        self._given = sentences
        onsets = "b br c ch d dr f g gl h j k l m n p pl r s sh st t tr v w".split()
        rimes = "a an ar e el en er i in is o on or u un ai ea ow".split()
        sizes = rng.choice([1, 2, 3, 4], 80_000, p=[.15, .4, .3, .15])
        parts = (rng.integers(0, len(onsets), (80_000, 4)) * len(rimes) + rng.integers(0, len(rimes), (80_000, 4)))
        syllables = [onset + rime for onset in onsets for rime in rimes]
        made = dict.fromkeys("".join(syllables[part] for part in row[:size])
                             for row, size in zip(parts.tolist(), sizes.tolist(), strict=True))
        self._words = list(made)
        weight = 1.0 / (np.arange(len(made)) + 2.7)
        self._edges = np.cumsum(weight) / weight.sum()

    def words(self, rng: np.random.Generator, count: int) -> list[str]:
        """Words by Zipf's law."""
        return [self._words[index] for index in np.searchsorted(self._edges, rng.random(count)).tolist()]

    def sentences(self, rng: np.random.Generator, count: int) -> list[str]:
        """Sentences of 8 to 31 words, or given ones."""
        if self._given is not None:
            return [self._given[index] for index in rng.integers(0, len(self._given), count).tolist()]
        sizes = rng.integers(8, 32, count)
        every = self.words(rng, int(sizes.sum()))
        ends = np.cumsum(sizes).tolist()
        return [" ".join(every[end - size:end]).capitalize() + "."
                for end, size in zip(ends, sizes.tolist(), strict=True)]


def _edited(rng: np.random.Generator, writer: _Writer, sentences: Sequence[str]) -> list[str]:
    """About one word in twelve replaced, a sentence in ten left out."""
    kept = [sentence for sentence in sentences if rng.random() > 0.1] or list(sentences)
    words = " ".join(kept).split(" ")
    for place in np.flatnonzero(rng.random(len(words)) < 1 / 12).tolist():
        words[place] = writer.words(rng, 1)[0]
    return [" ".join(words)]


def _derived(rng: np.random.Generator, writer: _Writer, kind: str, release: list[str], about: str) -> list[str]:
    """The sentences of one article."""
    if kind == "verbatim":
        return release
    if kind == "light":
        return _edited(rng, writer, release)
    own = writer.sentences(rng, int(rng.integers(12, 26)))
    if kind == "boilerplate":
        return [*own, about]
    if kind == "quote":
        at = int(rng.integers(0, len(release)))
        taken = [f"“{sentence}”" for sentence in release[at:at + 2]]
    elif kind == "partial":
        share = rng.uniform(0.1, 0.6)
        want = max(2, round(share * len(own) / (1 - share)))
        at = int(rng.integers(0, max(1, len(release) - want)))
        taken = release[at:at + want]
    else:
        return own
    place = int(rng.integers(0, len(own) + 1))
    return [*own[:place], *taken, *own[place:]]


def _block(seed: int, number: int, writer: _Writer, abouts: list[str]) -> Iterator[Item]:
    """The releases, then the articles of one block."""
    rng = np.random.default_rng([seed, 2, number])
    count = BLOCK // 5
    releases = [writer.sentences(rng, int(rng.integers(12, 30))) for _ in range(count)]
    series = np.minimum(rng.geometric(0.02, count) - 1, _SERIES - 1).tolist()
    days = rng.integers(0, _DAYS, count).tolist()
    for index in range(count):
        yield Item(f"r{number}-{index}", " ".join([*releases[index], abouts[series[index]]]),
                   f"organisation {series[index]}", days[index], "release", None)
    kinds = rng.choice([name for name, _ in _MIX], BLOCK - count, p=[share for _, share in _MIX]).tolist()
    parents = rng.integers(0, count, BLOCK - count)
    if number % 5 == 0:
        parents[:VIRAL] = 0
        kinds[:VIRAL] = [("verbatim", "light", "partial")[place % 3] for place in range(VIRAL)]
    for index, (kind, parent) in enumerate(zip(kinds, parents.tolist(), strict=True)):
        text = _derived(rng, writer, kind, releases[parent], abouts[series[parent]])
        copies = kind not in {"boilerplate", "fresh"}
        yield Item(f"a{number}-{index}", " ".join(text), f"outlet {int(rng.integers(0, 300))}",
                   days[parent] + int(rng.integers(0, 14)), kind, f"r{number}-{parent}" if copies else None)


def items(count: int, seed: int = TUNING, sentences: Sequence[str] | None = None) -> Iterator[Item]:
    """``count`` documents (rounded up to whole blocks), block by block."""
    writer = _Writer(seed, sentences)
    rng = np.random.default_rng([seed, 3])
    abouts = [" ".join(writer.sentences(rng, 3)) for _ in range(_SERIES)]
    for number in range(-(-count // BLOCK)):
        yield from _block(seed, number, writer, abouts)
