"""Papers that print one agency's text are its siblings, not copiers of each other.

Where at least two documents credit one agency for the whole of a text they share, and the agency's own copy is not
among them, that copy stands as a node of kind ``wire``. A paper with the same text and no credit belongs to it too,
with less support. What a paper says of another paper stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

import networkx as nx

from ..records import Alignment, Edge, Evidence, InferredSource, Prepared
from . import publication
from .credits import agency_of, credits
from .readings import text_stems
from .witness import testimony

SHARED = 0.25  # least share of the shorter text's triples that two prints of one agency text have in common
SAME = 0.7  # share from which a paper without a credit has the agency's text too
CREDITED, UNCREDITED = 0.95, 0.75  # support of an edge from the wire: fixed, by what the paper says
_Triples = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wire:
    """One agency text and who prints it."""

    agency: str
    members: tuple[str, ...]

    def node(self, story: str) -> str:
        """The id of the wire's node."""
        return f"wire:{story}:{self.agency}"


def find(documents: Sequence[Prepared]) -> tuple[Wire, ...]:
    """The agency texts that several ``documents`` of one story print, each document under one of them."""
    told = {document.id: {credit.agency: credit for credit in credits(document.document.text) if credit.whole}
            for document in documents}
    own = {agency for document in documents if (agency := agency_of(document.document.outlet))}
    triples = {document.id: _triples(document) for document in documents}
    released = {document.id for document in documents if document.document.role == "release"}
    place = {document.id: at for at, document in enumerate(documents)}
    younger = publication.younger(publication.moments(documents))

    def before(key: str, group: Sequence[str]) -> bool:
        """An announcement, or a text of an earlier day than all that credit the agency, does not come from it."""
        return key in released or all(younger[place[other], place[key]] for other in group)

    wires: list[Wire] = []
    taken: set[str] = set()
    for agency in sorted({name for held in told.values() for name in held} - own):
        naming = [key for key in sorted(told) if agency in told[key] and key not in taken]
        for group in _alike(naming, triples):
            rest = [key for key in sorted(told) if key not in taken and not told[key] and not before(key, group)
                    and any(_share(triples[key], triples[other]) >= SAME for other in group)]
            members = tuple(sorted({*group, *rest}))
            taken |= set(members)
            wires.append(Wire(agency, members))
    return tuple(wires)


def _triples(document: Prepared) -> _Triples:
    return frozenset(stems[at:at + 3] for stems in text_stems(document) for at in range(len(stems) - 2))


def _share(one: _Triples, other: _Triples) -> float:
    return len(one & other) / max(min(len(one), len(other)), 1)


def _alike(keys: Sequence[str], triples: Mapping[str, _Triples]) -> list[list[str]]:
    """Groups of two or more that share their text, directly or through others."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(keys)
    graph.add_edges_from((one, other) for at, one in enumerate(keys) for other in keys[at + 1:]
                         if _share(triples[one], triples[other]) >= SHARED)
    return sorted(sorted(group) for group in nx.connected_components(graph) if len(group) > 1)


def applied(
    story: str, wires: Sequence[Wire], documents: Sequence[Prepared],
    alignments: Mapping[tuple[str, str], Alignment], edges: Sequence[Edge], inferred: Sequence[InferredSource],
    roots: Sequence[str],
) -> tuple[list[Edge], tuple[InferredSource, ...], tuple[str, ...]]:
    """The lineage of a story with its wires: their members hang from them, and lean on each other only where told."""
    if not wires:
        return list(edges), tuple(inferred), tuple(roots)
    wire_of = {key: wire.node(story) for wire in wires for key in wire.members}
    sources = [_source(wire, story, documents, alignments) for wire in wires]
    by_id = {document.id: document for document in documents}
    kept = [edge for edge in edges if _stays(edge, wire_of)]
    kept += [print_of(source, by_id[key]) for source in sources for key in source.explains]
    kept += _above(edges, wire_of)
    sources += [source for source in inferred if any(edge.parent == source.id for edge in kept)]
    joined = {edge.child for edge in kept if edge.directed and edge.kind == "derives"}
    shown = {source.id for source in sources}
    tops = [key for key in roots if key not in wire_of and (key in shown or not key.startswith("inferred:"))]
    return kept, tuple(sources), tuple(sorted({*tops, *(wire.node(story) for wire in wires)} - joined))


def _stays(edge: Edge, wire_of: Mapping[str, str]) -> bool:
    """Whether an edge is still said: none into a member but what it owes to a document outside, or names."""
    if edge.child not in wire_of:
        return True
    if any(reason.type == "attribution_line" for reason in edge.evidence) and not edge.parent.startswith("inferred:"):
        return edge.kind == "second_source"
    return edge.kind == "second_source" and edge.parent not in wire_of


def _above(edges: Sequence[Edge], wire_of: Mapping[str, str]) -> list[Edge]:
    """What stands above a member stands above its wire: an announcement or an older report, once each."""
    best: dict[tuple[str, str], Edge] = {}
    for edge in edges:
        if edge.kind != "derives" or not edge.directed or edge.child not in wire_of or edge.parent in wire_of:
            continue
        key = edge.parent, wire_of[edge.child]
        if not edge.parent.startswith("inferred:") and (key not in best or best[key].support < edge.support):
            best[key] = replace(edge, child=key[1], alternative=None, margin=None)
    strongest: dict[str, Edge] = {}
    for (_, wire), edge in sorted(best.items()):
        if wire not in strongest or strongest[wire].support < edge.support:
            strongest[wire] = edge
    return [strongest[wire] for wire in sorted(strongest)]


def print_of(wire: InferredSource, document: Prepared) -> Edge:
    """The line from an agency's text to a paper that prints it, with the words in which the paper says so."""
    told = [credit for credit in credits(document.document.text) if credit.agency == wire.name and credit.whole]
    if not told:
        said = Evidence("containment", f"{document.id} has the text that others credit to {wire.name}", 1.0)
        return Edge(wire.id, document.id, True, UNCREDITED, "derives", (said,))
    quoted = shorten(told[0].text, 160, placeholder="…")
    text = f'{document.id} credits {wire.name} ({told[0].form}): "{quoted}"'
    return Edge(wire.id, document.id, True, CREDITED, "derives", (Evidence("attribution_line", text, 5.0),))


def _source(wire: Wire, story: str, documents: Sequence[Prepared],
            alignments: Mapping[tuple[str, str], Alignment]) -> InferredSource:
    members = [document for document in documents if document.id in wire.members]
    said = testimony(members, alignments, None)
    return InferredSource(wire.node(story), wire.members, said.claims, said.explained, "wire", wire.agency)
