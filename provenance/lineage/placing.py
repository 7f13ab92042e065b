"""The descent inside one story, from readings, dates and attribution lines to edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..records import Alignment, Derivation, Edge, Evidence, InferredSource, Prepared
from ..settings import Settings
from ..text.rarity import shipped
from . import publication
from .attribution_lines import AttributionLine, find
from .descent import (
    Array,
    Belief,
    Descent,
    Shared,
    Weights,
    arborescence,
    edit_distances,
    infer,
    plain,
    resamples,
    rooted,
    roots_table,
    weights,
)
from .readings import BLOCKS, Readings, read, text_stems
from .reasons import common_phrase, contributions, date_reason, line_reason, reasons
from .rooting import evidence, posterior
from .second import Second, seconds
from .support import calibrated
from .witness import testimony

NAMED = 5.0  # log odds an attribution line of full weight gives the document it names
ANNOUNCER = 1.5  # log odds a line naming somebody outside gives the unseen source
CREDIT = 0.9  # least weight of an attribution line that alone makes the document it names a second parent
# Under an unseen source two siblings look like parent and child more easily: a direction must be clear.
CLEAR, SURE = 3.0, 0.6
DIRECTED = 1.5  # how many times likelier than its reverse a direction must be to be shown
SIBLINGS = 0.5  # least probability of an undirected link between two documents of an unseen source
UNLIKELY = 0.02  # share below which a way to read the dates is left out
VISIBLE_ROOT = 0.75  # least probability at which a document is shown as the source nobody named
_NOT_DERIVED = ("same_event", "unrelated")


@dataclass(frozen=True, slots=True)
class Placed:
    """What `place` says about one story."""

    edges: tuple[Edge, ...]
    roots: tuple[str, ...]
    inferred: tuple[InferredSource, ...]
    unplaced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One story's distinct documents with what speaks on their descent beside their readings."""

    documents: tuple[Prepared, ...]
    when: NDArray[np.float64]
    lines: tuple[AttributionLine, ...]
    readings: Readings
    edit: Array
    settings: Settings

    @property
    def names(self) -> list[str]:
        """Ids in order."""
        return [document.id for document in self.documents]


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
    inferred: list[InferredSource] = []
    roots: list[str] = [root] if root else []
    if len(kept) > 1:
        case = _case(distinct, settings)
        certainty = 1.0
        if root is None and (guess := visible_root(case)) is not None:
            root, certainty = guess
            roots = [root]
        if root is None:
            hidden, source = _with_hidden(name, case, kept, alignments)
            edges, inferred, roots = hidden, [source], [source.id]
        elif len(distinct) > 1:
            edges = _with_root(case, case.names.index(root), certainty)
        edges += [_twin_edge(twin, first, {d.id: d for d in kept}, root) for twin, first in sorted(twins.items())]
    elif root is None:
        alone = {document.id for document in documents}
    return Placed(tuple(edges), tuple(roots), tuple(inferred), tuple(sorted(alone)))


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
    older = bool(when[1, 0] - when[0, 0] > when[:, 1].sum())
    directed = first == root or older
    evidence = [Evidence("containment", f"{twin} and {first} have the same text", 5.0)]
    return Edge(first, twin, directed, 0.95 if first == root else 0.8, "derives" if directed else "shares_source",
                tuple(evidence + date_reason([first, twin], when, np.zeros((2, 2)), 0, 1)))


def _case(documents: tuple[Prepared, ...], settings: Settings) -> Case:
    return Case(documents, publication.moments(documents), find(documents), read(documents, shipped()),
                edit_distances(flat(documents)), settings)


def flat(documents: Sequence[Prepared]) -> list[list[str]]:
    """All stems of each document that count, in order."""
    return [[stem for stems in text_stems(document) for stem in stems] for document in documents]


def _beliefs(case: Case, shared: Shared, root: int, mode: str) -> tuple[list[Belief], Array]:
    """(ways to read the story, likeliest first, log odds of dates alone, parent by row)."""
    n, size = len(case.documents), len(shared.edit)
    named = _named(case, size)
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


