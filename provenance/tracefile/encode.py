"""A Trace as plain JSON, schema ``provenance.trace/1``: canonical, all other output is a view of it."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, overload

from ..records import (
    Alignment,
    Derivation,
    DocumentReport,
    Edge,
    Evidence,
    FactFinding,
    InferredSource,
    Lineage,
    SentenceRole,
    Trace,
)
from ..software import software
from .shapes import (
    AttributionShape,
    ClaimShape,
    DocumentShape,
    EdgeShape,
    EvidenceShape,
    FactShape,
    FactSource,
    FeatureShape,
    InferredShape,
    LineageShape,
    NodeShape,
    PairShape,
    SentenceShape,
    SentenceSource,
    SpanShape,
    TraceBody,
)
from .words import summary

SCHEMA = "provenance.trace/1"
MANY = 1_000  # documents from which what has nothing to do with anything else is left out
TOLD = 0.02  # least probability of a pair that is told then

_BARE = "joined to no other, so that their facts, which nothing could be compared with, are not listed: {} documents"


@overload
def _round(value: float, digits: int = 6) -> float: ...
@overload
def _round(value: None, digits: int = 6) -> None: ...
@overload
def _round(value: float | None, digits: int = 6) -> float | None: ...
def _round(value: float | None, digits: int = 6) -> float | None:
    """Six decimals: enough for any use, and the last bits of a float differ between machines."""
    return None if value is None else round(float(value), digits)


def text_names(ids: Sequence[str]) -> dict[str, str]:
    """A file name under ``texts/`` for each id: recognisable, portable, and free of collisions."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in ids:
        plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^A-Za-z0-9._-]+", "_", plain).strip("._")[:80] or "document"
        stem = stem.removesuffix(".txt")
        name, count = stem, 1
        while name.lower() in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name.lower())
        names[key] = f"texts/{name}.txt"
    return names


def _evidence(items: Sequence[Evidence]) -> list[EvidenceShape]:
    return [{"type": item.type, "text": item.text, "weight": _round(item.weight)} for item in items]


def _sentence(item: SentenceRole) -> SentenceShape:
    source: SentenceSource | None = None
    if item.source is not None:
        key, start, end, similarity = item.source
        source = {"id": key, "start": int(start), "end": int(end), "similarity": _round(similarity),
                  "kind": item.source_kind}
    return {"start": int(item.start), "end": int(item.end), "role": item.role, "p_role": _round(item.p_role),
            "source": source, "note": item.note}


def _fact(item: FactFinding) -> FactShape:
    """A dropped fact stands in the source only, so it has no place in this document."""
    dropped = item.status == "dropped"
    source: FactSource | None = None
    if item.source is not None:
        key, start, end, text = item.source
        source = {"id": key, "start": int(start), "end": int(end), "text": text}
    return {"kind": item.fact.kind, "text": item.fact.text,
            "start": None if dropped else int(item.fact.start), "end": None if dropped else int(item.fact.end),
            "value": item.fact.value, "speaker": item.fact.speaker, "status": item.status, "source": source,
            "also_in": list(item.also_in)}


def _attribution(report: DocumentReport) -> AttributionShape:
    score, padding = report.attribution.ai_rewritten, report.attribution.padding
    evidence: list[FeatureShape] = [{"feature": e.feature, "contribution": _round(e.contribution), "note": e.note}
                                    for e in score.evidence]
    return {
        "ai_rewritten": {"score": _round(score.score), "label": score.label, "fpr_at_label": score.fpr_at_label,
                         "relative": score.relative, "evidence": evidence, "reason": score.reason,
                         "calibrated_on": score.calibrated_on},
        "padding": {"share_words": _round(padding.share_words), "label": padding.label},
        "composition": {role: _round(share) for role, share in report.attribution.composition.items()},
    }


