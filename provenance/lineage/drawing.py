"""From a fitted story to its edges: which are shown as descent, which as kinship, with what support and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..records import Edge, Evidence, InferredSource
from .case import ANNOUNCER, NAMED, Case, announces
from .descent import Array, Descent, Weights
from .reasons import common_phrase, contributions, date_reason, line_reason, reasons
from .second import Second, seconds
from .support import calibrated

Mode = Literal["visible", "open", "hidden"]  # the root is known, is one of several, is not here
CREDIT = 0.9  # least weight of an attribution line that alone makes the document it names a second parent
# Without a known root two siblings look like parent and child more easily: a direction must be clear.
CLEAR = 3.0
DIRECTED = 1.5  # how many times likelier than its reverse a direction must be to be shown
LIKELY = 0.5  # support below which nothing is shown as descent unless the root is known


@dataclass(frozen=True, slots=True)
class View:
    """A fitted story from which edges are read; ``source`` names the inferred root, where there is one."""

    case: Case
    fitted: Descent
    coefficients: Weights
    dated: Array
    parents: NDArray[np.int64]
    root: int
    mode: Mode
    source: str | None = None
    certainty: float = 1.0  # of the root, or of two documents that one comes from the other

    @property
    def names(self) -> list[str]:
        """Ids of documents, then of the inferred source."""
        return [*self.case.names, *([self.source] if self.source else [])]

    def edges(self) -> list[Edge]:
        """One edge to every document but the root, then second sources."""
        draw = self._known if self.mode == "visible" else self._clear
        first = [draw(int(self.parents[child]), child) for child in range(len(self.parents)) if child != self.root]
        return [*first, *self._second_sources()]

    def _known(self, parent: int, child: int) -> Edge:
        """The edge to a child's best parent under a known root; undirected where its reverse is nearly as likely."""
        p = self.fitted.probability
        directed = bool(parent == self.root or p[parent, child] >= DIRECTED * p[child, parent])
        value = float(p[parent, child] + (0.0 if directed else p[child, parent]))
        return replace(self._edge(parent, child), directed=directed,
                       support=self._support(value, parent, child, directed))

    def _clear(self, parent: int, child: int) -> Edge:
        """Descent where it is likely and clear, kinship of unknown direction otherwise."""
        p = self.fitted.probability
        support = self._support(float(p[parent, child]), parent, child)
        one_way = p[parent, child] >= CLEAR * p[child, parent] and not self._younger(parent, child)
        edge = self._edge(parent, child)
        if support >= LIKELY and one_way:
            return replace(edge, support=support)
        pair = float(p[parent, child] + p[child, parent])
        return replace(edge, directed=False, kind="shares_source", support=self._support(pair, parent, child, False))

    def _edge(self, parent: int, child: int) -> Edge:
        other, margin = self._alternative(parent, child)
        return Edge(self.names[parent], self.names[child], True, 0.0, "derives",
                    tuple(self._evidence(parent, child, other)),
                    self.names[other] if other is not None else None, margin)

    def _younger(self, parent: int, child: int) -> bool:
        return parent < len(self.case.documents) and bool(self.case.younger[parent, child])

    def _support(self, p: float, parent: int, child: int, directed: bool = True) -> float:
        value = calibrated(p, self.fitted.copied, self.mode, self.dated_edge(parent, child), directed)
        return round(self.certainty * value, 3)

    def dated_edge(self, parent: int, child: int) -> bool:
        """Whether dates speak on this edge: on one from an unseen source, those of its child and the others do."""
        days = np.floor(self.case.when[:, 0])
        if parent < len(days):
            return bool(days[parent] != days[child]) and not np.isnan(days[[parent, child]]).any()
        return not np.isnan(days[child]) and len(np.unique(days[~np.isnan(days)])) > 1

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
        source = case.documents[self.root] if self.mode == "visible" else None
        phrase = common_phrase(case.documents[child], case.documents[parent], source) if parent != self.root else None
        parts = contributions(theta, fitted.evidence, parent, other, child)
        found = reasons(self.names, parts, fitted.evidence, parent, other, child, phrase)
        return [*lines, *date_reason(self.names, case.when, self.dated, parent, child), *found]

    def _second_sources(self) -> list[Edge]:
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


def in_time(edges: list[Edge], younger: set[tuple[str, str]]) -> list[Edge]:
    """The edges, undirected where the parent is of a later day than its child (``younger``: pairs of ids)."""
    return [replace(edge, directed=False, kind="shares_source")
            if edge.directed and (edge.parent, edge.child) in younger else edge for edge in edges]


def with_claims(edge: Edge, source: InferredSource) -> Edge:
    """An edge from the unseen source with how much of what witnesses share its child states."""
    if edge.parent != source.id or not source.claims:
        return edge
    stated = sum(edge.child in claim.witnesses for claim in source.claims)
    text = (f"{edge.child} states {stated} of the {len(source.claims)} claims that at least two witnesses make, "
            f"{source.explained_share.get(edge.child, 0.0):.0%} of its words")
    evidence = Evidence("shared_claims", text, round(stated / len(source.claims), 3))
    return replace(edge, evidence=(*edge.evidence, evidence))
