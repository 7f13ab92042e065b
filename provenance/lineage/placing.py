"""The descent inside one story, from readings, dates and attribution lines to edges.

Four ways to read a story: its source is named; one visible document can be shown to be the source; every document can
descend from another, and which is first stays open; or some source that is not here is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..records import Alignment, Derivation, Edge, Evidence, InferredSource, Prepared
from ..settings import Settings
from . import publication, wires
from .case import ANNOUNCER, NAMED, Case, announces, announcing, case_of, flat, with_source
from .descent import (
    NEVER,
    Array,
    Belief,
    Descent,
    Shared,
    arborescence,
    infer,
    plain,
    resamples,
    rooted,
    roots_table,
    sums,
    unrooted,
    weights,
)
from .drawing import View, in_time, with_claims
from .needed import conflict, handed_down, needed, witnesses
from .readings import BLOCKS, text_stems
from .reasons import date_reason
from .rooting import evidence, oldest_evidence, posterior
from .spanning import spanning
from .witness import testimony

UNLIKELY = 0.02  # share below which a way to read the dates, or a document as the root, is left out
ROOTS = 6  # documents tried as the root where it stays open
VISIBLE_ROOT = 0.75  # least probability at which a document is shown as the source nobody named
UNSEEN = 0.5  # least probability at which a source that is needed is shown where no dates speak
NEARER = 1.25  # how many times likelier than the unseen source a document must be to be taken for the parent
_NOT_DERIVED = ("same_event", "unrelated")


@dataclass(frozen=True, slots=True)
class Placed:
    """What `place` says about one story."""

    edges: tuple[Edge, ...]
    roots: tuple[str, ...]
    inferred: tuple[InferredSource, ...]
    unplaced: tuple[str, ...]


def place(
    name: str, documents: Sequence[Prepared], pairs: Sequence[Derivation],
    alignments: Mapping[tuple[str, str], Alignment], settings: Settings, root: str | None,
) -> Placed:
    """Parents, second parents and undirected links of one story's documents (sorted by id, at least two)."""
    alone = _independent(documents, pairs, settings, root)
    kept = [document for document in documents if document.id not in alone]
    twins = _twins(kept, root)
    distinct = tuple(document for document in kept if document.id not in twins)
    edges: list[Edge] = []
    inferred: tuple[InferredSource, ...] = ()
    roots: tuple[str, ...] = (root,) if root else ()
    if len(kept) > 1:
        if len(distinct) > 1:
            edges, inferred, roots = _distinct(name, case_of(distinct, settings), kept, alignments, root)
        else:
            roots = (distinct[0].id,)
        by_id = {document.id: document for document in kept}
        edges += [_twin_edge(twin, first, by_id, root) for twin, first in sorted(twins.items())]
        edges, inferred, roots = wires.applied(name, wires.find(kept), kept, alignments, edges, inferred, roots)
        edges = in_time(edges, _younger(kept))
    elif root is None:
        alone = {document.id for document in documents}
    return Placed(tuple(edges), roots, inferred, tuple(sorted(alone)))


def _distinct(
    name: str, case: Case, kept: Sequence[Prepared], alignments: Mapping[tuple[str, str], Alignment], root: str | None
) -> tuple[list[Edge], tuple[InferredSource, ...], tuple[str, ...]]:
    """(edges, inferred sources, roots) of documents of different text."""
    view = view_of(f"inferred:{name}", case, None if root is None else case.names.index(root))
    edges = view.edges()
    top = view.names[view.root]
    if view.mode == "hidden":
        said = testimony(kept, alignments, None)
        source = InferredSource(top, tuple(document.id for document in kept), said.claims, said.explained)
        return [with_claims(edge, source) for edge in edges], (source,), (top,)
    shown = view.mode == "visible" or any(edge.parent == top and edge.directed for edge in edges)
    return edges, (), (top,) if shown else ()


def view_of(source: str, case: Case, root: int | None) -> View:
    """The story as it is read: from a root that is named, shown or open, or from ``source``, which is not here."""
    if root is not None:
        return _with_root(case, root, 1.0)
    lengths = [len(stems) for stems in flat(case.documents)]
    if witnesses(case, lengths):
        return _open(case, nearest=np.add.outer(lengths, lengths) * case.edit)
    if not needed(case.readings, sums(case.overlaps), case.outsiders()):
        return _open(case)
    chances, hidden = source_chances(case)
    if (oldest := publication.sole(case.younger)) is not None:
        chances = {oldest: oldest_chance(case, oldest)}
    best = max(chances, key=lambda at: (round(chances[at], 6), -at))
    if chances[best] >= VISIBLE_ROOT:
        return _with_root(case, best, chances[best])
    return _with_hidden(source, case) if hidden >= UNSEEN or case.younger.any() else _open(case)


