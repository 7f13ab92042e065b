"""Who descends from whom, given what documents share: the probability of every edge, and the best arborescence.

The weight of an arborescence is the sum of its edges' scores, linear in how much new text a child has against its
parent, how much of the root's text it would have to *regain* that its parent lost, what the parent has and it lacks,
and what both have that the root lacks. With a Gibbs distribution over all arborescences, the probability of each
edge follows from the matrix-tree theorem (Koo et al. 2007, *Structured prediction models via the matrix-tree
theorem*); the arborescence shown has the largest sum of these probabilities (Chu & Liu 1965; Edmonds 1967).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from ..models import store
from .readings import BLOCKS, RARE, Readings, holders, of, overlaps

Array = NDArray[np.float64]
NEVER = -1e3  # score of an edge that cannot be
_FLOOR = 0.002  # shares of text below this are noise: keeps logarithms finite
_DEPTH = 4.0  # makes depth as large a number as `copiedness`
BLOCKS_OF = ("base", "copied", "deep", "deep_copied")
_BATCH = 60_000  # numbers in one matrix of a batch of replicates: stays in cache
_EDIT_WORDS = 1500  # longer texts are compared by their first so many stems

SIZES = ("stems", "pairs", "triples", "signs")
PER_SIZE = ("novel", "regain", "loss", "innovation", "log_novel", "log_regain", "log_loss", "relative",
            "log_root_loss", "kept_ratio", "log_innovation", "relative_innovation")
FEATURES = (*(f"{name}_{size}" for size in SIZES for name in PER_SIZE),
            "rare_2", "rare_4", "log_rare_2", "is_root", "edit", "log_edit", "relative_edit")
ROOTED = ("regain", "innovation", "log_regain", "log_root_loss", "kept_ratio", "log_innovation", "relative_innovation")
UNROOTED = tuple(at for at, name in enumerate(FEATURES) if name != "is_root" and name.rsplit("_", 1)[0] not in ROOTED)


def plain(readings: Readings) -> NDArray[np.float32]:
    """Overlaps that need no root: stems, pairs, triples, signs, readings of two documents, of three or four."""
    counts = [holders(readings, size) for size in range(2)]
    few = [overlaps(readings, size, counts[size] <= RARE[0]) for size in range(2)]
    some = [overlaps(readings, size, (counts[size] > RARE[0]) & (counts[size] <= RARE[1])) for size in range(2)]
    return np.stack([*(overlaps(readings, size) for size in range(len(SIZES))), few[0] + few[1], some[0] + some[1]])


def rooted(readings: Readings, root: int, blocks: int = BLOCKS) -> NDArray[np.float32]:
    """Overlaps within the root's readings: stems, pairs, triples, signs; ``blocks`` 1 for all together."""
    return np.stack([overlaps(readings, size, of(readings, size, root), blocks) for size in range(len(SIZES))])


