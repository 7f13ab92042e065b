"""Roles where the model must not speak: of a language it never saw, or of a text that defeated it."""

from __future__ import annotations

from ..records import Prepared, Role, SentenceRole

_TOLD: dict[str, Role] = {"heading": "heading", "furniture": "furniture", "disclosure": "disclosure"}


def abstain(article: Prepared, note: str) -> tuple[SentenceRole, ...]:
    """One role for each sentence: ``unclear`` with ``note`` for the body; what rules marked stays."""
    return tuple(
        SentenceRole(sentence.start, sentence.end, _TOLD[sentence.kind], 1.0, note=sentence.note)
        if sentence.kind in _TOLD else SentenceRole(sentence.start, sentence.end, "unclear", 0.0, note=note)
        for sentence in article.sentences)
