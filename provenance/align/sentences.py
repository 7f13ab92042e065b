"""Which sentence of B states what which sentence of A states: evidence over all sentence pairs at once.

Evidence is a stack of matrices [sentences of B, sentences of A]: shared stems weighted by how rare they are in a
background (inverse document frequency), shared numbers and names, shared word beginnings, and then, once each pair
has a first probability, what its neighbours are linked to.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..languages import language_of
from ..models import store
from ..records import Prepared
from ..text.rarity import NAME, NUMBER, Background
from ..text.segment import ids as word_ids
from ..text.vectors import load_vectors

Floats = NDArray[np.float64]

_PREFIX = 5  # letters of a stem that must agree to count as a related word ("ferment" and "fermentation")
LEVEL = 0.45  # see `context`
_KEPT = 512  # profiles remembered, the least recently used forgotten first


@dataclass(frozen=True, slots=True)
class Profile:
    """Term weights of each sentence of one document.

    ``rows`` are the indices of the sentences that can be aligned (body and headings), of sentences that repeat each
    other word for word the first alone; ``row_of`` gives each sentence of the document its row, -1 where it has none.
    The sparse matrices have one row for each and hold the square root of each term's weight, so that a product sums
    the weights shared. ``vectors`` are unit vectors of the terms of group "word", ``centre`` those of each row's
    weighted mean.
    """

    rows: NDArray[np.int64]
    row_of: NDArray[np.int64]
    body: NDArray[np.bool_]
    terms: dict[str, tuple[NDArray[np.uint32], csr_matrix, Floats]]
    vectors: NDArray[np.float32]
    centre: NDArray[np.float32]


def _table(rows: list[dict[str, float]]) -> tuple[NDArray[np.uint32], csr_matrix, Floats]:
    """Distinct term ids (sorted), the root-weight matrix over them, and each row's total weight."""
    lengths = [len(row) for row in rows]
    keys = word_ids([term for row in rows for term in row])
    weights = np.fromiter((weight for row in rows for weight in row.values()), dtype=np.float64, count=sum(lengths))
    terms, columns = np.unique(keys, return_inverse=True)
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    matrix = csr_matrix((np.sqrt(weights), columns, indptr), shape=(len(rows), len(terms)))
    return terms, matrix, np.array([sum(row.values()) for row in rows])


def _number(value: float) -> str:
    return f"{value:.12g}"


def _sentence_terms(
    prepared: Prepared, index: int, names: set[str], numbers: set[str]
) -> dict[str, dict[str, float]]:
    """Distinct terms of one sentence by group, unweighted."""
    sentence = prepared.sentences[index]
    empty = language_of(prepared.document.language).words.STOPWORDS
    groups: dict[str, dict[str, float]] = {"word": {}, "prefix": {}, "name": {}, "number": {}}
    for place in range(sentence.first_word, sentence.last_word):
        word, root = prepared.words[place], prepared.stems[place]
        if word[0].isdigit():
            numbers.add(word.rstrip("%"))
        elif word not in empty and len(word) > 1:
            groups["word"][root] = 0.0
            groups["prefix"][root[:_PREFIX]] = 0.0
    groups["name"] = {NAME + name: 0.0 for name in sorted(names)}
    groups["number"] = {NUMBER + number: 0.0 for number in sorted(numbers)}
    return groups


def _distinct(prepared: Prepared) -> tuple[list[int], NDArray[np.int64]]:
    """The sentences that can be aligned, repeats left out, and the row of every sentence (-1: none)."""
    rows: list[int] = []
    seen: dict[tuple[str, bytes], int] = {}
    row_of = np.full(len(prepared.sentences), -1, dtype=np.int64)
    for index, sentence in enumerate(prepared.sentences):
        if sentence.kind in ("body", "heading"):
            key = sentence.kind, prepared.ids[sentence.first_word:sentence.last_word].tobytes()
            row_of[index] = seen.setdefault(key, len(rows))
            if row_of[index] == len(rows):
                rows.append(index)
    return rows, row_of


