"""A text's figures in English: so that one parser reads the numbers and dates of every language.

What a language writes otherwise ("1.250,5", "4. Juli", "milliards", "mitad") is replaced by the English that means
the same, every other word by as many letters x, so that no word of the language is taken for an English one. Places in
what results are known in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ..languages import Figures

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")
_SPACES = "\u00a0\u202f\u2009"
_NUMBER = re.compile(rf"\d{{1,3}}(?:[.'’{_SPACES} ]\d{{3}})+(?:,\d+)?(?![\d])|\d{{1,3}}(?:,\d{{3}})+\.\d+|"
                     r"\d+(?:[.,]\d+)*")
# Signs that English puts before the figure.
_SIGNS = tuple((re.compile(pattern), english) for pattern, english in (
    (rf"(?<=\d)[{_SPACES} ]?mds?€", " billion euro"), (rf"(?<=\d)[{_SPACES} ]?m€", " million euro"),
    (rf"(?<=[\da-zé.])[{_SPACES} ]?€(?! ?\d)", " euro"), (rf"(?<=[\da-zé.])[{_SPACES} ]?\$(?! ?\d)", " dollar"),
    (rf"(?<=[\da-zé.])[{_SPACES} ]?£(?! ?\d)", " gbp")))
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S{1,40}@[\w-]+\.\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` became ``rendered``, which begins at ``at``; ``same`` where letters stand for letters."""

    start: int
    end: int
    rendered: str
    same: bool


class Regional:
    """``text`` (in a language with these ``figures``) as English figures: `rendered`, with places mapped back."""

    def __init__(self, text: str, figures: Figures) -> None:
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        found = sorted(_found(lower, figures), key=lambda piece: piece.start)
        self._pieces = list(_filled(text, lower, found, figures))
        self._starts: list[int] = []
        at = 0
        for piece in self._pieces:
            self._starts.append(at)
            at += len(piece.rendered)
        self.rendered = "".join(piece.rendered for piece in self._pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of a place in what was rendered."""
        first, last = (bisect_right(self._starts, place) - 1 for place in (start, end - 1))
        one, other = self._pieces[first], self._pieces[last]
        return (one.start + (start - self._starts[first] if one.same else 0),
                other.start + (end - self._starts[last]) if other.same else other.end)


def _found(lower: str, figures: Figures) -> Iterator[Piece]:
    """Dates and set phrases, then numbers; the first to claim a place has it."""
    taken = bytearray(len(lower))

    def claimed(start: int, end: int) -> bool:
        free = end > start and taken.find(1, start, end) < 0
        if free:
            taken[start:end] = b"\1" * (end - start)
        return free

    for match in _ADDRESS.finditer(lower):
        if claimed(*match.span()):
            yield Piece(*match.span(), "x" * len(match[0]), True)
    for pattern in figures.DATES:
        for match in pattern.finditer(lower):
            if (told := _date(match, figures)) and claimed(*match.span()):
                yield Piece(*match.span(), told, False)
    for pattern, english in (*_SIGNS, *figures.FORMS):
        for match in pattern.finditer(lower):
            if claimed(*match.span()):
                yield Piece(*match.span(), match.expand(english), False)
    for match in _NUMBER.finditer(lower):
        if claimed(*match.span()):
            yield Piece(*match.span(), plain_number(match[0], figures.COMMA_GROUPS), False)


def _date(match: re.Match[str], figures: Figures) -> str:
    """A date in English, '' where it is none: "4 July 2026", "3-5 July", "July 2026"."""
    held = match.groupdict()
    number = int(held["n"]) if held.get("n") else figures.MONTHS.get(held.get("m") or "", 0)
    day, last, year = held.get("d"), held.get("e"), held.get("y")
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return ""
    days = f"{int(day)}-{int(last)} " if day and last else f"{int(day)} " if day else ""
    return f"{days}{_MONTHS[number - 1]}{f' {year}' if year else ''}"


def plain_number(text: str, comma_groups: bool = False) -> str:
    """A number as English writes it, without marks between thousands.

    >>> plain_number("1.250,5"), plain_number("1 250,5"), plain_number("1250,5"), plain_number("1,250.5")
    ('1250.5', '1250.5', '1250.5', '1250.5')
    >>> plain_number("1.250"), plain_number("3.5"), plain_number("12,5")
    ('1250', '3.5', '12.5')
    """
    bare = re.sub(rf"['’{_SPACES} ]", "", text)
    if "," in bare and "." in bare:
        group = "." if bare.rfind(",") > bare.rfind(".") else ","
        return bare.replace(group, "").replace(",", ".")
    if "," in bare:
        grouped = bare.count(",") > 1 or (comma_groups and re.fullmatch(r"[1-9]\d{0,2},\d{3}", bare))
        return bare.replace(",", "" if grouped else ".")
    grouped = re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", bare)
    return bare.replace(".", "") if grouped else bare


def _filled(text: str, lower: str, pieces: list[Piece], figures: Figures) -> Iterator[Piece]:
    """The pieces, and between them words one by one and everything else as it stands."""
    at = 0
    for piece in [*pieces, Piece(len(lower), len(lower), "", True)]:
        yield from _words(text, lower, at, piece.start, figures)
        if piece.end > piece.start:
            yield piece
        at = piece.end


def _words(text: str, lower: str, start: int, end: int, figures: Figures) -> Iterator[Piece]:
    """Known words in English, others as letters; what may be a thing that is counted ends like an English plural."""
    at = start
    for match in _TOKEN.finditer(lower, start, end):
        if match.start() > at:
            yield _between(lower, at, match.start())
        english = figures.WORDS.get(match[0])
        noun = figures.NOUNS and text[match.start()].isupper()
        things = len(match[0]) > 3 and (noun or lower[match.end() - 1] in "sx")
        letters = "x" * (len(match[0]) - 1) + ("s" if things else "x")
        yield Piece(*match.span(), english or letters, english is None)
        at = match.end()
    if end > at:
        yield _between(lower, at, end)


def _between(lower: str, start: int, end: int) -> Piece:
    told = "".join(" " if char in _SPACES else char for char in lower[start:end])
    return Piece(start, end, told, True)
