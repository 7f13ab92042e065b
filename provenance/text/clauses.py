"""Where to cut speech that was written down without punctuation, as broadcast transcripts are.

Such a text comes from the splitter as one sentence of hundreds of words, and a role given to all of it says nothing.
Written prose is not touched: its longest sentences have commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..languages.english.words import OPENERS

LONG = 100  # words from which a sentence may be speech that runs on
_ENDLESS = 250  # words from which it is, whatever marks it has
_SPARSE = 25  # words for each mark, beyond which nobody wrote them to be read
_MARK = re.compile(r"[,;:()—–]")
_LEAST, _MEANT, _MOST = 10, 18, 32  # words of a clause: spoken English has about 18 to the sentence
_MARKS = ((re.compile(r"(?:>>+|[.!?…]|--+)\W*\Z"), 0), (re.compile(r"[;:—–]\W*\Z"), 3), (re.compile(r",\W*\Z"), 6))
_OPENER, _NONE = 9, 30  # what a cut costs, in words away from the usual length


def runs_on(text: str, words: list[tuple[int, int]]) -> bool:
    """Whether a sentence, given by the offsets of its words, is speech without punctuation."""
    if len(words) < LONG:
        return False
    marks = len(_MARK.findall(text, words[0][0], words[-1][1]))
    return len(words) >= _ENDLESS or marks * _SPARSE < len(words)


def clauses(text: str, words: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cut a sentence, given by the offsets of its words, into clauses: their start and end, without space around."""
    edges = [(words[0][0], words[0][0]), *(_edge(text, words, at) for at in _cuts(text, words)),
             (words[-1][1], words[-1][1])]
    for (_, start), (end, _) in pairwise(edges):
        yield start, end


def _edge(text: str, words: list[tuple[int, int]], at: int) -> tuple[int, int]:
    """Where the clause before a word ends, and where its own begins: marks stay with the word they touch."""
    end, start = words[at - 1][1], words[at][0]
    closing, _, opening = text[end:start].partition(" ")
    return end + len(closing.rstrip()), start - len(opening.lstrip())


def _cuts(text: str, words: list[tuple[int, int]]) -> list[int]:
    """Places of the words that begin a clause: the cheapest within reach, one after the other."""
    costs, found, last = _costs(text, words), [], 0
    while len(words) - last > _MOST:
        reach = range(last + _LEAST, min(last + _MOST, len(words) - _LEAST) + 1)
        whole = [costs[at] + abs(at - last - _MEANT) for at in reach]
        last = reach[whole.index(min(whole))]
        found.append(last)
    return found


def _costs(text: str, words: list[tuple[int, int]]) -> list[int]:
    """What a cut before each word costs: little after a mark, more before a word that opens clauses."""
    costs = [_OPENER if text[start:end].lower() in OPENERS else _NONE for start, end in words]
    for at, ((_, end), (start, _)) in enumerate(pairwise(words), 1):
        if (gap := text[end:start]) != " ":
            costs[at] = min((cost for mark, cost in _MARKS if mark.search(gap)), default=costs[at])
    return costs
