"""What every format yields: a text as it was found, before it is checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

COLUMNS = ("id", "title", "outlet", "url", "published", "role", "byline", "section")
STDIN = "<stdin>"
Dated = Literal["metadata", "html", "text"] | None


@dataclass(frozen=True, slots=True)
class Raw:
    """A text with the fields that came with it; ``place`` is its file, or ``file:row``."""

    place: str
    text: object
    fields: Mapping[str, Any]
    dated_by: Dated = None


# How news-please, fundus and Media Cloud name the same; our own name comes first.
_ALIASES = {
    "text": ("maintext", "plaintext", "story_text", "body"), "outlet": ("media_name", "source_domain", "publisher"),
    "published": ("publish_date", "date_publish", "publishing_date"), "byline": ("authors", "author")}
_OWN = ("text", *COLUMNS)
KNOWN = (*_OWN, *(name for names in _ALIASES.values() for name in names))


def row(place: str, found: Mapping[str, Any]) -> Raw:
    """A row of a table, or an object; without a column of text its text is None."""
    told = {name: value for name in _OWN if (value := found.get(name)) is not None and value != ""}
    for name, others in _ALIASES.items():
        if name not in told and (other := next((one for one in others if found.get(one)), "")):
            told[name] = _plain(name, found[other])
    return Raw(place, told.pop("text", found.get("text")), told, "metadata")


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, dict) and name == "text":
        return "\n\n".join(_sections(value))
    return ", ".join(map(str, value)) if isinstance(value, list) and name == "byline" else value


def _sections(body: Mapping[str, Any]) -> list[str]:
    """Summary, headlines and paragraphs of an article's body as fundus writes it."""
    told = list(body.get("summary") or ())
    for section in body.get("sections") or ():
        told += [*(section.get("headline") or ()), *(section.get("paragraphs") or ())]
    return [text for text in told if isinstance(text, str)]


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
