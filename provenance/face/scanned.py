"""A scan of a corpus as one call, and its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from html import escape
from itertools import chain
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from .. import corpus
from ..corpus.engines import opened
from ..reading import expand, stream
from ..records import Document, Skipped
from ..settings import Settings

TABLES = ("pairs", "stories", "edges")


@dataclass(frozen=True, slots=True, repr=False)
class Scan:
    """What `scan` found, and the folder that holds it as Parquet."""

    folder: Path
    found: corpus.Scanned
    skipped: tuple[Skipped, ...]

    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables ``pairs``, ``stories`` and ``edges``, read from the folder's Parquet files."""
        return {name: pq.read_table(self.folder / name) for name in TABLES}

    def _counts(self) -> str:
        return ", ".join(f"{value:,} {name}" for name, value in asdict(self.found).items()
                         if name in ("documents", *TABLES))

    def __repr__(self) -> str:
        return f"<Scan: {self._counts()} in {self.folder}>"

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(self._counts())}</b> in <code>{escape(str(self.folder))}</code></p>"


def scan(inputs: str | Path | Iterable[str | Path | Document], out: str | Path, engine: str = "duckdb",
         settings: Settings | None = None, *, master: str = "local[*]", workers: int | None = None,
         strict: bool = False, talk: Callable[[str], None] = lambda _: None,
         passing: Callable[[Iterable[Document]], Iterable[Document]] = iter) -> Scan:
    """Find all derivation pairs, stories and parents of a corpus; write them as Parquet into the folder ``out``.

    ``inputs`` are files, folders and globs, or documents. ``engine`` is ``duckdb`` or ``spark`` (at ``master``), with
    the same rows from either. Run again after a stop, it goes on with the stage it was at. ``talk`` hears the name of
    each stage; ``passing`` sees the documents as they stream by. Raises InputError for an engine that is not
    installed or a folder that holds something else, NothingUsable when no document is usable; with ``strict``
    InputError for the first that is not.
    """
    settings, folder, skipped = settings or Settings(), Path(out), list[Skipped]()
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    documents = [item for item in given if isinstance(item, Document)]
    names = [str(item) for item in given if not isinstance(item, Document)]
    used = opened(engine, folder / "spill", master, workers)
    try:
        found = corpus.scan(passing(chain(documents, stream.usable(stream.documents(names), skipped, strict))),
                            _key(documents, names, settings), folder, used, settings, talk=talk)
    finally:
        used.close()
    return Scan(folder, found, tuple(skipped))


def _key(documents: list[Document], names: list[str], settings: Settings) -> str:
    """What lies in files can be recognised by a later run; what was streamed or handed over never is."""
    if documents or "-" in names:
        return uuid4().hex
    return corpus.fingerprint([path for path in expand(names).ordered if path is not None], settings)
