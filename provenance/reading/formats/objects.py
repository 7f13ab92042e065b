"""JSON files: one article or a list of them, as news-please and fundus write them or with our own column names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of, row
from ..unpack import decode, whole

_LISTS = ("articles", "results", "stories", "items", "data")


def read(path: Path) -> Iterator[Raw | Skipped]:
    """One text an object."""
    found = json.loads(decode(whole(path, limits.OFFICE)))
    place = place_of(path)
    if isinstance(found, dict):
        held = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
        if held is None:
            yield row(place, found)
            return
        found = held
    if not isinstance(found, list):
        yield Skipped(place, "neither a JSON object nor a list of them")
        return
    for number, item in enumerate(found, 1):
        where = f"{place}:{number}"
        yield row(where, item) if isinstance(item, dict) else Skipped(where, "not a JSON object")