def profile(prepared: Prepared, background: Background) -> Profile:
    """Term weights of every sentence that can be aligned."""
    rows, row_of = _distinct(prepared)
    empty = language_of(prepared.document.language).words.STOPWORDS
    names: dict[int, set[str]] = {i: set() for i in rows}
    numbers: dict[int, set[str]] = {i: set() for i in rows}
    for fact in prepared.facts:
        if fact.sentence in names and fact.value.startswith("name:"):
            names[fact.sentence].update(word for word in fact.value[5:].split() if word not in empty)
        elif fact.sentence in numbers and fact.norm is not None:
            numbers[fact.sentence].add(_number(fact.norm))
    grouped = [_sentence_terms(prepared, i, names[i], numbers[i]) for i in rows]
    tables = {}
    for group in ("word", "prefix", "name", "number"):
        sets = [entry[group] for entry in grouped]
        distinct = sorted({term for terms in sets for term in terms})
        idf = dict(zip(distinct, _weights(group, distinct, background), strict=True))
        tables[group] = _table([{term: idf[term] for term in terms} for terms in sets])
    body = np.array([prepared.sentences[i].kind == "body" for i in rows], dtype=bool)
    vectors = load_vectors().by_key(tables["word"][0])
    return Profile(np.array(rows, dtype=np.int64), row_of, body, tables, vectors, _centre(tables["word"][1], vectors))


def _centre(matrix: csr_matrix, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vector of the weighted mean of each row's words; zero where none is known."""
    squared = matrix.copy()
    squared.data = squared.data ** 2
    mean = np.asarray(squared @ vectors, dtype=np.float32)
    unit: NDArray[np.float32] = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), np.float32(1e-9))
    return unit


def _weights(group: str, terms: list[str], background: Background) -> list[float]:
    """Rarity of each term, at least a little; word beginnings have no table and weigh alike."""
    if group == "prefix" or not terms:
        return [1.0] * len(terms)
    return np.maximum(background.idf(terms), 0.3).tolist()  # type: ignore[no-any-return]


class Profiles:
    """The most recent profiles, so that a document met in many pairs is profiled once. Holds at most ``size``."""

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[int, int], tuple[Prepared, Background, Profile]] = OrderedDict()

    def get(self, prepared: Prepared, background: Background) -> Profile:
        """The document's profile, from memory where this very object was seen lately."""
        key = id(prepared), id(background)
        held = self._kept.pop(key, None)
        # The entry keeps its objects alive, so an id cannot have passed to another object meanwhile.
        found = held or (prepared, background, profile(prepared, background))
        self._kept[key] = found
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return found[2]


def _shared(a: Profile, b: Profile, group: str) -> Floats:
    """Weight of the terms each pair of sentences shares: [B, A]."""
    terms_a, matrix_a, _ = a.terms[group]
    terms_b, matrix_b, _ = b.terms[group]
    if not len(terms_a) or not len(terms_b):
        return np.zeros((len(b.rows), len(a.rows)))
    _, in_a, in_b = np.intersect1d(terms_a, terms_b, assume_unique=True, return_indices=True)
    product = matrix_b[:, in_b] @ matrix_a[:, in_a].T
    return np.asarray(product.todense(), dtype=np.float64)


def _kin(a: Profile, b: Profile) -> tuple[Floats, Floats]:
    """Soft containment both ways: each word counts as much as its nearest kin in the other sentence, [B, A] each."""
    near = np.maximum(b.vectors @ a.vectors.T, 0)
    _, in_a, in_b = np.intersect1d(a.terms["word"][0], b.terms["word"][0], assume_unique=True, return_indices=True)
    near[in_b, in_a] = 1
    return _nearest(near, a, b), _nearest(near.T, b, a).T


def _nearest(near: NDArray[np.float32], a: Profile, b: Profile) -> Floats:
    """Weighted share of each sentence of B, its words counted by their nearest word in each sentence of A."""
    matrix_a, matrix_b = a.terms["word"][1], b.terms["word"][1]
    if not near.size:
        return np.zeros((len(b.rows), len(a.rows)))
    starts, full = matrix_a.indptr[:-1], np.diff(matrix_a.indptr) > 0
    best = np.zeros((near.shape[0], len(a.rows)), dtype=np.float32)
    best[:, full] = np.maximum.reduceat(near[:, matrix_a.indices], starts[full], axis=1)
    squared = matrix_b.copy()
    squared.data = squared.data ** 2
    return _ratio(np.asarray(squared @ best, dtype=np.float64), b.terms["word"][2][:, None])


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(part / np.maximum(whole, 1e-9))


FEATURES = ("in_a", "in_b", "cosine", "shared", "prefix", "name", "number", "name_cosine", "number_cosine",
            "alone_b", "alone_a", "kin_b", "kin_a", "centre")
CONTEXT = ("logit", "near", "far", "best_row", "best_column", "order", "level")


