"""What speaks for and against a common source of two documents, for many pairs in one pass over arrays.

Every input only grows (or, for those in `AGAINST`, only falls) when text of one document is added to the other as it
stands, so a judgement that weighs each with one sign can never be lowered by more copied text.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..text.bulk import ragged
from .pile import Pile, Runs, Weighed, tally
from .profile import RUNS, Floats, Ints

REUSE = ("copied", "longest", "held_max", "held_min", "edited_max", "edited_min", "quotations")
WORDING = ("rare", "rare_max", "rare_min", "pairs_max", "pairs_min", "cosine")
SENTENCES = ("covered_max", "covered_min", "matched")
PARTICULARS = ("names", "names_max", "names_min", "numbers")
AGAINST = ("own_names", "own_names_max", "own_numbers", "own_quotes", "gap")
NAMES: tuple[str, ...] = REUSE + WORDING + SENTENCES + PARTICULARS + AGAINST
# Shown beside the inputs, but not weighed: informative words copied in all, and shares by side for the report.
SHOWN = ("copied_words", "held_a", "held_b", "contain_a", "contain_b", "jaccard", "matched_a", "matched_b")
UNDATED = 2.6  # log gap where a date is missing: about 12 days, where the curve of dated pairs crosses that of none
_APART, _ALIKE = 0.15, 0.55  # cosine of two sentences up to which they share nothing, and from which they are one
_FEW = 20.0  # added to what a share is of: little follows from two words of which both are shared
# Added instead where the amount itself is to count: idf of words, names, numbers and sentences of about 300 words. In
# long texts much is shared by chance, so that there the share decides.
_AMOUNT = {"rare": 400.0, "names": 150.0, "numbers": 40.0, "matched": 600.0}
_GRID = 2_000_000  # pairs of sentences held at a time
_PAIRS = 2048
_PLACES = 9  # decimals kept: sums of floats differ in the last bits with the company a pair is judged in

Table = dict[str, Floats]


def measured(documents: Pile, pairs: Ints) -> Table:
    """Every input of `NAMES` and `SHOWN` as an array over ``pairs`` (int64 [p, 2], numbers of documents)."""
    parts = [_part(documents, pairs[low:high, 0], pairs[low:high, 1]) for low, high in _batches(documents, pairs)]
    if not parts:
        return {name: np.empty(0) for name in (*NAMES, *SHOWN)}
    return {name: np.round(np.concatenate([part[name] for part in parts]), _PLACES) for name in (*NAMES, *SHOWN)}


def _batches(documents: Pile, pairs: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of pairs whose sentences fit in memory when set against each other."""
    sizes = np.diff(documents.sentences)
    cells = np.cumsum(sizes[pairs[:, 0]] * sizes[pairs[:, 1]])
    low = 0
    while low < len(pairs):
        done = cells[low - 1] if low else 0
        high = max(low + 1, min(low + _PAIRS, int(np.searchsorted(cells, done + _GRID, side="right"))))
        yield low, high
        low = high


def _part(documents: Pile, a: Ints, b: Ints) -> Table:
    shared = documents.terms.shared(a, b)
    out = _runs(documents, a, b)
    out |= _wording(documents, a, b, shared) | _sentences(documents, a, b, shared)
    out |= _particulars(documents, a, b, shared)
    gap = np.abs(documents.day[a] - documents.day[b])
    return out | {"gap": np.where(np.isnan(gap), UNDATED, np.log1p(np.nan_to_num(gap)))}


def _share(part: Floats, whole: Floats, few: float = _FEW) -> Floats:
    return part / (whole + few)


def _amount(name: str, part_a: Floats, whole_a: Floats, part_b: Floats, whole_b: Floats) -> Floats:
    """The larger of both shares, small where there is little in all."""
    few = _AMOUNT[name]
    return np.maximum(_share(part_a, whole_a, few), _share(part_b, whole_b, few))


def _sides(out: Table, name: str, a: Floats, b: Floats) -> None:
    out[f"{name}_max"], out[f"{name}_min"] = np.maximum(a, b), np.minimum(a, b)


