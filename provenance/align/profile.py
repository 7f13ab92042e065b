"""What alignment needs to know of one document: which of its words count, and the weighted terms of each sentence.

Both depend on the document alone, and a document is met in many pairs: `remembered` reads each once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..languages import language_of
from ..records import Prepared
from ..text.memo import Recent
from ..text.rarity import NAME, NUMBER, Background
from ..text.segment import ids as word_ids
from ..text.vectors import load_vectors

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

GROUPS = ("word", "prefix", "name", "number")
_LEAST = 0.3  # rarity of the commonest term
_PREFIX = 5  # letters of a stem that must agree to count as a related word ("ferment" and "fermentation")
_KEPT = 512  # profiles remembered, the least recently used forgotten first
_GROUP = np.uint64(32)  # bits of a term's id; its group stands above them


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one group: ``ids`` (sorted), per row and term the root of its weight and the weight, totals by row.

    ``row`` is that of each entry of the matrices.
    """

    ids: NDArray[np.uint32]
    row: Ints
    roots: csr_matrix
    weights: csr_matrix
    total: Floats


@dataclass(frozen=True, slots=True)
class Cells:
    """Every term of every row in the order of the text: its key (group and id), its row and the root of its weight.

    ``keys`` are the distinct ones, sorted; the cells that hold ``keys[k]`` are ``held[first[k]:first[k + 1]]``.
    """

    key: NDArray[np.uint64]
    row: Ints
    root: Floats
    keys: NDArray[np.uint64]
    first: Ints
    held: Ints


@dataclass(frozen=True, slots=True)
class Profile:
    """One document, ready to be aligned.

    ``rows`` are the indices of the sentences that can be aligned (body and headings), of sentences that repeat each
    other word for word the first alone; ``row_of`` gives each sentence of the document its row, -1 where it has none;
    ``body`` tells body rows from headings. ``vectors`` are unit vectors of the terms of group "word", ``centre`` those
    of each row's weighted mean, ``stems`` the content stems of each row in order. By word: ``comparable`` ones stand in
    body sentences or headings, ``content`` ones are no function words, ``body_content`` are both, in body sentences;
    ``named`` ones are written with a capital inside a sentence; ``code`` is the place of each word's stem among the
    ``distinct`` stems of comparable content words, in the order they come in, -1 for all other words, and ``rarity``
    is that of each of these; ``apart`` are the document's ids as the first and as the second of a pair, words that are
    not comparable told from all others.
    """

    rows: Ints
    row_of: Ints
    body: Bools
    terms: Mapping[str, Terms]
    cells: Cells
    vectors: NDArray[np.float32]
    centre: NDArray[np.float32]
    stems: tuple[tuple[str, ...], ...]
    comparable: Bools
    content: Bools
    body_content: Bools
    named: Bools
    distinct: tuple[str, ...]
    rarity: Floats
    code: Ints
    apart: tuple[NDArray[np.uint32], NDArray[np.uint32]]


def content(prepared: Prepared) -> Bools:
    """Which words are content words: not function words, and longer than one letter or a digit."""
    empty = language_of(prepared.document.language).words.STOPWORDS
    return np.array([word not in empty and (len(word) > 1 or word.isdigit()) for word in prepared.words], dtype=bool)


def _words_of(prepared: Prepared, kinds: Sequence[str]) -> Bools:
    """Which words stand in sentences of these kinds."""
    kept = np.zeros(len(prepared.words), dtype=bool)
    for sentence in prepared.sentences:
        if sentence.kind in kinds:
            kept[sentence.first_word:sentence.last_word] = True
    return kept


def _terms(rows: Sequence[Mapping[str, float]]) -> Terms:
    lengths = [len(row) for row in rows]
    keys = word_ids([term for row in rows for term in row])
    weights = np.fromiter((weight for row in rows for weight in row.values()), dtype=np.float64, count=sum(lengths))
    ids, columns = np.unique(keys, return_inverse=True)
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    roots = csr_matrix((np.sqrt(weights), columns, indptr), shape=(len(rows), len(ids)))
    squared = roots.copy()
    squared.data = squared.data ** 2
    return Terms(ids, np.repeat(np.arange(len(rows)), lengths), roots, squared,
                 np.array([sum(row.values()) for row in rows]))