def evidence(a: Profile, b: Profile) -> Floats:
    """Evidence of each sentence pair on its own: [B, A, len(FEATURES)], each about 0..1."""
    shared = {group: _shared(a, b, group) for group in a.terms}
    total_a = {group: a.terms[group][2][None, :] for group in a.terms}
    total_b = {group: b.terms[group][2][:, None] for group in a.terms}

    def cosine(group: str) -> Floats:
        return _ratio(shared[group], np.sqrt(total_a[group] * total_b[group]))

    word, (kin_b, kin_a) = shared["word"], _kin(a, b)
    layers = [_ratio(word, total_b["word"]), _ratio(word, total_a["word"]), cosine("word"),
              np.log1p(word) / 4, cosine("prefix"), np.minimum(shared["name"] / 10, 1),
              np.minimum(shared["number"] / 10, 1), cosine("name"), cosine("number"),
              np.broadcast_to(total_b["number"] > 0, word.shape) & (shared["number"] == 0),
              np.broadcast_to(total_a["number"] > 0, word.shape) & (shared["number"] == 0),
              kin_b, kin_a, b.centre @ a.centre.T]
    return np.stack([np.asarray(layer, dtype=np.float64) for layer in layers], axis=-1)


def context(p: Floats) -> Floats:
    """Evidence from around each pair, given first probabilities [B, A]: [B, A, len(CONTEXT)].

    Neighbours of linked sentences tend to be linked to neighbours; a pair that is the best of its row and column
    is worth more than one of many alike; texts mostly keep their order; and where a text as a whole restates another,
    each of its sentences is likelier to (``level``).
    """
    if not p.size:
        return np.zeros((*p.shape, len(CONTEXT)))
    rows, columns = p.shape
    padded = np.pad(p, 2)

    def around(steps: tuple[int, ...], reach: int) -> Floats:
        return np.asarray(np.max([padded[2 + i:2 + i + rows, 2 + j:2 + j + columns]
                                  for i in steps for j in range(-reach, reach + 1)], axis=0))

    best_row = p - np.max(_without_own_best(p), axis=1)[:, None]
    best_column = p - np.max(_without_own_best(p.T), axis=1)[None, :]
    place = np.abs(np.arange(rows)[:, None] / max(rows - 1, 1) - np.arange(columns)[None, :] / max(columns - 1, 1))
    # Capped, so that in a faithful copy a sentence that was put in still stands out.
    level = np.full(p.shape, min(float(p.max(axis=1).mean()), LEVEL))
    return np.stack([logit(p), around((-1, 1), 1), around((-2, 2), 2), best_row, best_column, place, level], axis=-1)


def _without_own_best(p: Floats) -> Floats:
    """Rows with their best entry removed."""
    rest = p.copy()
    if rest.size:
        rest[np.arange(len(rest)), rest.argmax(axis=1)] = 0
    return rest


def logit(p: Floats) -> Floats:
    """Log odds, clipped to +-7."""
    clipped = np.clip(p, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(clipped / (1 - clipped)))


@dataclass(frozen=True, slots=True)
class AlignmentModel:
    """Two logistic models: of a pair on its own, then with its context. Weights are in the units of the evidence."""

    own: Floats
    own_bias: float
    around: Floats
    around_bias: float

    def first(self, layers: Floats) -> Floats:
        """Probability from the pair alone."""
        return _sigmoid(layers @ self.own + self.own_bias)

    def second(self, p: Floats) -> Floats:
        """Probability once the neighbourhood is known."""
        return _sigmoid(context(p) @ self.around + self.around_bias)


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))


def _build(raw: store.Values) -> AlignmentModel:
    def weights(part: str, names: Iterable[str]) -> Floats:
        return np.array([raw[part][name] for name in names])

    return AlignmentModel(weights("own", FEATURES), raw["own"]["bias"],
                          weights("around", CONTEXT), raw["around"]["bias"])


def load_alignment(path: Path | None = None) -> AlignmentModel:
    """Read a model of `lab.train.alignment`, the shipped one unless a file is named. Raises InputError."""
    return store.load("alignment", _build, path)


_PROFILES = Profiles()
remembered: Callable[[Prepared, Background], Profile] = _PROFILES.get


def probabilities(a: Profile, b: Profile, model: AlignmentModel) -> Floats:
    """Probability that each sentence of B states what each sentence of A states: [B, A]."""
    if not len(a.rows) or not len(b.rows):
        return np.zeros((len(b.rows), len(a.rows)))
    return model.second(model.first(evidence(a, b)))


__all__ = ["CONTEXT", "FEATURES", "AlignmentModel", "Profile", "Profiles", "context", "evidence", "load_alignment",
           "probabilities", "profile", "remembered"]
