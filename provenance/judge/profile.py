"""One document as the arrays the judge compares: words that inform, quoted or not, and the particulars it names.

Everything here depends on one document alone; pairs are compared in `provenance.judge.evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..find.candidates import kept_sentences, nameable
from ..records import Prepared
from ..text.rarity import NAME, NUMBER, Background
from ..text.shingles import shingles
from .stock import Stock

PLAIN = 2.0  # idf below which a word carries no content: in more than 1 of 7 background documents
RARE = 5.0  # idf from which a term is rare: in fewer than 1 of 150
RUNS = (3, 5)  # words of the runs looked at: edited wording, and copied wording
_QUOTED = re.compile(r"[“\"]([^“”\"\n]{12,1500})[”\"]|``\s?([^`\n]{12,1500}?)\s?''")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one size a document holds: ``keys`` (uint64) of every place in order, stock phrases left out;
    ``places`` where each begins, in words."""

    keys: NDArray[np.uint64]
    places: Ints


@dataclass(frozen=True, slots=True)
class Profile:
    """What one document says, as arrays.

    ``terms`` are its distinct terms with ``weight`` (idf) and ``kind`` (0 word, 1 name, 2 number); ``told`` marks
    those that stand outside quotations and stock phrases, and ``named`` holds, at the term of a word, the idf of the
    name it is written as (0 where it is none). ``cell_term`` and ``cell_sentence`` are the places of informative
    terms, ``norm`` the Euclidean length of each sentence and ``mass`` the idf of what it tells itself. ``informs`` and
    ``quoted`` mark words of the body. ``pairs`` are neighbouring content words; ``pair_weight`` is 0 where they stand
    in quotations only. ``day`` is the ordinal of publication.

    What a text tells itself is kept apart from what it quotes: two reporters who quote one speaker say the same words
    and need not know of each other.
    """

    terms: tuple[str, ...]
    weight: Floats
    kind: NDArray[np.int8]
    told: Bools
    named: Floats
    cell_term: Ints
    cell_sentence: Ints
    norm: Floats
    mass: Floats
    pairs: tuple[str, ...]
    pair_weight: Floats
    runs: tuple[Runs, ...]
    informs: Bools
    quoted: Bools
    day: int | None


@dataclass(frozen=True, slots=True)
class _Body:
    """The words that are compared, with the sentence of each and what it is."""

    words: list[str]
    stems: list[str]
    sentence: list[int]
    named: list[bool]
    quoted: Bools
    ids: NDArray[np.uint32]


def profile(document: Prepared, background: Background, stock: Stock) -> Profile:
    """Everything the comparison of pairs needs of one document."""
    body = _body(document)
    spelled = [NUMBER + word if word[0].isdigit() else stem for word, stem in zip(body.words, body.stems, strict=True)]
    names = [NAME + word if named else "" for word, named in zip(body.words, body.named, strict=True)]
    terms = sorted({*spelled, *names} - {""})
    place = {term: at for at, term in enumerate(terms)}
    weight = background.idf(terms) if terms else np.empty(0)
    kind = np.array([1 if term[0] == NAME else 2 if term[0] == NUMBER else 0 for term in terms], dtype=np.int8)
    at = np.array([place[term] for term in spelled], dtype=np.int64)
    own = ~(body.quoted | stock.covers(body.ids))
    told = np.zeros(len(terms), dtype=bool)
    told[at[own]] = True
    called = np.array([place[name] if name else -1 for name in names], dtype=np.int64)
    told[called[(called >= 0) & own]] = True
    named = np.zeros(len(terms))
    written = (called >= 0) & own & (weight[called] >= RARE)
    named[at[written]] = weight[called[written]]
    informs = (weight[at] >= PLAIN) & (own | body.quoted) if len(at) else np.empty(0, dtype=bool)
    sentence = np.array(body.sentence, dtype=np.int64)
    cells = _cells(at, sentence, informs, max(len(terms), 1))
    count = int(sentence.max(initial=-1)) + 1
    said = _cells(at, sentence, informs & own, max(len(terms), 1))
    pairs, pair_weight = _neighbours(at[informs], sentence[informs], own[informs], terms, weight)
    mass = np.bincount(said[0], weight[said[1]], count).astype(np.float64)
    first, group = _refrains(cells, mass, count)
    kept = first[cells[0]]
    cells = group[cells[0][kept]], cells[1][kept]
    return Profile(
        tuple(terms), weight, kind, told, named, cells[1], cells[0],
        np.sqrt(np.bincount(cells[0], weight[cells[1]] ** 2, int(first.sum()))),
        np.bincount(group, mass, int(first.sum())).astype(np.float64),
        pairs, pair_weight, tuple(_runs(body.ids, size, stock) for size in RUNS), informs, body.quoted,
        _day(document.document.published))


