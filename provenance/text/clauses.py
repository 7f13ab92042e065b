"""Where to cut speech that was written down without punctuation, as broadcast transcripts are.

Such a text comes from the splitter as one sentence of hundreds of words, and a role given to all of it says nothing.
Written prose is not touched: its longest sentences have commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import add

from ..languages.english.words import OPENERS
from .memo import Memo

LONG = 100  # words from which a sentence may be speech that runs on
_ENDLESS = 250  # words from which it is, whatever marks it has
_SPARSE = 25  # words for each mark, beyond which nobody wrote them to be read
_MARK = re.compile(r"[,;:()—–]")
_LEAST, _MEANT, _MOST = 10, 18, 32  # words of a clause: spoken English has about 18 to the sentence
_MARKS = ((re.compile(r"(?:>>+|[.!?…]|--+)\W*\Z"), 0), (re.compile(r"[;:—–]\W*\Z"), 3), (re.compile(r",\W*\Z"), 6))
_AWAY = [abs(size - _MEANT) for size in range(_LEAST, _MOST + 1)]
_OPENER, _NONE = 9, 30  # what a cut costs, in words away from the usual length
_MARKED = Memo(lambda gap: min((cost for mark, cost in _MARKS if mark.search(gap)), default=_NONE), 10_000)


def runs_on(parts: Sequence[str]) -> bool:
    """Whether a sentence of `LONG` words or more is speech without punctuation.

    ``parts`` are its words and what follows each, by turns.
    """
    count = len(parts) // 2
    return count >= _ENDLESS or len(_MARK.findall("".join(parts[:-1]))) * _SPARSE < count


def clauses(parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Cut such a sentence into clauses: their start and end, without space around; marks stay with the word they touch.

    The first begins with the first word, the last ends with the last.
    """
    ends = [0, *accumulate(map(len, parts))]  # word ``at`` lies between ``ends[2 * at]`` and ``ends[2 * at + 1]``
    start = 0
    for at in _cuts(parts[0::2], parts[1::2]):
        closing, _, opening = parts[2 * at - 1].partition(" ")
        yield start, ends[2 * at - 1] + len(closing.rstrip())
        start = ends[2 * at] - len(opening.lstrip())
    yield start, ends[-2]


def _cuts(words: Sequence[str], after: Sequence[str]) -> list[int]:
    """Places of the words that begin a clause: the cheapest within reach, one after the other."""
    costs, found, last = _costs(words, after), [], 0
    while len(words) - last > _MOST:
        reach = costs[last + _LEAST:min(last + _MOST, len(words) - _LEAST) + 1]
        whole = list(map(add, reach, _AWAY))
        last += _LEAST + whole.index(min(whole))
        found.append(last)
    return found


def _costs(words: Sequence[str], after: Sequence[str]) -> list[int]:
    """What a cut before each word costs: little after a mark, more before a word that opens clauses."""
    opening = [_OPENER if word.lower() in OPENERS else _NONE for word in words]
    return [opening[0], *map(min, opening[1:], map(_MARKED.__getitem__, after))]
