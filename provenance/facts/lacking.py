"""What a source does not have: the quotations, figures and speakers of an article that none of its sources states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ..records import Fact, Prepared
from .kinds import FIGURES, KINDS
from .meet import Index, altered, approximates, arrange, states

PARTICULARS: frozenset[str] = FIGURES | {"quote", "speaker"}
LEAST_COUNT = 10  # smaller whole numbers ("two", "three") are too common to tell texts apart


def lacking(article: Prepared, sources: Sequence[Prepared],
            kinds: frozenset[str] = PARTICULARS) -> Mapping[int, tuple[Fact, ...]]:
    """Per sentence index of ``article``, its facts of ``kinds`` that no source has, in order; others have no entry.

    Lenient, so that each one stands for something new: a quotation counts as had when the source holds its words
    anywhere, cut, or with a word altered; a figure when it is a rounding of the source's, announced or not; a speaker
    when the source names that person; numbers below `LEAST_COUNT` and durations of such are never reported.
    Pass one source to ask about that source alone. Nothing is reported without sources.
    """
    indices = [arrange(source) for source in sources]
    found: dict[int, list[Fact]] = defaultdict(list)
    for fact in article.facts if indices else ():
        if fact.kind in kinds and _telling(fact) and not any(_has(index, fact, article) for index in indices):
            found[fact.sentence].append(fact)
    return {sentence: tuple(facts) for sentence, facts in found.items()}


def _telling(fact: Fact) -> bool:
    if fact.kind not in ("number", "duration") or fact.norm is None:
        return True
    return fact.norm >= LEAST_COUNT or fact.norm != int(fact.norm)


def _has(source: Index, fact: Fact, article: Prepared) -> bool:
    if states(source, fact, article.document.text):
        return True
    if KINDS[fact.kind].family == "quote":
        return altered(fact, source.prepared) is not None
    return any(approximates(fact, other) for other in source.prepared.facts)
