"""The readings of each document, and how much of them every two documents share.

A *reading* is, as in textual criticism, a form of words that one witness has and another may lack: here a stem, a
pair or a triple of neighbouring stems of one sentence. Overlaps are kept in sentence blocks, so that a block
bootstrap (Künsch 1989, *The jackknife and the bootstrap for general stationary observations*) is a weighted sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..records import Prepared
from ..text.rarity import Background

BLOCKS = 24  # groups of neighbouring sentences: enough to resample, few enough to hold 200 x 200 overlaps each
SIZES = (1, 2, 3)  # stems in a reading; a last family holds pairs of neighbouring signs as written
_SIGN = re.compile(r"\w+|[^\w\s]")
_DENSE = 4_000_000  # numbers a table of readings may have to be held in full
RARE = (2, 4)  # readings of at most so many documents of the story count as shared by few
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Readings:
    """Who has which reading: ``held[k]`` is bool [documents, readings] for readings of ``SIZES[k]`` stems, and
    last for pairs of words and marks in the very case and punctuation.

    ``weights[k]`` are their weights (inverse document frequency, > 0), ``blocks[k]`` the sentence block (0 ..
    BLOCKS - 1) each belongs to, ascending. Documents stand in the order given.
    """

    held: tuple[csr_matrix, ...]
    weights: tuple[NDArray[np.float32], ...]
    blocks: tuple[NDArray[np.int32], ...]

    @property
    def documents(self) -> int:
        """Number of documents."""
        return int(self.held[0].shape[0])

    def with_source(self, share: float = 0.0) -> Readings:
        """One more document, last: the unseen source as what at least two documents read alike.

        A reading counts as the source's when more than ``share`` of the documents, and at least two, hold it.
        """
        parts = []
        for part in self.held:
            holders = np.asarray(part.sum(axis=0)).ravel()
            row = csr_matrix((holders >= max(2.0, share * self.documents)).astype(np.float32))
            parts.append(csr_matrix(_stack(part, row)))
        return Readings(tuple(parts), self.weights, self.blocks)


def _stack(part: csr_matrix, row: csr_matrix) -> csr_matrix:
    data = np.concatenate([part.data, row.data])
    indices = np.concatenate([part.indices, row.indices])
    indptr = np.concatenate([part.indptr, [part.indptr[-1] + row.nnz]])
    return csr_matrix((data, indices, indptr), shape=(part.shape[0] + 1, part.shape[1]))


def text_stems(document: Prepared) -> list[tuple[str, ...]]:
    """The stems of each sentence and heading that is neither furniture nor a disclosure; all when nothing is left."""
    chosen = [document.stems[s.first_word:s.last_word] for s in document.sentences if s.kind in ("body", "heading")]
    if sum(map(len, chosen)) < 10:
        chosen = [document.stems[s.first_word:s.last_word] for s in document.sentences]
    return [stems for stems in chosen if stems]


def signs(document: Prepared) -> list[tuple[str, ...]]:
    """Words and marks as written, of each sentence and heading that is neither furniture nor a disclosure."""
    return [tuple(_SIGN.findall(document.text_of(s))) for s in document.sentences if s.kind in ("body", "heading")]


def read(documents: Sequence[Prepared], background: Background) -> Readings:
    """Collect the readings of ``documents``; the result does not depend on the order of their sentences' hashes."""
    sentences = [text_stems(document) for document in documents]
    vocabulary = sorted({stem for document in sentences for stems in document for stem in stems})
    rarity = dict(zip(vocabulary, np.maximum(background.idf(vocabulary), 0.1).tolist(), strict=True))
    parts = [_family(sentences, size, rarity) for size in SIZES]
    written = [signs(document) for document in documents]
    parts.append(_family(written, 2, dict.fromkeys((sign for text in written for line in text for sign in line), 1.0)))
    return Readings(tuple(p[0] for p in parts), tuple(p[1] for p in parts), tuple(p[2] for p in parts))


def _family(
    sentences: list[list[tuple[str, ...]]], size: int, rarity: dict[str, float]
) -> tuple[csr_matrix, NDArray[np.float32], NDArray[np.int32]]:
    columns: dict[tuple[str, ...], int] = {}
    blocks: list[int] = []
    indices: list[int] = []
    indptr = [0]
    for document in sentences:
        seen: set[int] = set()
        for at, stems in enumerate(document):
            block = at * BLOCKS // len(document) if len(document) >= BLOCKS else at
            for gram in zip(*(stems[first:] for first in range(size)), strict=False):
                column = columns.setdefault(gram, len(columns))
                if column == len(blocks):
                    blocks.append(block)
                seen.add(column)
        indices.extend(sorted(seen))
        indptr.append(len(indices))
    weights = [sum(map(rarity.__getitem__, gram)) / size for gram in columns]
    order = np.argsort(np.array(blocks, dtype=np.int32), kind="stable")  # blocks side by side: cheap to slice
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    held = csr_matrix((np.ones(len(indices), dtype=np.float32), rank[np.array(indices, dtype=np.int32)],
                       np.array(indptr, dtype=np.int32)), shape=(len(sentences), len(columns)))
    held.sort_indices()
    return held, np.array(weights, dtype=np.float32)[order], np.array(blocks, dtype=np.int32)[order]


def overlaps(readings: Readings, size: int, chosen: NDArray[np.bool_] | None = None, blocks: int = BLOCKS) -> Matrix:
    """Weight of the readings every two documents share, by block: float32 [blocks, documents, documents].

    ``size`` indexes `SIZES`; ``chosen`` restricts to some readings; ``blocks`` is `BLOCKS`, or 1 for all together.
    The diagonal is a document's own weight.
    """
    held, weights = readings.held[size], readings.weights[size]
    n = readings.documents
    shared = np.zeros((blocks, n, n), dtype=np.float32)
    if held.shape[1] == 0:
        return shared
    roots = np.sqrt(weights if chosen is None else weights * chosen).astype(np.float32)
    edges = np.searchsorted(readings.blocks[size], np.linspace(0, BLOCKS, blocks + 1))
    whole = held.toarray() if n * held.shape[1] <= _DENSE else held.tocsc()
    for block, (low, high) in enumerate(pairwise(edges.tolist())):
        if high > low:
            part = whole[:, low:high]
            part = (part if isinstance(part, np.ndarray) else part.toarray()) * roots[low:high]
            shared[block] = part @ part.T
    return shared


def holders(readings: Readings, size: int) -> NDArray[np.int64]:
    """How many documents hold each reading."""
    return np.asarray(readings.held[size].sum(axis=0)).ravel().astype(np.int64)


def of(readings: Readings, size: int, document: int) -> NDArray[np.bool_]:
    """Which readings one document holds."""
    found = np.zeros(readings.held[size].shape[1], dtype=bool)
    held = readings.held[size]
    found[held.indices[held.indptr[document]:held.indptr[document + 1]]] = True
    return found
