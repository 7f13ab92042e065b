"""A fingerprint archive on disk: Parquet parts named by one manifest, which is replaced in one step.

    ARCHIVE/
      manifest.json          schema, scheme, settings, and every part with size and SHA-256 of its files
      parts/NAME/            documents.parquet, shingles.parquet, terms.parquet
      lock                   held (flock) by the process that writes; says who

What the manifest does not name does not exist: a part is written under a temporary name, renamed, and only then
named. A process killed at any point therefore leaves the last good state; what it left over is removed by the next.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import ArchiveError
from ..find.blocking import distinct, sample, shingle_rows, signatures
from ..find.terms import TOP, Vocabulary, norms, of
from ..records import Document
from ..settings import Settings
from ..text.shingles import scheme_id

SCHEMA = "provenance.archive/1"
FILES = ("documents.parquet", "shingles.parquet", "terms.parquet")
PART = 10_000  # documents of one part: what is held in memory while writing
MERGED = 200_000  # documents of a part after `compact`
ROWS = 64  # texts of one row group: what is read to show one candidate
_BITS = 2  # a quarter of the shingles is kept: 25 stand for a 100-word passage

Tables = tuple[pa.Table, pa.Table, pa.Table]


@dataclass(frozen=True, slots=True)
class Part:
    """One committed part: its folder under ``parts/``, its documents, and (bytes, SHA-256) of its files."""

    name: str
    documents: int
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. ``scheme`` names how signatures and shingles were made; others do not compare."""

    scheme: str
    parts: tuple[Part, ...]
    created: str
    changed: str

    @property
    def documents(self) -> int:
        """Documents in all parts."""
        return sum(part.documents for part in self.parts)


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: documents stored, those already there by content, and leftovers of a killed run removed."""

    stored: int
    known: int
    leftovers: int


def scheme_of(settings: Settings) -> str:
    """The scheme an archive is built under: signatures, sampled shingles and terms together."""
    return f"{scheme_id(settings.permutations, settings.seed, settings.shingle)}/sample{_BITS}/terms{TOP}"


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def read_manifest(path: Path) -> Manifest:
    """Raises ArchiveError when the folder is no archive or its manifest cannot be read."""
    try:
        raw = json.loads((path / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise ArchiveError("no archive here", path, "make one with provenance index build") from None
    except (OSError, ValueError) as error:
        raise ArchiveError(f"manifest cannot be read: {error}", path / "manifest.json", "restore it") from error
    if raw.get("schema") != SCHEMA:
        raise ArchiveError(f"archive schema is {raw.get('schema')!r}, not {SCHEMA}", path, "build it again")
    try:
        parts = tuple(
            Part(part["name"], part["documents"], {name: (size, digest) for name, (size, digest) in
                                                   part["files"].items()}) for part in raw["parts"])
        return Manifest(raw["scheme"], parts, raw["created"], raw["changed"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"manifest is malformed: {error!r}", path / "manifest.json", "restore it") from error


def _write_manifest(path: Path, manifest: Manifest) -> None:
    body = {"schema": SCHEMA, "scheme": manifest.scheme, "documents": manifest.documents,
            "created": manifest.created, "changed": _now(),
            "parts": [{"name": part.name, "documents": part.documents, "files": part.files}
                      for part in manifest.parts]}
    temporary = path / ".manifest.json.tmp"
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(body, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path / "manifest.json")
    _sync(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check(path: Path, manifest: Manifest, settings: Settings) -> None:
    """Raises ArchiveError naming the file that is missing, truncated or altered, or the scheme that differs."""
    if manifest.scheme != scheme_of(settings):
        raise ArchiveError(f"archive was built under {manifest.scheme}, this run uses {scheme_of(settings)}", path,
                           "use the same settings, or build the archive again")
    for part in manifest.parts:
        for name, (size, wanted) in part.files.items():
            file = path / "parts" / part.name / name
            if not file.is_file():
                raise ArchiveError("a part is missing", file, "restore the file, or build the archive again")
            if file.stat().st_size != size:
                raise ArchiveError(f"a part is truncated or altered: {file.stat().st_size} bytes, not {size}", file,
                                   "restore the file, or build the archive again")
            if digest(file) != wanted:
                raise ArchiveError("a part is altered: its checksum differs", file,
                                   "restore the file, or build the archive again")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the writer's lock. Raises ArchiveError naming the process that has it; a dead process holds nothing."""
    with (path / "lock").open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.seek(0)
            raise ArchiveError(f"archive is being written by {_holder(stream.read())}", path,
                               "wait until it is done") from None
        stream.truncate(0)
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}, stream)
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)


def _holder(text: str) -> str:
    try:
        held = json.loads(text)
        return f"process {held['pid']} on {held['host']} since {held['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"


