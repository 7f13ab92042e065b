"""Files, tables and pages become Documents. Text is never altered afterwards: all later results are offsets into it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import InputError
from ..records import Document, Skipped
from .formats import SUFFIXES
from .inputs import expand
from .raw import COLUMNS, place_of
from .stream import documents, usable
from .validate import canonical

__all__ = ["COLUMNS", "SUFFIXES", "canonical", "documents", "expand", "read", "usable"]


def read(inputs: Sequence[str], metadata_file: str | Path | None = None,
         release: str | None = None) -> tuple[tuple[Document, ...], tuple[Skipped, ...]]:
    """Documents of all inputs, sorted by id, and everything that could not be used with the reason.

    ``release`` names the announcement by path or id: a path that is not among the inputs is read as well.
    Raises InputError for an input that names nothing, bad metadata, or a release that cannot be found.
    """
    also = [release] if release is not None and Path(release).is_file() else []
    skipped: list[Skipped] = []
    found = sorted(usable(documents([*inputs, *also], metadata_file), skipped), key=lambda item: item.id)
    if release is not None:
        found = _mark_release(found, release)
    return tuple(found), tuple(sorted(skipped, key=lambda item: (item.path, item.reason)))


def _mark_release(found: list[Document], release: str) -> list[Document]:
    place = os.path.abspath(place_of(Path(release)))
    named = {item.id for item in found if item.id == release or os.path.abspath(item.path or "") == place}
    if not named:
        raise InputError("release is not among the inputs", release, "name a readable file or a document id")
    return [replace(item, role="release") if item.id in named else item for item in found]
