"""Which known texts a text comes from: every term weighed, joined with the runs of words few texts hold.

Nearness is the cosine of TF-IDF vectors as scikit-learn weighs them (``TfidfTransformer(sublinear_tf=True)``; Salton
& Buckley 1988, *Term-weighting approaches in automatic text retrieval*) over the stems of the known texts. Postings
are walked from the rarest term on, within a budget (Turtle & Flood 1995, *Query evaluation: strategies and
optimizations*); for the best so far the common terms are then looked up, so that every cosine given is exact. A part
of a text copied into a long one leaves a small cosine: there the shared runs of words speak, each counted as one over
the number of texts that hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..text.bulk import Ids
from .postings import DAMPED, Laid, Places, Postings, Values

Number = TypeVar("Number", float, Values)

BUDGET = 200_000  # postings walked for one query; up to some 10,000 texts that is all of them
SHORT = 128  # texts whose cosine is completed: with a budget of a tenth no first place of real news was lost
COMMON = 2_000  # a run held by more texts than this tells nothing apart
LIFT = 0.05  # what the weeks before an article add to the score of what was published in them: less than a shared line
RUNS = 40.0  # rare runs from which a shared passage counts about two thirds: some 45 words of one's own


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
class Near:
    """A known text by part and number, its cosine (0..1), the rare runs shared, `closeness` of both, and what it is
    ordered by: that and `LIFT` where it was published when a source would be."""

    part: int
    number: int
    cosine: float
    runs: float
    score: float
    rank: float


@dataclass(frozen=True, slots=True)
class _Found:
    """Some known texts by number among all, ascending, with their cosine so far, the rare runs they share, and what
    their date adds."""

    texts: Places
    cosine: Values
    runs: Values
    lift: Values

    def best(self, most: int) -> _Found:
        """The closest, and all that tie with the last of them."""
        if len(self.texts) <= most:
            return self
        rank = self.scores() + self.lift
        kept = rank >= np.partition(rank, -most)[-most]
        return _Found(self.texts[kept], self.cosine[kept], self.runs[kept], self.lift[kept])

    def scores(self) -> Values:
        """`closeness` of each; few share a run, and the exponential of none is 1."""
        score: Values = 1.0 - (1.0 - np.minimum(self.cosine, 1.0))
        some = np.flatnonzero(self.runs)
        score[some] = closeness(self.cosine[some], self.runs[some])
        return score


class Inverted:
    """Postings of all parts with the weights that follow from all of them together."""

    def __init__(self, parts: Iterable[Postings], postings: int, runs: int, sampled: int = 4) -> None:
        """``postings`` and ``runs`` are the numbers of both in all parts; ``sampled``: one in so many runs was kept."""
        self.sampled, self._laid = sampled, Laid(parts, postings, runs)
        self.documents, self.terms = int(self._laid.bounds[-1]), self._laid.terms
        self.idf = idf(self._laid.frequency, self.documents)
        self._norms = self._laid.lengths(self.idf)

    def weighed(self, terms: Ids, counts: NDArray[np.int64]) -> tuple[Places, Values]:
        """A text's known terms by place among ``self.terms``, and their weights, of unit length together:
        scikit-learn's ``transform``."""
        place = np.minimum(np.searchsorted(self.terms, terms), max(len(self.terms) - 1, 0))
        known = np.flatnonzero(self.terms[place] == terms) if len(self.terms) else np.empty(0, np.int64)
        weights = DAMPED[np.minimum(counts[known], len(DAMPED) - 1)] * self.idf[place[known]]
        return place[known], weights / max(float(np.linalg.norm(weights)), 1e-12)

    def near(self, terms: Ids, counts: NDArray[np.int64], runs: Places, most: int,
             timely: NDArray[np.bool_] | None = None) -> list[Near]:
        """The ``most`` known texts closest to a text, best first, with all that tie for the last place.

        ``terms`` are distinct hashed stems with ``counts``, ``runs`` the text's distinct sampled runs; ``timely`` marks
        the known texts, part by part, that were published when a source would be. The answer does not depend on how
        the known texts are divided into parts.
        """
        known, weights = self.weighed(terms, counts)
        rare = self._within(known)
        found = self._met(known[rare], weights[rare], runs, timely).best(max(most, SHORT))
        if not rare.all():
            more = self._laid.amounts(known[~rare], found.texts) * (weights[~rare] * self.idf[known[~rare]])[:, None]
            found = replace(found, cosine=found.cosine + more.sum(axis=0) / self._norms[found.texts])
        return self._told(found.best(most))

    def _within(self, known: Places) -> NDArray[np.bool_]:
        """Which terms are walked: from the rarest on, as far as the budget goes."""
        held = self._laid.frequency[known]
        order = np.lexsort((known, held))
        rare = np.zeros(len(known), dtype=bool)
        rare[order] = np.cumsum(held[order]) <= BUDGET
        return rare

    def _met(self, known: Places, weights: Values, runs: Places, timely: NDArray[np.bool_] | None) -> _Found:
        """All texts that hold one of the terms or a rare run."""
        product = np.bincount(*self._laid.weighed(known, weights * self.idf[known]), self.documents)
        holders, rare = self._shared(runs)
        reached = product > 0
        reached[holders] = True
        met = np.flatnonzero(reached)
        shared = np.zeros(len(met))
        shared[np.searchsorted(met, holders)] = rare
        lift = np.zeros(len(met))
        if timely is not None:
            lift[timely[met]] = LIFT
        return _Found(met, product[met] / self._norms[met], shared, lift)

    def _shared(self, runs: Places) -> tuple[Places, Values]:
        """The texts that hold rare runs, ascending, each run counted as one over the texts that hold it."""
        number, text = self._laid.sharing(runs)
        total = np.bincount(number, minlength=len(runs))
        some = total[number] <= COMMON
        holders, at = np.unique(text[some].astype(np.int64), return_inverse=True)
        rare: Values = np.bincount(at, self.sampled / total[number[some]], len(holders)).astype(np.float64)
        return holders, rare

    def _told(self, found: _Found) -> list[Near]:
        """Best first; what ties comes in the order of the parts."""
        part = np.searchsorted(self._laid.bounds, found.texts, side="right") - 1
        score = found.scores()
        rank = score + found.lift
        order = np.lexsort((found.texts, -rank))
        rows = (part, found.texts - self._laid.bounds[part], found.cosine, found.runs, score, rank)
        return [Near(*row) for row in zip(*(column[order].tolist() for column in rows), strict=True)]
