"""One document as the arrays the judge compares: words that inform, quoted or not, and the particulars it names.

Everything here depends on one document alone; pairs are compared in `provenance.judge.evidence`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from ..find.candidates import kept_words, nameable
from ..records import Prepared
from ..text.bulk import fresh
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
    """The words that are compared: the term of each, its sentence (numbered from 0), whether it is quoted, its hash.

    ``named`` are the places of words written as names, ``names`` what they are called.
    """

    spelled: list[str]
    sentence: Ints
    quoted: Bools
    ids: NDArray[np.uint32]
    named: Ints
    names: list[str]


def profile(document: Prepared, background: Background, stock: Stock) -> Profile:
    """Everything the comparison of pairs needs of one document."""
    body = _body(document)
    terms = sorted({*body.spelled, *body.names})
    place = dict(zip(terms, range(len(terms)), strict=True))
    at, called = (np.array([place[term] for term in listed], dtype=np.int64) for listed in (body.spelled, body.names))
    weight = background.idf(terms)
    runs = {size: shingles(body.ids, size) for size in {*RUNS, stock.size}}
    common = stock.holds(runs[stock.size])
    own = ~(body.quoted | stock.covers(common, len(at)))
    told = np.zeros(len(terms), dtype=bool)
    told[at[own]] = True
    told[called[own[body.named]]] = True
    named = np.zeros(len(terms))
    written = own[body.named] & (weight[called] >= RARE)
    named[at[body.named[written]]] = weight[called[written]]
    informs = (weight[at] >= PLAIN) & (own | body.quoted)
    sentence, count = body.sentence, int(body.sentence.max(initial=-1)) + 1
    cells = _cells(at, sentence, informs, len(terms))
    said = _cells(at, sentence, informs & own, len(terms))
    pairs, pair_weight = _neighbours(at[informs], sentence[informs], own[informs], terms, weight)
    mass = np.bincount(said[0], weight[said[1]], count).astype(np.float64)
    first, group = _refrains(cells, mass, count)
    kept = first[cells[0]]
    cells = group[cells[0][kept]], cells[1][kept]
    return Profile(
        tuple(terms), weight, _kinds(terms), told, named, cells[1], cells[0],
        np.sqrt(np.bincount(cells[0], weight[cells[1]] ** 2, int(first.sum()))),
        np.bincount(group, mass, int(first.sum())).astype(np.float64), pairs, pair_weight,
        tuple(_runs(runs[size], ~common if size == stock.size else np.ones(len(runs[size]), dtype=bool))
              for size in RUNS), informs, body.quoted, _day(document.document.published))


def _body(document: Prepared) -> _Body:
    """Words of the sentences that are compared."""
    heads = _letters(document, 0)
    kept = kept_words(document)
    chosen = np.flatnonzero(kept)
    spelled = list(compress(document.stems, kept.tolist()))
    for at in np.flatnonzero(~np.char.isalpha(heads[chosen])).tolist():  # no letter becomes a figure in normal form
        word = document.words[chosen[at]]
        spelled[at] = NUMBER + word if word[0].isdigit() else spelled[at]
    named = _named(document, kept & np.char.isupper(heads))
    return _Body(spelled, np.cumsum(fresh(document.sentence_of[chosen])) - 1,
                 _quoted(document.document.text, document.starts)[chosen], document.ids[chosen],
                 np.searchsorted(chosen, named), [NAME + document.words[at] for at in named.tolist()])


def _letters(document: Prepared, offset: int) -> NDArray[np.str_]:
    """The letter so far into each word, '' beyond the text."""
    text = document.document.text + "\0" * (offset + 1)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<U1")[document.starts + offset]


def _named(document: Prepared, capital: Bools) -> Ints:
    """Which of the words with a ``capital`` are names: inside a sentence of the body, and no long word all in capitals.

    Headings and first words are written with capitals whatever they are.
    """
    body = np.array([sentence.kind != "heading" for sentence in document.sentences], dtype=bool)
    inside = body[document.sentence_of] & nameable(document)
    inside[[sentence.first_word for sentence in document.sentences]] = False
    shouted = np.char.isupper(_letters(document, 1))
    return np.array([at for at in np.flatnonzero(capital & inside).tolist()
                     if not (shouted[at] and len(document.words[at]) > 6)], dtype=np.int64)


def _quoted(text: str, starts: NDArray[np.int32]) -> Bools:
    """Which words stand in quotation marks."""
    edges = np.array([match.span() for match in _QUOTED.finditer(text)], dtype=np.int64).reshape(-1, 2)
    steps = np.zeros(len(starts) + 1, dtype=np.int64)
    np.add.at(steps, np.searchsorted(starts, edges[:, 0]), 1)
    np.add.at(steps, np.searchsorted(starts, edges[:, 1]), -1)
    inside: Bools = np.cumsum(steps[:-1]) > 0
    return inside


def _kinds(terms: list[str]) -> NDArray[np.int8]:
    """What each term is: in order, terms with one prefix stand together."""
    kind = np.zeros(len(terms), dtype=np.int8)
    for number, prefix in ((1, NAME), (2, NUMBER)):
        kind[bisect_left(terms, prefix):bisect_left(terms, chr(ord(prefix) + 1))] = number
    return kind


def _distinct(keys: Ints) -> Ints:
    """Sorted, without repeats; for so few keys ``np.unique`` takes six times as long."""
    ordered = np.sort(keys)
    return ordered[fresh(ordered)]


def _cells(at: Ints, sentence: Ints, informs: Bools, width: int) -> tuple[Ints, Ints]:
    """Distinct (sentence, term) places of the chosen words, by sentence."""
    return np.divmod(_distinct(sentence[informs] * width + at[informs]), max(width, 1))


def _refrains(cells: tuple[Ints, Ints], mass: Floats, count: int) -> tuple[Bools, Ints]:
    """Which sentences are the first to say what they say, and the number of that first one for each.

    A sentence said again stands for its first: its content counts, but it is not set against the other text anew. A
    refrain of 8,000 lines would cost the square of them.
    """
    edges = (np.searchsorted(cells[0], np.arange(count + 1)) * cells[1].itemsize).tolist()
    held = cells[1].tobytes()
    keys = [(held[start:end], told) for start, end, told in zip(edges, edges[1:], mass.tolist(), strict=False)]
    opened = dict(zip(reversed(keys), range(count - 1, -1, -1), strict=True))
    first = np.zeros(count, dtype=bool)
    first[list(opened.values())] = True
    return first, (np.cumsum(first) - 1)[[opened[key] for key in keys]]


def _neighbours(at: Ints, sentence: Ints, told: Bools, terms: Sequence[str], weight: Floats
                ) -> tuple[tuple[str, ...], Floats]:
    """Content words next to each other in one sentence, common words between them skipped; weight: the lower idf."""
    met = np.flatnonzero((sentence[1:] == sentence[:-1]) & (at[1:] != at[:-1]))
    low, high = np.minimum(at[met], at[met + 1]), np.maximum(at[met], at[met + 1])
    # Twice the number of a pair, plus one where it is quoted: of each pair the first of these tells.
    keys = _distinct((low * len(terms) + high) * 2 + ~(told[met] & told[met + 1]))
    keys = keys[fresh(keys >> 1)]
    low, high = np.divmod(keys >> 1, max(len(terms), 1))
    names = tuple(f"{terms[one]} {terms[two]}" for one, two in zip(low.tolist(), high.tolist(), strict=True))
    return names, np.where(keys & 1, 0.0, np.minimum(weight[low], weight[high]))


def _runs(keys: NDArray[np.uint64], own: Bools) -> Runs:
    """The runs of a document that are no stock phrases."""
    kept = np.flatnonzero(own)
    return Runs(keys[kept], kept)


def _day(published: str | None) -> int | None:
    try:
        return date.fromisoformat(published[:10]).toordinal() if published else None
    except ValueError:
        return None
