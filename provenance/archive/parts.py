"""The tables of one part: texts, terms with their postings, and sampled runs of words, each sorted by its key."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .. import disk
from ..find.blocking import distinct, sample, shingle_rows
from ..find.postings import Postings
from ..find.terms import Vocabulary, counted
from ..records import Document
from ..settings import Settings
from ..text.bulk import fresh, tokenise
from .manifest import Manifest, Part, write_record

DOCUMENTS, TERMS, POSTINGS, RUNS = FILES = ("documents.parquet", "terms.parquet", "postings.parquet", "runs.parquet")
TEXT = ("id", "sha256", "path", "title", "outlet", "url", "published", "role", "text")  # columns of `DOCUMENTS`
UNDATED = np.iinfo(np.int32).min
ROWS = 64  # texts of one row group: what is read to show one candidate
_GROUP = 1 << 20  # rows of one group of the other tables

Tables = dict[str, pa.Table]


def tables(documents: Sequence[Document], settings: Settings, vocabulary: Vocabulary) -> Tables:
    """The tables of one part, by file."""
    ids, bounds = tokenise([document.text for document in documents], vocabulary.observe)
    columns: dict[str, Any] = {
        name: pa.array([getattr(document, name) for document in documents], pa.string()) for name in TEXT}
    runs, edges = sample(*distinct(*shingle_rows(ids, bounds, settings.shingle)))
    terms = counted(ids, bounds, vocabulary)
    return {DOCUMENTS: pa.table(columns | {"words": np.diff(bounds).astype(np.int32)}),
            **_postings(terms.stems, _owners(terms.bounds), terms.counts),
            RUNS: _runs(runs.view(np.int64), _owners(edges))}


def _owners(bounds: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))


def _runs(runs: NDArray[np.int64], holders: NDArray[np.int32]) -> pa.Table:
    order = np.argsort(runs, kind="stable")
    return pa.table({"run": runs[order], "document": holders[order]})


def _postings(stems: NDArray[np.uint32], owners: NDArray[np.int32], counts: NDArray[np.uint16]) -> Tables:
    """One row for each term with how many texts hold it, and one for each of those texts, in the same order."""
    order = np.argsort(stems, kind="stable")
    stems = stems[order]
    first = np.flatnonzero(fresh(stems))
    return {TERMS: pa.table({"term": stems[first].astype(np.int64),
                             "documents": np.diff(np.append(first, len(stems))).astype(np.int32)}),
            POSTINGS: pa.table({"document": owners[order], "count": counts[order]})}


def write_part(path: Path, manifest: Manifest, made: Tables) -> Part:
    """Write tables as the next part and commit it: all is on the disk before the folder gets its name."""
    with_records = _folder(path)
    for name in FILES:
        with disk.written(with_records / name) as stream:
            _write(stream, name, [made[name]])
    return _commit(path, with_records, manifest, made[DOCUMENTS].num_rows, ())


def _folder(path: Path) -> Path:
    temporary = path / "parts" / f".tmp-{os.getpid()}"
    temporary.mkdir()
    return temporary


def _commit(path: Path, folder: Path, manifest: Manifest, documents: int, replaces: tuple[str, ...]) -> Part:
    files = {name: ((folder / name).stat().st_size, disk.digest(folder / name)) for name in FILES}
    number = manifest.commit + 1
    part = Part(f"{number:08d}-{files[DOCUMENTS][1][:12]}", documents, files, number, replaces)
    write_record(folder, part, manifest.archive)
    disk.replace(folder, path / "parts" / part.name)
    return part


def _write(stream: Any, name: str, made: Sequence[pa.Table]) -> None:
    """One Parquet file: sorted keys as differences, texts in small row groups."""
    keys = [column for column in ("term", "run", "document") if column in made[0].column_names]
    writer = pq.ParquetWriter(stream, made[0].schema, compression="zstd", use_dictionary=False, write_statistics=False,
                              column_encoding=dict.fromkeys(keys, "DELTA_BINARY_PACKED") or None)
    for table in made:
        writer.write_table(table, row_group_size=ROWS if name == DOCUMENTS else _GROUP)
    writer.close()


def merge(path: Path, manifest: Manifest, group: Sequence[Part]) -> Part:
    """One part from several, committed; texts are copied a part at a time, the rest merged by a stable sort."""
    temporary = _folder(path)
    folders = [path / "parts" / part.name for part in group]
    with disk.written(temporary / DOCUMENTS) as stream:
        _write_each(stream, [folder / DOCUMENTS for folder in folders])
    starts = np.cumsum([0, *(part.documents for part in group)]).tolist()
    loaded = [postings(folder) for folder in folders]
    stems = np.concatenate([np.repeat(part.terms, np.diff(part.starts)) for part in loaded])
    owners = np.concatenate([part.documents + np.int32(at) for part, at in zip(loaded, starts, strict=False)])
    made = _postings(stems, owners, np.concatenate([part.counts for part in loaded]))
    made[RUNS] = _runs(np.concatenate([part.runs for part in loaded]), np.concatenate(
        [part.holders + np.int32(at) for part, at in zip(loaded, starts, strict=False)]))
    for name in FILES[1:]:
        with disk.written(temporary / name) as stream:
            _write(stream, name, [made[name]])
    replaces = tuple(dict.fromkeys(name for part in group for name in (*part.replaces, part.name)))
    return _commit(path, temporary, manifest, starts[-1], replaces)


def _write_each(stream: Any, files: Sequence[Path]) -> None:
    writer: pq.ParquetWriter | None = None
    for file in files:
        table = pq.read_table(file)
        writer = writer or pq.ParquetWriter(stream, table.schema, compression="zstd", use_dictionary=False,
                                            write_statistics=False)
        writer.write_table(table, row_group_size=ROWS)
    if writer:
        writer.close()


def rows(folders: Sequence[Path], name: str) -> int:
    """How many rows the files of this name hold in all."""
    return sum(pq.read_metadata(folder / name).num_rows for folder in folders)


def postings(folder: Path) -> Postings:
    """A part's keys, read into memory."""
    terms, listed, runs = (pq.ParquetFile(folder / name).read() for name in (TERMS, POSTINGS, RUNS))
    starts = np.concatenate([[0], np.cumsum(terms["documents"].to_numpy(), dtype=np.int64)])
    size = pq.read_metadata(folder / DOCUMENTS).num_rows
    return Postings(size, terms["term"].to_numpy().astype(np.uint32), starts, listed["document"].to_numpy(),
                    listed["count"].to_numpy(), runs["run"].to_numpy(), runs["document"].to_numpy())


