"""Checkable particulars as comparable facts: the public face of `quantities`, `names` and `quotes`.

Rules only, so that every finding can be explained. ``Fact.value`` is the normal form with its kind in front
(``money:USD:75000000``); names of every kind share the prefix ``name:``, so that a name typed differently in two
documents still meets itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from ..records import Fact, Sentence
from .names import fold as name_value
from .names import names
from .quantities import quantities, quantity
from .quotes import quote_value, quotes

__all__ = ["extract", "name_value", "quantity", "quote_value"]


def extract(text: str, sentences: Sequence[Sentence], published: str | None = None) -> tuple[Fact, ...]:
    """All facts in order of their offsets. ``published`` (ISO date) resolves "Monday" and "last week".

    Site furniture and disclosures hold no facts of the story; an "About the company" paragraph does.
    """
    kept = [sentence for sentence in sentences if _tells(sentence)]
    starts = [sentence.start for sentence in sentences]
    silent = [(sentence.start, sentence.end) for sentence in sentences if not _tells(sentence)]

    def place(offset: int) -> int:
        return max(0, bisect_right(starts, offset) - 1)

    def told(offset: int) -> bool:
        return not silent or _tells(sentences[place(offset)])

    found = [item for item in quantities(text, _published(published)) if told(item.start)]
    facts = [Fact(item.kind, text[item.start:item.end], item.start, item.end, item.value, place(item.start),
                  norm=item.norm) for item in found]
    people = names(text, kept, [(item.start, item.end) for item in found])
    spoken = [quote for quote in quotes(text, people) if told(quote.start)]
    works = [(quote.start, quote.end) for quote in spoken if quote.work]
    for quote in spoken:
        kind, value = ("work", f"name:{name_value(quote.inner)}") if quote.work else \
            ("quote", f"quote:{quote_value(quote.inner)}")
        facts.append(Fact(kind, text[quote.start:quote.end], quote.start, quote.end, value,  # type: ignore[arg-type]
                          place(quote.start), speaker=quote.speaker))
    facts.extend(
        Fact(name.kind, text[name.start:name.end], name.start, name.end, f"name:{name.value}", place(name.start),
             role=name.role)
        for name in people if not any(start < name.end and name.start < end for start, end in works))
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end, fact.kind)))


def _tells(sentence: Sentence) -> bool:
    return sentence.kind in {"body", "heading"} or sentence.note.startswith("about")


def _published(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
