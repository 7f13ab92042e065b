"""How common the words of other languages are, as documents of the background: for the rarity of what two texts share.

Frequencies are those of wordfreq (Speer 2022, doi 10.5281/zenodo.7199437; data CC BY-SA 4.0): what share of all running
words a word makes. A text of `WORDS` words then holds it with probability ``1 - exp(-WORDS f)``. `WORDS` is what makes
the same sum of English words agree with the counted background, in the middle of all its words.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from ...errors import InputError
from ...languages import ENGLISH, LANGUAGES, Language
from ...models import store
from ...text.rarity import Background
from ...text.segment import normalise, stem, word_id

WORDS = 190  # of a text: see above
LEAST = 3  # documents, as in the background


def train(data: Path, out: Path) -> None:
    """Write ``languages.npz`` to ``out``; ``data`` is not read. Raises InputError where wordfreq is not installed."""
    documents = int(np.load(store.path("background"))["documents"])  # the two are read together, this one comes first
    counts: dict[int, int] = {}
    for language in LANGUAGES.values():
        if language is not ENGLISH:
            for term, share in _shares(language).items():
                expected = round(documents * (1 - np.exp(-WORDS * share)))
                if expected >= LEAST:
                    counts[word_id(term)] = max(expected, counts.get(word_id(term), 0))
    keys = np.array(sorted(counts), dtype=np.uint32)
    Background(documents, keys, np.array([counts[int(key)] for key in keys], dtype=np.uint32)).save(out)


def _shares(language: Language) -> Counter[str]:
    """Share of all running words by marked stem."""
    try:
        import wordfreq
    except ImportError as error:
        raise InputError("wordfreq is not installed", "wordfreq", "pip install wordfreq") from error
    shares: Counter[str] = Counter()
    for word in wordfreq.iter_wordlist(language.code, "large"):
        if word.isalpha():
            shares[stem(normalise(word), language)] += wordfreq.word_frequency(word, language.code, "large")
    return shares
