"""Checkable particulars as comparable facts: the public face of the room.

- `extract` finds the facts of a text; rules only, so that every finding can be explained. ``Fact.value`` is the normal
  form with its kind in front (``money:USD:75000000``); names of every kind share the prefix ``name:``, so that a name
  typed differently in two documents still meets itself.
- `lacking` says for each sentence of an article which of its quotations, figures and speakers no source has: what makes
  a sentence an addition whatever it resembles.
- `compare.compare` says what became of every fact: kept, rounded, changed, added, dropped.
- `kinds.KINDS` is the registry; a new kind is one entry there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ..languages import ENGLISH, Language
from ..records import Fact, Sentence
from .capitals import names_by_capitals
from .kinds import KINDS
from .lacking import PARTICULARS, lacking
from .names import Name, names
from .names import fold as name_value
from .quantities import Quantity, quantities, quantity
from .quotes import Quote, quote_value, quotes
from .regional import Regional
from .speakers import speakers

__all__ = ["KINDS", "PARTICULARS", "extract", "lacking", "name_value", "quantity", "quote_value"]


def extract(text: str, sentences: Sequence[Sentence], published: str | None = None,
            language: Language = ENGLISH) -> tuple[Fact, ...]:
    """All facts in order of their offsets. ``published`` (ISO date) resolves "Monday" and "last week".

    Site furniture and disclosures hold no facts of the story; an "About the company" paragraph does.
    """
    page = _Page(sentences)
    found = [item for item in _figures(text, _published(published), language) if page.tells(item.start)]
    figures = [(item.start, item.end) for item in found]
    people = names_by_capitals(text, page.kept, language, figures) if language.names \
        else names(text, page.kept, figures)
    spoken = [quote for quote in quotes(text, people, language) if page.tells(quote.start)]
    facts = [Fact(item.kind, text[item.start:item.end], item.start, item.end, item.value, page.place(item.start),
                  norm=item.norm) for item in found]
    facts.extend(_quoted(text, quote, page) for quote in spoken)
    facts.extend(_named(text, people, spoken, page))
    facts.extend(Fact("speaker", text[name.start:name.end], name.start, name.end, f"speaker:{name.value}",
                      page.place(name.start), role=name.role) for name in speakers(text, people, spoken))
    facts.extend(_own(text, page))
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end, fact.kind)))


def _figures(text: str, published: date | None, language: Language) -> list[Quantity]:
    if language.figures is None:
        return quantities(text, published)
    regional = Regional(text, language.figures)
    spans = [(item, regional.span(item.start, item.end)) for item in quantities(regional.rendered, published)]
    return [replace(item, start=start, end=end) for item, (start, end) in spans]


class _Page:
    """Which sentence an offset lies in, and whether it tells a part of the story."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self.kept = [sentence for sentence in sentences if _tells(sentence)]

    def place(self, offset: int) -> int:
        """Index of the sentence at an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def tells(self, offset: int) -> bool:
        """Whether the sentence at an offset is part of the story."""
        return len(self.kept) == len(self._sentences) or _tells(self._sentences[self.place(offset)])


def _quoted(text: str, quote: Quote, page: _Page) -> Fact:
    kind, value = ("work", f"name:{name_value(quote.inner)}") if quote.work else \
        ("quote", f"quote:{quote_value(quote.inner)}")
    return Fact(kind, text[quote.start:quote.end], quote.start, quote.end, value, page.place(quote.start),
                speaker=quote.speaker)


def _named(text: str, people: Sequence[Name], spoken: Sequence[Quote], page: _Page) -> Iterator[Fact]:
    works = [(quote.start, quote.end) for quote in spoken if quote.work]
    for name in people:
        if not works or not any(start < name.end and name.start < end for start, end in works):
            yield Fact(name.kind, text[name.start:name.end], name.start, name.end, f"name:{name.value}",
                       page.place(name.start), role=name.role)


def _own(text: str, page: _Page) -> Iterator[Fact]:
    """Facts of the kinds that find their own."""
    for kind in KINDS.values():
        for start, end, value in kind.find(text) if kind.find else ():
            if page.tells(start):
                yield Fact(kind.name, text[start:end], start, end, f"{kind.name}:{value}", page.place(start))


def _tells(sentence: Sentence) -> bool:
    return sentence.kind in {"body", "heading"} or sentence.note.startswith("about")


def _published(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
