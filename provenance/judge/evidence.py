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

from ..find.candidates import SIZES, body_ids, kept_sentences, terms
from ..records import Prepared
from ..text.rarity import NAME, NUMBER, Background
from ..text.runs import Spans, spans_many
from ..text.segment import ids as word_ids
from ..text.shingles import shingle_set, shingles

RARE = 5.0  # idf from which a term counts as rare: in fewer than 1 of 150 background documents
PLAIN = 2.0  # idf below which a word carries no content: in more than 1 of 7
UNDATED = 2.0  # log gap where a date is missing: about six days, which speaks neither way
TELLING = 5  # size of the runs whose rarity is weighed
NAMED = 4.0  # idf from which a name or number is a particular; below are months, years and small counts
LEAD = 3  # sentences that say who and what
_FEW = 10.0  # idf added to both parts of a share of what is left beside shared runs: two words say nothing
_MATCH = 0.3  # cosine of two sentences from which they may state the same; noise between stories stays below


@dataclass(frozen=True, slots=True)
class Profile:
    """One document as arrays. ``terms`` (uint32, sorted) carry ``weight`` (idf) and ``kind`` (0 word, 1 name,
    2 number); ``cells`` are (sentence, term) places; ``mass`` the idf sum of each sentence; ``pairs`` hashed pairs
    of neighbouring content words with ``pair_weight``; ``shingles`` the sets at sizes 3, 5 and 8, ``telling``
    the idf sum above `PLAIN` of the words of each 5-word run; ``spots`` the (word, term, sentence) of every
    occurrence of a term, words counted as in ``ids``; ``day`` the ordinal of publication."""

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
    spots: NDArray[np.int64]
    day: int | None


