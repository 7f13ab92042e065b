"""Style of a text in numbers: two views that a topic cannot leak into.

The *stylometric* view is some seventy rates of closed-class words, punctuation, word and sentence shape (Mosteller &
Wallace 1964 onwards). The *pattern* view counts runs of one to four tokens in which common words stand as themselves
and every other word only as its ending and length ("text distortion", Stamatatos 2017). Both are computed for a
batch at once: every token is looked up once, the rest is arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..languages.english.style import GROUPS, SUFFIXES, TALK, TOKEN
from ..text.bulk import fresh
from ..text.memo import Memo
from .normal import plain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BUCKET_BITS = 19
BUCKETS = 1 << BUCKET_BITS
ORDERS = (1, 2, 3)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
PUNCTUATION = (",", ".", "?", "!", '"', ";", ":", "(", ")")
MARKS = ("commas", "full stops", "question marks", "exclamation marks", "quotation marks", "semicolons", "colons",
         "opening brackets", "closing brackets")
_END = frozenset(".?!")
MAXTOKENS = 6000  # more of one text adds time and nothing to its style
_UNKNOWN = float(np.log10(60_000.0))  # rarity of a word that is not in the list
_SUFFIX_RANK = {suffix: rank for rank, suffix in reversed(list(enumerate(SUFFIXES)))}
_LONGEST = max(map(len, SUFFIXES))
_MEMBER = {word: tuple(float(word in group) for group in GROUPS.values())
           for word in frozenset[str]().union(*GROUPS.values())}
_OUTSIDE = (0.0,) * len(GROUPS)
_LIMIT = 60_000  # distinct words remembered before the table starts afresh: some 40 MB


def _suffix(word: str) -> str:
    """Ending and length class of a masked word."""
    size = "1" if len(word) <= 4 else "2" if len(word) <= 8 else "3"
    found = [rank for length in range(1, min(_LONGEST, len(word) - 3) + 1)
             if (rank := _SUFFIX_RANK.get(word[-length:])) is not None]
    return f"-{SUFFIXES[min(found)]}/{size}" if found else f"-/{size}"


def _stable(name: str) -> int:
    """64-bit FNV-1a of a token class: the same on every machine, unlike ``hash``."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


_STABLE = Memo(_stable)


@dataclass(frozen=True, slots=True)
class Batch:
    """Tokens of many texts end to end: ``rows`` index the table, ``doc`` names each token's text."""

    rows: NDArray[np.int32]
    doc: NDArray[np.int32]
    count: int


class Known(NamedTuple):
    """By row of a table: the facts of a token, the hash of its class, and whether it stands as itself."""

    facts: Floats
    hashes: NDArray[np.uint64]
    itself: NDArray[np.bool_]


_NONE = Known(np.empty((0, 4 + len(PUNCTUATION) + len(GROUPS) + 6)), np.empty(0, dtype=np.uint64),
              np.empty(0, dtype=bool))


