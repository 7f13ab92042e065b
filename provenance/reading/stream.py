"""Corpora too large to hold: documents one at a time, from tables line by line and from other files one by one."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ..errors import InputError
from ..records import Document, Skipped
from . import COLUMNS, canonical, expand, kind_of, read

_ROWS = 2_000  # rows of a Parquet table held at once


def documents(inputs: Iterable[str]) -> Iterator[Document | Skipped]:
    """Documents of files, folders, globs and ``-``, in order of path, without holding more than one file's block.

    JSONL (also .gz, .zst) and Parquet are streamed; other files go through `reading.read` one by one. Language is not
    judged. Raises InputError when an input names nothing.
    """
    paths, skipped = expand(inputs)
    yield from skipped
    for path in paths:
        kind = ".jsonl" if path is None else kind_of(path)
        if kind not in {".jsonl", ".parquet"}:
            sidecar = path.parent / "metadata.csv" if path is not None else None
            found, bad = read([str(path)], sidecar if sidecar is not None and sidecar.is_file() else None)
            yield from bad
            yield from found
            continue
        try:
            yield from _table(path, kind)
        except (OSError, EOFError, ValueError, pa.ArrowException, zstandard.ZstdError) as error:
            yield Skipped(str(path), f"cannot be read: {error}")


def _table(path: Path | None, kind: str) -> Iterator[Document | Skipped]:
    name = str(path or "<stdin>")
    rows = _parquet(path) if path is not None and kind == ".parquet" else _lines(path)
    for number, row in enumerate(rows, 1):
        if isinstance(row, str):
            yield Skipped(f"{name}:{number}", row)
        elif row is not None:
            yield document(row, f"{name}:{number}")


def document(row: Mapping[str, Any], place: str) -> Document | Skipped:
    """A table row as a Document, or why it cannot be one."""
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        return Skipped(place, "no text column" if "text" not in row else "text is empty or not a string")
    text = canonical(row["text"])
    fields = {name: str(row[name]) if row.get(name) not in (None, "") else None for name in COLUMNS}
    role = (fields["role"] or "article").strip().lower()
    if role not in {"release", "article"}:
        return Skipped(place, f"role must be release or article, not {role!r}")
    return Document(
        id=fields["id"] or place, text=text, sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        path=place, title=fields["title"], outlet=fields["outlet"], url=fields["url"], published=fields["published"],
        published_source="metadata" if fields["published"] else None,
        role="release" if role == "release" else "article")


def _parquet(path: Path) -> Iterator[Mapping[str, Any] | str | None]:
    table = pq.ParquetFile(path)
    known = [name for name in ("text", *COLUMNS) if name in table.schema_arrow.names]
    for batch in table.iter_batches(_ROWS, columns=known):
        yield from batch.to_pylist()


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdin.buffer
    elif path.name.lower().endswith(".gz"):
        with gzip.open(path) as stream:
            yield io.BufferedReader(stream, 1 << 20)
    elif path.name.lower().endswith(".zst"):
        with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as unpacked:
            yield io.BufferedReader(unpacked, 1 << 20)
    else:
        with path.open("rb") as plain:
            yield plain


def _lines(path: Path | None) -> Iterator[Mapping[str, Any] | str | None]:
    with _opened(path) as stream:
        for line in stream:
            if not line.strip():
                yield None
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                yield f"not valid JSON: {error}"
                continue
            yield row if isinstance(row, dict) else "not a JSON object"


def usable(found: Iterable[Document | Skipped], skipped: list[Skipped], strict: bool = False) -> Iterator[Document]:
    """The documents; what was skipped is put on ``skipped``, or raises InputError when ``strict``."""
    for item in found:
        if isinstance(item, Document):
            yield item
        elif strict:
            raise InputError(item.reason, item.path, "mend the input, or leave out --strict")
        else:
            skipped.append(item)