def _document(report: DocumentReport, text_file: str, facts: Sequence[FactFinding]) -> DocumentShape:
    item = report.document
    return {
        "id": item.id, "path": item.path, "title": item.title, "outlet": item.outlet, "url": item.url,
        "byline": item.byline, "section": item.section, "notes": list(item.notes),
        "published": item.published, "published_source": item.published_source,
        "published_precision": item.published_precision, "language": item.language,
        "words": int(report.words), "sha256": item.sha256, "text_file": text_file, "role": item.role,
        "story": report.story, "standing": report.standing, "p_derived": _round(report.p_derived),
        "attribution": _attribution(report),
        "sentences": [_sentence(sentence) for sentence in report.sentences],
        "facts": [_fact(finding) for finding in facts],
    }


def _spans(alignment: Alignment, places: Mapping[str, Sequence[tuple[int, int]]]) -> list[SpanShape]:
    """Shared runs of words, then sentences that restate each other; offsets into both texts."""
    found: list[SpanShape] = [
        {"a_start": int(s.a_start), "a_end": int(s.a_end), "b_start": int(s.b_start), "b_end": int(s.b_end),
         "kind": s.kind, "similarity": 1.0} for s in alignment.spans]
    ours, theirs = places.get(alignment.a, ()), places.get(alignment.b, ())
    for link in alignment.links:
        if link.kind != "paraphrase" or link.b >= len(theirs):
            continue
        for index in link.a:
            if index < len(ours):
                found.append({"a_start": ours[index][0], "a_end": ours[index][1], "b_start": theirs[link.b][0],
                              "b_end": theirs[link.b][1], "kind": "paraphrase",
                              "similarity": _round(link.similarity)})
    return sorted(found, key=lambda s: (s["b_start"], s["b_end"], s["a_start"], s["kind"]))


def _flip(spans: list[SpanShape]) -> list[SpanShape]:
    swapped: list[SpanShape] = [{"a_start": s["b_start"], "a_end": s["b_end"], "b_start": s["a_start"],
                                 "b_end": s["a_end"], "kind": s["kind"], "similarity": s["similarity"]} for s in spans]
    return sorted(swapped, key=lambda s: (s["b_start"], s["b_end"], s["a_start"], s["kind"]))


def _passages(alignment: Alignment) -> list[SpanShape]:
    return [{"a_start": p.a_start, "a_end": p.a_end, "b_start": p.b_start, "b_end": p.b_end, "kind": p.kind,
             "similarity": _round(p.similarity)} for p in alignment.passages]


def _pair(item: Derivation, spans: list[SpanShape], passages: list[SpanShape]) -> PairShape:
    return {
        "a": item.a, "b": item.b, "jaccard": _round(item.jaccard), "containment_a": _round(item.containment_a),
        "containment_b": _round(item.containment_b), "tfidf_cosine": _round(item.tfidf_cosine),
        "verbatim_words": int(item.verbatim_words), "paraphrase_words": int(item.paraphrase_words),
        "coverage_a": _round(item.coverage_a), "coverage_b": _round(item.coverage_b),
        "p_related": _round(item.p_related), "relation": item.relation, "p_derived": _round(item.p_derived),
        "p_reuse": _round(item.p_reuse), "p_same_event": _round(item.p_same_event),
        "p_common_source": _round(item.p_common_source),
        "relation_p": {name: _round(p, 4) for name, p in item.relation_p.items()},
        "evidence": _evidence(item.evidence), "spans": spans, "passages": passages,
    }


def _tells(pair: Derivation) -> bool:
    """Whether any probability of the pair is worth a line."""
    return max(pair.p_related, pair.p_same_event, pair.p_derived or 0.0) >= TOLD


def _unmet(report: DocumentReport) -> bool:
    """Whether the document has facts and none of them met another document."""
    return bool(report.facts) and not any(item.source or item.also_in for item in report.facts)


def _edge(edge: Edge) -> EdgeShape:
    return {"parent": edge.parent, "child": edge.child, "directed": edge.directed, "support": _round(edge.support),
            "kind": edge.kind, "evidence": _evidence(edge.evidence), "alternative": edge.alternative,
            "margin": _round(edge.margin)}


