"""Stories and the descent inside each: parents, second parents, undirected links, inferred sources, support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from .config import Settings
from .model import Alignment, Derivation, Edge, InferredSource, Lineage, Prepared
from .placing import Placed, place

STRONG = 0.9  # p_related from which a single pair may join two stories of two or more documents


def build(
    documents: Sequence[Prepared],
    pairs: Sequence[Derivation],
    alignments: Mapping[tuple[str, str], Alignment],
    settings: Settings,
    release: str | None,
) -> Lineage:
    """Group documents into stories and say, as far as evidence carries, who descends from whom.

    ``pairs`` and ``alignments`` may cover any subset of document pairs. ``release`` is the id of the announcement, if
    it is among the documents; documents with role ``release`` are announcements as well. Stories are named ``S1`` on
    by size, then by smallest id; a story without a release gets an inferred source ``inferred:S1`` where no visible
    document can be shown to be the source. The result does not depend on the order of the arguments.
    """
    ordered = sorted(documents, key=lambda document: document.id)
    by_id = {document.id: document for document in ordered}
    groups = stories([document.id for document in ordered], pairs, settings)
    story_of = {key: f"S{number}" for number, group in enumerate(groups, 1) for key in group}
    inside: dict[str, list[Derivation]] = defaultdict(list)
    for pair in pairs:
        if pair.a in story_of and story_of[pair.a] == story_of.get(pair.b):
            inside[story_of[pair.a]].append(pair)
    placed = [_story(f"S{number}", [by_id[key] for key in group], inside[f"S{number}"], alignments, settings, release)
              for number, group in enumerate(groups, 1)]
    return Lineage(
        story_of={document.id: story_of[document.id] for document in ordered},
        edges=tuple(edge for part in placed for edge in part.edges),
        roots=tuple(root for part in placed for root in part.roots),
        inferred=tuple(source for part in placed for source in part.inferred),
        unplaced=tuple(sorted(key for part in placed for key in part.unplaced)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    edges: tuple[Edge, ...] = ()
    roots: tuple[str, ...] = ()
    inferred: tuple[InferredSource, ...] = ()
    unplaced: tuple[str, ...] = ()


def _story(
    name: str, documents: list[Prepared], pairs: Sequence[Derivation],
    alignments: Mapping[tuple[str, str], Alignment], settings: Settings, release: str | None,
) -> _Part:
    releases = [d.id for d in documents if d.id == release or d.document.role == "release"]
    if len(documents) == 1:
        return _Part(roots=tuple(releases)) if releases else _Part(unplaced=(documents[0].id,))
    root = release if release in releases else _first(documents, releases)
    result: Placed = place(name, documents, pairs, alignments, settings, root)
    return _Part(result.edges, result.roots, result.inferred, result.unplaced)


def _first(documents: Sequence[Prepared], releases: Sequence[str]) -> str | None:
    """The earliest of several announcements, undated ones last."""
    dates = {document.id: document.document.published or "9999" for document in documents}
    return min(releases, key=lambda key: (dates[key], key), default=None)


def stories(ids: Sequence[str], pairs: Sequence[Derivation], settings: Settings) -> list[list[str]]:
    """Connected components of related pairs, largest first, then by smallest id; members sorted.

    A pair below `STRONG` that alone holds together two parts of two or more documents each is not enough to make
    one story of them, nor are links below it enough for a document most of whose pairs with the story are unrelated.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(ids))
    for pair in pairs:
        if pair.p_related >= settings.related_threshold and pair.a in graph and pair.b in graph:
            graph.add_edge(pair.a, pair.b, p=pair.p_related)
    for loose in _loose(graph, pairs):
        graph.remove_edges_from(list(graph.edges(loose)))
    for left, right in sorted(tuple(sorted(bridge)) for bridge in nx.bridges(graph)):
        if graph[left][right]["p"] < STRONG and _welds(graph, left, right):
            graph.remove_edge(left, right)
    return sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))


def _loose(graph: nx.Graph[str], pairs: Sequence[Derivation]) -> list[str]:
    """Documents that hang on a story by weak links to less than half of those of its members they were held against."""
    judged: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for pair in pairs:
        judged[pair.a].append((pair.b, pair.p_related))
        judged[pair.b].append((pair.a, pair.p_related))
    story = {key: number for number, part in enumerate(nx.connected_components(graph)) for key in part}
    found = []
    for key in sorted(graph):
        inside = [p for other, p in judged[key] if story.get(other) == story[key]]
        linked = graph.degree(key)
        if linked and 2 * linked < len(inside) and max(inside) < STRONG:
            found.append(key)
    return found


def _welds(graph: nx.Graph[str], left: str, right: str) -> bool:
    """Whether both ends of a bridge have company of their own."""
    return graph.degree(left) > 1 and graph.degree(right) > 1