def _with_root(case: Case, root: int, certainty: float) -> list[Edge]:
    shared = Shared(plain(case.readings), rooted(case.readings, root), case.edit)
    beliefs, dated = _beliefs(case, shared, root, "visible")
    fitted = infer(shared, root, beliefs, resamples(BLOCKS, case.settings.bootstrap, case.settings.seed))
    parents = arborescence(fitted.probability, root)
    view = View(case, fitted, beliefs[0].coefficients, dated, parents, root)
    edges = [view.edge(int(parents[child]), child) for child in range(len(parents)) if child != root]
    return [replace(edge, support=round(edge.support * certainty, 3)) for edge in edges + view.second_sources()]


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
    for at, document in enumerate(case.documents):
        notes = {sentence.note for sentence in document.sentences}
        bonus[at] += 3.0 * ("release slug" in notes) + 1.0 * bool(notes & {"safe harbour", "about the organisation"})
    older = publication.believe(case.when, lambda odds: 0.0).loose
    bonus += np.clip(older.sum(axis=1), -6.0, 3.0)
    # Dates tell visible documents apart; one of them is the earliest wherever the source is.
    hidden_bonus = outside + float(np.max(np.clip(older.sum(axis=1), 0.0, 3.0)))
    return posterior(ranked, rows, hidden, roots_table(), bonus[ranked] - hidden_bonus)


def chances_of(documents: Sequence[Prepared], settings: Settings) -> tuple[dict[str, float], float]:
    """Probability of each of a story's documents to be the source of the others, and of an unseen source."""
    case = _case(tuple(sorted(documents, key=lambda document: document.id)), settings)
    chances, hidden = source_chances(case)
    return {case.names[at]: chance for at, chance in chances.items()}, hidden


def visible_root(case: Case) -> tuple[str, float] | None:
    """The document that is the source of the others, with its probability, where that can be shown."""
    if len(case.documents) < 3:
        return None
    chances, _ = source_chances(case)
    best = max(chances, key=lambda at: (chances[at], -at))
    return (case.names[best], chances[best]) if chances[best] >= VISIBLE_ROOT else None


def announces(line: AttributionLine, documents: Sequence[Prepared]) -> bool:
    """A name from outside is the announcer's only when a third of the documents, and two, mention it."""
    name = line.name.casefold()
    telling = sum(name in document.document.text.casefold() for document in documents)
    return telling >= 2 and 3 * telling >= len(documents)


def _with_hidden(
    name: str, case: Case, kept: Sequence[Prepared], alignments: Mapping[tuple[str, str], Alignment]
) -> tuple[list[Edge], InferredSource]:
    said = testimony(kept, alignments, None)
    source = InferredSource(f"inferred:{name}", tuple(document.id for document in kept), said.claims, said.explained)
    n, names = len(case.documents), case.names
    readings = case.readings.with_source()
    shared = Shared(plain(readings), rooted(readings, n), with_source(case.edit))
    beliefs, dated = _beliefs(case, shared, n, "hidden")
    fitted = infer(shared, n, beliefs, resamples(BLOCKS, case.settings.bootstrap, case.settings.seed))
    parents = arborescence(fitted.probability, n)
    view = View(case, fitted, beliefs[0].coefficients, dated, parents, n, source.id)
    edges = [edge for child in range(n) for edge in view.hidden_edges(int(parents[child]), child)]
    # What a parent lacks is no ground for a second one where that parent is not shown.
    unsure = {edge.child for edge in edges if edge.parent == source.id and parents[names.index(edge.child)] != n}
    others = [edge for edge in view.second_sources() if edge.child not in unsure or edge.directed]
    return [_with_claims(edge, source) for edge in edges] + others, source


def _with_claims(edge: Edge, source: InferredSource) -> Edge:
    """An edge from the unseen source with how much of what witnesses share its child states."""
    if edge.parent != source.id or not source.claims:
        return edge
    stated = sum(edge.child in claim.witnesses for claim in source.claims)
    text = (f"{edge.child} states {stated} of the {len(source.claims)} claims that at least two witnesses make, "
            f"{source.explained_share.get(edge.child, 0.0):.0%} of its words")
    evidence = Evidence("shared_claims", text, round(stated / len(source.claims), 3))
    return replace(edge, evidence=(*edge.evidence, evidence))


def with_source(edit: Array) -> Array:
    """Edit distances with the unseen source added: as far from each document as the others are on average."""
    n = len(edit)
    mean = edit.sum(axis=0) / max(n - 1, 1)
    larger = np.zeros((n + 1, n + 1))
    larger[:n, :n], larger[n, :n], larger[:n, n] = edit, mean, mean
    return larger


