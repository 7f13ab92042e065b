"""What every format yields: a text as it was found, before it is checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

COLUMNS = ("id", "title", "outlet", "url", "published", "role")
STDIN = "<stdin>"
Dated = Literal["metadata", "html", "text"] | None


@dataclass(frozen=True, slots=True)
class Raw:
    """A text with the fields that came with it; ``place`` is its file, or ``file:row``."""

    place: str
    text: object
    fields: Mapping[str, Any]
    dated_by: Dated = None


def row(place: str, found: Mapping[str, Any]) -> Raw:
    """A row of a table; without a ``text`` column its text is None."""
    fields = {name: found[name] for name in COLUMNS if name in found}
    return Raw(place, found.get("text"), fields, "metadata")


def place_of(path: Path | None) -> str:
    """The path as text that can be written anywhere: bytes that are not UTF-8 show as ``\\xff``."""
    return STDIN if path is None else os.fsencode(path).decode("utf-8", "backslashreplace")


def why(error: BaseException) -> str:
    """An exception as the end of a sentence, on one line."""
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, MemoryError):
        return "too large for the memory"
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split())[:200] or type(error).__name__
