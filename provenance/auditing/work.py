"""The working folder of an audit: stages that are done once, and tables kept in numbered portions.

A stage leaves a note of what it was computed from; a stage whose note still holds is read, not computed. Portions are
written beside their place and renamed into it, so that a run killed anywhere goes on with the portion it was at and
ends with the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from ..disk import replace, save

NAME = "work"


class Work:
    """Stages under ``folder`` of the audit identified by ``key``."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder, self.key = folder, key
        folder.mkdir(parents=True, exist_ok=True)

    def stage(self, name: str, make: Callable[[Path], None]) -> Path:
        """The folder of a stage, made by ``make`` unless it stands there under the same key."""
        folder, note = self.folder / name, self.folder / name / "_done.json"
        if self._done(note):
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        save(note, json.dumps(self._note(name)).encode())
        return folder

    def portions(self, name: str) -> Portions:
        """The numbered portions of a stage; those of another key are thrown away."""
        folder, note = self.folder / name, self.folder / name / "_key.json"
        if not self._done(note):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            save(note, json.dumps(self._note(name)).encode())
        return Portions(folder)

    def _note(self, name: str) -> dict[str, str]:
        return {"key": self.key, "stage": name}

    def _done(self, note: Path) -> bool:
        try:
            return bool(json.loads(note.read_text("utf-8")) == self._note(note.parent.name))
        except (OSError, ValueError):
            return False


class Portions:
    """Numbered files of JSON, each whole or absent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, number: int) -> bool:
        """Whether the portion is there."""
        return self._path(number).is_file()

    def put(self, number: int, content: Any) -> None:
        """Write a portion in one step."""
        data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        save(self._path(number), zstandard.ZstdCompressor().compress(data))

    def __iter__(self) -> Iterator[Any]:
        for path in sorted(self.folder.glob("*.json.zst")):
            yield json.loads(zstandard.ZstdDecompressor().decompress(path.read_bytes()))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:07d}.json.zst"


def collect(portions: Portions, name: str, schema: pa.Schema, path: Path, order: Sequence[str]) -> int:
    """One Parquet file of the table ``name`` over all portions, rows of a portion sorted by ``order``; its length."""
    beside = path.with_name(f".{path.name}.tmp")
    rows = 0
    with pq.ParquetWriter(beside, schema, compression="zstd") as writer:
        for portion in portions:
            table = pa.Table.from_pylist(portion[name], schema).sort_by([(column, "ascending") for column in order])
            if table.num_rows:
                writer.write_table(table)
            rows += table.num_rows
    replace(beside, path)
    return rows
