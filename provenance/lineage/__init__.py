"""Stories and the descent inside each: parents, second parents, undirected links, inferred sources, support."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.cluster.hierarchy import average, fcluster
from scipy.spatial.distance import squareform

from ..parallel import Pool
from ..records import Alignment, Derivation, Edge, InferredSource, Lineage, Prepared
from ..settings import Settings
from .copies import with_copies
from .placing import Placed, place

LARGEST = 800  # documents of one component whose pairs are clustered
STRONG = 0.9  # p_related from which a single pair may join two stories of two or more documents


def build(
    documents: Sequence[Prepared],
    pairs: Sequence[Derivation],
    alignments: Mapping[tuple[str, str], Alignment],
    settings: Settings,
    release: str | None,
    copies: Mapping[str, str] | None = None,
    pool: Pool | None = None,
    by_id: Mapping[str, Prepared] | None = None,
) -> Lineage:
    """Group documents into stories and say, as far as evidence carries, who descends from whom.

    ``pairs`` and ``alignments`` may cover any subset of document pairs. ``release`` is the id of the announcement, if
    it is among the documents; documents with role ``release`` are announcements as well. Stories are named ``S1`` on
    by size, then by smallest id; a story without a release gets an inferred source ``inferred:S1`` where no visible
    document can be shown to be the source. ``copies`` (id of a copy to id of the document that stands for it) are
    placed beside that document. Stories are placed in the processes of ``pool``, which hold ``by_id``, the documents
    by id. The result does not depend on the order of the arguments.
    """
    copies = copies or {}
    ordered = sorted((document for document in documents if document.id not in copies),
                     key=lambda document: document.id)
    by_id = by_id or {document.id: document for document in ordered}
    crowd = Counter(copies.values())
    groups = sorted(stories([document.id for document in ordered], pairs, settings),
                    key=lambda group: (-len(group) - sum(crowd[key] for key in group), group[0]))
    story_of = {key: f"S{number}" for number, group in enumerate(groups, 1) for key in group}
    asked = _asked(groups, story_of, pairs, alignments, settings, release)
    told = iter((pool or Pool()).map(_story, by_id, asked, chunk=1))
    placed = [next(told) if len(group) > 1 else _alone(by_id[group[0]], release) for group in groups]
    found = Lineage(
        story_of={document.id: story_of[document.id] for document in ordered},
        edges=tuple(edge for part in placed for edge in part.edges),
        roots=tuple(root for part in placed for root in part.roots),
        inferred=tuple(source for part in placed for source in part.inferred),
        unplaced=tuple(sorted(key for part in placed for key in part.unplaced)),
    )
    return with_copies(found, copies, documents, pairs, settings)


@dataclass(frozen=True, slots=True)
class _Part:
    edges: tuple[Edge, ...] = ()
    roots: tuple[str, ...] = ()
    inferred: tuple[InferredSource, ...] = ()
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Story:
    """A story of two documents or more, with what is known of its pairs: all that a process needs to place it."""

    name: str
    documents: tuple[str, ...]
    pairs: tuple[Derivation, ...]
    alignments: Mapping[tuple[str, str], Alignment]
    settings: Settings
    release: str | None


def _asked(groups: Sequence[Sequence[str]], story_of: Mapping[str, str], pairs: Sequence[Derivation],
           alignments: Mapping[tuple[str, str], Alignment], settings: Settings, release: str | None) -> list[_Story]:
    inside: dict[str, list[Derivation]] = defaultdict(list)
    aligned: dict[str, dict[tuple[str, str], Alignment]] = defaultdict(dict)
    for pair in pairs:
        if pair.a in story_of and story_of[pair.a] == story_of.get(pair.b):
            inside[story_of[pair.a]].append(pair)
    for (a, b), found in alignments.items():
        if a in story_of and story_of[a] == story_of.get(b):
            aligned[story_of[a]][a, b] = found
    return [_Story(name, tuple(group), tuple(inside[name]), aligned[name], settings, release)
            for group in groups if len(group) > 1 for name in [story_of[group[0]]]]


def _story(by_id: Mapping[str, Prepared], story: _Story) -> _Part:
    documents = [by_id[key] for key in story.documents]
    releases = [d.id for d in documents if d.id == story.release or d.document.role == "release"]
    root = story.release if story.release in releases else _first(documents, releases)
    result: Placed = place(story.name, documents, story.pairs, story.alignments, story.settings, root)
    return _Part(result.edges, result.roots, result.inferred, result.unplaced)


def _alone(document: Prepared, release: str | None) -> _Part:
    announced = document.id == release or document.document.role == "release"
    return _Part(roots=(document.id,)) if announced else _Part(unplaced=(document.id,))


def _first(documents: Sequence[Prepared], releases: Sequence[str]) -> str | None:
    """The earliest of several announcements, undated ones last."""
    dates = {document.id: document.document.published or "9999" for document in documents}
    return min(releases, key=lambda key: (dates[key], key), default=None)


def stories(ids: Sequence[str], pairs: Sequence[Derivation], settings: Settings) -> list[list[str]]:
    """Connected components of related pairs, largest first, then by smallest id; members sorted.

    A pair below `STRONG` that alone holds together two parts of two or more documents each is not enough to make
    one story of them, nor are weak links between parts whose pairs are on average unrelated.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(ids))
    for pair in pairs:
        if pair.p_related >= settings.related_threshold and pair.a in graph and pair.b in graph:
            graph.add_edge(pair.a, pair.b, p=pair.p_related)
    for left, right in sorted(tuple(sorted(bridge)) for bridge in nx.bridges(graph)):
        if graph[left][right]["p"] < STRONG and _welds(graph, left, right):
            graph.remove_edge(left, right)
    judged = {frozenset((pair.a, pair.b)): pair.p_related for pair in pairs}
    wholes = [sorted(whole) for whole in nx.connected_components(graph)]
    parts = [part for whole in wholes for part in _parted(whole, graph, judged, settings)]
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _parted(whole: list[str], graph: nx.Graph[str], judged: Mapping[frozenset[str], float], settings: Settings
            ) -> list[list[str]]:
    """A component, cut where its parts are on average not related (average linkage), if any of its links is weak.

    Pairs nobody judged count as related as the best way over one document between them. A link of `STRONG` or more is
    never cut: rewrites of one announcement need share nothing but what each has of it.
    """
    links = [data["p"] for _, _, data in graph.subgraph(whole).edges(data=True)]
    if not 2 < len(whole) <= LARGEST or min(links) >= STRONG:
        return [whole]
    place = {key: at for at, key in enumerate(whole)}
    known = np.full((len(whole), len(whole)), np.nan)
    for one, key in enumerate(whole):
        for other in whole[one + 1:]:
            if (p := judged.get(frozenset((key, other)))) is not None:
                known[one, place[other]] = known[place[other], one] = p
    direct = np.nan_to_num(known, nan=0.0)
    through = np.stack([np.minimum(row, direct).max(axis=1) for row in direct])
    related = np.where(np.isnan(known), through, known)
    np.fill_diagonal(related, 1.0)
    labels = fcluster(average(squareform(1.0 - related, checks=False)), 1.0 - settings.related_threshold, "distance")
    parts: nx.Graph[str] = nx.Graph()
    parts.add_nodes_from(whole)
    first = {label: whole[at] for at, label in reversed(list(enumerate(labels.tolist())))}
    parts.add_edges_from((key, first[label]) for key, label in zip(whole, labels.tolist(), strict=True))
    parts.add_edges_from((left, right) for left, right, data in graph.subgraph(whole).edges(data=True)
                         if data["p"] >= STRONG)
    return [sorted(part) for part in nx.connected_components(parts)]


def _welds(graph: nx.Graph[str], left: str, right: str) -> bool:
    """Whether both ends of a bridge have company of their own."""
    return bool(graph.degree(left) > 1 and graph.degree(right) > 1)