def edit_distances(stems: Sequence[Sequence[str]]) -> Array:
    """Normalised insert-delete distance (0 equal .. 1 nothing in order in common) of every two stem sequences."""
    known: dict[str, int] = {}
    coded = [[known.setdefault(stem, len(known)) for stem in text[:_EDIT_WORDS]] for text in stems]
    return np.asarray(cdist(coded, coded, scorer=Indel.normalized_distance, dtype=np.float32), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Unrooted:
    """What speaks for an edge whatever the root: ``values`` float64 [len(FEATURES), ..., n, n], in which `UNROOTED`
    alone are filled, and the ``shared`` of each of `SIZES` as shares of the mean document, ``scale``, from the overlaps
    ``plain_sum``."""

    plain_sum: Array
    values: Array
    shared: tuple[Array, ...]
    scale: tuple[Array, ...]


def unrooted(plain_sum: Array, edit: Array) -> Unrooted:
    """The part of `features` that needs no root."""
    values = np.empty((len(FEATURES), *plain_sum.shape[1:]))
    scale = tuple(_scale(plain_sum[size]) for size in range(len(SIZES)))
    shared = tuple(plain_sum[size] / scale[size] for size in range(len(SIZES)))
    for size in range(len(SIZES)):
        _unrooted_of(shared[size], values[size * len(PER_SIZE):])
    rare, often, log_rare, _, edits, log_edits, relative_edits = values[len(SIZES) * len(PER_SIZE):]
    np.divide(plain_sum[-2], scale[0] + scale[1], out=rare)
    np.divide(plain_sum[-1], scale[0] + scale[1], out=often)
    edits[...] = edit
    for part, logged in ((rare, log_rare), (edits, log_edits)):
        _logged(part, logged)
    relative_edits[...] = _relative(1.0 - edit, 1e-6)
    return Unrooted(plain_sum, values, shared, scale)


@dataclass(frozen=True, slots=True)
class Shared:
    """Overlaps by sentence block, float32 [measures, BLOCKS, n, n], and normalised edit distances [n, n].

    ``known`` is `unrooted` of all blocks, where a story is read from several roots.
    """

    plain: NDArray[np.float32]
    rooted: NDArray[np.float32]
    edit: Array
    known: Unrooted | None = None


def features(known: Unrooted, rooted_sum: Array, root: int, keep: bool = True) -> Array:
    """Evidence on every possible edge, float64 [len(FEATURES), ..., n, n], parent by row.

    ``known`` is `unrooted` of overlaps [6, ..., n, n] and ``rooted_sum`` [4, ..., n, n] are the root's, both summed
    over (resampled) blocks; axes between measures and documents are replicates. With ``keep`` what is known stays as
    it is, for other roots.
    """
    found = np.empty_like(known.values) if keep else known.values
    for at in UNROOTED if keep else ():
        found[at] = known.values[at]
    for size in range(len(SIZES)):
        _rooted_of(known.shared[size], rooted_sum[size] / known.scale[size], found[size * len(PER_SIZE):])
    is_root = found[FEATURES.index("is_root")]
    is_root[...] = 0.0
    is_root[..., root, :] = 1.0
    return found


def _logged(part: Array, out: Array) -> None:
    np.log(np.add(part, _FLOOR, out=out), out=out)


def _diagonal(shared: Array) -> Array:
    return np.diagonal(shared, axis1=-2, axis2=-1)


def _scale(shared: Array) -> Array:
    """Mean document, with the axes of documents kept."""
    mean: Array = np.maximum(_diagonal(shared).mean(axis=-1), 1e-6)[..., None, None]
    return mean


def _relative(shared: Array, least: float) -> Array:
    """Each overlap against the child's largest with another document, at most 1."""
    others, own = shared.copy(), np.arange(shared.shape[-1])
    others[..., own, own] = 0.0
    best = np.maximum(others.max(axis=-2, keepdims=True), least)
    result: Array = np.minimum(shared / best, 1.0)
    return result


def _below(own: Array, shared: Array, out: Array) -> None:
    """How far the shared text falls short of a document's own."""
    np.maximum(np.subtract(own, shared, out=out), 0, out=out)


def _unrooted_of(shared: Array, out: Array) -> None:
    """Those of `PER_SIZE` that need no root."""
    novel, _, loss, _, log_novel, _, log_loss, relative = out[:8]
    mass = _diagonal(shared)
    _below(mass[..., None, :], shared, novel)
    _below(mass[..., :, None], shared, loss)
    _logged(novel, log_novel)
    _logged(loss, log_loss)
    relative[...] = _relative(shared, 1e-6)


def _rooted_of(shared: Array, from_root: Array, out: Array) -> None:
    """The others of `PER_SIZE`."""
    _, regain, _, innovation, _, log_regain, _, _, log_lost, ratio, log_innovation, relative = out[:12]
    kept = _diagonal(from_root)
    _below(kept[..., None, :], from_root, regain)
    _below(shared, from_root, innovation)
    _below(kept[..., :, None], from_root, log_lost)
    _logged(regain, log_regain)
    _logged(log_lost, log_lost)
    _logged(innovation, log_innovation)
    log_kept = np.log(kept + 0.05)
    np.subtract(log_kept[..., :, None], log_kept[..., None, :], out=ratio)
    relative[...] = _relative(innovation, 0.02)


def copiedness(plain_sum: Array) -> float:
    """How far a story copies rather than rewords: median share of triples a document has from its nearest other."""
    triples = plain_sum[2]
    others = triples - np.diag(np.diag(triples))
    return float(np.median(others.max(axis=0) / np.maximum(np.diag(triples), 1e-6)))


def character(plain_sum: Array, root: int) -> Array:
    """What kind of story this is, float64 [len(BLOCKS_OF)]: one, `copiedness`, depth, their product.

    Depth is 0 in a star, where nobody is nearer to another document than to the root, and grows in chains.
    """
    copied = copiedness(plain_sum)
    depth = _DEPTH * (1.0 - float(np.delete(_relative(plain_sum[1], 1e-6)[root], root).mean()))
    return np.array([1.0, copied, depth, depth * copied])


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients of `FEATURES`, float64 [len(BLOCKS_OF), len(FEATURES)]: each row times a part of `character`."""

    blocks: Array

    def at(self, kind: Array) -> Array:
        """The coefficients for a story of this `character`."""
        return np.asarray(kind @ self.blocks)


def _ours(loaded: store.Values) -> store.Values:
    if loaded["features"] != list(FEATURES):
        raise ValueError("features differ from this version's")
    return loaded


def model(path: Path | None = None) -> Mapping[str, object]:
    """Coefficients and calibration, the shipped ones unless a file is named. Raises InputError when damaged."""
    return store.load("lineage", _ours, path)


def trial(path: Path) -> AbstractContextManager[None]:
    """While it is open, coefficients and calibration are those of the file ``path``."""
    return store.trial("lineage", _ours, path)


def weights(mode: str) -> Weights:
    """Coefficients for ``visible`` (the source is among the documents) or ``hidden`` stories, and where dates are
    exact for ``visible dated`` and ``hidden dated`` ones: there the texts need not tell who came first."""
    part = model()[mode]
    assert isinstance(part, dict)
    return Weights(np.array([part[name] for name in BLOCKS_OF]))


def roots_table() -> Mapping[str, list[float]]:
    """Coefficients of `rooting.VISIBLE`, `rooting.HIDDEN` and `rooting.oldest_evidence`, as ``oldest``."""
    part = model()["roots"]
    assert isinstance(part, dict)
    return part


def marginals(scores: Array, root: int) -> tuple[Array, Array]:
    """Probability of every edge (parent by row) over all arborescences from ``root``, and the log of their sum.

    ``scores`` [..., n, n] are log weights; each column is shifted by its largest to avoid overflow.
    """
    n = scores.shape[-1]
    edges = np.zeros(scores.shape)
    nodes = np.delete(np.arange(n), root)
    if not len(nodes):
        return edges, np.zeros(scores.shape[:-2])
    top = np.where(np.eye(n, dtype=bool), NEVER, scores)[..., nodes]
    shift = top.max(axis=-2)
    full = np.exp(np.maximum(top - shift[..., None, :], -30.0))
    full[..., nodes, np.arange(n - 1)] = 0.0
    inner, from_root = full[..., nodes, :], full[..., root, :]
    laplacian = np.eye(n - 1) * full.sum(axis=-2)[..., None, :] - inner
    inverse = np.linalg.inv(laplacian)
    diagonal = _diagonal(inverse)
    edges[..., nodes[:, None], nodes] = inner * (diagonal[..., None, :] - np.swapaxes(inverse, -1, -2))
    edges[..., root, nodes] = from_root * diagonal
    return np.clip(edges, 0.0, 1.0), np.linalg.slogdet(laplacian)[1] + shift.sum(axis=-1)


def resamples(blocks: int, replicates: int, seed: int) -> Array:
    """Block counts of a bootstrap, float64 [replicates, blocks]; rows sum to ``blocks``."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(blocks, np.full(blocks, 1.0 / blocks), size=replicates).astype(np.float64)


def sums(shared: NDArray[np.float32], counts: Array | None = None) -> Array:
    """Overlaps summed over blocks: float64 [measures, n, n]; with ``counts`` [replicates, blocks] one a replicate."""
    if counts is None:
        return np.asarray(shared.sum(axis=1, dtype=np.float64))
    measures, blocks, n, _ = shared.shape
    flat = np.matmul(counts.astype(np.float32), shared.reshape(measures, blocks, n * n))
    return np.asarray(flat.reshape(measures, len(counts), n, n), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Descent:
    """Edge probabilities [n, n] (parent by row) averaged over replicates, and the plain fit they come from."""

    probability: Array
    evidence: Array  # FEATURES of the full data
    scores: Array
    log_total: float
    copied: float
    kind: Array  # `character`


@dataclass(frozen=True, slots=True)
class Belief:
    """One way to read a story: its share (0..1), coefficients, and log odds [n, n] from dates and attribution lines."""

    share: float
    coefficients: Weights
    prior: Array


def infer(shared: Shared, root: int, beliefs: Sequence[Belief], counts: Array) -> Descent:
    """Edge probabilities from ``root``, averaged over ``beliefs`` by their shares.

    ``counts`` [replicates, blocks] resample the sentence blocks; without replicates the full data alone decide.
    ``scores`` and ``log_total`` are those of the first belief.
    """
    known = shared.known or unrooted(sums(shared.plain), shared.edit)
    kind = character(known.plain_sum, root)
    evidence = features(known, sums(shared.rooted), root)
    scores = _scores(beliefs[0], kind, evidence)
    probability, log_total = marginals(scores, root)
    if len(counts):
        total = np.zeros_like(probability)
        size = probability.size
        for part in np.array_split(counts, max(1, min(len(counts), counts.shape[0] * size // _BATCH))):
            drawn = unrooted(sums(shared.plain, part), shared.edit)
            sampled = features(drawn, sums(shared.rooted, part), root, keep=False)
            for belief in beliefs:
                total += belief.share * marginals(_scores(belief, kind, sampled), root)[0].sum(axis=0)
        probability = total / len(counts)
    elif len(beliefs) > 1:
        probability = np.asarray(sum(one.share * marginals(_scores(one, kind, evidence), root)[0] for one in beliefs))
    return Descent(probability, evidence, scores, float(log_total), float(kind[1]), kind)


def _scores(belief: Belief, kind: Array, evidence: Array) -> Array:
    return np.asarray(np.tensordot(belief.coefficients.at(kind), evidence, 1) + belief.prior)


def arborescence(scores: Array, root: int) -> NDArray[np.int64]:
    """Parent of each node in the spanning arborescence of largest total score (Chu-Liu/Edmonds); -1 for the root."""
    work = scores.astype(np.float64).copy()
    np.fill_diagonal(work, NEVER * 100)
    levels: list[tuple[NDArray[np.int64], ...]] = []
    while True:
        parent = _greedy(work, root)
        cycle = _cycle(parent)
        if cycle is None:
            break
        rest = np.setdiff1d(np.arange(len(work)), cycle)
        into, out = work[:, cycle][rest], work[cycle][:, rest]
        gain = into - work[parent[cycle], cycle][None, :]
        enter, leave = gain.argmax(axis=1), out.argmax(axis=0)
        levels.append((cycle, rest, enter, leave, parent))
        smaller = np.full((len(rest) + 1, len(rest) + 1), NEVER * 10)
        smaller[:-1, :-1] = work.take(rest, axis=0).take(rest, axis=1)
        smaller[:-1, -1] = gain.max(axis=1)
        smaller[-1, :-1] = out.max(axis=0)
        smaller[-1, -1] = NEVER * 100
        work, root = smaller, int(np.flatnonzero(rest == root)[0])
    for cycle, rest, enter, leave, inside in reversed(levels):
        parent = _expand(parent, cycle, rest, enter, leave, inside)
    return parent


def _greedy(work: Array, root: int) -> NDArray[np.int64]:
    parent: NDArray[np.int64] = work.argmax(axis=0).astype(np.int64)
    parent[root] = -1
    return parent


def _cycle(parent: NDArray[np.int64]) -> NDArray[np.int64] | None:
    above, state = parent.tolist(), [0] * len(parent)
    for start in range(len(above)):
        path, node = [], start
        while node >= 0 and state[node] == 0:
            state[node] = start + 1
            path.append(node)
            node = above[node]
        if node >= 0 and state[node] == start + 1 and path:
            return np.array(sorted(path[path.index(node):]))
    return None


def _expand(parent: NDArray[np.int64], cycle: NDArray[np.int64], rest: NDArray[np.int64], enter: NDArray[np.int64],
            leave: NDArray[np.int64], inside: NDArray[np.int64]) -> NDArray[np.int64]:
    """Undo one contraction: the last node of ``parent`` becomes ``cycle`` again, entered at one of its nodes."""
    new = np.full(len(inside), -1, dtype=np.int64)
    new[cycle] = inside[cycle]
    last = len(rest)
    above = parent[:last]
    new[rest] = np.where(above == last, cycle[leave], np.where(above >= 0, rest[above % last], -1))
    source = int(parent[last])
    new[cycle[enter[source]]] = rest[source]
    return new
