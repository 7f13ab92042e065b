"""What a collection repeats across stories that have nothing else in common: page furniture and templates.

One pair cannot tell a template from a shared source; many documents can. A run of words that several documents hold
is a template where the rest of those documents is about different things, and shared text where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..records import Prepared
from ..text.rarity import Background
from ..text.segment import stems
from ..text.shingles import shingles

NOTE = "recurs across unrelated documents"
LEAST = 4  # holders from which a run can be called recurring: three may be one story by chance
ALIKE = 0.25  # mean cosine of the rests; independent reports of one event stay above, templates of one office below
_SIZE = 5
_COVERED = 0.8  # share of a sentence's words in recurring runs from which it is furniture
_DIMENSIONS = 256  # of the random projection that compares rests; error of a cosine about 0.06, less for a mean
MOST = 0.6  # share of a document's words that may be marked; beyond it the template is the message
_REST = 15  # words a rest needs to say anything


def mark_recurring(documents: Sequence[Prepared], background: Background) -> tuple[Prepared, ...]:
    """The documents, with recurring sentences marked as furniture (note `NOTE`); texts and offsets are unchanged.

    Nothing is marked in collections of fewer than ``2 * LEAST`` documents, nor where most holders of a run consist of
    nothing else, as copies of one wire story do.
    """
    if len(documents) < 2 * LEAST:
        return tuple(documents)
    hashed = [shingles(document.ids, _SIZE) for document in documents]
    rows = np.repeat(np.arange(len(hashed)), [len(held) for held in hashed])
    keys, columns = np.unique(np.concatenate(hashed), return_inverse=True)
    holders = csr_matrix((np.ones(len(rows)), (columns, rows)), shape=(len(keys), len(documents)))
    holders.data[:] = 1.0
    often = np.diff(holders.indptr) >= LEAST
    if not often.any():
        return tuple(documents)
    recurring = often[columns]
    ends = np.cumsum([0, *(len(held) for held in hashed)])
    covered = [_covered(document, recurring[low:high])
               for document, low, high in zip(documents, ends[:-1], ends[1:], strict=True)]
    rest = _rests(documents, covered, background)
    accepted = np.zeros(len(keys), dtype=bool)
    accepted[often] = _template(holders[often], rest) & _series(holders[often], documents)
    marked = [_covered(document, accepted[columns[low:high]])
              for document, low, high in zip(documents, ends[:-1], ends[1:], strict=True)]
    return tuple(_mark(document, mask) for document, mask in zip(documents, marked, strict=True))


def _covered(document: Prepared, starts: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which words lie in a run that starts at a true place of ``starts``."""
    edges = np.zeros(len(document.words) + 1, dtype=np.int64)
    np.add.at(edges, np.flatnonzero(starts), 1)
    np.add.at(edges, np.flatnonzero(starts) + _SIZE, -1)
    return np.cumsum(edges[:-1]) > 0


def _rests(documents: Sequence[Prepared], covered: Sequence[NDArray[np.bool_]], background: Background
           ) -> NDArray[np.float64]:
    """Unit vectors (documents by dimensions) of what is not covered, randomly projected; zero where too little is."""
    listed = [sorted(set(stems(tuple(compress(document.words, (~mask).tolist())))))
              for document, mask in zip(documents, covered, strict=True)]
    vocabulary = sorted(set(chain.from_iterable(listed)))
    column = {term: at for at, term in enumerate(vocabulary)}
    signs = np.random.default_rng(1).choice(np.array([-1.0, 1.0]), size=(len(vocabulary), _DIMENSIONS))
    signs *= background.idf(vocabulary)[:, None]
    rest = np.zeros((len(documents), _DIMENSIONS))
    for at, (found, mask) in enumerate(zip(listed, covered, strict=True)):
        if int((~mask).sum()) >= _REST:
            rest[at] = signs[np.fromiter(map(column.__getitem__, found), np.int64, len(found))].sum(axis=0)
    length = np.linalg.norm(rest, axis=1, keepdims=True)
    unit: NDArray[np.float64] = rest / np.where(length > 0, length, 1.0)
    return unit


def _template(holders: csr_matrix, rest: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Runs (rows) whose holders mostly have a rest, and rests that are unlike each other on average."""
    able = (np.linalg.norm(rest, axis=1) > 0).astype(np.float64)
    count = np.asarray(holders @ able).ravel()
    total = np.asarray(holders.sum(axis=1)).ravel()
    square = (np.asarray(holders @ rest) ** 2).sum(axis=1)
    alike = (square - count) / np.maximum(count * (count - 1), 1.0)
    answer: NDArray[np.bool_] = (count >= LEAST) & (count > total / 2) & (alike < ALIKE)
    return answer


def _series(holders: csr_matrix, documents: Sequence[Prepared]) -> NDArray[np.bool_]:
    """Runs (rows) that `LEAST` holders of one outlet have; documents without an outlet count as one outlet.

    What many outlets print once each is a shared source, whatever they print beside it.
    """
    outlets = sorted({document.document.outlet or "" for document in documents})
    column = [outlets.index(document.document.outlet or "") for document in documents]
    member = csr_matrix((np.ones(len(column)), (np.arange(len(column)), column)), shape=(len(column), len(outlets)))
    answer: NDArray[np.bool_] = np.asarray((holders @ member).max(axis=1).todense()).ravel() >= LEAST
    return answer


def _mark(document: Prepared, mask: NDArray[np.bool_]) -> Prepared:
    """Sentences mostly inside the mask become furniture, unless that took most of the document away."""
    if not mask.any():
        return document
    before = np.concatenate([[0], np.cumsum(mask)]).tolist()
    hit = [sentence.kind in ("body", "heading")
           and before[sentence.last_word] - before[sentence.first_word] >= _COVERED * sentence.words > 0
           for sentence in document.sentences]
    lost = sum(sentence.words for sentence, one in zip(document.sentences, hit, strict=True) if one)
    if not lost or lost > MOST * len(document.words):
        return document
    return replace(document, sentences=tuple(
        replace(sentence, kind="furniture", note=NOTE) if one else sentence
        for sentence, one in zip(document.sentences, hit, strict=True)))
