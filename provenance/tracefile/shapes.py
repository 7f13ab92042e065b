"""The parts of ``trace.json`` as types: what `encode` writes, by the names of ``trace.schema.json``.

Offsets are characters of the stored texts, shares and probabilities 0..1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from ..records import FactKind, FactStatus, Relation, Role, SourceKind, Standing

# A part of a trace as a reader of any version meets it.
Json = Mapping[str, Any]


class EvidenceShape(TypedDict):
    """A reason in words; the sign of ``weight`` says towards or against."""

    type: str
    text: str
    weight: float


class SentenceSource(TypedDict):
    """Where a sentence comes from."""

    id: str
    start: int
    end: int
    similarity: float
    kind: SourceKind | None


class SentenceShape(TypedDict):
    """One sentence and its role."""

    start: int
    end: int
    role: Role
    p_role: float
    source: SentenceSource | None
    note: str


class FactSource(TypedDict):
    """Where a fact stands in the source."""

    id: str
    start: int
    end: int
    text: str


class FactShape(TypedDict):
    """One fact; a dropped one stands in the source only and has no offsets."""

    kind: FactKind
    text: str
    start: int | None
    end: int | None
    value: str
    speaker: str | None
    status: FactStatus
    source: FactSource | None
    also_in: list[str]


class FeatureShape(TypedDict):
    """One feature's part in a score."""

    feature: str
    contribution: float
    note: str


class AiShape(TypedDict):
    """The AI mark."""

    score: float
    label: str
    fpr_at_label: float | None
    relative: bool
    evidence: list[FeatureShape]
    reason: str
    calibrated_on: str


class PaddingShape(TypedDict):
    """Words that say nothing checkable."""

    share_words: float
    label: str


class AttributionShape(TypedDict):
    """What a document did to its source."""

    ai_rewritten: AiShape
    padding: PaddingShape
    composition: dict[str, float]


class DocumentShape(TypedDict):
    """Everything told of one document."""

    id: str
    path: str | None
    title: str | None
    outlet: str | None
    url: str | None
    byline: str | None
    section: str | None
    notes: list[str]
    published: str | None
    published_source: str | None
    published_precision: str | None
    language: str | None
    words: int
    sha256: str
    text_file: str
    role: str
    story: str
    standing: Standing | None
    p_derived: float | None
    attribution: AttributionShape
    sentences: list[SentenceShape]
    facts: list[FactShape]


class SpanShape(TypedDict):
    """A place in A and the place in B that says the same."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    kind: str
    similarity: float


class PairShape(TypedDict):
    """The judgement of two documents."""

    a: str
    b: str
    jaccard: float
    containment_a: float
    containment_b: float
    tfidf_cosine: float
    verbatim_words: int
    paraphrase_words: int
    coverage_a: float
    coverage_b: float
    p_related: float
    relation: Relation
    p_derived: float | None
    p_reuse: float
    p_same_event: float
    p_common_source: float
    relation_p: dict[str, float]
    evidence: list[EvidenceShape]
    spans: list[SpanShape]
    passages: list[SpanShape]


class NodeShape(TypedDict):
    """A document or an inferred source in the lineage."""

    id: str
    kind: str
    story: str | None


class EdgeShape(TypedDict):
    """Who has it from whom."""

    parent: str
    child: str
    directed: bool
    support: float
    kind: str
    evidence: list[EvidenceShape]
    alternative: str | None
    margin: float | None


class ClaimShape(TypedDict):
    """What an unseen source must have said."""

    text: str
    witnesses: list[str]
    verbatim: bool


class InferredShape(TypedDict):
    """A source nobody supplied."""

    id: str
    kind: str
    name: str | None
    explains: list[str]
    claims: list[ClaimShape]
    explained_share: dict[str, float]


class LineageShape(TypedDict):
    """The tree of a trace."""

    nodes: list[NodeShape]
    edges: list[EdgeShape]
    roots: list[str]
    inferred: list[InferredShape]
    unplaced: list[str]


class SkippedShape(TypedDict):
    """An input that could not be used."""

    path: str
    reason: str


class TraceBody(TypedDict):
    """``trace.json`` without its summary."""

    schema: str
    software: dict[str, Any]
    settings: dict[str, Any]
    documents: list[DocumentShape]
    pairs: list[PairShape]
    lineage: LineageShape
    skipped: list[SkippedShape]
    warnings: list[str]
