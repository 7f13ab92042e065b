"""Stories examined whole: every story goes through `provenance.pipeline.trace`, copies keep rows of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..corpus.engines import Engine
from ..errors import NothingUsable
from ..parallel import Pool
from ..pipeline import trace
from ..records import Document
from ..settings import Settings
from ..tracefile.encode import to_dict
from .grouping import Story, batches
from .rows import TABLES, Row, examined, hours
from .sources import document
from .work import Portions, Work

_PLACES = pa.schema([("portion", pa.int64()), ("story", pa.int64()), ("doc", pa.int64()), ("release", pa.string())])
# Every document beside its story, in the order stories are examined in: one sequential read instead of many jumps.
_ORDERED = """
SELECT p.portion, p.story, d.doc, d.first_copy, d.id, d.outlet, d.published, d.title, d.url, d.role, d.sha256, t.text
FROM places p JOIN docs d ON p.doc = d.first_copy JOIN documents t ON d.arrival = t.arrival
UNION ALL
SELECT p.portion, p.story, CAST(-1 AS BIGINT), CAST(-1 AS BIGINT), r.id, r.outlet, r.published, r.title, r.url,
       'release' AS role, r.sha256, r.text
FROM places p JOIN released r ON p.release = r.id
ORDER BY 1, 2, 3, 5"""


@dataclass(frozen=True, slots=True)
class Case:
    """One story ready to be examined: its documents, and the exact copies of each by id."""

    name: str
    documents: tuple[Document, ...]
    copies: tuple[tuple[str, Document], ...]


def place(found: Sequence[Story], docs: Sequence[int], folder: Path) -> None:
    """Write which portion and story each document belongs to; ``docs`` gives an article's number in the scan."""
    rows: list[Row] = []
    number = 0
    for portion, members in enumerate(batches(found)):
        for story in members:
            rows += [{"portion": portion, "story": number, "doc": docs[one], "release": None} for one in story.articles]
            rows += [{"portion": portion, "story": number, "doc": None, "release": one} for one in story.releases]
            number += 1
    pq.write_table(pa.Table.from_pylist(rows, _PLACES), folder / "part-0.parquet")


def examine(engine: Engine, total: int, work: Work, settings: Settings, pool: Pool,
            tell: Callable[[str, int, int], None]) -> Portions:
    """Examine every story, portion by portion; needs the tables ``places``, ``docs``, ``documents``, ``released``."""
    folder = work.stage("ordered", lambda made: engine.sql("ordered", [_ORDERED], made))
    portions = work.portions("examined")
    for number, cases in _cases(folder, portions):
        found: dict[str, list[Row]] = {name: [] for name in (*TABLES, "short")}
        for rows in pool.map(_one, settings, cases):
            for name, part in rows.items():
                found[name] += part
        portions.put(number, found)
        tell("examining", number + 1, total)
    return portions


def _cases(folder: Path, portions: Portions) -> Iterator[tuple[int, list[Case]]]:
    """The stories of each portion that is not there yet."""
    rows = (row for file in sorted(folder.glob("*.parquet")) for batch in pq.ParquetFile(file).iter_batches(1_000)
            for row in batch.to_pylist())
    for number, members in groupby(rows, key=lambda row: row["portion"]):
        if portions.has(number):
            for _ in members:
                pass
            continue
        yield number, [_case(list(story)) for _, story in groupby(members, key=lambda row: row["story"])]


def _case(rows: Sequence[Row]) -> Case:
    """A story's documents under ids of their own, and copies apart."""
    taken: set[str] = set()
    named: dict[int, str] = {}
    documents, copies = [], []
    for row in rows:
        key = row["id"] if row["id"] not in taken else f"{row['id']}#{row['doc']}"
        taken.add(key)
        one = replace(document(row), id=key)
        if row["doc"] == row["first_copy"]:
            named[row["doc"]] = key
            documents.append(one)
        else:
            copies.append((named[row["first_copy"]], one))
    return Case(f"S{rows[0]['story'] + 1}", tuple(documents), tuple(copies))


def _one(settings: Settings, case: Case) -> dict[str, list[Row]]:
    """The rows of one story. A story that cannot be examined costs its own articles, never the run."""
    why = f"fewer than {settings.min_words} words cannot be traced"
    try:
        traced = to_dict(trace(case.documents, settings=settings, passages=False))
    except NothingUsable:
        traced = None
    except Exception as error:
        traced, why = None, f"its story could not be examined: {type(error).__name__}: {error}"
    texts = {one.id: one.text for one in case.documents}
    found = examined(traced, texts, case.name) if traced else {name: [] for name in TABLES}
    kept = {row["id"]: row for row in found["documents"]}
    found["documents"] += [_copy(kept[first], copy) for first, copy in case.copies if first in kept]
    found["edges"] += [_copy_edge(kept[first], copy, case.name) for first, copy in case.copies if first in kept]
    for row in found["stories"]:
        row["articles"] += len(case.copies)
        row["derived"] += sum(kept[first]["standing"] == "derived" for first, _ in case.copies if first in kept)
    every = [one.id for one in case.documents] + [copy.id for _, copy in case.copies]
    told = {row["id"] for row in found["documents"]}
    found["short"] = [{"path": key, "reason": why}
                      for key in every if key not in told]
    return found


def _copy(first: Row, copy: Document) -> Row:
    """The row of an exact copy: what the text says is the first copy's, what the page says is its own."""
    late = hours(first["published"], copy.published)
    lag = first["hours_after_release"]
    return first | {"id": copy.id, "outlet": copy.outlet, "published": copy.published, "title": copy.title,
                    "url": copy.url, "month": (copy.published or "")[:7] or None, "copy_of": first["id"],
                    "syndicated": True, "parent": first["id"], "parent_support": None,
                    "hours_after_release": lag + late if lag is not None and late is not None else None}


def _copy_edge(first: Row, copy: Document, story: str) -> Row:
    """Exact copies are one text; which outlet took it from which is known only where dates differ."""
    late = hours(first["published"], copy.published)
    return {"story": story, "parent": first["id"], "child": copy.id, "parent_outlet": first["outlet"],
            "child_outlet": copy.outlet, "kind": "copy", "directed": bool(late and late > 0), "support": None,
            "hours": late}
