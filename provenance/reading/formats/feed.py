"""RSS and Atom feeds whose entries carry their content (feedparser)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...records import Skipped
from ..raw import Raw, place_of
from ..unpack import whole
from .article import iso
from .html import plain
from .office import needed


def read(path: Path) -> Iterator[Raw | Skipped]:
    """One text an entry."""
    found = needed("feedparser", "feedparser").parse(whole(path))
    if not found.version:
        yield Skipped(place_of(path), "not an RSS or Atom feed")
        return
    outlet = found.feed.get("title")
    for number, entry in enumerate(found.entries, 1):
        place = f"{place_of(path)}:{number}"
        text = plain(_content(entry))
        if not text:
            yield Skipped(place, "the entry has no content")
            continue
        yield Raw(place, text, {
            "title": entry.get("title"), "outlet": outlet, "url": entry.get("link"), "id": entry.get("id"),
            "published": iso(entry.get("published") or entry.get("updated") or ""), "byline": entry.get("author")},
            "metadata")


def _content(entry: Any) -> str:
    """The longest of its contents, else its summary."""
    contents = [str(one.get("value") or "") for one in entry.get("content", ())]
    return max([*contents, str(entry.get("summary") or "")], key=len)
