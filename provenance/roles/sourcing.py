"""How well a source accounts for each sentence of an article: particulars taken over, never a shared subject.

What a whole release is about stands in most of its sentences, so words are weighted twice: by how rare they are in the
background, and by how few sentences of this very source hold them. A sentence on the same subject then shares little,
one that takes over a particular shares much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from ..align import shared_words
from ..align.profile import Floats, Profile, Terms, remembered
from ..facts import PARTICULARS, lacking
from ..facts.kinds import FIGURES, NAMES
from ..languages.english.figures import AGE_AFTER, AGE_BEFORE
from ..records import Fact, Prepared
from ..text.bulk import ragged
from ..text.rarity import Background

# More is better for all but the last seven, which count what the source does not have.
COLUMNS = ("one", "two", "anywhere", "kin", "order", "pairs", "cosine", "amount", "had_quote", "had_figure",
           "had_person", "had_name", "unseen", "new_quote", "new_figure", "new_speaker", "new_person", "new_name")
NEW = COLUMNS[-6:]
# What makes its sentence an addition if the source lacks it; lengths of time a writer may have worked out.
BINDING = PARTICULARS - {"duration"}
OLDEST = 110  # years
KIN = 0.35  # cosine of two word vectors from which on the words count as kin
LEAST = 0.05  # what is left of the weight of a word that every sentence of the source holds
_NEAREST = 3  # source sentences whose word order is looked at
_MOST = 3  # facts of one kind that count


@dataclass(frozen=True, slots=True)
class Account:
    """What one source offers: per sentence of the article ``columns`` (by `COLUMNS`), the source's nearest sentence
    (its index, -1 where none shares a word), how similar it is (0..1), the share of words in copied runs (0..1), and
    the quotations, figures and speakers that the source lacks."""

    columns: Mapping[str, Floats]
    nearest: NDArray[np.int64]
    similarity: Floats
    copied: Floats
    lacking: tuple[Fact, ...]


def account(article: Prepared, source: Prepared, background: Background) -> Account:
    """Hold every sentence of ``article`` against ``source``."""
    own, other = remembered(article, background), remembered(source, background)
    missing = lacking(article, [source], PARTICULARS | NAMES)
    words = _Words(own, other)
    columns = {**words.columns(), **_order(own, other, words.shared)}
    cosine, nearest = words.cosine()
    rows = {name: _spread(value, own.row_of) for name, value in {**columns, "cosine": cosine}.items()}
    at = np.where((own.row_of >= 0) & (_spread(cosine, own.row_of) > 0), _spread(nearest, own.row_of), -1)
    runs = np.concatenate([[0], np.cumsum(shared_words(source, article)[1])])
    copied = np.array([(runs[s.last_word] - runs[s.first_word]) / max(s.words, 1) for s in article.sentences])
    binding = tuple(fact for facts in missing.values() for fact in facts
                    if fact.kind in BINDING and not _passing(article, fact))
    return Account({**rows, **_facts(article, missing)}, at.astype(np.int64), np.minimum(rows["cosine"], 1.0),
                   copied, binding)


def _passing(article: Prepared, fact: Fact) -> bool:
    """Whether a number is an age or a place in a row, which a writer knows without being told."""
    if fact.kind != "number" or fact.norm is None or not 0 < fact.norm <= OLDEST or fact.norm != int(fact.norm):
        return False
    text = article.document.text
    return not fact.text[-1].isdigit() or bool(
        AGE_BEFORE.search(text, max(0, fact.start - 10), fact.start) and AGE_AFTER.match(text, fact.end))


def _spread(rows: NDArray[Any], row_of: NDArray[np.int64]) -> Floats:
    """A value per profile row as a value per sentence; 0 for sentences that are not aligned."""
    full = np.zeros(len(row_of))
    full[row_of >= 0] = rows[row_of[row_of >= 0]]
    return full


class _Words:
    """Shared words of two profiles, weighted by rarity in the background and inside the source."""

    def __init__(self, own: Profile, other: Profile) -> None:
        self.own, self.other = own, other
        self.mine, self.yours = own.terms["word"], other.terms["word"]
        _, self.at, self.to = np.intersect1d(self.mine.ids, self.yours.ids, assume_unique=True, return_indices=True)
        held = np.bincount(self.yours.roots.indices, minlength=len(self.yours.ids))
        self.known = np.zeros(len(self.mine.ids), dtype=bool)
        self.known[self.at] = True
        often = np.ones(len(self.mine.ids))
        often[self.at] = held[self.to]
        self.weight = _local(self.mine, often, len(other.rows))
        self.total = np.maximum(_summed(self.mine, self.weight), 1e-9)
        self.length = np.maximum(_summed(self.yours, _local(self.yours, held, len(other.rows))), 1e-9)
        self.meeting = self._meeting()
        self.shared = self._shared(*self.meeting, len(other.rows))

    def _meeting(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(cell of mine, row of the source) wherever a word of mine stands in the source, word by word."""
        mine, yours = self.own.cells, self.other.cells
        first, begins = mine.first[self.at], yours.first[self.to]
        count, rows = mine.first[self.at + 1] - first, yours.first[self.to + 1] - begins
        each = count * rows
        step = ragged(np.zeros_like(each), each)
        across = np.repeat(rows, each)
        return (mine.held[np.repeat(first, each) + step // across],
                yours.row[yours.held[np.repeat(begins, each) + step % across]])

    def _shared(self, cell: NDArray[np.int64], row: NDArray[np.int64], rows: int) -> Floats:
        """Weight that each of my rows shares with each of ``rows`` places of the source, at least one."""
        rows = max(rows, 1)
        at = self.own.cells.row[cell] * rows + row
        shared = np.bincount(at, self.weight[self.mine.roots.indices[cell]], len(self.own.rows) * rows)
        return np.asarray(shared, dtype=np.float64).reshape(len(self.own.rows), rows)

    def _joined(self) -> Floats:
        """Weight that each of my rows shares with each two sentences of the source that follow each other."""
        cell, row = self.meeting
        follows = np.zeros(len(cell), dtype=bool)
        follows[1:] = (cell[1:] == cell[:-1]) & (row[1:] == row[:-1] + 1)
        both = np.stack([row - 1, row], axis=1)
        kept = np.stack([(row > 0) & ~follows, row < len(self.other.rows) - 1], axis=1)
        return self._shared(np.repeat(cell, 2)[kept.ravel()], both[kept], len(self.other.rows) - 1)

    def columns(self) -> dict[str, Floats]:
        """Shares (0..1) of each row's weight found in one sentence, in two that follow each other, anywhere."""
        best = self.shared.max(axis=1, initial=0)
        two = np.maximum(self._joined().max(axis=1, initial=0), best) if len(self.other.rows) > 1 else best
        near = np.maximum(self.own.vectors @ self.other.vectors.T, 0)
        near[self.at, self.to] = 1
        kin = near.max(axis=1, initial=0)
        kin[kin < KIN] = 0
        return {"one": best / self.total, "two": two / self.total, "amount": np.log1p(best) / 4,
                "anywhere": _summed(self.mine, self.weight * self.known) / self.total,
                "unseen": np.log1p(_summed(self.mine, self.weight * ~self.known)) / 4,
                "kin": _summed(self.mine, self.weight * kin) / self.total}

    def cosine(self) -> tuple[Floats, NDArray[np.int64]]:
        """Cosine of each row to its nearest sentence of the source, and that sentence's index."""
        if not len(self.other.rows):
            return np.zeros(len(self.own.rows)), np.full(len(self.own.rows), -1)
        found = np.round(self.shared / np.sqrt(self.total[:, None] * self.length[None, :]), 9)
        at = found.argmax(axis=1)
        return found[np.arange(len(at)), at], self.other.rows[at]


def _summed(words: Terms, values: NDArray[Any]) -> Floats:
    """Per row the sum of its terms' values."""
    return np.asarray(np.bincount(words.row, values[words.roots.indices], len(words.total)), dtype=np.float64)


def _local(words: Terms, held: NDArray[Any], sentences: int) -> Floats:
    """Weight of each term: rarity in the background times rarity among the source's sentences (1 down to LEAST)."""
    rarity = np.zeros(len(words.ids))
    rarity[words.roots.indices] = words.weights.data
    if sentences < 2:
        return rarity
    inside = np.log((1 + sentences) / (0.5 + np.maximum(held, 1))) / np.log((1 + sentences) / 1.5)
    weights: Floats = rarity * np.clip(inside, LEAST, 1)
    return weights


def _order(own: Profile, other: Profile, shared: Floats) -> dict[str, Floats]:
    """Share of content stems that stand in the nearest sentences in order, and of neighbouring pairs kept."""
    theirs, mine = other.stems, own.stems
    known = {pair for stems in theirs for pair in pairwise(stems)}
    order, pairs = np.zeros(len(mine)), np.zeros(len(mine))
    for row, stems in enumerate(mine):
        nearest = np.argsort(-np.round(shared[row], 9), kind="stable")[:_NEAREST if theirs else 0]
        kept = max((LCSseq.similarity(stems, theirs[at]) for at in nearest.tolist()), default=0)
        order[row] = kept / max(len(stems), 1)
        pairs[row] = sum(map(known.__contains__, pairwise(stems))) / max(len(stems) - 1, 1)
    return {"order": order, "pairs": pairs}


_GROUPS = {"quote": frozenset({"quote"}), "figure": FIGURES, "speaker": frozenset({"speaker"}),
           "person": frozenset({"person"}), "name": NAMES - {"person"}}
_GROUP_OF = {kind: group for group, kinds in _GROUPS.items() for kind in kinds}


def _facts(article: Prepared, missing: Mapping[int, Sequence[Fact]]) -> dict[str, Floats]:
    """Per sentence how many facts of each group the source has, and how many it lacks (at most _MOST)."""
    columns = {f"{side}_{group}": [0.0] * len(article.sentences) for side in ("had", "new") for group in _GROUPS}
    new = {id(fact) for facts in missing.values() for fact in facts}
    for fact in article.facts:
        group = _GROUP_OF.get(fact.kind)
        if group is not None:
            column = columns[f"{'new' if id(fact) in new else 'had'}_{group}"]
            for place in spread(article, fact):
                column[place] += 1
    return {name: np.minimum(column, _MOST) for name, column in columns.items() if name in COLUMNS}


def spread(article: Prepared, fact: Fact) -> list[int]:
    """The sentences a fact stands in: a quotation may run over several."""
    last = fact.sentence
    while fact.kind == "quote" and last + 1 < len(article.sentences) and article.sentences[last + 1].start < fact.end:
        last += 1
    return list(range(fact.sentence, last + 1))


def together(accounts: Sequence[Account]) -> dict[str, Floats]:
    """What several sources offer together: the best of each column, so that one more witness can only add."""
    return {name: (np.minimum if name in (*NEW, "unseen") else np.maximum).reduce(
        [account.columns[name] for account in accounts]) for name in COLUMNS}
