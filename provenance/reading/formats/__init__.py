"""One file per format. A reader takes a path and yields every text in it, or why one cannot be used.

A new format is a module with ``read(path) -> Iterator[Raw | Skipped]`` and a line in `READERS`. Readers may raise
anything: `stream` turns it into the reason the rest of the file was skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ...records import Skipped
from ..raw import Raw
from . import delimited, feed, html, jsonl, mail, objects, office, parquet, text, warc, zipped

Reader = Callable[[Path], Iterator[Raw | Skipped]]
READERS: dict[str, Reader] = {
    ".txt": text.read, ".md": text.read, ".html": html.read, ".htm": html.read, ".jsonl": jsonl.read,
    ".csv": delimited.read, ".tsv": delimited.read, ".parquet": parquet.read, ".warc": warc.read,
    ".json": objects.read, ".docx": office.docx, ".rtf": office.rtf, ".pdf": office.pdf, ".eml": mail.read,
    ".rss": feed.read, ".atom": feed.read, ".xml": feed.read, ".zip": zipped.read, ".wacz": zipped.wacz,
}
SUFFIXES = tuple(READERS)


def kind_of(path: Path) -> str:
    """The suffix that decides how a file is read, compression suffix removed; '' when not supported."""
    name = path.name.lower()
    for ending in (".gz", ".zst"):
        name = name.removesuffix(ending)
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), "")


def read(path: Path | None) -> Iterator[Raw | Skipped]:
    """Everything a file holds; standard input is JSONL."""
    return jsonl.read(None) if path is None else READERS[kind_of(path)](path)
