"""Plain text and Markdown: one document a file, but for exports of press databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of
from ..unpack import decode, whole
from .exports import articles


def read(path: Path) -> Iterator[Raw | Skipped]:
    """The file as one text, or the articles of an export."""
    text = decode(whole(path, limits.OFFICE))
    yield from articles(place_of(path), text.replace("\r\n", "\n") if "\r\n" in text else text)
