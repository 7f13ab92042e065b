"""Which documents could belong together: TF-IDF against a background, and shared rare runs of words.

Rewrites keep no run of five words, so nearness of vocabulary finds them; copies and partial copies keep runs, so
shared shingles find those. Candidates are the union of both. Weights are sublinear term frequency times inverse
document frequency (Salton & Buckley 1988, *Term-weighting approaches in automatic text retrieval*), the latter from
a background, because five texts cannot tell which of their words are rare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..furniture.recurring import NOTE
from ..languages import ENGLISH, language_of
from ..records import Prepared
from ..settings import Settings
from ..text.bulk import fresh
from ..text.rarity import NAME, NUMBER, Background, load_background
from ..text.shingles import containment, resemblance, shingle_set

FEW = 60  # up to this many documents every pair is looked at: 1,770 pairs take a second or two
SIZES = (3, 5, 8)
LEFT = 0.3  # share of words that must be left once furniture is masked; a page holds less text only by mistake
# Shared shingles count 2/df each (df = documents of the collection that hold it), so a run only two documents share
# weighs 1. Two such runs: a stock phrase seldom gets there, a reused sentence always does.
SHARED_ENOUGH = 2.0
COMMON_NOUN = 60  # background documents, of some 25,000, from which a word of another language is no name
_BLOCK = 512  # rows of the similarity matrix held at a time


def kept_sentences(document: Prepared) -> NDArray[np.bool_]:
    """Which sentences are compared: all but furniture and disclosures, unless these are most of the text.

    A page flattened to one line can be taken for furniture as a whole; then only what recurs across unrelated
    documents is masked.
    """
    kept = np.array([sentence.kind in ("body", "heading") for sentence in document.sentences], dtype=bool)
    own = np.array([sentence.note != NOTE for sentence in document.sentences], dtype=bool)
    sizes = np.array([sentence.words for sentence in document.sentences], dtype=np.int64)
    return kept if sizes[kept].sum() >= LEFT * sizes[own].sum() else own


def kept_words(document: Prepared) -> NDArray[np.bool_]:
    """Which words are compared: those of `kept_sentences`."""
    return kept_sentences(document)[document.sentence_of]


def nameable(document: Prepared) -> NDArray[np.bool_]:
    """Which words may be names where they bear a capital: in English all, elsewhere those that are rare.

    How often English writes a word with a capital is known; of other languages only how common the word is, and German
    writes every noun so.
    """
    if language_of(document.document.language) is ENGLISH or not document.stems:
        return np.ones(len(document.stems), dtype=bool)
    return load_background().frequency(document.stems) < COMMON_NOUN


def terms(document: Prepared) -> tuple[list[str], list[int]]:
    """The terms of a document with the number of the sentence each stands in.

    Stems of words, numbers (prefix ``#``) and, beside the stem, capitalised words (prefix ``^``), which the
    background counts apart. Furniture and disclosures are left out.
    """
    found: list[str] = []
    where: list[int] = []
    text = document.document.text
    starts = document.starts.tolist()
    kept = kept_sentences(document).tolist()
    named = nameable(document).tolist()
    for number, sentence in enumerate(document.sentences):
        if not kept[number]:
            continue
        for at in range(sentence.first_word, sentence.last_word):
            word = document.words[at]
            if word[0].isdigit():
                found.append(NUMBER + word)
            else:
                found.append(document.stems[at])
                if named[at] and text[starts[at]].isupper() and not text[starts[at]:int(document.ends[at])].isupper():
                    found.append(NAME + word)
                    where.append(number)
            where.append(number)
    return found, where


def tfidf(documents: Sequence[Prepared], background: Background) -> csr_matrix:
    """Documents by terms, rows of unit Euclidean length (all zero where a document has no terms).

    The weights are scikit-learn's, but for the inverse document frequency, which is the background's.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    listed = [terms(document)[0] for document in documents]
    if not any(listed):
        return csr_matrix((len(listed), 0))
    counter = CountVectorizer(analyzer=tuple, dtype=np.float64)
    counts = counter.fit_transform(listed)
    weigher = TfidfTransformer(sublinear_tf=True)
    weigher.idf_ = background.idf(counter.get_feature_names_out().tolist())
    return weigher.transform(counts)


def cosines(matrix: csr_matrix, pairs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """Cosine of each pair of rows, 0..1, in the order of ``pairs``."""
    if not len(pairs):
        return np.empty(0)
    both = np.asarray(pairs, dtype=np.int64)
    values = np.empty(len(both))
    for low in range(0, len(both), 4096):
        part = both[low:low + 4096]
        product = matrix[part[:, 0]].multiply(matrix[part[:, 1]])
        values[low:low + 4096] = np.asarray(product.sum(axis=1)).ravel()
    return np.clip(values, 0.0, 1.0)


def candidates(documents: Sequence[Prepared], settings: Settings, matrix: csr_matrix | None = None,
               copies: Mapping[str, str] | None = None) -> list[tuple[int, int]]:
    """Pairs (i < j) worth scoring: all of them up to `FEW` documents, else near in vocabulary or sharing rare runs.

    ``matrix`` is the result of `tfidf`; without it only runs are looked at. ``copies`` (of `copies.fold`) meet only
    the document that stands for them. The result does not depend on the order of the documents, other than through
    the numbers themselves.
    """
    if copies:
        places = [at for at, document in enumerate(documents) if document.id not in copies]
        met = candidates([documents[at] for at in places], settings, None if matrix is None else matrix[places])
        number = {document.id: at for at, document in enumerate(documents)}
        stars = ((number[copy], number[first]) for copy, first in copies.items())
        return sorted({(places[i], places[j]) for i, j in met} | {(min(pair), max(pair)) for pair in stars})
    count = len(documents)
    if count <= FEW:
        return [(i, j) for i in range(count) for j in range(i + 1, count)]
    found = _sharing(documents, settings)
    if matrix is not None:
        found |= _neighbours(matrix, settings.neighbours, settings.min_cosine)
    return sorted(found)


def _neighbours(matrix: csr_matrix, most: int, least: float) -> set[tuple[int, int]]:
    """Each row's ``most`` nearest rows with cosine at least ``least``; ties at the last place are all kept."""
    found: set[tuple[int, int]] = set()
    other = matrix.T.tocsc()
    for low in range(0, matrix.shape[0], _BLOCK):
        block = (matrix[low:low + _BLOCK] @ other).toarray()
        rows = np.arange(len(block))
        block[rows, rows + low] = 0.0
        if block.shape[1] > most:
            floor = np.partition(block, -most, axis=1)[:, -most]
            block[block < np.maximum(floor, least)[:, None]] = 0.0
        left, right = np.nonzero(block >= least)
        found.update((min(i, j), max(i, j)) for i, j in zip((left + low).tolist(), right.tolist(), strict=True))
    return found


def _sharing(documents: Sequence[Prepared], settings: Settings) -> set[tuple[int, int]]:
    """Pairs that share runs of words rare in this collection.

    A run held by more than ``settings.hot_bucket`` documents links each holder to the first of them by id only, so
    that a wire story in thousands of copies does not give millions of pairs.
    """
    order = sorted(range(len(documents)), key=lambda at: (documents[at].id, documents[at].document.sha256))
    sets = [shingle_set(body_ids(documents[at]), settings.shingle) for at in order]
    rows = np.repeat(np.arange(len(sets)), [len(held) for held in sets])
    shingles, columns, held = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    rank = _rank_in_column(columns)
    shared = held[columns] > 1
    weight = 2.0 / held[columns]
    shape = (len(sets), len(shingles))
    hub = shared & (rank < settings.hot_bucket)
    whole = csr_matrix((weight[shared], (rows[shared], columns[shared])), shape=shape)
    hubs = csr_matrix((np.ones(int(hub.sum())), (rows[hub], columns[hub])), shape=shape)
    product = (whole @ hubs.T).tocoo()
    near = product.data >= SHARED_ENOUGH - 1e-9
    return {(min(order[i], order[j]), max(order[i], order[j]))
            for i, j in zip(product.row[near].tolist(), product.col[near].tolist(), strict=True) if i != j}


def _rank_in_column(columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 ... for the first, second, third entry of each column."""
    order = np.argsort(columns, kind="stable")
    grouped = columns[order]
    first = np.flatnonzero(fresh(grouped))
    size = np.diff(np.append(first, len(grouped)))
    rank = np.empty(len(columns), dtype=np.int64)
    rank[order] = np.arange(len(columns)) - np.repeat(first, size)
    return rank


def body_ids(document: Prepared) -> NDArray[np.uint32]:
    """Word hashes without furniture and disclosures, in reading order (uint32)."""
    return document.ids[kept_words(document)]


def overlap(a: Prepared, b: Prepared, size: int = 5) -> tuple[float, float, float]:
    """Exact (resemblance, share of A in B, share of B in A) over runs of ``size`` words (Broder 1997)."""
    left, right = shingle_set(body_ids(a), size), shingle_set(body_ids(b), size)
    return resemblance(left, right), containment(left, right), containment(right, left)
