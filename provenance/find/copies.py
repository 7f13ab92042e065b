"""Copies of one text: exact ones, and those that differ by a few words.

A release that two thousand sites print as it stands would give two million pairs of which each says the same. Of such
a crowd a few stand for all: they are judged and placed like any document, and every other copy is compared with the
first of them alone. Near copies are proposed by datasketch's MinHash with locality-sensitive hashing (Broder 1997;
Leskovec et al. 2014, chapter 3) under a scheme that is named, and kept where the exact resemblance says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from ..records import Prepared
from ..text.shingles import SCHEME, resemblance, shingle_set
from .candidates import body_ids

CROWD = 24  # copies of one text up to which every one is judged with every other: chains of small edits stay whole
STANDING = 4  # members of a crowd that stand for it: the first and three witnesses beside it
ALIKE = 0.9  # resemblance of near copies: 300 words with a line of a dozen words of each outlet's own
_PERMUTATIONS, _SEED = 128, 1
_PROPOSED = 0.8  # the sketch's threshold: low enough that hardly a pair above `ALIKE` is missed
_SIZE = 5

Runs = NDArray[np.uint64]


def fold(documents: Sequence[Prepared]) -> dict[str, str]:
    """The copies that others stand for: id of the copy to id of the first of its crowd.

    The first is the release, else the earliest, else the one of smallest id. The answer does not depend on the order
    of ``documents``.
    """
    if len(documents) <= CROWD:
        return {}
    ordered = sorted(documents, key=lambda item: (item.document.role != "release", item.document.published or "9999",
                                                  item.id))
    crowds: dict[int, list[Prepared]] = {}
    for item, leader in zip(ordered, _leaders(ordered), strict=True):
        crowds.setdefault(leader, []).append(item)
    return {item.id: crowd[0].id for crowd in crowds.values() if len(crowd) > CROWD
            for item in crowd[STANDING:] if item.document.role != "release"}


def _leaders(ordered: Sequence[Prepared]) -> list[int]:
    """For each document the number of the first one it is a copy of, maybe itself."""
    texts = [body_ids(item) for item in ordered]
    first: dict[bytes, int] = {}
    for number, ids in enumerate(texts):
        first.setdefault(ids.tobytes(), number)
    runs = {number: shingle_set(texts[number], _SIZE) for number in first.values()}
    leader = {number: number for number in runs} | _near({number: runs[number] for number in _repeated(runs)})
    return [leader[first[ids.tobytes()]] for ids in texts]


def _repeated(runs: Mapping[int, Runs]) -> list[int]:
    """Texts of whose runs a share of `ALIKE` or more stands in other texts: no other text can be a near copy."""
    edges = np.cumsum([0, *(len(mine) for mine in runs.values())])
    _, which, count = np.unique(np.concatenate([*runs.values()]), return_inverse=True, return_counts=True)
    shared = np.concatenate([[0], np.cumsum(count[which] > 1)])[edges]
    return [number for number, held, size in zip(runs, np.diff(shared).tolist(), np.diff(edges).tolist(), strict=True)
            if size and held / size >= ALIKE]


def _near(runs: Mapping[int, Runs]) -> dict[int, int]:
    """For each text the first known one that it nearly equals; itself, from then on known, where there is none."""
    index = MinHashLSH(threshold=_PROPOSED, num_perm=_PERMUTATIONS)
    blank = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, scheme=SCHEME, hashfunc=int)  # its copies share permutations
    found: dict[int, int] = {}
    for number, mine in runs.items():
        sketch = blank.copy()
        sketch.update_batch((mine & np.uint64(0xFFFFFFFF)).tolist())
        alike = (int(other) for other in sorted(index.query(sketch)) if resemblance(runs[other], mine) >= ALIKE)
        found[number] = next(alike, number)
        if found[number] == number:
            index.insert(number, sketch)
    return found