@dataclass(frozen=True, slots=True)
class View:
    """A fitted story from which edges are read; ``source`` names the inferred root, where there is one."""

    case: Case
    fitted: Descent
    coefficients: Weights
    dated: Array
    parents: NDArray[np.int64]
    root: int
    source: str | None = None

    @property
    def names(self) -> list[str]:
        """Ids of documents, then of the inferred source."""
        return [*self.case.names, *([self.source] if self.source else [])]

    def edge(self, parent: int, child: int) -> Edge:
        """The edge to a child's best parent; undirected where its reverse is nearly as likely."""
        p = self.fitted.probability
        directed = bool(parent == self.root or p[parent, child] >= DIRECTED * p[child, parent])
        value = float(p[parent, child] + (0.0 if directed else p[child, parent]))
        other, margin = self._alternative(parent, child)
        return Edge(self.names[parent], self.names[child], directed, self._support(value, parent, child),
                    "derives", tuple(self._evidence(parent, child, other)),
                    self.names[other] if other is not None else None, margin)

    def hidden_edges(self, parent: int, child: int) -> list[Edge]:
        """Edges of a child under an unseen source: from the source, or from a document, or along with a sibling."""
        if parent == self.root:
            return [self.edge(parent, child)]
        edge, p = self.edge(parent, child), self.fitted.probability
        if edge.support >= SURE and p[parent, child] >= CLEAR * p[child, parent]:
            return [replace(edge, directed=True)]
        pair = float(p[parent, child] + p[child, parent])
        edges = [replace(self.edge(self.root, child), support=round(1.0 - float(p[parent, child]), 3))]
        if pair >= SIBLINGS:
            edges.append(replace(edge, directed=False, kind="shares_source",
                                 support=self._support(pair, parent, child)))
        return edges

    def _support(self, p: float, parent: int, child: int) -> float:
        return round(calibrated(p, self.fitted.copied, "hidden" if self.source else "visible"), 3)

    def _alternative(self, parent: int, child: int) -> tuple[int | None, float | None]:
        p = self.fitted.probability[:, child].copy()
        p[[parent, child]] = -1.0
        other = int(p.argmax())
        if p[other] < 0:
            return None, None
        return other, round(float(self.fitted.probability[parent, child] - p[other]), 3)

    def _evidence(self, parent: int, child: int, other: int | None) -> list[Evidence]:
        case, fitted = self.case, self.fitted
        inferred = self.source is not None and parent == self.root
        own = [line for line in case.lines if line.document == case.names[child]]
        lines = [line_reason(line, (ANNOUNCER if inferred else NAMED) * line.weight) for line in own
                 if (inferred and line.target is None and announces(line, case.documents))
                 or line.target == self.names[parent]]
        if inferred:
            return lines
        theta = self.coefficients.at(fitted.kind)
        source = case.documents[self.root] if self.source is None else None
        phrase = common_phrase(case.documents[child], case.documents[parent], source) if parent != self.root else None
        parts = contributions(theta, fitted.evidence, parent, other, child)
        found = reasons(self.names, parts, fitted.evidence, parent, other, child, phrase)
        return [*lines, *date_reason(self.names, case.when, self.dated, parent, child), *found]

    def second_sources(self) -> list[Edge]:
        """Second parents: documents whose text a child has and its parent lacks, or that the child names."""
        found = {(made.parent, made.child): made for made in seconds(self.case.readings, self.parents,
                                                                    len(self.case.documents))}
        mutual = {pair for pair in found if (pair[1], pair[0]) in found}
        edges = [self._second(made) for pair, made in sorted(found.items())
                 if pair not in mutual or pair[0] < pair[1]]
        drawn = {(edge.parent, edge.child) for edge in edges}
        for line in self.case.lines:
            if line.target and line.weight >= CREDIT and (line.target, line.document) not in drawn:
                child = self.case.names.index(line.document)
                if self.parents[child] >= 0 and self.names[self.parents[child]] != line.target:
                    edges.append(Edge(line.target, line.document, True, round(0.6 + 0.3 * line.weight, 3),
                                      "second_source", (line_reason(line, NAMED * line.weight),)))
        return edges

    def _second(self, made: Second) -> Edge:
        """A second parent; undirected unless it is above the child, older, or named by it."""
        names = self.case.names
        lines = [line_reason(line, NAMED * line.weight) for line in self.case.lines
                 if line.document == names[made.child] and line.target == names[made.parent]]
        directed = bool(made.parent in self._above(made.child) or lines
                        or self.dated[made.parent, made.child] > np.log(DIRECTED))
        text = (f"{made.triples} runs of three words that {names[made.child]} has and its parent lacks are in "
                f"{names[made.parent]} ({made.share:.0%} of its text)")
        evidence = (*lines, Evidence("containment", text, round(10 * made.share, 3)),
                    *date_reason(self.names, self.case.when, self.dated, made.parent, made.child))
        return Edge(names[made.parent], names[made.child], directed, round(min(0.9, 0.5 + 2 * made.share), 3),
                    "second_source", evidence)

    def _above(self, child: int) -> set[int]:
        found, node = set(), int(self.parents[child])
        while node >= 0:
            found.add(node)
            node = int(self.parents[node])
        return found