def build(path: Path, documents: Iterable[Document], settings: Settings | None = None,
          progress: Callable[[int], None] | None = None) -> Added:
    """Make an archive in an empty or new folder, and add ``documents``. Raises ArchiveError where one exists."""
    settings = settings or Settings()
    if (path / "manifest.json").exists():
        raise ArchiveError("an archive exists here", path, "use provenance index add, or another folder")
    if path.is_dir() and any(entry.name not in {"lock", "parts", ".manifest.json.tmp"} for entry in path.iterdir()):
        raise ArchiveError("folder is not empty", path, "name a new or empty folder")
    (path / "parts").mkdir(parents=True, exist_ok=True)
    with locked(path):
        _write_manifest(path, Manifest(scheme_of(settings), (), _now(), _now()))
        return _add(path, documents, settings, progress)


def add(path: Path, documents: Iterable[Document], settings: Settings | None = None,
        progress: Callable[[int], None] | None = None) -> Added:
    """Store the documents whose text is not yet in the archive, part by part; each part is a commit.

    Memory is that of one part, whatever the archive's size. Raises ArchiveError when the archive is missing, locked,
    damaged or of another scheme.
    """
    settings = settings or Settings()
    read_manifest(path)
    with locked(path):
        check(path, read_manifest(path), settings)
        return _add(path, documents, settings, progress)


def _add(path: Path, documents: Iterable[Document], settings: Settings,
         progress: Callable[[int], None] | None) -> Added:
    leftovers = clean(path)
    manifest = read_manifest(path)
    seen = _Seen(path, manifest)
    vocabulary = Vocabulary()
    stored = known = 0
    stream = iter(documents)
    while batch := list(islice(stream, PART)):
        fresh = seen.fresh(batch)
        known += len(batch) - len(fresh)
        if fresh:
            part = _write_part(path, len(manifest.parts), tables(fresh, settings, vocabulary), len(fresh))
            manifest = replace(manifest, parts=(*manifest.parts, part))
            _write_manifest(path, manifest)
            stored += len(fresh)
        if progress:
            progress(stored + known)
    return Added(stored, known, leftovers)


def clean(path: Path) -> int:
    """Remove what a killed process left under ``parts/``; returns how many folders. Call with the lock held."""
    wanted = {part.name for part in read_manifest(path).parts}
    stray = [entry for entry in (path / "parts").iterdir() if entry.name not in wanted]
    for entry in stray:
        shutil.rmtree(entry)
    return len(stray)


def strays(path: Path) -> int:
    """Folders under ``parts/`` that no commit names: an unfinished or running `add`."""
    wanted = {part.name for part in read_manifest(path).parts}
    return sum(entry.name not in wanted for entry in (path / "parts").iterdir())


