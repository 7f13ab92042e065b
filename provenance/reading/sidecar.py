"""Metadata for files that carry none: a CSV with a ``path`` column, named by --metadata or lying in a folder."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from ..errors import InputError
from ..records import Skipped
from .formats import delimited
from .raw import place_of, why

NAME = "metadata.csv"
_Row = tuple[str, Mapping[str, str]]


def is_one(path: Path) -> bool:
    """Whether a file describes others: by its name, and a header that names paths and holds no texts."""
    if path.name != NAME:
        return False
    try:
        header = delimited.columns(path)
    except (OSError, ValueError, csv.Error):
        return False  # read as a table it will be skipped with the reason
    return "path" in header and "text" not in header


class Metadata:
    """Rows by path. The table the caller names comes before those found in folders."""

    def __init__(self, named: str | Path | None, folders: Sequence[Path]) -> None:
        self._named: dict[str, _Row] = {}
        self._found: dict[str, _Row] = {}
        self._wrong: list[Skipped] = []
        self._used: set[str] = set()
        if named is not None:
            self._named = self._read_named(Path(named))
        for path in folders:
            self._found |= self._read(path, path.parent)

    def _read_named(self, path: Path) -> dict[str, _Row]:
        try:
            header = delimited.columns(path)
            rows = self._read(path, Path())
        except (OSError, ValueError, csv.Error) as error:
            raise InputError(f"cannot read metadata: {why(error)}", path, "give a CSV file with a path column"
                             ) from error
        if header and "path" not in header:
            raise InputError("metadata has no path column", path, "add a column named path")
        return rows

    def _read(self, path: Path, folder: Path) -> dict[str, _Row]:
        rows: dict[str, _Row] = {}
        for number, row in delimited.delimited_rows(path):
            place = f"{place_of(path)}:{number}"
            if isinstance(row, str):
                self._wrong.append(Skipped(place, row))
            elif not row.get("path", "").strip():
                self._wrong.append(Skipped(place, "names no path"))
            elif (key := os.path.normpath(folder / row["path"].strip())) in rows:
                self._wrong.append(Skipped(place, f"names {row['path']!r} a second time; the first row counts"))
            else:
                rows[key] = place, row
        return rows

    def of(self, place: str) -> Mapping[str, Any]:
        """Fields given for a place: of the row whose path equals it or, in the named table, is its tail."""
        if not self._named and not self._found:
            return {}
        found = self._take(self._found, os.path.normpath(place))
        parts = PurePath(os.path.normpath(place)).parts
        tails = ("/".join(parts[at:]).replace("//", "/") for at in range(len(parts)))
        named = next((row for tail in tails if (row := self._take(self._named, tail))), {})
        return {**found, **{name: value for name, value in named.items() if value.strip()}}

    def _take(self, rows: Mapping[str, _Row], key: str) -> Mapping[str, str]:
        if key not in rows:
            return {}
        place, row = rows[key]
        self._used.add(place)
        return row

    def unmatched(self) -> Iterator[Skipped]:
        """Rows that could not be used, and those whose path no input has."""
        yield from self._wrong
        for place, row in (*self._named.values(), *self._found.values()):
            if place not in self._used:
                yield Skipped(place, f"no input has the path {row['path'].strip()!r}")
