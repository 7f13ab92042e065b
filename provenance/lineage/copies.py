"""The place of a copy that another document stood for: beside that document, in its story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..records import Derivation, Edge, Evidence, InferredSource, Lineage, Prepared
from ..settings import Settings
from .wires import print_of


def with_copies(found: Lineage, copies: Mapping[str, str], documents: Sequence[Prepared],
                pairs: Sequence[Derivation], settings: Settings) -> Lineage:
    """``found`` with every copy (id to id of the document that stands for it) in the story of that document.

    A copy of a release, or of an earlier document, comes from it; where dates do not say so the line has no
    direction. What an unseen source explains of the document it explains of its copies. A copy that its pair does not
    bear out (one word may be another name) stays alone and unplaced.
    """
    if not copies:
        return found
    by_id = {document.id: document for document in documents}
    judged = {frozenset((pair.a, pair.b)): pair for pair in pairs}
    related = {copy: first for copy, first in sorted(copies.items())
               if judged[frozenset((copy, first))].p_related >= settings.related_threshold}
    alone = [copy for copy in sorted(copies) if copy not in related]
    stories = len(set(found.story_of.values()))
    story_of = {**found.story_of, **{copy: found.story_of[first] for copy, first in related.items()},
                **{copy: f"S{number}" for number, copy in enumerate(alone, stories + 1)}}
    wire_of = {key: source for source in found.inferred if source.kind == "wire" for key in source.explains}
    edges = [print_of(wire_of[first], by_id[copy]) if first in wire_of else
             _edge(by_id[first], by_id[copy], judged[frozenset((copy, first))]) for copy, first in related.items()]
    return replace(
        found, story_of=dict(sorted(story_of.items())), edges=(*found.edges, *edges),
        inferred=tuple(_explaining(source, related) for source in found.inferred),
        unplaced=tuple(sorted({*found.unplaced, *alone})))


def _edge(first: Prepared, copy: Prepared, pair: Derivation) -> Edge:
    """The line from a document to its copy."""
    dates = first.document.published, copy.document.published
    known = first.document.role == "release" or bool(dates[0] and dates[1] and dates[0][:10] < dates[1][:10])
    told = Evidence("containment", f"one of many copies: {min(pair.containment_a, pair.containment_b):.0%} of the "
                                   "runs of five words are the same", round(pair.p_related, 3))
    return Edge(first.id, copy.id, known, round(pair.p_related, 6), "derives" if known else "shares_source", (told,))


def _explaining(source: InferredSource, related: Mapping[str, str]) -> InferredSource:
    """An unseen source of a document is one of its copies too."""
    copies = [copy for copy, first in related.items() if first in source.explains]
    shares = {copy: source.explained_share[related[copy]] for copy in copies if related[copy] in source.explained_share}
    return replace(source, explains=tuple(sorted({*source.explains, *copies})),
                   explained_share={**source.explained_share, **shares})