def days(folder: Path) -> NDArray[np.int32]:
    """The day each document of a part was published, counted from 1970; `UNDATED` where that is not known."""
    published = pq.ParquetFile(folder / DOCUMENTS).read(columns=["published"])["published"]
    midnight = pc.strptime(pc.utf8_slice_codeunits(published, 0, 10), format="%Y-%m-%d", unit="s", error_is_null=True)
    found: NDArray[np.int32] = pc.fill_null(midnight.cast(pa.date32()).cast(pa.int32()), UNDATED).to_numpy()
    return found


class Texts:
    """The documents of one part, read from disk a row group at a time; the file stays open, so it cannot vanish."""

    def __init__(self, folder: Path) -> None:
        self._file = pq.ParquetFile(folder / DOCUMENTS, memory_map=True)
        groups = self._file.metadata.num_row_groups
        self._starts = np.cumsum([0, *(self._file.metadata.row_group(at).num_rows for at in range(groups))])
        self._kept: dict[int, pa.Table] = {}

    def document(self, number: int) -> Document:
        """The document of this number."""
        group = int(np.searchsorted(self._starts, number, side="right")) - 1
        if group not in self._kept:
            if len(self._kept) >= 64:
                self._kept.pop(next(iter(self._kept)))
            self._kept[group] = self._file.read_row_group(group, columns=list(TEXT), use_threads=False)
        table, row = self._kept[group], number - int(self._starts[group])
        return Document(**{name: table[name][row].as_py() for name in TEXT})


__all__ = ["DOCUMENTS", "FILES", "Tables", "Texts", "days", "merge", "postings", "rows", "tables", "write_part"]
