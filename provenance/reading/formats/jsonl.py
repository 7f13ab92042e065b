"""JSON lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of, row, why
from ..unpack import lines


def read(path: Path | None) -> Iterator[Raw | Skipped]:
    """One text a line; None is standard input."""
    name = place_of(path)
    for number, line in enumerate(lines(path, "\n"), 1):
        place = f"{name}:{number}"
        if line is None:
            yield Skipped(place, str(limits.TooLarge("the line", limits.LINE, "characters")))
        elif line.strip():
            yield _read(place, line)


def _read(place: str, line: str) -> Raw | Skipped:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Skipped(place, f"not valid JSON: {why(error)}")
    return row(place, found) if isinstance(found, dict) else Skipped(place, "not a JSON object")
