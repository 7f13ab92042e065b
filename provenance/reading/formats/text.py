"""Plain text and Markdown: one document a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..raw import Raw, place_of
from ..unpack import decode, whole


def read(path: Path) -> Iterator[Raw]:
    """The file as one text."""
    yield Raw(place_of(path), decode(whole(path)), {})
