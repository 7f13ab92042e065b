"""Two quotations word by word: what the copy has that the source has not, and what it lost."""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz.distance import Indel

Part = tuple[Literal["same", "gone", "new"], str]


def difference(copy: str, source: str) -> list[Part]:
    """Words of ``copy`` in order: "same" in both, "new" in the copy alone, "gone" with it (the source's words).

    Words compare without case and marks. Of the source, what stands before and after the part that the copy quotes is
    left out.
    """
    here, there = copy.split(), source.split()
    steps = Indel.opcodes([_bare(word) for word in there], [_bare(word) for word in here])
    places = [at for at, step in enumerate(steps) if step.tag == "equal"]
    found: list[Part] = []
    for at, step in enumerate(steps):
        inside = bool(places) and places[0] < at < places[-1]
        if step.tag == "equal":
            found.append(("same", " ".join(here[step.dest_start:step.dest_end])))
        elif step.tag == "insert":
            found.append(("new", " ".join(here[step.dest_start:step.dest_end])))
        elif inside:
            place = len(found) - (found[-1][0] == "new")  # what it lost stands before what took its place
            found.insert(place, ("gone", " ".join(there[step.src_start:step.src_end])))
    return found


def _bare(word: str) -> str:
    return "".join(re.findall(r"\w+", word.casefold()))