def _runs(documents: Pile, a: Ints, b: Ints) -> Table:
    """Copied wording: informative words inside shared runs, in and out of quotations; both texts must hold them.

    A run counts wherever it moved to; on each side the places it covers are counted once.
    """
    out: Table = {}
    sizes, length = (documents.told.total, documents.quoted.total), documents.length
    for at, size in enumerate(RUNS):
        runs = documents.runs[at]
        owner, left, right = runs.shared(a, b)
        one, two = (_covered(documents, runs, owner, keys, len(a), size) for keys in (left, right))
        shares = [_share(side[0], sizes[0][who]) for side, who in ((one, a), (two, b))]
        if size == RUNS[0]:
            _sides(out, "edited", *shares)
            continue
        _sides(out, "held", *shares)
        out["held_a"], out["held_b"] = ((side[0] + side[1]) / np.maximum(length[who], 1.0)
                                        for side, who in ((one, a), (two, b)))
        out["copied"] = np.log1p(np.minimum(one[0], two[0]))
        out["quotations"] = np.log1p(np.minimum(one[1], two[1]))
        out["copied_words"] = np.minimum(one[0] + one[1], two[0] + two[1])
        out["longest"] = np.log1p(np.minimum(one[2], two[2]))
        own = [100 * (sizes[1][who] - side[1]) / (length[who] + _FEW) for side, who in ((one, a), (two, b))]
        out["own_quotes"] = np.log1p(np.minimum(*own))
        out |= _contained(documents, owner, a, b, size)
    return out


def _contained(documents: Pile, owner: Ints, a: Ints, b: Ints, size: int) -> Table:
    """Shares of distinct runs, as they are reported."""
    shared = np.bincount(owner, minlength=len(a))
    held = documents.held
    return {"contain_a": shared / np.maximum(held[a], 1), "contain_b": shared / np.maximum(held[b], 1),
            "jaccard": shared / np.maximum(held[a] + held[b] - shared, 1)}


def _covered(documents: Pile, runs: Runs, owner: Ints, keys: Ints, count: int, size: int
             ) -> tuple[Floats, Floats, Floats]:
    """By pair: informative words told and quoted that shared runs cover, and those told in the longest stretch."""
    times = runs.count[keys]
    who, start = np.repeat(owner, times), runs.places[ragged(runs.first[keys], times)]
    order = np.lexsort((start, who))
    who, start = who[order], start[order]
    reach = np.full(len(start), -1, dtype=np.int64)  # where the run before ends; none before the first of a pair
    reach[1:] = np.where(who[1:] == who[:-1], start[:-1] + size, -1)
    fresh, begins = np.maximum(start, reach), start > reach
    told, quoted = (part.before[start + size] - part.before[fresh] for part in (documents.told, documents.quoted))
    longest = np.zeros(count)
    if len(start):
        np.maximum.at(longest, who[begins], np.bincount(np.cumsum(begins) - 1, told))
    return tally(who, told, count), tally(who, quoted, count), longest


def _wording(documents: Pile, a: Ints, b: Ints, shared: tuple[Ints, Ints, Ints]) -> Table:
    """Words and pairs of words that one text tells and the other holds, weighed by how rare they are."""
    out: Table = {}
    held, whole = _held(documents.content, a, b, shared)
    out["cosine"] = np.sqrt(held[0] * held[1] / ((whole[0] + _FEW) * (whole[1] + _FEW)))
    held, whole = _held(documents.rare, a, b, shared)
    out["rare"] = _amount("rare", held[0], whole[0], held[1], whole[1])
    _sides(out, "rare", _share(held[0], whole[0]), _share(held[1], whole[1]))
    held, whole = _held(documents.pair_weight, a, b, documents.pairs.shared(a, b))
    _sides(out, "pairs", *(_share(*side) for side in zip(held, whole, strict=True)))
    return out


