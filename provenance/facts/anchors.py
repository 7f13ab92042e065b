"""Where the words and digits stand without which a text holds no figure and no date.

A pattern of many alternatives tries each of them at every letter of a text. One look at the words that a text has
tells where any can begin, and whether it is worth a try at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LETTERS = bytes(code if 97 <= code <= 122 else 32 for code in range(256))  # a to z; all else is a blank
_ASCII, _DIGITS = re.compile("[0-9]+"), re.compile(r"\d+")
_NEAR = 2  # signs between two runs of digits that may be one figure

Spelled = frozenset[bytes]


def spelled(words: Iterable[str]) -> Spelled:
    """Words of the letters a to z, ready to be asked for."""
    return frozenset(word.encode("ascii") for word in words)


def matches(pattern: re.Pattern[str], lower: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer(lower)`` finds, when every match begins at one of ``places`` (in order)."""
    reached = 0
    for place in places:
        if place >= reached and (match := pattern.match(lower, place)):
            reached = match.end()
            yield match


class Anchors:
    """The words and digits of a text in lower case.

    ``figures`` are the (start, end) of all runs of digits in order, ``chained`` those that stand close together, with
    the signs between them, one chain a line.
    """

    __slots__ = ("_held", "_padded", "chained", "figures")

    def __init__(self, lower: str) -> None:
        digits = _ASCII if lower.isascii() else _DIGITS
        self.figures = [match.span() for match in digits.finditer(lower)]
        self.chained = "\n".join(_chains(lower, self.figures))
        self._padded = b" %b " % lower.encode("ascii", "replace").translate(_LETTERS)
        self._held = frozenset(self._padded.split())

    def holds(self, words: Spelled) -> bool:
        """Whether the text has one of the words, marks and digits beside it aside."""
        return not self._held.isdisjoint(words)

    def places(self, words: Spelled) -> list[int]:
        """Where any of the words begins, in order; letters beyond a to z count as blanks."""
        return sorted(place for word in self._held & words for place in self._all(b" %b " % word))

    def _all(self, word: bytes) -> Iterator[int]:
        place = self._padded.find(word)
        while place >= 0:
            yield place
            place = self._padded.find(word, place + 1)


def _chains(lower: str, figures: list[tuple[int, int]]) -> Iterator[str]:
    first = 0
    for at in range(1, len(figures) + 1):
        if at == len(figures) or figures[at][0] - figures[at - 1][1] > _NEAR:
            if at - first > 1:
                yield lower[figures[first][0]:figures[at - 1][1]]
            first = at