def oldest_chance(case: Case, oldest: int) -> float:
    """Probability that the one document older than all others is their source, rather than one that is not here."""
    ranked, rows, hidden = evidence(case.readings, case.edit, weights("visible"))
    if oldest not in ranked:
        return 0.0
    found = oldest_evidence(rows[ranked.index(oldest)], hidden, conflict(case.readings, sums(case.overlaps)))
    outside = max((ANNOUNCER * line.weight for line in case.outsiders()), default=0.0)
    return float(1 / (1 + np.exp(outside - found @ np.array(roots_table()["oldest"]))))


def _independent(
    documents: Sequence[Prepared], pairs: Sequence[Derivation], settings: Settings, root: str | None
) -> set[str]:
    """Documents no pair of which says more than that they report the same event."""
    derived: set[str] = set() if root is None else {root}
    for pair in pairs:
        if pair.p_related >= settings.related_threshold and pair.relation not in _NOT_DERIVED:
            derived |= {pair.a, pair.b}
    return {document.id for document in documents if document.id not in derived}


def _twins(documents: Sequence[Prepared], root: str | None) -> dict[str, str]:
    """Documents with the text of another, by the one that stands for them: the root, the oldest, the first id."""
    groups: dict[tuple[tuple[str, ...], ...], list[Prepared]] = defaultdict(list)
    for document in documents:
        groups[tuple(text_stems(document))].append(document)
    found: dict[str, str] = {}
    for group in groups.values():
        first = min(group, key=lambda d: (d.id != root, d.document.published or "9999", d.id))
        found |= {document.id: first.id for document in group if document.id != first.id}
    return found


def _twin_edge(twin: str, first: str, by_id: Mapping[str, Prepared], root: str | None) -> Edge:
    when = publication.moments([by_id[first], by_id[twin]])
    directed = first == root or bool(publication.younger(when)[1, 0])
    said = [Evidence("containment", f"{twin} and {first} have the same text", 5.0)]
    return Edge(first, twin, directed, 0.95 if first == root else 0.9, "derives" if directed else "shares_source",
                tuple(said + date_reason([first, twin], when, np.zeros((2, 2)), 0, 1)))


def _younger(documents: Sequence[Prepared]) -> set[tuple[str, str]]:
    later = publication.younger(publication.moments(documents))
    return {(documents[one].id, documents[other].id) for one, other in np.argwhere(later).tolist()}


def _beliefs(case: Case, shared: Shared, root: int, mode: str) -> tuple[list[Belief], Array]:
    """(ways to read the story, likeliest first, log odds of dates alone, parent by row)."""
    n, size = len(case.documents), len(shared.edit)
    named = _named(case, size)
    named[:n, :n] = np.where(case.younger, NEVER, named[:n, :n])
    named[root] = np.maximum(named[root], 0.0)  # every document descends from the root, whatever its date says
    none = np.zeros((0, BLOCKS))
    undated, exact = weights(mode), weights(f"{mode} dated")

    def padded(odds: Array) -> Array:
        full = np.zeros((size, size))
        full[:n, :n] = odds
        full[n:, :n] = odds.max()
        return full

    def fit(odds: Array) -> float:
        return infer(shared, root, [Belief(1.0, undated, named + padded(odds))], none).log_total

    dates = publication.believe(case.when, fit, visible=size == n)
    both = [Belief(1 - dates.share, undated, named + padded(dates.loose)),
            Belief(dates.share, exact, named + padded(dates.exact))]
    likely = sorted((belief for belief in both if belief.share >= UNLIKELY), key=lambda belief: -belief.share)
    total = sum(belief.share for belief in likely)
    return [replace(belief, share=belief.share / total) for belief in likely], padded(dates.odds)


def _named(case: Case, size: int) -> Array:
    """Log odds [size, size] attribution lines give the documents they name, and the unseen source if there is one."""
    n = len(case.documents)
    named = np.zeros((size, size))
    place_of = {key: at for at, key in enumerate(case.names)}
    for line in case.lines:
        if line.target is not None:
            named[place_of[line.target], place_of[line.document]] += NAMED * line.weight
        elif size > n:
            named[n, place_of[line.document]] = max(named[n, place_of[line.document]], ANNOUNCER * line.weight)
    return named


def _with_root(case: Case, root: int, certainty: float) -> View:
    fitted, beliefs, dated = _rooted(case, root, case.settings.bootstrap)
    parents = arborescence(np.round(fitted.probability, 9), root)
    return View(case, fitted, beliefs[0].coefficients, dated, parents, root, "visible", certainty=certainty)


