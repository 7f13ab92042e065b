"""The one reader behind every command: documents one at a time, and a reason for everything that is not one.

The law: every file, row and record that an input names comes out once, as a Document or as Skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..records import Document, Skipped
from . import validate
from .formats import read
from .inputs import HIDDEN, expand
from .raw import Raw, place_of, row, why
from .sidecar import Metadata


def documents(inputs: Sequence[str], metadata: str | Path | None = None) -> Iterator[Document | Skipped]:
    """Documents of files, folders, globs and ``-`` (JSONL), in order of path, no more than one file's block in memory.

    ``metadata`` is a CSV of fields by path. Of documents with the same id the first keeps it, later ones take their
    place as well. Raises InputError when an input names nothing, or for metadata that cannot be used.
    """
    named = expand(inputs)
    table = Metadata(metadata, sorted(named.sidecars))
    ids = _Ids()
    listed = sorted(named.skipped, key=lambda item: (item.path, item.reason))
    for item in chain(listed, *map(_contents, named.ordered)):
        made = _made(item, table.of(item.path if isinstance(item, Skipped) else item.place))
        yield ids.distinct(made) if isinstance(made, Document) else made
    yield from table.unmatched()


def _contents(path: Path | None) -> Iterator[Raw | Skipped]:
    """Everything in one file; the one place where a reader's failure, of whatever kind, becomes a reason."""
    held = False
    try:
        for item in read(path):
            held = True
            yield item
    except Exception as error:
        yield Skipped(place_of(path), f"cannot be read{' further' if held else ''}: {why(error)}")
        return
    if not held:
        yield Skipped(place_of(path), "holds no document")


def _made(item: Raw | Skipped, extra: Mapping[str, Any]) -> Document | Skipped:
    if isinstance(item, Skipped):
        return item
    try:
        return validate.document(item, extra)
    except Exception as error:  # a text that cannot be checked must not cost the others
        return Skipped(item.place, f"cannot be used: {why(error)}")


class _Ids:
    """Keeps ids apart; remembers eight bytes of each."""

    def __init__(self) -> None:
        self._taken: set[bytes] = set()

    def distinct(self, document: Document) -> Document:
        name, number = document.id, 1
        while (key := hashlib.blake2b(name.encode(), digest_size=8).digest()) in self._taken:
            name = f"{document.id}~{document.path}" + (f"~{number}" if number > 1 else "")
            number += 1
        self._taken.add(key)
        return document if name == document.id else replace(document, id=name)


def document(found: Mapping[str, Any], place: str) -> Document | Skipped:
    """One row of a table as a Document, or why it cannot be one."""
    return validate.document(row(place, found))


def usable(found: Iterable[Document | Skipped], skipped: list[Skipped], strict: bool = False) -> Iterator[Document]:
    """The documents; what was skipped is put on ``skipped``, or raises InputError when ``strict``.

    What folders hide is no fault.
    """
    for item in found:
        if isinstance(item, Document):
            yield item
        elif strict and item.reason != HIDDEN:
            raise InputError(item.reason, item.path, "mend the input, or leave out --strict")
        else:
            skipped.append(item)
