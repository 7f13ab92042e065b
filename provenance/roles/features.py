"""What can be seen of each sentence by itself: its shape and place, what it says, and how it is worded.

Which source it comes from is asked elsewhere (`roles.sourcing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

import numpy as np

from ..align.profile import Floats
from ..languages.english import manner as en
from ..languages.english.furniture import OTHERS
from ..records import Prepared
from ..text.rarity import load_background
from .held import COUNTED, held
from .weight import weight

KINDS = ("body", "heading", "furniture", "disclosure")

_COUNTED = ("number", "money", "percent", "date", "duration", "quote", "person", "organisation", "place", "other")


def _capitals(words: Sequence[str]) -> float:
    return sum([word[0].isupper() for word in words]) / max(len(words), 1)


def _shape(article: Prepared) -> dict[str, Floats]:
    """Kind, length, patterns and place of each sentence."""
    texts = [article.text_of(sentence) for sentence in article.sentences]
    count = len(texts)
    columns = {f"kind_{kind}": np.array([s.kind == kind for s in article.sentences], dtype=float) for kind in KINDS}
    lengths = np.array([sentence.words for sentence in article.sentences], dtype=float)
    columns |= held(texts)
    hits = columns[COUNTED]
    columns["tool"] = tool = np.array([at > 0 and en.THIS_TEXT.search(text) is not None
                                       for at, text in zip(columns["tool"], texts, strict=True)], dtype=float)
    made = np.maximum(tool, columns["checked"])
    own = np.array([at > 0 and OTHERS.search(text) is None for at, text in zip(made, texts, strict=True)], dtype=float)
    columns["disclosing"] = np.maximum.reduce([columns["kind_disclosure"], made * own, columns["advice"]])
    capitals = [_capitals(text.split()) for text in texts]
    paragraphs = np.array([sentence.paragraph for sentence in article.sentences])
    _, inverse, sizes = np.unique(paragraphs, return_inverse=True, return_counts=True)
    order = np.arange(count, dtype=float)
    alone = (sizes[inverse] == 1).astype(float)
    # A line of its own that closes like no sentence and is not followed by another such line looks like a title.
    lone = alone * (lengths <= 14) * (1 - columns["ends"])
    asked = alone * (lengths <= 14) * columns["question"]
    following = np.append(1 - alone[1:], 0.0)
    columns |= {"lone": lone, "asked": asked, "titled": np.maximum(lone, asked) * following,
                "lone_run": lone * np.append(lone[1:], 0.0), "lone_first": lone * (order == 0),
                "lone_top": lone * (order > 0) * (order < 4), "lone_bottom": lone * (order >= count - 3),
                "sentence_alone": alone * columns["ends"] * (1 - columns["question"])}
    return columns | {
        "length": np.log1p(lengths) / 3, "short": (lengths <= 7).astype(float), "significance": np.minimum(hits, 4),
        "significance_share": hits / np.maximum(lengths, 1) * 5, "capitals": np.array(capitals),
        "alone": alone, "opening": (np.diff(paragraphs, prepend=-1) > 0).astype(float),
        "place": order / max(count - 1, 1), "first": (order == 0).astype(float), "top": (order < 4).astype(float),
        "bottom": (order >= count - 3).astype(float), "last": (order == count - 1).astype(float)}


def _sections(article: Prepared) -> dict[str, Floats]:
    """Whether the last heading before a sentence promises takeaways, or talk about what it all means."""
    takeaway, talk, under = [], [], []
    current = ""
    for index, sentence in enumerate(article.sentences):
        if sentence.kind == "heading" and index:
            current = article.text_of(sentence)
        takeaway.append(bool(en.TAKEAWAY.search(current)))
        talk.append(bool(en.TALK.search(current)))
        under.append(bool(current))
    return {"takeaway": np.array(takeaway, dtype=float), "talk": np.array(talk, dtype=float),
            "sectioned": np.array(under, dtype=float)}


def _facts(article: Prepared) -> dict[str, Floats]:
    """How many facts of each kind a sentence holds (at most 3 counted)."""
    counts = {kind: np.zeros(len(article.sentences)) for kind in _COUNTED}
    for fact in article.facts:
        if fact.kind in counts:
            counts[fact.kind][fact.sentence] += 1
    columns = {f"n_{kind}": np.minimum(count, 3) for kind, count in counts.items()}
    figures = sum(counts[kind] for kind in ("number", "money", "percent", "date", "duration"))
    names = sum(counts[kind] for kind in ("person", "organisation", "place", "other"))
    return columns | {"figures": np.minimum(figures, 4), "names": np.minimum(names, 4),
                      "factless": ((figures + names + counts["quote"]) == 0).astype(float)}


def _wording(article: Prepared, weights: Mapping[str, float]) -> dict[str, Floats]:
    """How much a sentence's words are those of padding: the sum of their weights, and the same for its length."""
    weighed = weights.keys()
    # The exact sum does not depend on the order of a set.
    total = np.array([fsum(map(weights.__getitem__, weighed & article.stems[s.first_word:s.last_word]))
                      for s in article.sentences])
    length = np.sqrt(np.maximum([s.words for s in article.sentences], 1))
    return {"wording": total, "wording_share": total / length}


def features(article: Prepared, wording: Mapping[str, float]) -> dict[str, Floats]:
    """Named columns, one value per sentence of the article; ``wording`` weighs stems for or against padding."""
    return {**_shape(article), **_sections(article), **_facts(article), **_wording(article, wording),
            **weight(article, load_background())}