def _inferred(source: InferredSource) -> InferredShape:
    claims: list[ClaimShape] = [{"text": c.text, "witnesses": list(c.witnesses), "verbatim": c.verbatim}
                                for c in source.claims]
    shares = {key: _round(share) for key, share in sorted(source.explained_share.items())}
    return {"id": source.id, "kind": source.kind, "name": source.name, "explains": list(source.explains),
            "claims": claims, "explained_share": shares}


def _lineage(lineage: Lineage, documents: Sequence[DocumentReport]) -> LineageShape:
    nodes: list[NodeShape] = [
        {"id": d.document.id, "kind": d.document.role, "story": d.story} for d in documents]
    nodes += [{"id": source.id, "kind": source.kind,
               "story": next((lineage.story_of[key] for key in source.explains if key in lineage.story_of), None)}
              for source in lineage.inferred]
    return {"nodes": nodes, "edges": [_edge(edge) for edge in lineage.edges], "roots": list(lineage.roots),
            "inferred": [_inferred(source) for source in lineage.inferred], "unplaced": list(lineage.unplaced)}


def shared_paths(paths: Iterable[str | None]) -> dict[str, str]:
    """Paths as they may be shared: absolute ones begin with the folder that holds them all, not with whose it is."""
    told = {path for path in paths if path}
    absolute = [path for path in told if path.startswith("/")]
    if not absolute:
        return {path: path for path in told}
    above = posixpath.dirname(posixpath.commonpath([posixpath.dirname(path) for path in absolute]))
    return {path: posixpath.relpath(path, above) if path.startswith("/") else path for path in told}


def to_dict(trace: Trace) -> dict[str, Any]:
    """The trace as JSON-able values by schema ``provenance.trace/1``; documents and pairs keep their order.

    Beyond the contract: ``summary``, ``documents[].text_file``, ``sentences[].note``, ``facts[].value`` and
    ``speaker``, ``pairs[].evidence``, ``spans`` and ``passages`` (where the trace holds the alignment),
    ``edges[].alternative`` and ``margin``. Of `MANY` documents and more, pairs below `TOLD` are left out, and so are
    the facts of documents joined to no other, which is said among the warnings. Offsets of a dropped fact are null: it
    stands in the source only.
    """
    many = len(trace.documents) >= MANY
    sizes = Counter(trace.lineage.story_of.values())
    shown = shared_paths([*(report.document.path for report in trace.documents), *(s.path for s in trace.skipped)])
    bare = {report.document.id for report in trace.documents if many and sizes[report.story] == 1 and _unmet(report)}
    names = text_names([report.document.id for report in trace.documents])
    places = {d.document.id: [(int(s.start), int(s.end)) for s in d.sentences] for d in trace.documents}
    spans = {(item.a, item.b): _spans(item, places) for item in trace.alignments}
    spans |= {(b, a): _flip(found) for (a, b), found in spans.items() if (b, a) not in spans}
    passages = {(item.a, item.b): _passages(item) for item in trace.alignments}
    passages |= {(b, a): _flip(found) for (a, b), found in passages.items() if (b, a) not in passages}
    body: TraceBody = {
        "schema": SCHEMA,
        "software": software(),
        "settings": dict(trace.settings),
        "documents": [_document(report, names[report.document.id], () if report.document.id in bare else report.facts)
                      | {"path": shown.get(report.document.path or "", report.document.path)}
                      for report in trace.documents],
        "pairs": [_pair(pair, spans.get((pair.a, pair.b), []), passages.get((pair.a, pair.b), []))
                  for pair in trace.pairs if not many or _tells(pair)],
        "lineage": _lineage(trace.lineage, trace.documents),
        "skipped": [{"path": shown[item.path], "reason": item.reason} for item in trace.skipped],
        "warnings": [*trace.warnings, *([_BARE.format(len(bare))] if bare else [])],
    }
    return {"schema": SCHEMA, "summary": summary(body), **body}
