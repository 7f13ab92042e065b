"""Which known texts hold a term or a run of words: the postings of all parts, end to end.

A question then costs a fixed number of passes over arrays, however many parts there are. Within a part everything is
sorted, and is looked up there by bisection, for all terms and texts of a question at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..text.bulk import Ids, ragged

Places = NDArray[np.int64]
Values = NDArray[np.float64]
Numbers = NDArray[np.int32]

DAMPED = 1.0 + np.log(np.maximum(np.arange(1 << 16), 1))  # of every count a posting can hold
_SHELF = 46  # bits of a run (62 in all) left out to find its shelf: a part of 10,000 texts has some 20 runs on each
_SHELVES = 1 << (62 - _SHELF)


@dataclass(frozen=True, slots=True)
class Postings:
    """One part of the known texts, numbered from 0.

    Term ``t`` of ``terms`` (uint32, sorted) stands in ``documents[starts[t]:starts[t + 1]]`` (int32, ascending),
    ``counts`` times each (uint16). ``runs`` (int64, sorted, 0 to 2**62) are sampled runs of words, ``holders`` their
    texts.
    """

    size: int
    terms: Ids
    starts: Places
    documents: Numbers
    counts: NDArray[np.uint16]
    runs: Places
    holders: Numbers


def bisected(ordered: NDArray[np.int32] | Places, low: Places, high: Places, wanted: Places) -> Places:
    """For each of ``wanted`` the first place in its own ``ordered[low:high]`` that is not below it, else ``high``."""
    for _ in range(int((high - low).max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        below = (low < high) & (ordered[np.minimum(middle, len(ordered) - 1)] < wanted)
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
    return low


class Laid:
    """The postings of all parts; texts are numbered through all of them, ``bounds`` are the first of each part.

    ``terms`` (uint32, sorted) are all terms, ``frequency`` how many texts hold each.
    """

    def __init__(self, parts: Iterable[Postings], postings: int, runs: int) -> None:
        """``postings`` and ``runs``: how many there are in all parts, so that one part alone is held twice."""
        self.texts, self.counts = np.empty(postings, np.int32), np.empty(postings, np.uint16)
        self.runs, self.holders = np.empty(runs, np.int64), np.empty(runs, np.int32)
        bounds, shelves, listed = [0], [np.empty((0, _SHELVES + 1), np.int64)], []
        at = run = 0
        for number, part in enumerate(parts):
            end, last = at + len(part.documents), run + len(part.runs)
            np.add(part.documents, np.int32(bounds[-1]), out=self.texts[at:end])
            self.counts[at:end], self.runs[run:last] = part.counts, part.runs
            np.add(part.holders, np.int32(bounds[-1]), out=self.holders[run:last])
            shelf = np.bincount(part.runs >> _SHELF, minlength=_SHELVES)
            shelves.append((run + np.concatenate([[0], np.cumsum(shelf)]))[None])
            listed.append((part.terms, part.starts[:-1] + at, np.diff(part.starts),
                           np.full(len(part.terms), number, np.int32)))
            bounds.append(bounds[-1] + part.size)
            at, run = end, last
        self.bounds, self._shelves = np.array(bounds), np.concatenate(shelves)
        self._index(listed)

    def _index(self, listed: list[tuple[Ids, Places, Places, Numbers]]) -> None:
        """Order the stretches of postings, one for each term of each part, by term."""
        nothing = np.empty(0, np.int64)
        every, first, held, part = (np.concatenate(column) for column in zip(
            (np.empty(0, np.uint32), nothing, nothing, np.empty(0, np.int32)), *listed, strict=True))
        self.terms, column = np.unique(every, return_inverse=True)
        order = np.argsort(column, kind="stable")
        self._first, self._held, self._part = first[order], held[order], part[order]
        self._edges = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=len(self.terms)))])
        self.frequency = np.bincount(column, held, len(self.terms)).astype(np.int64)

    def lengths(self, weights: Values) -> Values:
        """Euclidean length of every text's damped counts, each times the weight of its term; 1 for a text without."""
        order = np.argsort(self._first, kind="stable")
        held, weight = self._held[order], np.repeat(weights, np.diff(self._edges))[order]
        cuts = np.searchsorted(self._part[order], np.arange(len(self.bounds))).tolist()
        lengths, end = np.zeros(int(self.bounds[-1])), 0
        for low, high, first, last in zip(cuts, cuts[1:], self.bounds.tolist(), self.bounds[1:].tolist(), strict=False):
            begin, end = end, end + int(held[low:high].sum())
            squares = (DAMPED[self.counts[begin:end]] * np.repeat(weight[low:high], held[low:high])) ** 2
            lengths[first:last] = np.sqrt(np.bincount(self.texts[begin:end] - first, squares, last - first))
        return np.where(lengths > 0, lengths, 1.0)

    def weighed(self, columns: Places, weights: Values) -> tuple[Numbers, Values]:
        """All postings of some terms: the text, and its damped count times the term's weight; term by term."""
        times = self._edges[columns + 1] - self._edges[columns]
        stretch = ragged(self._edges[columns], times)
        held = self._held[stretch]
        place = ragged(self._first[stretch], held)
        return self.texts[place], DAMPED[self.counts[place]] * np.repeat(np.repeat(weights, times), held)

    def amounts(self, columns: Places, texts: Places) -> Values:
        """The damped count of each term in each text, 0 where it is not held: float64 [terms, texts]."""
        times = self._edges[columns + 1] - self._edges[columns]
        stretch = ragged(self._edges[columns], times)
        cell = np.repeat(np.arange(len(columns)), times), self._part[stretch]
        low, high = (np.zeros((len(columns), len(self.bounds) - 1), np.int64) for _ in range(2))
        low[cell], high[cell] = self._first[stretch], self._first[stretch] + self._held[stretch]
        part = np.searchsorted(self.bounds, texts, side="right") - 1
        wanted = np.broadcast_to(texts, (len(columns), len(texts))).ravel()
        end = high[:, part].ravel()
        place = bisected(self.texts, low[:, part].ravel(), end, wanted)
        inside = np.minimum(place, len(self.texts) - 1)
        held = (place < end) & (self.texts[inside] == wanted)
        return np.where(held, DAMPED[self.counts[inside]], 0.0).reshape(len(columns), len(texts))

    def sharing(self, runs: Places) -> tuple[Places, Numbers]:
        """(number of the run, text) for every text that holds one of ``runs``, part by part."""
        shelf = runs >> _SHELF
        low, high = self._shelves[:, shelf].ravel(), self._shelves[:, shelf + 1].ravel()
        wanted = np.broadcast_to(runs, (len(self._shelves), len(runs))).ravel()
        place = bisected(self.runs, low, high, wanted)
        met = np.flatnonzero(place < high)
        met = met[self.runs[place[met]] == wanted[met]]
        times = bisected(self.runs, place[met], high[met], wanted[met] + 1) - place[met]
        return np.repeat(met % max(len(runs), 1), times), self.holders[ragged(place[met], times)]