class Table(dict[str, int]):
    """Everything known about a word form, worked out once: its class, length, rarity and groups."""

    def __init__(self, kept: Sequence[str], rarity: Sequence[str]) -> None:
        """``kept`` words stand as themselves; ``rarity`` lists common words, most frequent first."""
        super().__init__()
        self.kept = frozenset(kept)
        self.rank = dict(zip(rarity, np.log10(np.arange(1.0, len(rarity) + 1)).tolist(), strict=True))
        self.names: list[str] = []
        self._fresh: list[tuple[float, ...]] = []
        self._known = _NONE

    def __missing__(self, token: str) -> int:
        """Add a token met for the first time."""
        row = self[token] = len(self.names)
        name, facts = self._describe(token)
        self.names.append(name)
        self._fresh.append(facts)
        return row

    def _describe(self, token: str) -> tuple[str, tuple[float, ...]]:
        if token in PUNCTUATION:
            kind = (0.0, 0.0, 0.0, float(token in _END), *(float(token == mark) for mark in PUNCTUATION))
            return token, (*kind, *[0.0] * (len(GROUPS) + 6))
        number = token[0].isdigit()
        base = token.removesuffix("'s") if token not in self.kept else token
        name = "#" if number else base if base in self.kept else _suffix(base)
        letters = float(len(base.replace(".", "")))
        rank = 4.0 if number else min(self.rank.get(base, _UNKNOWN), 5.0)
        groups = _MEMBER.get(token, _OUTSIDE)
        endings = [float(not number and len(base) > 4 and base.endswith(end))
                   for end in (("ing",), ("ed",), ("ly",), ("tion", "tions", "ment", "ments", "ness", "ity", "ities"))]
        return name, (1.0, letters, rank, 0.0, *[0.0] * len(PUNCTUATION), *groups, *endings, float(number),
                      float(token.endswith("'s")))

    def arrays(self) -> Known:
        """What is known of all tokens met so far."""
        if self._fresh:
            names = self.names[-len(self._fresh):]
            facts, hashes, itself = self._known
            self._known = Known(np.concatenate([facts, self._fresh]),
                                np.concatenate([hashes, np.array([_STABLE[name] for name in names], dtype=np.uint64)]),
                                np.concatenate([itself, [name[0].isalpha() for name in names]]))
            self._fresh = []
        return self._known

    def renew(self) -> None:
        """Forget all words when there are too many, so that a long run keeps its size."""
        if len(self) > _LIMIT:
            self.clear()
            self.names, self._fresh, self._known = [], [], _NONE


def tokens(text: str) -> list[str]:
    """Words, numbers and the punctuation that counts, of the plain form of ``text``."""
    return TOKEN.findall(plain(text))[:MAXTOKENS]


def batch(token_lists: Sequence[Sequence[str]], table: Table) -> Batch:
    """Look every token up once."""
    lengths = [len(found) for found in token_lists]
    rows = np.fromiter(map(table.__getitem__, chain.from_iterable(token_lists)), dtype=np.int32, count=sum(lengths))
    doc = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    return Batch(rows, doc, len(lengths))


