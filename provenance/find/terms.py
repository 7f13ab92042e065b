"""The terms of many texts at once: what a rewrite that keeps no run of words still shares with its source.

An archive counts every stem of a text (`counted`). A join of all texts with all others cannot afford that: there a
text is described by its few stems, names and numbers of highest inverse document frequency against the shipped
background (Spärck Jones 1972), and two texts are compared by the cosine over those (`rarest`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..text.bulk import Bounds, Ids, fresh, tokenise
from ..text.rarity import Background, load_background
from ..text.segment import ids as word_ids
from ..text.segment import stem

TOP = 32  # terms kept of each text
LEAST = 3.5  # idf below which a term is too common to tell one story from another (1 document in 33)
_STEP = 16.0  # idf is kept in sixteenths, in one byte


class Vocabulary:
    """Stem and rarity of every word met so far, so that each distinct word is stemmed once."""

    def __init__(self, background: Background | None = None) -> None:
        self._background = background or load_background()
        self._words = np.empty(0, np.uint32)
        self._stems = np.empty(0, np.uint32)
        self._weights = np.empty(0, np.uint8)

    def observe(self, ids: Ids, spell: Callable[[Bounds], list[str]]) -> None:
        """Learn the words not met before; an `Observer` for ``tokens.tokenise``."""
        packed = (ids.astype(np.uint64) << np.uint64(32)) | np.arange(len(ids), dtype=np.uint64)
        packed.sort()
        found = (packed >> np.uint64(32)).astype(np.uint32)
        first = fresh(found)
        found, packed = found[first], packed[first]
        unknown = ~self._known(found)[1]
        if unknown.any():
            self._learn(found[unknown], spell((packed[unknown] & np.uint64(0xFFFFFFFF)).astype(np.int64)))

    def _learn(self, ids: Ids, words: Sequence[str]) -> None:
        stems = [stem(word) for word in words]
        idf = self._background.idf(stems)
        weights = np.minimum(np.rint(idf * _STEP), 255).astype(np.uint8)
        hashed = word_ids(stems)
        every = np.concatenate([self._words, ids])
        order = np.argsort(every, kind="stable")
        self._words = every[order]
        self._stems = np.concatenate([self._stems, hashed])[order]
        self._weights = np.concatenate([self._weights, weights])[order]

    def _known(self, ids: Ids) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        place = np.minimum(np.searchsorted(self._words, ids), max(len(self._words) - 1, 0))
        return place, (self._words[place] == ids if len(self._words) else np.zeros(len(ids), bool))

    def stems(self, ids: Ids) -> Ids:
        """The hashed stem of each word; all must have been observed."""
        stems: Ids = self._stems[_places(self._words, ids)] if len(ids) else ids
        return stems

    def rare(self, ids: Ids) -> tuple[NDArray[np.int64], Ids, NDArray[np.uint8]]:
        """Places of the words that are rare enough, their stems and weights (idf in sixteenths)."""
        if not len(self._words):
            return np.empty(0, np.int64), np.empty(0, np.uint32), np.empty(0, np.uint8)
        place = _places(self._words, ids)
        weights = self._weights[place]
        chosen = np.flatnonzero(weights >= LEAST * _STEP)
        return chosen, self._stems[place[chosen]], weights[chosen]


def _places(known: Ids, ids: Ids) -> NDArray[np.int64]:
    """``searchsorted`` of ids that are all in ``known``: where there are many, a table of 2**20 slots answers most."""
    if len(ids) < len(known):
        return np.searchsorted(known, ids)
    slots: NDArray[np.int64] = np.zeros(1 << 20, dtype=np.int64)
    slots[known >> np.uint32(12)] = np.arange(len(known))
    place: NDArray[np.int64] = slots[ids >> np.uint32(12)]
    missed = np.flatnonzero(known[place] != ids)
    place[missed] = np.searchsorted(known, ids[missed])
    return place


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct hashed stems (uint32, sorted within a text) and how often each stands; text ``t`` at ``bounds[t]``."""

    stems: Ids
    counts: NDArray[np.uint16]
    bounds: Bounds


def counted(ids: Ids, bounds: Bounds, vocabulary: Vocabulary) -> Counted:
    """All stems of every text, counted up to 65,535 times."""
    owner = np.repeat(np.arange(len(bounds) - 1, dtype=np.uint64), np.diff(bounds))
    packed = owner << np.uint64(32) | vocabulary.stems(ids)
    packed.sort()
    first = np.flatnonzero(fresh(packed))
    times = np.minimum(np.diff(np.append(first, len(packed))), 0xFFFF).astype(np.uint16)
    held = np.bincount((packed[first] >> np.uint64(32)).astype(np.int64), minlength=len(bounds) - 1)
    return Counted((packed[first] & np.uint64(0xFFFFFFFF)).astype(np.uint32), times,
                   np.concatenate([[0], np.cumsum(held)]))


@dataclass(frozen=True, slots=True)
class Terms:
    """Term hashes (uint32) and weights (uint8, idf in sixteenths) of every text; text ``t`` at ``bounds[t]``."""

    hashes: Ids
    weights: NDArray[np.uint8]
    bounds: Bounds


def rarest(ids: Ids, bounds: Bounds, vocabulary: Vocabulary, top: int = TOP) -> Terms:
    """The ``top`` rarest distinct terms of every text; ties go by hash, so the choice is deterministic."""
    place, stems, weights = vocabulary.rare(ids)
    owner = np.searchsorted(bounds, place, side="right") - 1
    packed = (owner.astype(np.uint64) << np.uint64(40)) | ((255 - weights.astype(np.uint64)) << np.uint64(32)) | stems
    packed.sort()  # np.unique hashes, and such regular integers collide
    packed = packed[fresh(packed)]
    owner = (packed >> np.uint64(40)).astype(np.int64)
    rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
    kept = packed[rank < top]
    counts = np.bincount(owner[rank < top], minlength=len(bounds) - 1)
    return Terms(
        (kept & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        (255 - ((kept >> np.uint64(32)) & np.uint64(255))).astype(np.uint8),
        np.concatenate([[0], np.cumsum(counts)]))


def norms(terms: Terms) -> NDArray[np.float64]:
    """Euclidean length of every text's weights."""
    squares = np.concatenate([[0.0], np.cumsum(terms.weights.astype(np.float64) ** 2)])
    lengths: NDArray[np.float64] = np.sqrt(squares[terms.bounds[1:]] - squares[terms.bounds[:-1]])
    return lengths


def of(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[Ids, Bounds, Terms]:
    """Word ids and rarest terms of some texts."""
    ids, bounds = tokenise(texts, vocabulary.observe)
    return ids, bounds, rarest(ids, bounds, vocabulary)
