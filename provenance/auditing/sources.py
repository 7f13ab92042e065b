"""For each distinct article of a scan, the releases it may come from: the archive asked portion by portion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..archive import read_manifest
from ..archive.query import Index, first
from ..parallel import Pool
from ..records import Document
from .grouping import JOIN
from .work import Work

Row = dict[str, Any]
LIKELY = 0.5  # p_derived from which the order of retrieval decides between releases
TOP = 5  # releases looked at for each article
KEPT = ("id", "text", "sha256", "outlet", "published", "title", "url")


def document(row: Mapping[str, Any]) -> Document:
    """A stored row as a `Document`."""
    return Document(**{name: row[name] for name in KEPT}, role="release" if row["role"] == "release" else "article",
                    published_source="metadata" if row["published"] else None)


def ask(articles: Mapping[int, int], folder: Path, archive: Path, work: Work, pool: Pool,
        tell: Callable[[str, int, int], None]) -> dict[int, str]:
    """The likeliest release (its id in the archive) of each article that may have one, by number of the article.

    ``articles`` numbers the distinct ones by arrival; ``folder`` holds the scan's documents in order of arrival.
    """
    portions = work.portions("sources")
    files = sorted(folder.glob("*.parquet"))
    for number, file in enumerate(files):
        if not portions.has(number):
            table = pq.read_table(file)
            mine = table.filter(pc.is_in(table["arrival"], pa.array(sorted(articles), pa.int64()))).to_pylist()
            found = list(pool.map(_best, str(archive), [(row["arrival"], document(row)) for row in mine]))
            portions.put(number, [[arrival, name, p] for arrival, name, p in found if name is not None])
        tell("sources", number + 1, len(files))
    return {articles[arrival]: name for portion in portions for arrival, name, p in portion if p >= JOIN}


@cache
def _index(archive: str) -> Index:
    return Index(Path(archive))


def _best(archive: str, asked: tuple[int, Document]) -> tuple[int, str | None, float]:
    """The first release that is judged likely, else the likeliest: retrieval ranks better than the judge does."""
    arrival, article = asked
    matches = _index(archive).query(article, TOP, first(LIKELY), itself=True)
    best = next((match for match in matches if (match.p_derived or 0.0) >= LIKELY),
                max(matches, key=lambda match: match.p_derived or 0.0, default=None))
    return (arrival, best.id, round(best.p_derived or 0.0, 6)) if best else (arrival, None, 0.0)


def releases(archive: Path | None, wanted: set[str], folder: Path) -> None:
    """The archived documents of the ids ``wanted``, as one Parquet file in ``folder``, sorted by id."""
    found: list[Row] = []
    files = [archive / "parts" / part.name / "documents.parquet" for part in read_manifest(archive).parts
             ] if archive else []
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(5_000, columns=list(KEPT)):
            found += batch.filter(pc.is_in(batch.column("id"), pa.array(sorted(wanted), pa.string()))).to_pylist()
    schema = pa.schema([(name, pa.string()) for name in KEPT])
    pq.write_table(pa.Table.from_pylist(sorted(found, key=lambda row: row["id"]), schema), folder / "part-0.parquet")