def profile(document: Prepared, background: Background) -> Profile:
    """Everything pair features need of one document."""
    found, where = terms(document)
    listed = sorted(set(found))
    hashed = word_ids(listed)
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
    word = np.cumsum([term[0] != NAME for term in found]) - 1  # a name stands beside the stem of the same word
    spots = np.array([word, [place[term] for term in found], where], dtype=np.int64)
    return Profile(ids, hashed[order], idf, kind, grid[:, 0], grid[:, 1], norm, mass, pairs, pair_weight,
                   tuple(shingle_set(ids, size) for size in SIZES), _telling(document, background), spots,
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


def runs(profiles: Sequence[Profile], pairs: NDArray[np.int64]) -> list[Spans]:
    """Shared runs of five words or more, rows of (first, end) in A and in B, for each pair of profile numbers."""
    bounds = np.concatenate([[0], np.cumsum([len(one.ids) for one in profiles])]).astype(np.int64)
    ids = np.concatenate([one.ids for one in profiles]) if profiles else np.empty(0, dtype=np.uint32)
    first, rows = spans_many(ids, bounds, pairs, 5)
    return [rows[low:high] for low, high in pairwise(first.tolist())]


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


def _beside(a: Profile, b: Profile, at_a: NDArray[np.int64], at_b: NDArray[np.int64], shared: Spans
            ) -> dict[str, float]:
    """Do the texts agree beside their shared runs? Copies do, or add on one side only; templates differ on both.

    ``rest``: share of the content beside the runs that the other text holds anywhere; ``facts``: the same of
    particulars; ``opening``: of the particulars of the first `LEAD` sentences, runs included; ``slot_missed``: log
    idf of the particulars the other lacks in sentences a run covers in part, on the side that lacks fewer;
    ``slot_agree``: share of these it has; ``rooting``: share of the content of the runs
    that the same text takes up beside them, as it does its subject but not its furniture; ``early``: how far from the
    end of its text the first run starts (1 where there is none); ``rest_cosine``: cosine of what is left of both.
    """
    out: dict[str, float] = {}
    left, missed, agreed = [], [], []
    for name, one, at, columns in (("a", a, at_a, (0, 1)), ("b", b, at_b, (2, 3))):
        word, term, sentence = one.spots
        held = np.zeros(len(one.terms), dtype=bool)
        held[at] = True
        inside = _inside(len(one.ids), shared[:, columns[0]], shared[:, columns[1]])[word]
        named = (one.kind > 0) & (one.weight >= NAMED)
        rest = _among(term[~inside], len(held))
        left.append(rest)
        out[f"rest_{name}"] = _kept(one.weight, rest & (one.weight >= PLAIN), held)
        out[f"facts_{name}"] = _kept(one.weight, rest & named, held)
        lead = np.unique(sentence)[:LEAD]
        out[f"opening_{name}"] = _kept(one.weight, _among(term[np.isin(sentence, lead)], len(held)) & named, held)
        touched = np.bincount(sentence[inside], minlength=len(one.norm))[sentence] > 0
        slots = _among(term[touched & ~inside], len(held)) & named
        core = _among(term[inside], len(held)) & (one.weight >= PLAIN)
        out[f"rooting_{name}"] = _kept(one.weight, core, rest)
        out[f"early_{name}"] = 1.0 - _share(float(shared[:, columns[0]].min()) if len(shared) else 0.0, len(one.ids))
        missed.append(float(one.weight[slots & ~held].sum()))
        agreed.append(_kept(one.weight, slots, held))
    out["slot_missed"], out["slot_agree"] = float(np.log1p(min(missed))), max(agreed)
    both = left[0][at_a] & left[1][at_b]
    norms = [float((one.weight[rest] ** 2).sum()) for one, rest in ((a, left[0]), (b, left[1]))]
    few = _FEW ** 2
    out["rest_cosine"] = (float((a.weight[at_a][both] ** 2).sum()) + few) / (float(np.sqrt(norms[0] * norms[1])) + few)
    return out


def _inside(count: int, first: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of ``count`` words lie in a run."""
    edges = np.bincount(first, minlength=count + 1) - np.bincount(end, minlength=count + 1)
    return np.cumsum(edges)[:count] > 0


def _among(numbers: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """The set of ``numbers`` as a mask of ``count``."""
    mask = np.zeros(count, dtype=bool)
    mask[numbers] = True
    return mask


def _kept(weight: NDArray[np.float64], part: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
    """Share by weight of ``part`` that is ``held``, drawn to 1 where there is little of it."""
    return (float(weight[part & held].sum()) + _FEW) / (float(weight[part].sum()) + _FEW)


def _order(grid: NDArray[np.float64]) -> float:
    """Share of consecutive matched sentences (columns) whose partners go forward; 0.5 where under three match."""
    matched = np.flatnonzero(grid.max(axis=0) >= _MATCH)
    if len(matched) < 3:
        return 0.5
    return float((np.diff(grid.argmax(axis=0)[matched]) >= 0).mean())


def features(a: Profile, b: Profile, cosine: float, shared: Spans) -> dict[str, float]:
    """All features of one pair by name; ``shared`` are the runs of the pair, from `runs`."""
    _, at_a, at_b = np.intersect1d(a.terms, b.terms, assume_unique=True, return_indices=True)
    length = shared[:, 1] - shared[:, 0]
    out = {"cosine": cosine, "longest": float(np.log1p(length.max(initial=0))),
           "run_words": float(np.log1p(length.sum()))}
    out |= _reuse(a, b) | _vocabulary(a, b, at_a, at_b)
    grid = sentence_cosines(a, b, at_a, at_b)
    out |= _sentences(a, b, grid) | _clash(a, b, at_a, at_b, grid) | _beside(a, b, at_a, at_b, shared)
    for name in [name[:-2] for name in out if name.endswith("_a")]:
        both = out[f"{name}_a"], out[f"{name}_b"]
        out[f"{name}_max"], out[f"{name}_min"] = max(both), min(both)
    out["gap"] = float(np.log1p(abs(a.day - b.day))) if a.day is not None and b.day is not None else UNDATED
    lengths = sorted((len(a.ids), len(b.ids)))
    out["length"], out["length_ratio"] = float(np.log1p(lengths[0])), _share(lengths[0], lengths[1])
    return out
