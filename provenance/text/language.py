"""Whether a text is English, told by its function words."""

from __future__ import annotations

from collections.abc import Sequence

# In running English these make up 35-50 % of the words; in French, Spanish or German news under 8 %.
_FUNCTION = frozenset(
    "the of and to in a is that for it was on are as with be by at from this have an or not which but has had its "
    "were their they we said will would been who more when there if can about out up than also after new one".split())


def language(tokens: Sequence[str]) -> str | None:
    """``en`` or ``other`` by the share of English function words; None under 20 words (too short to say)."""
    if len(tokens) < 20:
        return None
    share = sum(token in _FUNCTION for token in tokens) / len(tokens)
    return "en" if share >= 0.2 else "other"
