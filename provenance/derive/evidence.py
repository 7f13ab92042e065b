"""What speaks for and against a common origin of two documents, as numbers a model can weigh.

Everything that depends on one document alone is computed once (`profile`), so that a pair costs well under a
millisecond. All features are symmetric in the pair (``_max`` and ``_min`` over the two directions), but for those
ending in ``_a`` and ``_b``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..background import NAME, NUMBER, Background
from ..model import Prepared
from ..seed import spans_many
from ..sign import shingle_set, shingles
from ..similar import SIZES, body_ids, kept_sentences, term_ids, terms

RARE = 5.0  # idf from which a term counts as rare: in fewer than 1 of 150 background documents
PLAIN = 2.0  # idf below which a word carries no content: in more than 1 of 7
UNDATED = 2.0  # log gap where a date is missing: about six days, which speaks neither way
TELLING = 5  # size of the runs whose rarity is weighed
_MATCH = 0.3  # cosine of two sentences from which they may state the same; noise between stories stays below


@dataclass(frozen=True, slots=True)
class Profile:
    """One document as arrays. ``terms`` (uint32, sorted) carry ``weight`` (idf) and ``kind`` (0 word, 1 name,
    2 number); ``cells`` are (sentence, term) places; ``mass`` the idf sum of each sentence; ``pairs`` hashed pairs
    of neighbouring content words with ``pair_weight``; ``shingles`` the sets at sizes 3, 5 and 8, ``telling``
    the idf sum above `PLAIN` of the words of each 5-word run; ``day`` the ordinal of publication."""

    ids: NDArray[np.uint32]
    terms: NDArray[np.uint32]
    weight: NDArray[np.float64]
    kind: NDArray[np.int8]
    cell_sentence: NDArray[np.int64]
    cell_term: NDArray[np.int64]
    norm: NDArray[np.float64]
    mass: NDArray[np.float64]
    pairs: NDArray[np.uint64]
    pair_weight: NDArray[np.float64]
    shingles: tuple[NDArray[np.uint64], ...]
    telling: NDArray[np.float64]
    day: int | None


def profile(document: Prepared, background: Background) -> Profile:
    """Everything pair features need of one document."""
    found, where = terms(document)
    listed = sorted(set(found))
    hashed = term_ids(listed)
    order = np.argsort(hashed, kind="stable")
    place = {listed[at]: rank for rank, at in enumerate(order.tolist())}
    idf = background.idf(listed)[order] if listed else np.empty(0)
    kind = np.array([1 if term[0] == NAME else 2 if term[0] == NUMBER else 0 for term in listed], dtype=np.int8)[order]
    cells = sorted({(row, place[term]) for term, row in zip(found, where, strict=True)})
    grid = np.array(cells, dtype=np.int64).reshape(-1, 2)
    norm = np.sqrt(np.bincount(grid[:, 0], idf[grid[:, 1]] ** 2, len(document.sentences)))
    mass = np.bincount(grid[:, 0], idf[grid[:, 1]], len(document.sentences)).astype(np.float64)
    pairs, pair_weight = _word_pairs(found, where, place, idf, hashed[order])
    ids = body_ids(document)
    return Profile(ids, hashed[order], idf, kind, grid[:, 0], grid[:, 1], norm, mass, pairs, pair_weight,
                   tuple(shingle_set(ids, size) for size in SIZES), _telling(document, background),
                   _day(document.document.published))


def _day(published: str | None) -> int | None:
    try:
        return date.fromisoformat(published[:10]).toordinal() if published else None
    except ValueError:
        return None


def _telling(document: Prepared, background: Background) -> NDArray[np.float64]:
    """What each distinct 5-word run says: its words' idf above `PLAIN`, summed, in the order of the shingle set."""
    kept = kept_sentences(document)
    inside = kept[document.sentence_of].tolist() if len(kept) else []
    stems = [word if not word[0].isdigit() else NUMBER + word
             for word, keep in zip(document.stems, inside, strict=True) if keep]
    if len(stems) < TELLING:
        return np.empty(0)
    listed = sorted(set(stems))
    idf = dict(zip(listed, np.maximum(background.idf(listed) - PLAIN, 0.0).tolist(), strict=True))
    total = np.cumsum([0.0, *(idf[word] for word in stems)])
    _, first = np.unique(shingles(body_ids(document), TELLING), return_index=True)
    said: NDArray[np.float64] = (total[TELLING:] - total[:-TELLING])[first]
    return said