def _cells(terms: Mapping[str, Terms]) -> Cells:
    key = np.concatenate([terms[group].ids[terms[group].roots.indices].astype(np.uint64) | (np.uint64(number) << _GROUP)
                          for number, group in enumerate(GROUPS)])
    row = np.concatenate([terms[group].row for group in GROUPS])
    root = np.concatenate([terms[group].roots.data for group in GROUPS])
    held = np.argsort(key, kind="stable")
    keys, first = np.unique(key[held], return_index=True)
    return Cells(key, row, root, keys, np.append(first, len(key)), held)


def _number(value: float) -> str:
    return f"{value:.12g}"


def _sentence_terms(prepared: Prepared, index: int, names: set[str], numbers: set[str]) -> dict[str, dict[str, float]]:
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


def _distinct(prepared: Prepared) -> tuple[list[int], Ints]:
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
    """Which words count, and the term weights of every sentence that can be aligned."""
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
    terms = {group: _weighed(group, [entry[group] for entry in grouped], background) for group in GROUPS}
    body = np.array([prepared.sentences[i].kind == "body" for i in rows], dtype=bool)
    vectors = load_vectors().by_key(terms["word"].ids)
    informs, told = content(prepared), _words_of(prepared, ("body", "heading"))
    distinct, code = _coded(prepared, informs & told)
    return Profile(np.array(rows, dtype=np.int64), row_of, body, terms, _cells(terms), vectors,
                   _centre(terms["word"], vectors), tuple(_stems(prepared, i, informs) for i in rows),
                   told, informs, informs & _words_of(prepared, ("body",)), _named(prepared), distinct,
                   np.maximum(background.idf(distinct), _LEAST), code,
                   (_apart(prepared, told, 0), _apart(prepared, told, 1)))


def _apart(prepared: Prepared, told: Bools, side: int) -> NDArray[np.uint32]:
    ids, hidden = prepared.ids.copy(), np.flatnonzero(~told)
    ids[hidden] = np.arange(len(hidden), dtype=np.uint32) * np.uint32(2) + np.uint32((1 << 31) + side)
    return ids


def _named(prepared: Prepared) -> Bools:
    text, first = prepared.document.text, {sentence.first_word for sentence in prepared.sentences}
    return np.array([text[start].isupper() and at not in first for at, start in enumerate(prepared.starts.tolist())],
                    dtype=bool)


def _coded(prepared: Prepared, kept: Bools) -> tuple[tuple[str, ...], Ints]:
    places: dict[str, int] = {}
    code = np.full(len(kept), -1, dtype=np.int64)
    code[kept] = [places.setdefault(stem, len(places)) for stem in compress(prepared.stems, kept.tolist())]
    return tuple(places), code


def _stems(prepared: Prepared, index: int, informs: Bools) -> tuple[str, ...]:
    words = slice(prepared.sentences[index].first_word, prepared.sentences[index].last_word)
    return tuple(compress(prepared.stems[words], informs[words].tolist()))


def _weighed(group: str, rows: Sequence[Mapping[str, float]], background: Background) -> Terms:
    """Each row's terms by rarity, at least a little; word beginnings have no table and weigh alike."""
    distinct = list(dict.fromkeys(term for terms in rows for term in terms))
    if group == "prefix" or not distinct:
        weight = dict.fromkeys(distinct, 1.0)
    else:
        weight = dict(zip(distinct, np.maximum(background.idf(distinct), _LEAST).tolist(), strict=True))
    return _terms([{term: weight[term] for term in terms} for terms in rows])


def _centre(words: Terms, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vector of the weighted mean of each row's words; zero where none is known."""
    mean = np.asarray(words.weights @ vectors, dtype=np.float32)
    unit: NDArray[np.float32] = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), np.float32(1e-9))
    return unit


remembered: Callable[[Prepared, Background], Profile] = Recent(profile, _KEPT)
