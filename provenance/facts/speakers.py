"""Who is quoted or reported to have said something: one fact for each sentence and person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..languages.english import speech as en
from .names import Name
from .quotes import Quote

_REACH = 200  # characters between a quotation and the name of who speaks


def speakers(text: str, people: Sequence[Name], spoken: Sequence[Quote]) -> Iterator[Name]:
    """Mentions of those who speak, in order: beside a quotation, or with a word of saying."""
    beside = {mention.start for quote in spoken if (mention := _mention(quote, people)) is not None}
    for name in people:
        if name.start in beside or (name.kind == "person" and _reported(text, name)):
            yield name


def _mention(quote: Quote, people: Sequence[Name]) -> Name | None:
    """The nearest place where the speaker of a quotation is named outside it."""
    near = [name for name in people if quote.speaker and name.full == quote.speaker
            and not quote.start <= name.start < quote.end and _distance(quote, name) <= _REACH]
    return min(near, key=lambda name: (_distance(quote, name), name.start), default=None)


def _distance(quote: Quote, name: Name) -> int:
    return name.start - quote.end if name.start >= quote.end else quote.start - name.end


def _reported(text: str, name: Name) -> bool:
    line = text.rfind("\n", 0, name.start) + 1
    return bool(en.AFTER.match(text, name.end) or en.BEFORE.search(text, max(line, name.start - 80), name.start))
