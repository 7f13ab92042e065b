"""Artificial traditions: copies of copies with slips of the pen, lost witnesses and second exemplars.

A tree is judged, as in computer-assisted stemmatology (Roos & Heikkilä 2009, *Evaluating methods for computer-assisted
stemmatology using artificial benchmark data sets*), by average sign similarity: how often two witnesses stand in the
same order of distance from a third as in the true tree.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ...lineage import build
from ...lineage.case import flat
from ...lineage.descent import edit_distances
from ...lineage.spanning import spanning
from ...records import Derivation, Prepared
from ...settings import Settings
from .cascades import make
from .write_through import release_texts

Array = NDArray[np.float64]
_COPIES, _KEPT, _WORDS = 20, 13, 900
_RATES = (0.03, 0.1, 0.2)  # words a copyist changes
_FAR = 99.0


@dataclass(frozen=True, slots=True)
class Tradition:
    """Witnesses that survive, their numbers, and who copied whom, the lost ones included."""

    witnesses: tuple[Prepared, ...]
    numbers: tuple[int, ...]
    above: tuple[int, ...]

    def distances(self) -> Array:
        """Steps between witnesses in the true tree, float64 [n, n]."""
        tree: nx.Graph[int] = nx.Graph([(above, number) for number, above in enumerate(self.above) if above >= 0])
        steps = dict(nx.all_pairs_shortest_path_length(tree))
        return np.array([[steps[a][b] for b in self.numbers] for a in self.numbers], dtype=np.float64)


def traditions(data: Path, split: str, count: int = 9, seed: int = 11) -> Iterator[Tradition]:
    """``count`` traditions grown from releases of one split, a third at each rate of change."""
    texts = release_texts(data, split)
    words = sorted({word for text in texts for word in text.split() if word.isalpha() and word.islower()})
    for number in range(count):
        generator = random.Random(f"{seed}/{split}/{number}")
        first = " ".join(generator.sample(texts, 3)).split()[:_WORDS]
        yield _grown(first, words, _RATES[number % len(_RATES)], generator, f"{split}{number}")


def _grown(first: list[str], words: Sequence[str], rate: float, generator: random.Random, key: str) -> Tradition:
    copies, above = [first], [-1]
    for number in range(1, _COPIES):
        parent = generator.randrange(number)
        copies.append(_copied(copies[parent], words, rate, generator))
        above.append(parent)
        if generator.random() < 0.1:
            second = copies[generator.randrange(number)]
            copies[-1] = copies[-1][:len(copies[-1]) // 2] + second[len(second) // 2:]
    kept = sorted(generator.sample(range(_COPIES), _KEPT))
    made = tuple(make(f"{key}-{number:02d}", " ".join(copies[number])) for number in kept)
    return Tradition(made, tuple(kept), tuple(above))


def _copied(text: Sequence[str], words: Sequence[str], rate: float, generator: random.Random) -> list[str]:
    """Half of all slips are of spelling, the rest words exchanged, lost or added; now and then a line is skipped."""
    made: list[str] = []
    for word in text:
        slip = generator.random() / rate
        if slip < 0.5 and len(word) > 3:
            at = generator.randrange(1, len(word) - 1)
            made.append(word[:at] + generator.choice(("", "e", word[at] * 2)) + word[at + 1:])
        elif slip < 0.75:
            made.append(generator.choice(words))
        elif slip < 0.85:
            continue
        else:
            made += [word, generator.choice(words)] if slip < 1.0 else [word]
    if generator.random() < 0.5:
        at = generator.randrange(len(made) - 15)
        del made[at:at + generator.randrange(5, 15)]
    return made


def sign_similarity(true: Array, ours: Array) -> float:
    """Average sign similarity (0..1) of two tables of distances between the same witnesses."""
    n = len(true)
    told = [np.sign(table[a, b] - table[a, c]) for table in (true, ours)
            for a in range(n) for b in range(n) for c in range(b + 1, n) if a not in (b, c)]
    half = len(told) // 2
    return float(1 - 0.5 * np.abs(np.array(told[:half]) - np.array(told[half:])).mean())


def neighbour_joining(distance: Array) -> Array:
    """Path lengths in the tree of neighbour joining (Saitou & Nei 1987), float64 [n, n]."""
    tree: nx.Graph[int] = nx.Graph()
    table = {(a, b): float(distance[a, b]) for a in range(len(distance)) for b in range(len(distance))}
    live = list(range(len(distance)))
    while len(live) > 2:
        sums = {a: sum(table[a, other] for other in live) for a in live}
        _, a, b = min(((len(live) - 2) * table[a, b] - sums[a] - sums[b], a, b)
                      for at, a in enumerate(live) for b in live[at + 1:])
        new = max(table)[0] + 1
        near = 0.5 * table[a, b] + (sums[a] - sums[b]) / (2 * (len(live) - 2))
        tree.add_edge(a, new, far=max(near, 0.0))
        tree.add_edge(b, new, far=max(table[a, b] - near, 0.0))
        live = [other for other in live if other not in (a, b)]
        for other in live:
            table[new, other] = table[other, new] = 0.5 * (table[a, other] + table[b, other] - table[a, b])
        table[new, new] = 0.0
        live.append(new)
    tree.add_edge(live[0], live[1], far=max(table[live[0], live[1]], 0.0))
    length = dict(nx.all_pairs_dijkstra_path_length(tree, weight="far"))
    return np.array([[length[a][b] for b in range(len(distance))] for a in range(len(distance))])


def _steps(pairs: Sequence[tuple[int, int]], n: int) -> Array:
    tree: nx.Graph[int] = nx.Graph(pairs)
    found = np.full((n, n), _FAR)
    for a, row in nx.all_pairs_shortest_path_length(tree):
        for b, steps in row.items():
            if a < n and b < n:
                found[a, b] = steps
    return found


Method = Callable[[Sequence[Prepared]], Array]


def apart(witnesses: Sequence[Prepared]) -> Array:
    """Insertions and deletions between the stems of every two witnesses, float64 [n, n]."""
    stems = flat(witnesses)
    sizes = [len(text) for text in stems]
    found: Array = edit_distances(stems) * np.add.outer(sizes, sizes)
    return found


def by_spanning(witnesses: Sequence[Prepared]) -> Array:
    """Steps between witnesses in the minimum spanning tree."""
    hung = spanning(apart(witnesses), 0)
    return _steps([(int(parent), child) for child, parent in enumerate(hung) if parent >= 0], len(witnesses))


def by_joining(witnesses: Sequence[Prepared]) -> Array:
    """Lengths of paths between witnesses in the tree of neighbour joining."""
    return neighbour_joining(apart(witnesses))


def by_lineage(witnesses: Sequence[Prepared]) -> Array:
    """Steps between witnesses along the lines of the lineage; an inferred source stands behind all."""
    ids = [document.id for document in witnesses]
    pairs = [Derivation(a, b, 0, 0, 0, 0, 0, 0, 0, 0, 1.0, "light_rewrite")
             for at, a in enumerate(ids) for b in ids[at + 1:]]
    found = build(witnesses, pairs, {}, Settings(bootstrap=50), None)
    place = {key: at for at, key in enumerate([*ids, *(source.id for source in found.inferred)])}
    return _steps([(place[edge.parent], place[edge.child]) for edge in found.edges if edge.kind != "second_source"],
                  len(ids))


METHODS: Mapping[str, Method] = {"lineage": by_lineage, "minimum spanning tree": by_spanning,
                                 "neighbour joining": by_joining}


def table(data: Path, split: str) -> dict[str, float]:
    """Mean average sign similarity of the lineage, of the minimum spanning tree, and of neighbour joining."""
    found = list(traditions(data, split))
    return {name: round(float(np.mean([sign_similarity(one.distances(), method(one.witnesses)) for one in found])), 3)
            for name, method in METHODS.items()}
