"""Roles where the model must not speak: of a language it never saw, or of a text that defeated it.

Copying is measured, not learned, and holds in every language; nothing else is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..languages import ELSEWHERE, is_english
from ..records import Alignment, Prepared, Role, Sentence, SentenceRole, SourceKind

RUN_ON = "speech without punctuation, so no padding is told"
FOREIGN = "not in English, so no role but copying is told"
_TOLD: Mapping[str, Role] = {"heading": "heading", "furniture": "furniture", "disclosure": "disclosure"}


def abstain(article: Prepared, note: str) -> tuple[SentenceRole, ...]:
    """One role for each sentence: ``unclear`` with ``note`` for the body; what rules marked stays."""
    return tuple(
        SentenceRole(sentence.start, sentence.end, _TOLD[sentence.kind], 1.0, note=sentence.note)
        if sentence.kind in _TOLD else SentenceRole(sentence.start, sentence.end, "unclear", 0.0, note=note)
        for sentence in article.sentences)


def restrained(told: SentenceRole, sentence: Sentence) -> SentenceRole:
    """No padding and no heading among clauses: without sentences and capitals, nothing tells particulars from none."""
    if not sentence.clause or told.role not in ("padding", "heading"):
        return told
    return replace(told, role="unclear", p_role=0.0, note=RUN_ON)


def silent(article: Prepared, sources: Sequence[tuple[Prepared, Alignment]]) -> str:
    """Why no role can be learned of a text, '' where it can: its language, or that of what it would be held against."""
    if not is_english(article.document.language):
        return FOREIGN
    return ELSEWHERE if sources and not is_english(sources[0][0].document.language) else ""


def copied_only(article: Prepared, sources: Sequence[tuple[Prepared, Alignment]],
                kind_of: Callable[[Prepared], SourceKind], note: str) -> tuple[SentenceRole, ...]:
    """`abstain`, but for sentences that stand word for word in a source: ``p_role`` is the share of words copied."""
    told = list(abstain(article, note))
    for source, aligned in reversed(sources):
        for link in aligned.links:
            if link.kind == "verbatim" and link.a and article.sentences[link.b].kind == "body":
                here, there = article.sentences[link.b], source.sentences[link.a[0]]
                told[link.b] = SentenceRole(here.start, here.end, "verbatim", round(link.similarity, 4),
                                            (source.id, there.start, there.end, link.similarity), "", kind_of(source))
    return tuple(told)
