"""Which known texts a text comes from: every term weighed, joined with the runs of words few texts hold.

Nearness is the cosine of TF-IDF vectors as scikit-learn weighs them (``TfidfTransformer(sublinear_tf=True)``; Salton
& Buckley 1988, *Term-weighting approaches in automatic text retrieval*) over the stems of the known texts. Postings
are walked from the rarest term on, within a budget (Turtle & Flood 1995, *Query evaluation: strategies and
optimizations*); for the best so far the common terms are then looked up, so that every cosine given is exact. A part
of a text copied into a long one leaves a small cosine: there the shared runs of words speak, each counted as one over
the number of texts that hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..text.bulk import Ids, ragged

Places = NDArray[np.int64]
Values = NDArray[np.float64]
Number = TypeVar("Number", float, Values)

BUDGET = 200_000  # postings walked for one query; up to some 10,000 texts that is all of them
SHORT = 128  # texts whose cosine is completed: with a budget of a tenth no first place of real news was lost
COMMON = 2_000  # a run held by more texts than this tells nothing apart
RUNS = 40.0  # rare runs from which a shared passage counts about two thirds: some 45 words of one's own
_DAMPED = 1.0 + np.log(np.maximum(np.arange(1 << 16), 1))  # of every count a posting can hold


def idf(frequency: NDArray[np.int64], documents: int) -> Values:
    """``ln((1 + n) / (1 + df)) + 1``: inverse document frequency as scikit-learn smooths it, at least 1."""
    weights: Values = np.log((1 + documents) / (1 + frequency)) + 1.0
    return weights


def closeness(cosine: Number, runs: Number) -> Number:
    """Cosine and rare runs in one score, 0..1, that ranks and is no probability: 1 - (1 - cos) exp(-runs / 40).

    Monotone in both: no shared run can push a text back, and no nearness of vocabulary a shared passage.
    """
    score: Number = 1.0 - (1.0 - np.minimum(cosine, 1.0)) * np.exp(-runs / RUNS)
    return score


@dataclass(frozen=True, slots=True)
class Postings:
    """One part of the known texts, numbered from 0.

    Term ``t`` of ``terms`` (uint32, sorted) stands in ``documents[starts[t]:starts[t + 1]]`` (int32, ascending),
    ``counts`` times each (uint16). ``runs`` (int64, sorted) are sampled runs of words, ``holders`` their texts.
    """

    size: int
    terms: Ids
    starts: Places
    documents: NDArray[np.int32]
    counts: NDArray[np.uint16]
    runs: Places
    holders: NDArray[np.int32]

    def listed(self, wanted: Ids) -> tuple[Places, Places]:
        """First posting of each term, and how many there are (0 for a term not held)."""
        place = np.minimum(np.searchsorted(self.terms, wanted), max(len(self.terms) - 1, 0))
        held = self.terms[place] == wanted if len(self.terms) else np.zeros(len(wanted), dtype=bool)
        return self.starts[place] * held, np.diff(self.starts)[place] * held if len(self.terms) else place


@dataclass(frozen=True, slots=True)
class Near:
    """A known text by part and number, its cosine (0..1), the rare runs shared, and `closeness` of both."""

    part: int
    number: int
    cosine: float
    runs: float
    score: float


class Inverted:
    """Postings of all parts with the weights that follow from all of them together."""

    def __init__(self, parts: Sequence[Postings], sampled: int = 4) -> None:
        """``sampled``: one in so many runs was kept."""
        self.parts, self.sampled = tuple(parts), sampled
        self.documents = sum(part.size for part in parts)
        every = np.concatenate([np.empty(0, np.uint32), *(part.terms for part in parts)])
        self.terms, column = np.unique(every, return_inverse=True)
        held = np.concatenate([np.empty(0, np.int64), *(np.diff(part.starts) for part in parts)])
        self.frequency = np.bincount(column, held, len(self.terms)).astype(np.int64)
        self.idf = idf(self.frequency, self.documents)
        self._norms = [self._lengths(part) for part in parts]

    def _lengths(self, part: Postings) -> Values:
        """Euclidean length of every text's weights, 1 for a text without terms."""
        rare = self.idf[np.searchsorted(self.terms, part.terms)]
        squares = (_DAMPED[part.counts] * np.repeat(rare, np.diff(part.starts))) ** 2
        lengths = np.sqrt(np.bincount(part.documents, squares, part.size))
        return np.where(lengths > 0, lengths, 1.0)

    def weighed(self, terms: Ids, counts: NDArray[np.int64]) -> tuple[Ids, Values]:
        """A text's known terms and their weights, of unit length together: scikit-learn's ``transform``."""
        place = np.minimum(np.searchsorted(self.terms, terms), max(len(self.terms) - 1, 0))
        known = np.flatnonzero(self.terms[place] == terms) if len(self.terms) else np.empty(0, np.int64)
        weights = _DAMPED[np.minimum(counts[known], len(_DAMPED) - 1)] * self.idf[place[known]]
        return terms[known], weights / max(float(np.linalg.norm(weights)), 1e-12)

    def near(self, terms: Ids, counts: NDArray[np.int64], runs: Places, most: int) -> list[Near]:
        """The ``most`` known texts closest to a text, best first, with all that tie for the last place.

        ``terms`` are distinct hashed stems with ``counts``, ``runs`` the text's distinct sampled runs. The answer
        does not depend on how the known texts are divided into parts.
        """
        known, weights = self.weighed(terms, counts)
        listed = [part.listed(known) for part in self.parts]
        rare = self._within(known, sum((held for _, held in listed), np.zeros(len(known), np.int64)))
        shared = self._shared(runs)
        found = [row for at in range(len(self.parts))
                 for row in self._walked(at, listed[at], weights, rare, shared[at], max(most, SHORT))]
        found = _best(found, max(most, SHORT))
        if not rare.all():
            found = self._completed(found, known[~rare], weights[~rare])
        return _best(found, most)

    def _within(self, terms: Ids, held: Places) -> NDArray[np.bool_]:
        """Which terms are walked: from the rarest on, as far as the budget goes."""
        order = np.lexsort((terms, held))
        rare = np.zeros(len(terms), dtype=bool)
        rare[order] = np.cumsum(held[order]) <= BUDGET
        return rare

    def _walked(self, at: int, listed: tuple[Places, Places], weights: Values, rare: NDArray[np.bool_], runs: Values,
                most: int) -> list[Near]:
        """The closest of one part, by the terms walked and the runs."""
        part, (first, held) = self.parts[at], listed
        held = held * rare
        place = ragged(first, held)
        product = np.bincount(part.documents[place], _DAMPED[part.counts[place]] * np.repeat(
            weights * self._rarity(part, first, held), held), part.size) / self._norms[at]
        met = np.flatnonzero((product > 0) | (runs > 0))
        score = closeness(product[met], runs[met])
        if len(met) > most:
            kept = score >= np.partition(score, -most)[-most]
            met, score = met[kept], score[kept]
        return [Near(at, *row) for row in zip(met.tolist(), product[met].tolist(), runs[met].tolist(),
                                              score.tolist(), strict=True)]

    def _rarity(self, part: Postings, first: Places, held: Places) -> Values:
        """The idf of the terms whose postings begin at ``first``; 0 for those with none."""
        found = np.zeros(len(first))
        some = np.flatnonzero(held)
        column = np.searchsorted(part.starts, first[some], side="right") - 1
        found[some] = self.idf[np.searchsorted(self.terms, part.terms[column])]
        return found

    def _shared(self, runs: Places) -> list[Values]:
        """For every part and text, the rare runs it shares: each counts one over the texts that hold it."""
        low = [np.searchsorted(part.runs, runs) for part in self.parts]
        held = [np.searchsorted(part.runs, runs, side="right") - begin
                for part, begin in zip(self.parts, low, strict=True)]
        total = sum(held, np.zeros(len(runs), np.int64))
        worth = self.sampled / np.maximum(total, 1)
        some = np.where(total <= COMMON, 1, 0)
        return [np.bincount(part.holders[ragged(begin, count * some)], np.repeat(worth, count * some), part.size
                            ).astype(np.float64) for part, begin, count in zip(self.parts, low, held, strict=True)]

    def _completed(self, found: Sequence[Near], terms: Ids, weights: Values) -> list[Near]:
        """The same texts with their cosines over all terms."""
        whole = []
        for at in sorted({row.part for row in found}):
            rows = [row for row in found if row.part == at]
            more = self._looked_up(at, np.array([row.number for row in rows]), terms, weights)
            for row, rest in zip(rows, more.tolist(), strict=True):
                cosine = row.cosine + rest
                whole.append(Near(at, row.number, cosine, row.runs, closeness(cosine, row.runs)))
        return whole

    def _looked_up(self, at: int, numbers: Places, terms: Ids, weights: Values) -> Values:
        """What ``terms`` add to the cosine of some texts of a part."""
        part, more = self.parts[at], np.zeros(len(numbers))
        first, held = part.listed(terms)
        worth = weights * self._rarity(part, first, held)
        for begin, count, weight in zip(first.tolist(), held.tolist(), worth.tolist(), strict=True):
            if count:
                place = begin + np.minimum(np.searchsorted(part.documents[begin:begin + count], numbers), count - 1)
                more += weight * _DAMPED[part.counts[place]] * (part.documents[place] == numbers)
        return more / self._norms[at][numbers]


def _best(found: Sequence[Near], most: int) -> list[Near]:
    """The closest, and all that tie with the last of them."""
    ordered = sorted(found, key=lambda row: (-row.score, row.part, row.number))
    return [row for at, row in enumerate(ordered) if at < most or row.score == ordered[most - 1].score]