def _word_pairs(found: Sequence[str], where: Sequence[int], place: dict[str, int], idf: NDArray[np.float64],
                hashed: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """Content words next to each other in one sentence, common words between them skipped; weight: the lower idf."""
    content = [(row, place[term]) for term, row in zip(found, where, strict=True)
               if term[0] != NAME and idf[place[term]] >= PLAIN]
    both = np.array([(left, right) for (row, left), (other, right) in pairwise(content) if row == other],
                    dtype=np.int64).reshape(-1, 2)
    both.sort(axis=1)
    keys = (hashed[both[:, 0]].astype(np.uint64) << np.uint64(32)) | hashed[both[:, 1]].astype(np.uint64)
    unique, first = np.unique(keys, return_index=True)
    return unique, np.minimum(idf[both[:, 0]], idf[both[:, 1]])[first]


def runs(profiles: Sequence[Profile], pairs: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(words in shared runs of five or more, longest such run) for each pair of profile numbers."""
    bounds = np.concatenate([[0], np.cumsum([len(one.ids) for one in profiles])]).astype(np.int64)
    ids = np.concatenate([one.ids for one in profiles]) if profiles else np.empty(0, dtype=np.uint32)
    first, rows = spans_many(ids, bounds, pairs, 5)
    length = (rows[:, 1] - rows[:, 0]).astype(np.float64)
    owner = np.repeat(np.arange(len(pairs)), np.diff(first))
    longest = np.zeros(len(pairs))
    np.maximum.at(longest, owner, length)
    return np.bincount(owner, length, len(pairs)).astype(np.float64), longest


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _reuse(a: Profile, b: Profile) -> dict[str, float]:
    """Containment both ways at each shingle size, and resemblance at 5."""
    out: dict[str, float] = {}
    for size, left, right in zip(SIZES, a.shingles, b.shingles, strict=True):
        shared = len(np.intersect1d(left, right, assume_unique=True))
        out[f"contain{size}_a"] = _share(shared, len(left))
        out[f"contain{size}_b"] = _share(shared, len(right))
        if size == TELLING:
            _, i, _ = np.intersect1d(left, right, assume_unique=True, return_indices=True)
            said = float(a.telling[i].sum())
            out["telling_a"] = _share(said, float(a.telling.sum()))
            out["telling_b"] = _share(said, float(b.telling.sum()))
            out["said"] = float(np.log1p(said / TELLING))
            out["jaccard"] = _share(shared, len(left) + len(right) - shared)
    return out


def _vocabulary(a: Profile, b: Profile, at_a: NDArray[np.int64], at_b: NDArray[np.int64]) -> dict[str, float]:
    """Shared rare words, names and numbers: how many, and what share of each document's own."""
    out: dict[str, float] = {}
    for code, name in enumerate(("words", "names", "numbers")):
        mine, yours = (a.kind == code) & (a.weight >= RARE), (b.kind == code) & (b.weight >= RARE)
        both = at_a[mine[at_a]]
        mass = float(a.weight[both].sum())
        out[f"rare_{name}"] = float(np.log1p(len(both)))
        shares = _share(mass, float(a.weight[mine].sum())), _share(mass, float(b.weight[yours].sum()))
        out[f"rare_{name}_max"], out[f"rare_{name}_min"] = max(shares), min(shares)
    mass = float(a.weight[at_a].sum())
    out["terms_a"], out["terms_b"] = _share(mass, float(a.weight.sum())), _share(mass, float(b.weight.sum()))
    shared, i, _ = np.intersect1d(a.pairs, b.pairs, assume_unique=True, return_indices=True)
    mass = float(a.pair_weight[i].sum())
    out["pairs_a"] = _share(mass, float(a.pair_weight.sum()))
    out["pairs_b"] = _share(mass, float(b.pair_weight.sum()))
    out["pairs"] = float(np.log1p(len(shared)))
    return out


def sentence_cosines(a: Profile, b: Profile, at_a: NDArray[np.int64], at_b: NDArray[np.int64]
                     ) -> NDArray[np.float64]:
    """Cosine of every sentence of A with every sentence of B over shared terms (float64, sentences by sentences)."""
    grids = []
    for one, at in ((a, at_a), (b, at_b)):
        column = np.full(len(one.terms), -1, dtype=np.int64)
        column[at] = np.arange(len(at))
        taken = column[one.cell_term]
        kept = taken >= 0
        grid = np.zeros((len(one.norm), len(at)))
        grid[one.cell_sentence[kept], taken[kept]] = one.weight[one.cell_term[kept]]
        grids.append(grid / np.where(one.norm > 0, one.norm, 1.0)[:, None])
    cosines: NDArray[np.float64] = grids[0] @ grids[1].T
    return cosines


def _sentences(a: Profile, b: Profile, grid: NDArray[np.float64]) -> dict[str, float]:
    """How well sentences find partners: means weighted by content, shares above a floor, and their order."""
    out: dict[str, float] = {}
    if not grid.size:
        grid = np.zeros((1, 1))
    for name, one, best in (("a", a, grid.max(axis=1)), ("b", b, grid.max(axis=0))):
        mass = one.mass if len(one.mass) == len(best) and one.mass.sum() > 0 else np.ones(len(best))
        out[f"match_{name}"] = float(np.average(best, weights=mass))
        out[f"matched_{name}"] = float(np.average(best >= _MATCH, weights=mass))
    sides = [np.sort(grid.max(axis=axis))[::-1] for axis in (0, 1)]
    out["match_top1"] = float(grid.max())
    out["match_top3"] = float(np.mean([best[:3].mean() for best in sides]))
    out["matches"] = float(np.log1p(min((grid.max(axis=0) >= _MATCH).sum(), (grid.max(axis=1) >= _MATCH).sum())))
    out["order"] = (_order(grid) + _order(grid.T)) / 2
    out["lead"] = float(max(grid[:2].max(), grid[:, :2].max()))
    return out


def _particulars(one: Profile, at: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per sentence: idf of its rare names and numbers, and which of the shared ones (``at``) it holds."""
    telling = (one.kind > 0) & (one.weight >= RARE)
    kept = telling[one.cell_term]
    mass = np.bincount(one.cell_sentence[kept], one.weight[one.cell_term[kept]], len(one.norm)).astype(np.float64)
    column = np.full(len(one.terms), -1, dtype=np.int64)
    column[at] = np.arange(len(at))
    held = np.zeros((len(one.norm), len(at)))
    taken = column[one.cell_term[kept]]
    held[one.cell_sentence[kept][taken >= 0], taken[taken >= 0]] = 1.0
    return mass, held


def _clash(a: Profile, b: Profile, at_a: NDArray[np.int64], at_b: NDArray[np.int64], grid: NDArray[np.float64]
           ) -> dict[str, float]:
    """In matched sentences, do rare names and numbers agree? A template repeats the words and changes these.

    ``agree``: share of the particulars of the poorer sentence of each matched pair that the other holds too, mean of
    both directions (0 where there are none); ``agreed`` and ``clashed``: log of their idf, shared and not.
    """
    total, missed = 0.0, 0.0
    mine, held_a = _particulars(a, at_a)
    yours, held_b = _particulars(b, at_b)
    for side in ((mine, held_a, yours, held_b, grid), (yours, held_b, mine, held_a, grid.T)) if grid.size else ():
        one, held_one, two, held_two, cosine = side
        best, matched = cosine.argmax(axis=0), np.flatnonzero(cosine.max(axis=0) >= _MATCH)
        shared = ((held_one[best[matched]] * held_two[matched]) * a.weight[at_a]).sum(axis=1)
        possible = np.minimum(one[best[matched]], two[matched])
        total += float(shared.sum()) / 2
        missed += float(np.maximum(possible - shared, 0).sum()) / 2
    return {"agree": _share(total, total + missed), "agreed": float(np.log1p(total)),
            "clashed": float(np.log1p(missed))}


def _order(grid: NDArray[np.float64]) -> float:
    """Share of consecutive matched sentences (columns) whose partners go forward; 0.5 where under three match."""
    matched = np.flatnonzero(grid.max(axis=0) >= _MATCH)
    if len(matched) < 3:
        return 0.5
    return float((np.diff(grid.argmax(axis=0)[matched]) >= 0).mean())


def features(a: Profile, b: Profile, cosine: float, run_words: float, longest: float) -> dict[str, float]:
    """All features of one pair by name; the longest run and the words in runs come from `runs`."""
    _, at_a, at_b = np.intersect1d(a.terms, b.terms, assume_unique=True, return_indices=True)
    out = {"cosine": cosine, "longest": float(np.log1p(longest)), "run_words": float(np.log1p(run_words))}
    out |= _reuse(a, b) | _vocabulary(a, b, at_a, at_b)
    grid = sentence_cosines(a, b, at_a, at_b)
    out |= _sentences(a, b, grid) | _clash(a, b, at_a, at_b, grid)
    for name in [name[:-2] for name in out if name.endswith("_a")]:
        both = out[f"{name}_a"], out[f"{name}_b"]
        out[f"{name}_max"], out[f"{name}_min"] = max(both), min(both)
    out["gap"] = float(np.log1p(abs(a.day - b.day))) if a.day is not None and b.day is not None else UNDATED
    lengths = sorted((len(a.ids), len(b.ids)))
    out["length"], out["length_ratio"] = float(np.log1p(lengths[0])), _share(lengths[0], lengths[1])
    return out