def _body(document: Prepared) -> _Body:
    """Words of the sentences that are compared; a name is a capitalised word inside a sentence of the body.

    Headings and first words are written with capitals whatever they are.
    """
    kept = kept_sentences(document)
    chosen = np.flatnonzero(kept[document.sentence_of]) if len(kept) else np.empty(0, dtype=np.int64)
    text, starts = document.document.text, document.starts
    first = {sentence.first_word for sentence in document.sentences}
    body = [sentence.kind != "heading" for sentence in document.sentences]
    sentence = document.sentence_of[chosen]
    initial = [text[start] for start in starts[chosen].tolist()]
    second = [text[start + 1:start + 2] for start in starts[chosen].tolist()]
    rare = nameable(document)
    named = [rare[at] and head.isupper() and not (tail.isupper() and len(document.words[at]) > 6) and body[row]
             and at not in first
             for head, tail, at, row in zip(initial, second, chosen.tolist(), sentence.tolist(), strict=True)]
    _, dense = np.unique(sentence, return_inverse=True)
    return _Body([document.words[at] for at in chosen.tolist()], [document.stems[at] for at in chosen.tolist()],
                 dense.tolist(), named, _quoted(text, starts)[chosen], document.ids[chosen])


def _quoted(text: str, starts: NDArray[np.int32]) -> Bools:
    """Which words stand in quotation marks."""
    edges = np.array([match.span() for match in _QUOTED.finditer(text)], dtype=np.int64).reshape(-1, 2)
    steps = np.zeros(len(starts) + 1, dtype=np.int64)
    np.add.at(steps, np.searchsorted(starts, edges[:, 0]), 1)
    np.add.at(steps, np.searchsorted(starts, edges[:, 1]), -1)
    inside: Bools = np.cumsum(steps[:-1]) > 0
    return inside


def _cells(at: Ints, sentence: Ints, informs: Bools, width: int) -> tuple[Ints, Ints]:
    """Distinct (sentence, term) places of the chosen words, by sentence."""
    keys = np.unique(sentence[informs] * width + at[informs])
    return keys // width, keys % width


def _refrains(cells: tuple[Ints, Ints], mass: Floats, count: int) -> tuple[Bools, Ints]:
    """Which sentences are the first to say what they say, and the number of that first one for each.

    A sentence said again stands for its first: its content counts, but it is not set against the other text anew. A
    refrain of 8,000 lines would cost the square of them.
    """
    edges = np.searchsorted(cells[0], np.arange(count + 1))
    number: dict[tuple[bytes, float], int] = {}
    first, group = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int64)
    for row in range(count):
        key = cells[1][edges[row]:edges[row + 1]].tobytes(), float(mass[row])
        first[row] = key not in number
        group[row] = number.setdefault(key, len(number))
    return first, group


def _neighbours(at: Ints, sentence: Ints, told: Bools, terms: Sequence[str], weight: Floats
                ) -> tuple[tuple[str, ...], Floats]:
    """Content words next to each other in one sentence, common words between them skipped; weight: the lower idf."""
    held: dict[str, float] = {}
    rows = zip(at.tolist(), sentence.tolist(), told.tolist(), strict=True)
    for (left, row, here), (right, other, there) in pairwise(rows):
        if row == other and left != right:
            one, two = sorted((left, right))
            key = f"{terms[one]} {terms[two]}"
            held[key] = max(held.get(key, 0.0), min(weight[one], weight[two]) if here and there else 0.0)
    names = sorted(held)
    return tuple(names), np.array([held[name] for name in names], dtype=np.float64)


def _runs(ids: NDArray[np.uint32], size: int, stock: Stock) -> Runs:
    keys = shingles(ids, size)
    kept = np.flatnonzero(~stock.holds(keys)) if size == stock.size else np.arange(len(keys))
    return Runs(keys[kept], kept)


def _day(published: str | None) -> int | None:
    try:
        return date.fromisoformat(published[:10]).toordinal() if published else None
    except ValueError:
        return None