def _rooted(case: Case, root: int, replicates: int) -> tuple[Descent, list[Belief], Array]:
    """The fit of the story with one of its documents as the source."""
    shared = Shared(case.overlaps, rooted(case.readings, root), case.edit, case.known)
    beliefs, dated = _beliefs(case, shared, root, "visible")
    return infer(shared, root, beliefs, resamples(BLOCKS, replicates, case.settings.seed)), beliefs, dated


def _open(case: Case, nearest: Array | None = None) -> View:
    """Visible documents explain one another, averaged over which of them came first.

    Where no date tells them apart and ``nearest`` (edit distances) is given, the tree is its minimum spanning tree: on
    witnesses of one text nothing learned did better.
    """
    chances = _first(case)
    replicates = max(10, case.settings.bootstrap // len(chances))
    fits = {root: _rooted(case, root, replicates) for root in chances}
    mixed = np.sum([chance * fits[root][0].probability for root, chance in chances.items()], axis=0)
    best = max(chances, key=lambda root: (round(chances[root], 6), -root))
    fitted, beliefs, dated = fits[best]
    parents = arborescence(np.round(mixed, 9), best)
    if nearest is not None and not case.younger.any():
        parents = spanning(nearest, best)
    told = any(line.target is not None for line in case.lines)
    certainty = handed_down(case) if len(case.documents) == 2 and not told else 1.0
    return View(case, replace(fitted, probability=mixed), beliefs[0].coefficients, dated, parents, best, "open",
                certainty=certainty)


def _first(case: Case) -> dict[int, float]:
    """Probability of the likeliest documents to have come first; one of a later day than another did not."""
    n = len(case.documents)
    chances = source_chances(case)[0] if n > 2 else _of_two(case)
    possible = {at: chance for at, chance in chances.items() if not case.younger[at].any()}
    possible = possible or {at: 1.0 for at in range(n) if not case.younger[at].any()}
    top = sorted(possible, key=lambda at: (-round(possible[at], 6), at))[:ROOTS]
    total = sum(possible[at] for at in top)
    if total <= 0:
        return dict.fromkeys(top, 1.0 / len(top))
    kept = {at: possible[at] / total for at in top if possible[at] / total >= UNLIKELY}
    return {at: chance / sum(kept.values()) for at, chance in kept.items()}


def _of_two(case: Case) -> dict[int, float]:
    """Which of two documents came first: only what one says of the other tells, beside dates."""
    odds = _named(case, 2)
    second = 1 / (1 + np.exp(odds[0, 1] - odds[1, 0]))
    return {0: float(1 - second), 1: float(second)}


def source_chances(case: Case) -> tuple[dict[int, float], float]:
    """Probability of each document (by index) to be the source of the others, and of a source that is not here."""
    n = len(case.documents)
    ranked, rows, hidden = evidence(case.readings, case.edit, weights("visible"))
    place_of = {key: at for at, key in enumerate(case.names)}
    bonus = np.zeros(n)
    outside = 0.0
    for line in case.lines:
        if line.target is None:
            outside = max(outside, ANNOUNCER * line.weight) if announces(line, case.documents) else outside
        else:
            bonus[place_of[line.document]] -= NAMED * line.weight
            bonus[place_of[line.target]] += ANNOUNCER * line.weight
    bonus += np.array([announcing(document) for document in case.documents])
    bonus += publication.first(case.when)
    return posterior(ranked, rows, hidden, roots_table(), bonus[ranked] - outside)


def chances_of(documents: Sequence[Prepared], settings: Settings) -> tuple[dict[str, float], float]:
    """Probability of each of a story's documents to be the source of the others, and of an unseen source."""
    case = case_of(tuple(sorted(documents, key=lambda document: document.id)), settings)
    chances, hidden = source_chances(case)
    return {case.names[at]: chance for at, chance in chances.items()}, hidden


def _with_hidden(source: str, case: Case) -> View:
    n = len(case.documents)
    readings = case.readings.with_source()
    overlaps, edit = plain(readings), with_source(case.edit)
    shared = Shared(overlaps, rooted(readings, n), edit, unrooted(sums(overlaps), edit))
    beliefs, dated = _beliefs(case, shared, n, "hidden")
    fitted = infer(shared, n, beliefs, resamples(BLOCKS, case.settings.bootstrap, case.settings.seed))
    weighed = fitted.probability.copy()
    weighed[n] *= NEARER
    parents = arborescence(np.round(weighed, 9), n)
    return View(case, fitted, beliefs[0].coefficients, dated, parents, n, "hidden", source)
