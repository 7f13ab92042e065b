"""Which patterns of `languages.english.manner` each sentence holds.

Texts repeat most of their pieces, as what stands between blanks is called here. Each is asked once which patterns
can match in it or begin in it, and a sentence is searched only for what one of its pieces shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np

from ..align.profile import Floats
from ..languages.english import manner as en
from ..text.matching import lowered
from ..text.memo import Memo

COUNTED = "significance"


class _Wanted(NamedTuple):
    """A pattern by its name, and its sign: what a piece shows in which a match begins.

    ``small`` looks at text in lower case; a ``sure`` pattern is found wherever its sign is.
    """

    name: str
    pattern: re.Pattern[str]
    sign: re.Pattern[str]
    small: bool
    sure: bool


def _wanted(name: str, pattern: re.Pattern[str]) -> _Wanted:
    small = bool(pattern.flags & re.IGNORECASE)
    eased, several = lowered(pattern) if small else pattern, en.SEVERAL.get(name)
    sign = eased if several is None else re.compile(f"{eased.pattern}|{several.pattern}")
    return _Wanted(name, eased, sign, small, several is None)


def _edged(pattern: re.Pattern[str]) -> bool:
    """Whether a pattern is bound to an edge of the sentence, where it is found or missed at once."""
    return pattern.pattern.startswith("^") or pattern.pattern.endswith("$")


_EDGES = tuple(_wanted(name, pattern) for name, pattern in en.PATTERNS.items() if _edged(pattern))
_INNER = tuple(_wanted(name, pattern) for name, pattern in {**en.PATTERNS, "tool": en.TOOL}.items()
               if not _edged(pattern))
_BITS = 1 << np.arange(len(_INNER))[:, None]
_UNSURE = np.array([[not one.sure] for one in _INNER])


def _signs(piece: str) -> int:
    """The signs that a piece shows, a bit for each of the inner patterns."""
    small = piece.lower()
    return sum(1 << place for place, one in enumerate(_INNER) if one.sign.search(small if one.small else piece))


_SIGNS = Memo(_signs)


def held(texts: Sequence[str]) -> dict[str, Floats]:
    """By name of the pattern: 1 for each text that holds it, else 0; of `COUNTED` the number of matches."""
    small = [text.lower() for text in texts]
    columns = {one.name: np.array([one.pattern.search(line) is not None for line in (small if one.small else texts)],
                                  dtype=float) for one in _EDGES}
    signs = np.array([reduce(or_, map(_SIGNS.__getitem__, text.split()), 0) for text in texts], dtype=np.int64)
    found = ((signs & _BITS) != 0).astype(float)
    for place, at in np.argwhere((found > 0) & _UNSURE).tolist():
        one = _INNER[place]
        line = small[at] if one.small else texts[at]
        if one.name == COUNTED:
            found[place, at] = len(one.pattern.findall(line))
        else:
            found[place, at] = one.pattern.search(line) is not None
    return columns | {one.name: column for one, column in zip(_INNER, found, strict=True)}
