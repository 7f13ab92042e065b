"""The plain data that flows through the house: frozen, comparable, free of behaviour.

Offsets count Unicode code points of ``Document.text``; spans are half-open ``[start, end)``.
Probabilities and shares lie in 0..1.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Role = Literal["verbatim", "paraphrase", "added", "padding", "unclear", "furniture", "disclosure", "heading"]
SourceKind = Literal["release", "parent", "sibling"]
Kind = Literal["body", "heading", "furniture", "disclosure"]
FactKind = str  # a name in facts.kinds.KINDS
FactStatus = Literal["kept", "rounded", "changed", "added", "dropped", "unknown"]
Relation = Literal["verbatim", "light_rewrite", "heavy_rewrite", "partial", "same_event", "unrelated"]
Standing = Literal["release", "derived", "undecided", "independent", "unrelated"]

ROLES: tuple[Role, ...] = (
    "verbatim", "paraphrase", "added", "padding", "unclear", "furniture", "disclosure", "heading")
RELATIONS: tuple[Relation, ...] = (
    "verbatim", "light_rewrite", "heavy_rewrite", "partial", "same_event", "unrelated")


@dataclass(frozen=True, slots=True)
class Document:
    """One ingested text. ``text`` is the input unaltered but for ``\\n`` line ends and NFC."""

    id: str
    text: str = field(repr=False)
    sha256: str
    path: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    published_source: Literal["metadata", "html", "url", "dateline", "byline", "text"] | None = None
    role: Literal["release", "article"] = "article"
    language: str | None = None
    published_precision: Literal["year", "month", "day", "hour", "minute"] | None = None
    byline: str | None = field(default=None, repr=False)
    section: str | None = field(default=None, repr=False)  # of the paper, as a database gives it
    notes: tuple[str, ...] = ()  # what was amiss with the input and was left out or mended


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or line: offsets, the words it spans, and what kind of line it is."""

    start: int
    end: int
    first_word: int
    last_word: int  # half-open, index into Prepared.words
    paragraph: int
    kind: Kind = "body"
    note: str = ""  # why a line is furniture or disclosure, e.g. "photo credit", "about the company"
    clause: bool = False  # cut out of speech that was written down without punctuation

    @property
    def words(self) -> int:
        """Length in word tokens."""
        return self.last_word - self.first_word


