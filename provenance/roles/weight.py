"""How much a sentence says: how rare its words are, how many of them are new in the text, how abstract they are.

A checkable particular is a rare word; padding is made of common ones, and of what the text has said already.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..align import content
from ..align.sentences import Floats
from ..languages.english.manner import ABSTRACT
from ..records import Prepared
from ..text.rarity import Background

_SCALE = 5.0  # what brings sums of rarity near 1


def weight(article: Prepared, background: Background) -> Mapping[str, Floats]:
    """Per sentence: the rarity of its three rarest words, the sum of rarity that is new in the text, the share of
    abstract words, and the mean length of words."""
    idf, kept = background.idf(article.stems), content(article)
    abstract = np.array([bool(ABSTRACT.search(word)) for word in article.words])
    length = np.array([len(word) for word in article.words], dtype=float)
    first = _first(article.stems)
    found = {name: np.zeros(len(article.sentences)) for name in ("rarest", "fresh", "abstract", "word_length")}
    for index, sentence in enumerate(article.sentences):
        words = np.arange(sentence.first_word, sentence.last_word)
        words = words[kept[words]]
        if len(words):
            said = first[words] < sentence.first_word
            found["rarest"][index] = np.sort(idf[words])[-3:].mean() / _SCALE
            found["fresh"][index] = np.log1p(idf[words][~said].sum()) / _SCALE
            found["abstract"][index] = abstract[words].mean()
            found["word_length"][index] = length[words].mean() / _SCALE
    return found


def _first(stems: tuple[str, ...]) -> NDArray[np.int64]:
    """Where each word's stem stands first."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(stem, at) for at, stem in enumerate(stems)], dtype=np.int64)
