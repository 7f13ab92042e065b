"""The one registry of the kinds of facts: how each is compared, and how much it matters that one was dropped.

A new kind is one entry of `KINDS`; with a ``find`` of its own nothing else needs to know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Family = Literal["figure", "date", "name", "quote", "speaker", "exact"]
Found = tuple[int, int, str]  # start, end, normal form without the kind
Find = Callable[[str], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact.

    ``family`` says how two facts meet: a figure may round, a date be less exact, a name shorter, a quotation cut;
    "exact" compares normal forms alone. ``weight`` (0..1) ranks what an article dropped. ``find`` finds facts in a
    text; kinds without one come from the scans that serve several kinds (`quantities`, `names`, `quotes`, `speakers`).
    """

    name: str
    family: Family
    weight: float
    find: Find | None = None


KINDS: dict[str, Kind] = {kind.name: kind for kind in (
    Kind("quote", "quote", 1.0),
    Kind("speaker", "speaker", 0.95),
    Kind("money", "figure", 0.9),
    Kind("percent", "figure", 0.8),
    Kind("number", "figure", 0.6),
    Kind("person", "name", 0.6),
    Kind("organisation", "name", 0.5),
    Kind("duration", "figure", 0.5),
    Kind("date", "date", 0.4),
    Kind("work", "name", 0.4),
    Kind("place", "name", 0.3),
    Kind("other", "name", 0.2),
)}
FIGURES = frozenset(kind.name for kind in KINDS.values() if kind.family == "figure")
NUMERIC = FIGURES | {"date"}
NAMES = frozenset(kind.name for kind in KINDS.values() if kind.family == "name")


def family(kind: str) -> Family:
    """How facts of this kind are compared."""
    return KINDS[kind].family