def _held(weight: Weighed, a: Ints, b: Ints, shared: tuple[Ints, Ints, Ints]
          ) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """By pair: weight of the keys of A that B holds and of B that A holds; weight of all keys of A and of B."""
    owner, left, right = shared
    held = tally(owner, weight.at[left], len(a)), tally(owner, weight.at[right], len(a))
    return held, (weight.total[a], weight.total[b])


def _sentences(documents: Pile, a: Ints, b: Ints, shared: tuple[Ints, Ints, Ints]) -> Table:
    """Which share of each text, by content, lies in sentences that say what a sentence of the other says."""
    first, sizes = documents.sentences[:-1], np.diff(documents.sentences)
    rows, columns = sizes[a], sizes[b]
    start = np.cumsum(rows * columns) - rows * columns
    owner, left, right = shared
    cell, value = _cells(documents, owner, left, right, start - first[a] * columns - first[b], columns)
    grid = tally(cell, value, int((rows * columns).sum()))
    met = np.flatnonzero(grid)
    who = np.searchsorted(start, met, side="right") - 1
    inside = met - start[who]
    places = inside // np.maximum(columns[who], 1), inside % np.maximum(columns[who], 1)
    alike = grid[met] / (documents.norm[first[a[who]] + places[0]] * documents.norm[first[b[who]] + places[1]])
    taken = [_taken(documents, side, who, place, alike) for side, place in zip((a, b), places, strict=True)]
    out: Table = {"matched": _amount("matched", *taken[0], *taken[1])}
    shares = [_share(mass, whole) for mass, whole in taken]
    out["matched_a"], out["matched_b"] = shares
    _sides(out, "covered", *shares)
    return out


def _cells(documents: Pile, owner: Ints, left: Ints, right: Ints, shift: Ints, columns: Ints) -> tuple[Ints, Floats]:
    """(cell, idf squared) for every two sentences of a pair and every term both hold."""
    count, other = documents.cell_count[left], documents.cell_count[right]
    who = np.repeat(owner, count)
    row = documents.cell_sentence[ragged(documents.cell_first[left], count)] * columns[who] + shift[who]
    value, times = np.repeat(documents.weight[left] ** 2, count), np.repeat(other, count)
    column = documents.cell_sentence[ragged(np.repeat(documents.cell_first[right], count), times)]
    return np.repeat(row, times) + column, np.repeat(value, times)


def _taken(documents: Pile, side: Ints, who: Ints, place: Ints, alike: Floats) -> tuple[Floats, Floats]:
    """By pair: content of the sentences that have a partner, as far as they do, and content of all."""
    sizes = np.diff(documents.sentences)[side]
    start = np.cumsum(sizes) - sizes
    best = np.zeros(int(sizes.sum()))
    np.maximum.at(best, start[who] + place, alike)
    mass = documents.mass[ragged(documents.sentences[side], sizes)]
    owner = np.repeat(np.arange(len(side)), sizes)
    ramp = np.clip((best - _APART) / (_ALIKE - _APART), 0.0, 1.0)
    return tally(owner, mass * ramp, len(side)), tally(owner, mass, len(side))


def _particulars(documents: Pile, a: Ints, b: Ints, shared: tuple[Ints, Ints, Ints]) -> Table:
    """Rare names and numbers of one text that the other holds; and those it does not hold, for each hundred
    informative words. A name counts as held wherever its word stands: at the head of a sentence it cannot be told."""
    out: Table = {}
    for name, weight in (("names", documents.names), ("numbers", documents.numbers)):
        held, whole = _held(weight, a, b, shared)
        out[name] = _amount(name, held[0], whole[0], held[1], whole[1])
        own = [100 * np.maximum(whole[side] - held[side], 0.0) / (documents.length[who] + 5 * _FEW)
               for side, who in enumerate((a, b))]
        out[f"own_{name}"] = np.log1p(np.minimum(*own))
        if name == "names":
            _sides(out, name, _share(held[0], whole[0]), _share(held[1], whole[1]))
            out["own_names_max"] = np.log1p(np.maximum(*own))
    return out
