"""The profiles of a batch end to end, so that what two documents share is found for thousands of pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from .profile import RARE, RUNS, Bools, Floats, Ints, Profile

Value = TypeVar("Value", bound=np.generic)


def tally(owner: Ints, values: Floats, count: int) -> Floats:
    """Sum of ``values`` by owner, 0 .. count - 1."""
    total: Floats = np.bincount(owner, values, count).astype(np.float64)
    return total


def _by_owner(owner: Ints, columns: Ints, width: int) -> Ints:
    """The order by owner, then column (below ``width``): one number each is sorted six times as fast as two."""
    return np.argsort(owner * width + columns)


class Keys:
    """The distinct keys of every document as columns of a sparse matrix; what a pair shares is a product of rows.

    ``columns`` are those of all documents end to end, each document's sorted; places are indices into that array.
    """

    def __init__(self, columns: Ints, bounds: Ints, width: int) -> None:
        shape = (len(bounds) - 1, max(width, 1))
        self._place = csr_matrix((np.arange(1.0, len(columns) + 1), columns, bounds), shape=shape)
        self._held = csr_matrix((np.ones(len(columns)), columns, bounds), shape=shape)

    def shared(self, a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
        """(pair, place in A, place in B) of every key that both documents of a pair hold, by pair."""
        left = self._place[a].multiply(self._held[b]).tocsr()
        right = self._held[a].multiply(self._place[b]).tocsr()
        owner = np.repeat(np.arange(len(a)), np.diff(left.indptr))
        return owner, left.data.astype(np.int64) - 1, right.data.astype(np.int64) - 1


class Spelled(Keys):
    """Keys that are strings: equal only where they are spelled alike, whatever their hashes."""

    def __init__(self, listed: Sequence[Sequence[str]]) -> None:
        self.bounds = bounds_of(listed)
        keys = list(chain.from_iterable(listed))
        number = {key: at for at, key in enumerate(dict.fromkeys(keys))}
        columns = np.fromiter(map(number.__getitem__, keys), np.int64, len(keys))
        self.owner = np.repeat(np.arange(len(listed)), np.diff(self.bounds))
        self.order = _by_owner(self.owner, columns, len(number))
        super().__init__(columns[self.order], self.bounds, len(number))

    def take(self, parts: Sequence[NDArray[Value]]) -> NDArray[Value]:
        """Values given by document and key, in the order of the places."""
        taken: NDArray[Value] = np.concatenate(parts)[self.order]
        return taken

    def weighed(self, values: Floats) -> Weighed:
        """Values by place with their sums."""
        return Weighed(values, tally(self.owner, values, len(self.bounds) - 1))


class Runs(Keys):
    """The runs of one size: ``places[first[k]:first[k] + count[k]]`` are where key ``k`` stands, in words of the pile.

    The places of one key are in no order. Runs that one document alone holds are left out.
    """

    def __init__(self, listed: Sequence[NDArray[np.uint64]], places: Sequence[Ints], words: Ints) -> None:
        owner = np.repeat(np.arange(len(listed)), [len(part) for part in listed])
        known, column = np.unique(np.concatenate(listed), return_inverse=True)
        order = _by_owner(owner, column, len(known))
        owner, column = owner[order], column[order]
        begins = np.ones(len(owner), dtype=bool)
        begins[1:] = (owner[1:] != owner[:-1]) | (column[1:] != column[:-1])
        often = np.bincount(column[begins]) > 1 if len(column) else np.zeros(0, dtype=bool)
        first = np.flatnonzero(begins)
        count = np.diff(np.append(first, len(owner)))
        kept = often[column[first]] if len(first) else np.zeros(0, dtype=bool)
        self.first, self.count = first[kept], count[kept]
        self.places = (np.concatenate(places)[order] + words[owner]).astype(np.int64)
        held = np.bincount(owner[self.first], minlength=len(listed)) if len(listed) else np.zeros(0, dtype=np.int64)
        super().__init__(column[self.first], np.concatenate([[0], np.cumsum(held)]), len(often))


def bounds_of(parts: Sequence[object]) -> Ints:
    """Where each part begins once all stand end to end, with the end of the last."""
    return np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight at each place of a kind of keys, and the sum over each document."""

    at: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class Counted:
    """How many words of a kind stand before each place of the pile (one longer than it), and how many each document
    has."""

    before: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class Pile:
    """All documents of a batch. Arrays by term place, by sentence, by word and by document; see `profile.Profile`.

    ``weight`` is the idf of each term; ``content`` its square where the text tells it itself, ``rare``, ``names`` and
    ``numbers`` the idf of the rare words, names and numbers it tells itself. ``told`` and ``quoted`` count informative
    words, ``length`` all of them.
    """

    terms: Spelled
    weight: Floats
    content: Weighed
    rare: Weighed
    names: Weighed
    numbers: Weighed
    cell_first: Ints
    cell_count: Ints
    cell_sentence: Ints
    norm: Floats
    mass: Floats
    sentences: Ints
    pairs: Spelled
    pair_weight: Weighed
    runs: tuple[Runs, ...]
    told: Counted
    quoted: Counted
    length: Floats
    held: Ints  # distinct copied-size runs of each document
    day: Floats


def pile(profiles: Sequence[Profile]) -> Pile:
    """Put profiles end to end; there must be at least one."""
    terms, pairs = Spelled([one.terms for one in profiles]), Spelled([one.pairs for one in profiles])
    sentences, words = bounds_of([one.mass for one in profiles]), bounds_of([one.informs for one in profiles])
    rank = np.empty(len(terms.order), dtype=np.int64)
    rank[terms.order] = np.arange(len(terms.order))
    cell = rank[np.concatenate([one.cell_term + low for one, low in zip(profiles, terms.bounds, strict=False)])]
    sentence = np.concatenate([one.cell_sentence + low for one, low in zip(profiles, sentences, strict=False)])
    count = np.bincount(cell, minlength=len(rank))
    runs = tuple(Runs([one.runs[at].keys for one in profiles], [one.runs[at].places for one in profiles], words)
                 for at in range(len(RUNS)))
    weight, kind = terms.take([one.weight for one in profiles]), terms.take([one.kind for one in profiles])
    told = terms.take([one.told for one in profiles])
    rare = np.where(told & (weight >= RARE), weight, 0.0)
    informs = np.concatenate([one.informs for one in profiles])
    quoted = np.concatenate([one.quoted for one in profiles])
    return Pile(
        terms, weight, terms.weighed(weight ** 2 * told), terms.weighed(rare * (kind == 0)),
        terms.weighed(terms.take([one.named for one in profiles])), terms.weighed(rare * (kind == 2)),
        np.cumsum(count) - count, count, sentence[np.argsort(cell, kind="stable")],
        np.maximum(np.concatenate([one.norm for one in profiles]), 1e-9),
        np.concatenate([one.mass for one in profiles]), sentences, pairs,
        pairs.weighed(pairs.take([one.pair_weight for one in profiles])), runs,
        _counted(informs & ~quoted, words), _counted(informs & quoted, words), _counted(informs, words).total,
        np.array([len(np.unique(one.runs[-1].keys)) for one in profiles], dtype=np.int64),
        np.array([np.nan if one.day is None else one.day for one in profiles], dtype=np.float64))


def _counted(words: Bools, bounds: Ints) -> Counted:
    before = np.concatenate([[0.0], np.cumsum(words)])
    return Counted(before, np.diff(before[bounds]))