@dataclass(frozen=True, slots=True)
class Fact:
    """A checkable particular: ``value`` is its normal form, comparable between documents."""

    kind: FactKind
    text: str
    start: int
    end: int
    value: str
    sentence: int
    speaker: str | None = None
    norm: float | None = None  # numeric magnitude, where there is one
    role: str | None = None  # a person's title or office, as written beside the name


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """A document with everything that is computed from it alone.

    ``starts``, ``ends`` and ``sentence_of`` are int32 arrays as long as ``words``; ``ids`` (uint32) hashes each
    normalised word, so that runs of words compare as integers.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentence_of: NDArray[np.int32]
    ids: NDArray[np.uint32]
    facts: tuple[Fact, ...]

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id

    def __repr__(self) -> str:
        return f"<Prepared {self.id!r}: {len(self.words)} words>"

    def text_of(self, sentence: Sentence) -> str:
        """The sentence as it stands in the stored text."""
        return self.document.text[sentence.start:sentence.end]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words two documents share: offsets in both, and words that match inside it."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    kind: Literal["verbatim", "edited", "moved"] = "verbatim"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of A that a stretch of B restates: half-open offsets in both, and how alike the two are (0..1)."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    kind: Literal["verbatim", "edited", "paraphrase", "summary"]
    similarity: float


@dataclass(frozen=True, slots=True)
class Link:
    """Sentence ``b`` of document B states what sentence(s) ``a`` of document A state."""

    b: int
    a: tuple[int, ...]
    kind: Literal["verbatim", "paraphrase"]
    similarity: float
    probability: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """How B's words and sentences map onto A's. Coverages are shares of content words."""

    a: str
    b: str
    spans: tuple[Span, ...]
    links: tuple[Link, ...]
    verbatim_words: int
    paraphrase_words: int
    coverage_a: float
    coverage_b: float
    failure: str = ""  # why nothing is known of the pair
    passages: tuple[Passage, ...] = ()  # where they were asked for


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason, in words, with its weight on the decision (sign: towards or against)."""

    type: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Derivation:
    """The judgement on one unordered pair of documents; ``relation_p`` has a probability for each of `RELATIONS`."""

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
    p_derived: float | None = None
    evidence: tuple[Evidence, ...] = ()
    p_reuse: float = 0.0  # text was taken over
    p_same_event: float = 0.0  # both are about one event; never below p_related
    p_common_source: float = 0.0  # both go back to one text, before the floor that copying sets
    relation_p: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of descent, or of common descent where ``directed`` is false."""

    parent: str
    child: str
    directed: bool
    support: float
    kind: Literal["derives", "second_source", "shares_source"]
    evidence: tuple[Evidence, ...] = ()
    alternative: str | None = None  # the next-best parent
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim at least two documents make, and who makes it."""

    text: str
    witnesses: tuple[str, ...]
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class InferredSource:
    """A source nobody supplied, known through what its witnesses share; a ``wire`` is one they credit by ``name``."""

    id: str
    explains: tuple[str, ...]
    claims: tuple[Claim, ...]
    explained_share: Mapping[str, float]
    kind: Literal["inferred", "wire"] = "inferred"
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Stories (connected components) and the descent inside each."""

    story_of: Mapping[str, str]
    edges: tuple[Edge, ...]
    roots: tuple[str, ...]
    inferred: tuple[InferredSource, ...]
    unplaced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceRole:
    """What one sentence of an article is, and where it comes from."""

    start: int
    end: int
    role: Role
    p_role: float
    source: tuple[str, int, int, float] | None = None  # id, start, end, similarity
    note: str = ""
    source_kind: SourceKind | None = None  # of ``source``


@dataclass(frozen=True, slots=True)
class FactFinding:
    """A fact with its status against the source and the other witnesses."""

    fact: Fact
    status: FactStatus
    source: tuple[str, int, int, str] | None = None  # id, start, end, text
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One feature's part in a score, in words."""

    feature: str
    contribution: float
    note: str


@dataclass(frozen=True, slots=True)
class AiScore:
    """Whether a text reads as rewritten by a language model, at a stated false-positive rate."""

    score: float
    label: Literal["likely_ai", "unclear", "likely_human"]
    fpr_at_label: float | None
    relative: bool
    evidence: tuple[Contribution, ...]
    reason: str = ""
    calibrated_on: str = ""  # the human texts that set the limit of the label
    note: str = ""  # why a source that was given is not used


@dataclass(frozen=True, slots=True)
class Padding:
    """The share of a document's words that say nothing checkable."""

    share_words: float
    label: Literal["none", "some", "much"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """What one document did to its source."""

    ai_rewritten: AiScore
    padding: Padding
    composition: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that could not be used, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """Everything the trace says about one document."""

    document: Document
    words: int
    story: str
    standing: Standing
    p_derived: float | None
    attribution: Attribution = field(repr=False)
    sentences: tuple[SentenceRole, ...] = field(repr=False)
    facts: tuple[FactFinding, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Trace:
    """The result of the main job; ``tracefile.encode.to_dict`` turns it into schema ``provenance.trace/1``."""

    settings: Mapping[str, Any]
    documents: tuple[DocumentReport, ...]
    pairs: tuple[Derivation, ...]
    lineage: Lineage
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()  # of the pairs whose spans a reader should see

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.documents)} documents, {len(self.pairs)} pairs>"


def _packed(kind: type[Any]) -> None:
    """Pickle such records as their values: `dataclasses` would look up the fields of each anew, dozens a document."""
    values = attrgetter(*kind.__match_args__)
    copyreg.pickle(kind, lambda record: (kind, values(record)))


for _kind in (Sentence, Fact, Span, Passage, Link, Evidence, Derivation, SentenceRole, FactFinding, Contribution):
    _packed(_kind)
