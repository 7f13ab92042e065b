"""A fingerprint archive on disk: Parquet parts, each committed in one step, and a manifest that names them.

    ARCHIVE/
      manifest.json          schema, scheme, and every part with size and SHA-256 of its files; bears its own checksum
      parts/NAME/            documents, terms, postings and runs (Parquet), and part.json: the same of this part
      lock                   held (flock) by the process that writes; says who
      reading                held (flock, shared) while a reader opens files; superseded parts wait for it

A part is written under a temporary name, synced, and renamed: that is its commit. A process killed at any point
therefore leaves the last good state or the next; what it left half done is removed by the next writer.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from .. import disk
from ..errors import ArchiveError
from ..find.terms import Vocabulary
from ..records import Document
from ..settings import Settings
from . import parts
from .manifest import (
    Manifest,
    Part,
    check,
    check_scheme,
    leftovers,
    now,
    read_manifest,
    scheme_of,
    stored,
    write_manifest,
)

PART = 10_000  # documents of one part: what is held in memory while writing
MERGED = 200_000  # documents of a part after `compact`
_OURS = frozenset({"lock", "reading", "parts", "manifest.json", ".manifest.json.tmp"})


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: documents stored, those already there by content, leftovers of a killed run removed, and names
    under ``parts/`` that are not ours and were left alone."""

    stored: int
    known: int
    leftovers: int
    foreign: tuple[str, ...] = ()


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
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": now()}, stream)
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
    """Make an archive in an empty or new folder, and add ``documents``. Raises ArchiveError where one exists.

    When nothing could be stored, nothing is left behind that would stop the next try.
    """
    settings = settings or Settings()
    _refuse_full(path)
    new = not path.exists()
    try:
        (path / "parts").mkdir(parents=True, exist_ok=True)
        with locked(path):
            if not (path / "manifest.json").exists():
                write_manifest(path, Manifest(scheme_of(settings), uuid.uuid4().hex))
            return _add(path, documents, settings, progress)
    finally:
        _undo(path, new)


def _refuse_full(path: Path) -> None:
    """An archive that holds nothing, as a build that failed leaves it, is as good as an empty folder."""
    if (path / "manifest.json").exists() and read_manifest(path).parts:
        raise ArchiveError("an archive exists here", path, "use provenance index add, or another folder")
    if path.exists() and (not path.is_dir() or any(entry.name not in _OURS for entry in path.iterdir())):
        raise ArchiveError("folder is not empty", path, "name a new or empty folder")


def _undo(path: Path, new: bool) -> None:
    """Take an archive without documents away again."""
    try:
        if (path / "manifest.json").exists() and read_manifest(path).parts:
            return
        for name in sorted(_OURS - {"parts"}):
            (path / name).unlink(missing_ok=True)
        for entry in (path / "parts").iterdir():
            if entry.name.startswith(".tmp-"):
                disk.remove(entry)
        (path / "parts").rmdir()
        if new:
            path.rmdir()
    except (OSError, ArchiveError):
        return  # what stopped the build may stop this too; `build` takes an archive without parts for an empty folder


def add(path: Path, documents: Iterable[Document], settings: Settings | None = None,
        progress: Callable[[int], None] | None = None) -> Added:
    """Store the documents whose text is not yet in the archive, part by part; each part is a commit.

    Memory is that of one part, whatever the archive's size, and no other part is touched. Raises ArchiveError when
    the archive is missing, locked, damaged or of another scheme.
    """
    settings = settings or Settings()
    read_manifest(path)
    with locked(path):
        check(path, read_manifest(path), settings)
        return _add(path, documents, settings, progress)


