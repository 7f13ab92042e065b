"""Whether a text is English, told by its function words."""

from __future__ import annotations

from collections.abc import Sequence

from ..languages.english import words as en


def language(tokens: Sequence[str]) -> str | None:
    """``en`` or ``other`` by the share of English function words; None under 20 words (too short to say)."""
    if len(tokens) < 20:
        return None
    share = sum(token in en.FUNCTION for token in tokens) / len(tokens)
    return "en" if share >= 0.2 else "other"
