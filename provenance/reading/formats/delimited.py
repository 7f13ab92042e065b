"""CSV and TSV, strictly: a row that is not well-formed is skipped alone, and reading goes on with the next line.

Python's lenient mode would take everything from a stray quote to the end of the file for one cell.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of, row, why
from ..unpack import lines

_TOO_LARGE = str(limits.TooLarge("the row", limits.LINE, "characters"))
csv.field_size_limit(limits.LINE)


class _Feed:
    """Lines for one row after another; what a malformed row took can be given back."""

    def __init__(self, source: Iterator[str | None]) -> None:
        self._source, self._again = source, list[str | None]()
        self.taken: list[str | None] = []
        self._size = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._source)
        self.taken.append(line)
        self._size += len(line or "")
        if line is None or self._size > limits.LINE:
            raise csv.Error(_TOO_LARGE)
        return line

    def begin(self) -> None:
        """A new row."""
        self.taken, self._size = [], 0

    def give_back(self) -> None:
        """All lines of the row but the first."""
        self._again += self.taken[:0:-1]


def rows(path: Path) -> Iterator[list[str] | str]:
    """Cells of each row that is not blank, the header among them; a str says why a row cannot be used."""
    feed = _Feed(lines(path, ""))
    mark = "\t" if "tsv" in path.name.lower().split(".") else ","
    while True:
        feed.begin()
        try:
            cells = next(csv.reader(feed, delimiter=mark, strict=True))
        except StopIteration:
            return
        except csv.Error as error:
            if feed.taken == [None] or (len(feed.taken) == 1 and str(error) == _TOO_LARGE):
                yield _TOO_LARGE
            else:
                feed.give_back()
                yield f"a quotation mark that is not closed, or stands inside a cell: {why(error)}"
            continue
        if any(cell.strip() for cell in cells):
            yield cells


def delimited_rows(path: Path) -> Iterator[tuple[int, dict[str, str] | str]]:
    """(number, cells by column) of each row below the header; a str instead says why a row cannot be used."""
    found = rows(path)
    header = next(found, [])
    if isinstance(header, str):
        raise ValueError(f"the header cannot be read: {header}")
    names = [name.strip() for name in header]
    for number, cells in enumerate(found, 1):
        yield number, cells if isinstance(cells, str) else _named(names, cells)


def _named(names: list[str], cells: list[str]) -> dict[str, str] | str:
    if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names):]):
        return f"{len(cells)} cells where the header has {len(names)}: a comma or line end without quotation marks?"
    return dict(zip(names, cells, strict=False))


def columns(path: Path) -> list[str]:
    """The names in the header; empty where it cannot be read."""
    header = next(rows(path), [])
    return [] if isinstance(header, str) else [name.strip() for name in header]


def read(path: Path) -> Iterator[Raw | Skipped]:
    """One text a row."""
    name = place_of(path)
    for number, found in delimited_rows(path):
        yield Skipped(f"{name}:{number}", found) if isinstance(found, str) else row(f"{name}:{number}", found)