def _add(path: Path, documents: Iterable[Document], settings: Settings,
         progress: Callable[[int], None] | None) -> Added:
    manifest, removed, foreign = _tidied(path)
    seen = _Seen(path, manifest)
    vocabulary = Vocabulary()
    stored = known = 0
    stream = iter(documents)
    while batch := list(islice(stream, PART)):
        fresh = seen.fresh(batch)
        known += len(batch) - len(fresh)
        if fresh:
            part = parts.write_part(path, manifest, parts.tables(fresh, settings, vocabulary))
            manifest = manifest.having(part)
            write_manifest(path, manifest)
            stored += len(fresh)
        if progress:
            progress(stored + known)
    return Added(stored, known, removed, foreign)


def _tidied(path: Path) -> tuple[Manifest, int, tuple[str, ...]]:
    """Bring the manifest up to date and remove what is left over; call with the lock held.

    Superseded parts are removed only while no reader is opening files; one that takes too long leaves them for later.
    """
    manifest = read_manifest(path)
    if manifest.commit != stored(path).commit:
        write_manifest(path, manifest)
    ours, foreign = leftovers(path, manifest)
    removed = 0
    if ours:
        with disk.held(path / "reading", exclusive=True) as alone:
            for folder in ours if alone else []:
                disk.remove(folder)
                removed += 1
    return manifest, removed, tuple(entry.name for entry in foreign)


class _Seen:
    """Content hashes of everything stored: the first 128 bits of each SHA-256, sorted."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        stored = [pq.read_table(path / "parts" / part.name / parts.DOCUMENTS, columns=["sha256"])["sha256"].to_pylist()
                  for part in manifest.parts]
        self._keys = np.sort(np.array([text[:32] for part in stored for text in part], dtype="S32"))

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


def compact(path: Path, settings: Settings | None = None) -> tuple[int, int]:
    """Merge neighbouring parts up to `MERGED` documents, each merge one commit; returns parts before and after."""
    settings = settings or Settings()
    read_manifest(path)
    with locked(path):
        manifest, _, _ = _tidied(path)
        check(path, manifest, settings)
        before = len(manifest.parts)
        for group in _groups(manifest.parts):
            if len(group) > 1:
                manifest = manifest.having(parts.merge(path, manifest, group))
                write_manifest(path, manifest)
        _tidied(path)
        return before, len(manifest.parts)


def _groups(committed: tuple[Part, ...]) -> list[list[Part]]:
    groups: list[list[Part]] = []
    size = 0
    for part in committed:
        if groups and size + part.documents <= MERGED:
            groups[-1].append(part)
            size += part.documents
        else:
            groups.append([part])
            size = part.documents
    return groups


def opened(path: Path, settings: Settings, verify: bool = True) -> tuple[Manifest, list[Path]]:
    """What is committed, and the folders of its parts, all there and whole; call with ``reading`` held.

    Raises ArchiveError when the archive is missing, damaged or of another scheme. A part that vanished because the
    archive was compacted meanwhile is no damage: the newer manifest is read.
    """
    manifest = read_manifest(path)
    while True:
        try:
            (check if verify else check_scheme)(path, manifest, settings)
            return manifest, [path / "parts" / part.name for part in manifest.parts]
        except ArchiveError:
            newer = read_manifest(path)
            if newer.commit <= manifest.commit:
                raise
            manifest = newer


def stats(path: Path, settings: Settings | None = None) -> dict[str, int | str]:
    """Documents, parts, bytes, keys, scheme and dates, after checking every part. Raises ArchiveError as `opened`."""
    read_manifest(path)
    with disk.held(path / "reading", exclusive=False):
        manifest, folders = opened(path, settings or Settings())
        ours, foreign = leftovers(path, manifest)
    return {"documents": manifest.documents, "parts": len(manifest.parts),
            "bytes": sum(size for part in manifest.parts for size, _ in part.files.values()),
            "postings": parts.rows(folders, parts.POSTINGS), "runs": parts.rows(folders, parts.RUNS),
            "unfinished": len(ours), "foreign": len(foreign), "scheme": manifest.scheme, "created": manifest.created,
            "changed": manifest.changed}


__all__ = ["MERGED", "PART", "Added", "Manifest", "Part", "add", "build", "compact", "locked", "opened",
           "read_manifest", "stats"]