def _hashes(kinds: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """Rolling 64-bit hash of every run of ``size`` tokens, mixed so that its top bits can serve as a bucket."""
    count = len(kinds) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    rolled = np.full(count, np.uint64(size), dtype=np.uint64)
    for offset in range(size):
        rolled = (rolled ^ kinds[offset:offset + count]) * _MULTIPLIER
        rolled ^= rolled >> np.uint64(29)
    return rolled * _MULTIPLIER


def patterns(found: Batch, table: Table) -> csr_matrix:
    """Pattern view: texts x `BUCKETS`, entries are counts."""
    kinds = table.arrays().hashes[found.rows]
    keys = []
    for size in ORDERS:
        hashed = (_hashes(kinds, size) >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)
        first = found.doc[:len(hashed)]
        inside = first == found.doc[size - 1:] if len(hashed) else np.empty(0, dtype=bool)
        keys.append(first[inside].astype(np.int64) * BUCKETS + hashed[inside])
    key, counts = np.unique(np.concatenate(keys), return_counts=True)
    indptr = np.searchsorted(key, np.arange(found.count + 1, dtype=np.int64) * BUCKETS)
    return csr_matrix((counts.astype(np.float64), key % BUCKETS, indptr), shape=(found.count, BUCKETS))


def sizes(found: Batch, table: Table) -> tuple[Floats, Floats]:
    """Words of each text, and the share of them that stand as themselves (common English), 0..1."""
    known = table.arrays()
    word = known.facts[found.rows, 0]
    words = _sums(word, found.doc, found.count)
    return words, _per(_sums(word * known.itself[found.rows], found.doc, found.count), words)


_BASE = ("words", "word length", "word rarity", "sentences", *MARKS)
_SHAPES = ("endings -ing", "endings -ed", "endings -ly", "nouns in -tion, -ment, -ness, -ity", "numbers", "possessives")
EXTRA = ("sentence length", "sentence length spread", "sentence length variation", "short sentences", "long sentences",
         "word length spread", "long words", "very long words", "rare words", "uncommon words", "repeated vocabulary",
         "words used once", "quoted words", "-ing after a comma", "comment phrases", "sentences opening with a pronoun",
         "sentences opening with and, but", "sentences opening with a connective", "sentences opening with this, these",
         "sentences opening with -ing", "passive verbs", "lists of three", "opening sentence length")
PER_HUNDRED = frozenset((*GROUPS, *_SHAPES))  # features counted per 100 words; others are means or shares in percent
NAMES = ("word length", "word rarity", *(f"{name} per sentence" for name in _BASE[4:]), *GROUPS, *_SHAPES, *EXTRA)


def _per(values: Floats, by: Floats) -> Floats:
    return values / np.maximum(by, 1.0)


def stylometry(found: Batch, table: Table) -> Floats:
    """Stylometric view: texts x len(`NAMES`), rates and means; texts shorter than a sentence give zeros."""
    facts, hashes, _ = table.arrays()
    if not len(found.rows):
        return np.zeros((found.count, len(NAMES)))
    values = facts[found.rows]
    sums = _column_sums(values, found)
    words, ends = sums[:, 0], sums[:, 3]
    first = len(_BASE)
    means = _per(sums[:, 1:3].T, words).T
    marks = _per(sums[:, 4:first].T, ends).T
    rates = 100.0 * _per(sums[:, first:].T, words).T
    return np.column_stack([means, marks, rates, _extra(found, values, hashes, words, ends)])


def _column_sums(values: Floats, found: Batch) -> Floats:
    """Sums of ``values`` over the tokens of each text: texts x columns."""
    lengths = np.bincount(found.doc, minlength=found.count)
    filled = np.flatnonzero(lengths)
    starts = np.searchsorted(found.doc, filled)
    sums = np.zeros((found.count, values.shape[1]))
    sums[filled] = np.add.reduceat(values, starts, axis=0)
    return sums


def _sums(weights: NDArray[np.generic], doc: NDArray[np.int32], count: int) -> Floats:
    total: Floats = np.bincount(doc, weights=weights.astype(np.float64), minlength=count)[:count].astype(np.float64)
    return total


def _extra(found: Batch, values: Floats, hashes: NDArray[np.uint64], words: Floats, ends: Floats) -> Floats:
    """Shape of sentences and vocabulary: the columns named in `EXTRA`."""
    doc, count = found.doc, found.count
    word, letters, rank, end = values[:, 0] > 0, values[:, 1], values[:, 2], values[:, 3] > 0
    length, spread, short, long, opening, begins = _sentences(word, end, doc, count)
    mean_letters = _per(_sums(letters, doc, count), words)
    square = _per(_sums(letters**2, doc, count), words)
    share = [100.0 * _per(_sums(word & test, doc, count), words)
             for test in (letters >= 8, letters >= 11, rank >= 4.5, rank >= 3.5)]
    repeated, once = _vocabulary(found, word)
    quoted = _quoted(values[:, 4 + PUNCTUATION.index('"')] > 0, doc, count, word, words)
    g = {name: len(_BASE) + index for index, name in enumerate((*GROUPS, *_SHAPES))}
    comma = np.r_[False, (values[:-1, 4] > 0) & (doc[1:] == doc[:-1])]
    ing, past = values[:, g["endings -ing"]] > 0, values[:, g["endings -ed"]] > 0
    being = np.r_[False, (values[:-1, g["be"]] > 0) & (doc[1:] == doc[:-1])]
    person = (values[:, g["third person"]] + values[:, g["first person"]] + values[:, g["it"]]) > 0
    joined = (values[:, g["and"]] + values[:, g["but, or, so"]]) > 0
    starts = [100.0 * _per(_sums(begins & test, doc, count), ends) for test in (
        person, joined, values[:, g["connectives"]] > 0, values[:, g["demonstratives"]] > 0, ing)]
    return np.column_stack([
        length, spread, spread / np.maximum(length, 1.0), short, long,
        np.sqrt(np.maximum(square - mean_letters**2, 0.0)), *share, repeated, once, quoted,
        100.0 * _per(_sums(comma & ing, doc, count), words), 100.0 * _per(_talk(hashes[found.rows], found), words),
        *starts, 100.0 * _per(_sums(being & past, doc, count), words),
        100.0 * _per(_sums(_serial(values, g["and"], doc), doc, count), words), opening])


def _serial(values: Floats, conjunction: int, doc: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Commas that stand right before "and": serial lists and joined clauses."""
    same = doc[1:] == doc[:-1]
    found: NDArray[np.bool_] = np.r_[(values[:-1, 4] > 0) & (values[1:, conjunction] > 0) & same, False]
    return found


def _sentences(word: NDArray[np.bool_], end: NDArray[np.bool_], doc: NDArray[np.int32], count: int,
               ) -> tuple[Floats, Floats, Floats, Floats, Floats, NDArray[np.bool_]]:
    """Mean, spread, shares below 10 and above 30 words, first length; and which tokens open a sentence."""
    closes = np.r_[False, end[:-1]] | fresh(doc)
    number = np.cumsum(closes) - 1
    lengths = np.minimum(np.bincount(number, weights=word), 80.0)
    owner = doc[np.flatnonzero(closes)]
    real = lengths > 0
    lengths, owner = lengths[real], owner[real]
    n = np.maximum(np.bincount(owner, minlength=count)[:count], 1).astype(np.float64)
    mean = _sums(lengths, owner, count) / n
    spread = np.sqrt(np.maximum(_sums(lengths**2, owner, count) / n - mean**2, 0.0))
    begins = _opens(word, number)
    opening = np.zeros(count)
    opening[owner[::-1]] = lengths[::-1]
    return (mean, spread, 100.0 * _sums(lengths < 10, owner, count) / n, 100.0 * _sums(lengths > 30, owner, count) / n,
            opening, begins)


def _opens(word: NDArray[np.bool_], number: Ints) -> NDArray[np.bool_]:
    """The first word of each sentence."""
    places = np.flatnonzero(word)
    begins = np.zeros(len(word), dtype=bool)
    begins[places[fresh(number[places])]] = True
    return begins


def _vocabulary(found: Batch, word: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Share of repeats in runs of 80 words, and of words used once in runs of 80: free of the text's length."""
    places = np.flatnonzero(word)
    doc = found.doc[places].astype(np.int64)
    start = np.searchsorted(doc, np.arange(found.count))
    size = np.bincount(doc, minlength=found.count)
    window = (np.arange(len(doc)) - start[doc]) // 80
    whole = (window + 1) * 80 <= np.maximum(size[doc], 80)
    key = (doc * 128 + window) * (1 << 31) + found.rows[places]
    distinct, counts = np.unique(key[whole], return_counts=True)
    owner = distinct // (1 << 31) // 128
    total = np.maximum(_sums(whole, doc.astype(np.int32), found.count), 1.0)
    types = np.bincount(owner, minlength=found.count)[:found.count]
    single = np.bincount(owner, weights=counts == 1, minlength=found.count)[:found.count]
    return 100.0 * np.where(types > 0, 1.0 - types / total, 0.0), 100.0 * single / total


def _quoted(marks: NDArray[np.bool_], doc: NDArray[np.int32], count: int, word: NDArray[np.bool_], words: Floats,
            ) -> Floats:
    """Share of words after an odd quotation mark, in percent."""
    seen = np.cumsum(marks)
    edges = np.searchsorted(doc, np.arange(count))
    before = np.r_[0, seen][edges]
    inside = (seen - before[doc]) % 2 == 1
    return 100.0 * _per(_sums(inside & word, doc, count), words)


def _talk(kinds: NDArray[np.uint64], found: Batch) -> Floats:
    """How often a phrase of `TALK` occurs."""
    total = np.zeros(found.count)
    sizes: dict[int, list[list[int]]] = {}
    for phrase in TALK:
        codes = [_stable(word) for word in phrase.split()]
        sizes.setdefault(len(codes), []).append(codes)
    for size, phrases in sizes.items():
        wanted = np.array([_hashes(np.array(codes, dtype=np.uint64), size)[0] for codes in phrases])
        hashed = _hashes(kinds, size)
        hit = np.isin(hashed, wanted) & (found.doc[:len(hashed)] == found.doc[size - 1:])
        total += _sums(hit, found.doc[:len(hashed)], found.count)
    return total
