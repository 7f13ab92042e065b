"""What two simple methods tell of sentence roles: shared runs of words, and cosine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ...align import VERBATIM, shared_words
from ...align.profile import remembered
from ...text.rarity import load_background
from .role_families import Member, Sources

COSINE = 0.2  # TF-IDF cosine of a sentence to its nearest from which on the baseline calls it reworded
Answer = Callable[[Member, Sources], Sequence[tuple[str, float]]]


def _split(member: Member, sources: Sources, reworded: NDArray[np.bool_]) -> list[tuple[str, float]]:
    """A baseline's roles: rules for what is no story, shared runs for verbatim, ``reworded`` for paraphrase."""
    copied = np.zeros(len(member.prepared.words), dtype=bool)
    for source, _ in sources:
        copied |= shared_words(source, member.prepared)[1]
    told: list[tuple[str, float]] = []
    for index, sentence in enumerate(member.prepared.sentences):
        share = copied[sentence.first_word:sentence.last_word].mean() if sentence.words else 0.0
        facts = any(fact.sentence == index for fact in member.prepared.facts)
        told.append((sentence.kind if sentence.kind != "body" else "verbatim" if share >= VERBATIM
                     else "paraphrase" if reworded[index] else "added" if facts else "padding", 0.0))
    return told


def copy_alone(member: Member, sources: Sources) -> list[tuple[str, float]]:
    """Baseline: a sentence restates when it shares any run of five words; else facts say added, none padding."""
    copied = np.zeros(len(member.prepared.words), dtype=bool)
    for source, _ in sources:
        copied |= shared_words(source, member.prepared)[1]
    hit = np.array([bool(copied[s.first_word:s.last_word].any()) for s in member.prepared.sentences])
    return _split(member, sources, hit)


def cosine_alone(member: Member, sources: Sources) -> list[tuple[str, float]]:
    """Baseline: a sentence restates when its best TF-IDF cosine reaches COSINE; else facts say added, none padding."""
    own = remembered(member.prepared, load_background())
    best = np.zeros(len(own.rows))
    for source, _ in sources:
        other = remembered(source, load_background())
        theirs, mine = other.terms["word"], own.terms["word"]
        _, in_a, in_b = np.intersect1d(theirs.ids, mine.ids, assume_unique=True, return_indices=True)
        a, b = theirs.weights, mine.weights
        norm_a, norm_b = (np.sqrt(np.asarray(m.multiply(m).sum(axis=1)).ravel()) + 1e-9 for m in (a, b))
        cosine = np.asarray((b[:, in_b] @ a[:, in_a].T).todense()) / norm_b[:, None] / norm_a[None, :]
        best = np.maximum(best, cosine.max(axis=1, initial=0))
    reaches = np.append(best >= COSINE, False)[own.row_of]
    return _split(member, sources, reaches)