class _Seen:
    """Content hashes of everything stored: the first 128 bits of each SHA-256, sorted."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        parts = [pq.read_table(path / "parts" / part.name / FILES[0], columns=["sha256"])["sha256"].to_pylist()
                 for part in manifest.parts]
        self._keys = np.sort(np.array([text[:32] for part in parts for text in part], dtype="S32"))

    def fresh(self, batch: list[Document]) -> list[Document]:
        """The first of each content not stored before; remembers them."""
        keys = np.array([document.sha256[:32] for document in batch], dtype="S32")
        place = np.minimum(np.searchsorted(self._keys, keys), max(len(self._keys) - 1, 0))
        new = self._keys[place] != keys if len(self._keys) else np.ones(len(keys), dtype=bool)
        first = np.zeros(len(keys), dtype=bool)
        first[np.unique(keys, return_index=True)[1]] = True
        chosen = np.flatnonzero(new & first)
        self._keys = np.sort(np.concatenate([self._keys, keys[chosen]]))
        return [batch[index] for index in chosen.tolist()]


def tables(documents: list[Document], settings: Settings, vocabulary: Vocabulary) -> Tables:
    """The three tables of one part: documents with signatures, sampled shingles, and rarest terms."""
    ids, bounds, terms = of([document.text for document in documents], vocabulary)
    hashes, edges = distinct(*shingle_rows(ids, bounds, settings.shingle))
    signed = signatures(hashes, edges, settings.permutations, settings.seed)
    few, few_edges = sample(hashes, edges, _BITS)
    columns: dict[str, Any] = {name: pa.array([getattr(document, name) for document in documents], pa.string())
                               for name in ("id", "sha256", "path", "title", "outlet", "url", "published", "role")}
    columns |= {"words": np.diff(bounds).astype(np.int32), "shingles": np.diff(edges).astype(np.int32),
                "term_norm": norms(terms).astype(np.float32),
                "signature": pa.FixedSizeBinaryArray.from_buffers(
                    pa.binary(4 * settings.permutations), len(documents), [None, pa.py_buffer(signed.tobytes())]),
                "text": pa.array([document.text for document in documents], pa.string())}
    owner = np.repeat(np.arange(len(documents), dtype=np.int32), np.diff(few_edges))
    order = np.argsort(few, kind="stable")
    told = np.repeat(np.arange(len(documents), dtype=np.int32), np.diff(terms.bounds))
    sorted_terms = np.argsort(terms.hashes, kind="stable")
    return (pa.table(columns),
            pa.table({"hash": few[order].view(np.int64), "document": owner[order]}),
            pa.table({"term": terms.hashes[sorted_terms].astype(np.int64), "document": told[sorted_terms],
                      "weight": terms.weights[sorted_terms]}))


def _write_part(path: Path, number: int, made: Tables, documents: int) -> Part:
    """Write under a temporary name, sync, and rename to one that the content decides."""
    temporary = path / "parts" / f".tmp-{os.getpid()}-{number}"
    temporary.mkdir()
    for name, table in zip(FILES, made, strict=True):
        write(table, temporary / name)
    files = {name: ((temporary / name).stat().st_size, digest(temporary / name)) for name in FILES}
    name = f"{number:06d}-{files[FILES[0]][1][:12]}"
    _sync(temporary)
    os.rename(temporary, path / "parts" / name)
    _sync(path / "parts")
    return Part(name, documents, files)


def write(table: pa.Table, path: Path) -> None:
    """One Parquet file: sorted integers as differences, texts in small row groups; synced to disk."""
    sorted_key = {"hash", "term"} & set(table.column_names)
    with path.open("wb") as stream:
        pq.write_table(
            table, stream, compression="zstd", row_group_size=1 << 20 if sorted_key else ROWS,
            use_dictionary=False, write_statistics=False,
            column_encoding=dict.fromkeys(sorted_key, "DELTA_BINARY_PACKED") or None)
        stream.flush()
        os.fsync(stream.fileno())


def compact(path: Path, settings: Settings | None = None) -> tuple[int, int]:
    """Merge neighbouring parts up to `MERGED` documents, each merge one commit; returns parts before and after."""
    settings = settings or Settings()
    read_manifest(path)
    with locked(path):
        manifest = read_manifest(path)
        check(path, manifest, settings)
        clean(path)
        before = len(manifest.parts)
        done: list[Part] = []
        for group in _groups(manifest.parts):
            merged = _merge(path, before + len(done), group) if len(group) > 1 else group[0]
            done.append(merged)
            rest = manifest.parts[sum(len(g) for g in _groups(manifest.parts)[:len(done)]):]
            _write_manifest(path, replace(manifest, parts=(*done, *rest)))
        clean(path)
        return before, len(done)


def _groups(parts: tuple[Part, ...]) -> list[list[Part]]:
    groups: list[list[Part]] = []
    size = 0
    for part in parts:
        if groups and size + part.documents <= MERGED:
            groups[-1].append(part)
            size += part.documents
        else:
            groups.append([part])
            size = part.documents
    return groups


def _merge(path: Path, number: int, group: list[Part]) -> Part:
    """One part from several; texts are copied a part at a time, postings merged by a stable sort."""
    temporary = path / "parts" / f".tmp-{os.getpid()}-{number}"
    temporary.mkdir()
    folders = [path / "parts" / part.name for part in group]
    with (temporary / FILES[0]).open("wb") as stream:
        writer: pq.ParquetWriter | None = None
        for folder in folders:
            table = pq.read_table(folder / FILES[0])
            writer = writer or pq.ParquetWriter(stream, table.schema, compression="zstd", use_dictionary=False,
                                                write_statistics=False)
            writer.write_table(table, row_group_size=ROWS)
        if writer:
            writer.close()
    offsets = np.cumsum([0, *(part.documents for part in group)])
    for name, key in ((FILES[1], "hash"), (FILES[2], "term")):
        read = [pq.read_table(folder / name) for folder in folders]
        shifted = [table.set_column(1, "document", pa.array(
            table["document"].to_numpy() + np.int32(offset))) for table, offset in
            zip(read, offsets[:-1].tolist(), strict=True)]
        joined = pa.concat_tables(shifted)
        write(joined.take(np.argsort(joined[key].to_numpy(), kind="stable")), temporary / name)
    files = {name: ((temporary / name).stat().st_size, digest(temporary / name)) for name in FILES}
    name = f"{number:06d}-{files[FILES[0]][1][:12]}"
    _sync(temporary)
    os.rename(temporary, path / "parts" / name)
    _sync(path / "parts")
    return Part(name, sum(part.documents for part in group), files)


def stats(path: Path, settings: Settings | None = None) -> dict[str, int | str]:
    """Documents, parts, bytes, keys, scheme and dates, after checking every part. Raises ArchiveError as `check`."""
    manifest = read_manifest(path)
    check(path, manifest, settings or Settings())
    rows = {name: sum(pq.read_metadata(path / "parts" / part.name / name).num_rows for part in manifest.parts)
            for name in FILES}
    return {"documents": manifest.documents, "parts": len(manifest.parts),
            "bytes": sum(size for part in manifest.parts for size, _ in part.files.values()),
            "shingles": rows[FILES[1]], "terms": rows[FILES[2]], "unfinished": strays(path),
            "scheme": manifest.scheme, "created": manifest.created, "changed": manifest.changed}
