"""How much a sentence says: how rare its words are, how many of them are new in the text, how abstract they are.

A checkable particular is a rare word; padding is made of common ones, and of what the text has said already.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..align.profile import Floats, content
from ..languages.english.manner import ABSTRACT
from ..records import Prepared
from ..text.memo import Memo
from ..text.rarity import Background

_RAREST = 3  # words of a sentence
_SCALE = 5.0  # what brings sums of rarity near 1
_ABSTRACT = Memo(lambda word: ABSTRACT.search(word) is not None)


def weight(article: Prepared, background: Background) -> Mapping[str, Floats]:
    """Per sentence: the rarity of its three rarest words, the sum of rarity that is new in the text, the share of
    abstract words, and the mean length of words. Content words alone count."""
    count, kept = len(article.sentences), np.flatnonzero(content(article))
    words, stems = ([texts[at] for at in kept.tolist()] for texts in (article.words, article.stems))
    owner, idf = article.sentence_of[kept], background.idf(stems)
    number = np.bincount(owner, minlength=count)
    begins = np.array([sentence.first_word for sentence in article.sentences], dtype=np.int64)
    fresh = _first(article.stems)[kept] >= begins[owner]
    among = np.maximum(number, 1)
    return {"rarest": _heaviest(owner, idf, number) / _SCALE,
            "fresh": np.log1p(np.bincount(owner[fresh], idf[fresh], count)) / _SCALE,
            "abstract": np.bincount(owner, list(map(_ABSTRACT.__getitem__, words)), count) / among,
            "word_length": np.bincount(owner, list(map(len, words)), count) / among / _SCALE}


def _heaviest(owner: NDArray[np.int32], idf: Floats, number: NDArray[np.int64]) -> Floats:
    """Mean weight of the heaviest words of each sentence."""
    held = idf[np.lexsort((-idf, owner))]
    place = np.arange(len(held)) - np.repeat(np.cumsum(number) - number, number)
    total = np.bincount(owner[place < _RAREST], held[place < _RAREST], len(number))
    return np.asarray(total / np.clip(number, 1, _RAREST))


def _first(stems: tuple[str, ...]) -> NDArray[np.int64]:
    """Where each word's stem stands first."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(stem, at) for at, stem in enumerate(stems)], dtype=np.int64)
