"""Which language a text is in, told by its function words."""

from __future__ import annotations

from collections.abc import Sequence

from ..languages import LANGUAGES

LEAST_WORDS = 20
# In running text a language's own function words make up 30-50 % of the words, those of another under 15 %.
LEAST_SHARE = 0.2


def language(tokens: Sequence[str]) -> str | None:
    """ISO 639-1 code of the language with the greatest share of function words, ``other`` below `LEAST_SHARE`.

    None under `LEAST_WORDS` words, which are too few to say. Of equal shares the first of `LANGUAGES` counts.
    """
    if len(tokens) < LEAST_WORDS:
        return None
    shares = {code: sum(map(one.words.FUNCTION.__contains__, tokens)) / len(tokens)
              for code, one in LANGUAGES.items()}
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= LEAST_SHARE else "other"
