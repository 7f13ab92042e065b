"""A corpus to all derivation pairs, stories and parents: one plan of plain SQL and kernels, on any `Engine`.

Each stage writes a folder of Parquet files and a note of what it was computed from; a stage whose note still holds is
read, not computed, so a scan that was stopped goes on where it was. Documents are numbered by date, then id, then
content, so no result depends on the order of the input; exact duplicates are collapsed first and come back as pairs.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .. import dating
from ..errors import InputError, NothingUsable
from ..lineage.spanning import LOSS
from ..records import Document
from ..settings import Settings
from . import kernels
from .engines import Engine

VERSION = 2
STAGES = ("documents", "docs", "signatures", "keys", "buckets", "placed", "shared", "candidates",
          "compared", "pairs", "stories", "edges")
BUDGET = 1_200  # pairs that crossing buckets may write for each document; buckets beyond it are hot
KEEP = 4  # members of a hot bucket that all others are linked to
LIKELY = 0.05  # least estimated containment of a candidate, from shingles no series repeats
REPEATED = 0.06  # the same from all shingles: what only boilerplate suggests is compared less eagerly
_PASS = 20_000_000  # crossings grouped in one pass: about 1 GB
REWORDED = 0.35  # least rare-term cosine of a candidate without shared shingles
TERMS = 3  # least rare terms such a candidate shares
RELATED = 0.1  # least containment, without what a series repeats, for two documents to be of one story
REPEATS, SPAN = 5, 60  # what one outlet repeats so often over more days than that is its boilerplate
_FILE = 5_000  # documents in one file

_DOCUMENTS = pa.schema([
    ("arrival", pa.int64()), ("id", pa.string()), ("sha256", pa.string()), ("outlet", pa.string()), ("day", pa.int64()),
    ("published", pa.string()), ("role", pa.string()), ("title", pa.string()), ("url", pa.string()),
    ("text", pa.string())])

_DOCS = """
SELECT CAST(ROW_NUMBER() OVER (ORDER BY day NULLS LAST, CASE WHEN role = 'release' THEN 0 ELSE 1 END, id,
       sha256, arrival) - 1 AS BIGINT) AS doc, arrival,
       id, sha256, outlet, day, published, role, title, url
FROM documents"""
_DOCS_FIRST = "SELECT *, CAST(MIN(doc) OVER (PARTITION BY sha256) AS BIGINT) AS first_copy FROM ({docs})"

_TEXTS = """SELECT d.doc, t.text FROM docs d JOIN documents t ON d.arrival = t.arrival WHERE d.doc = d.first_copy"""

# A key that one outlet repeats over time is boilerplate; a key that many outlets hold is a story that travelled.
_BUCKETS = """
SELECT b.kind, b.key, b.members, CAST(CASE WHEN s.key IS NULL THEN 0 ELSE 1 END AS INT) AS repeated
FROM (SELECT kind, key, CAST(COUNT(*) AS BIGINT) AS members FROM keys GROUP BY kind, key HAVING COUNT(*) > 1) b
LEFT JOIN (
    SELECT DISTINCT key FROM (
        SELECT k.key, d.outlet FROM keys k JOIN docs d ON k.doc = d.doc
        JOIN (SELECT key FROM keys WHERE kind = 0 GROUP BY key HAVING COUNT(*) >= {repeats}) h ON k.key = h.key
        WHERE k.kind = 0 AND d.outlet IS NOT NULL AND d.day IS NOT NULL
        GROUP BY k.key, d.outlet HAVING COUNT(*) >= {repeats} AND MAX(d.day) - MIN(d.day) > {span}) r
) s ON b.kind = 0 AND b.key = s.key"""

_PLACED = """
SELECT k.kind, k.key, k.doc, k.weight, b.members, CAST(1 - b.repeated AS INT) AS own,
       CAST(ROW_NUMBER() OVER (PARTITION BY k.kind, k.key ORDER BY k.doc) AS BIGINT) AS place
FROM keys k JOIN buckets b ON k.kind = b.kind AND k.key = b.key"""

_CROSSED = """
SELECT x.doc AS a, y.doc AS b, {sums} FROM placed x JOIN placed y ON x.key = y.key AND x.place < y.place
WHERE x.kind = {kind} AND y.kind = {kind} AND x.doc % {passes} = {turn} AND {within}
GROUP BY x.doc, y.doc"""

_SHARED = """
SELECT a, b, keys_shared, keys_own FROM (
    SELECT c.*, CASE WHEN x.sampled < y.sampled THEN x.sampled ELSE y.sampled END AS fewer
    FROM ({crossed}) c JOIN signatures x ON c.a = x.doc JOIN signatures y ON c.b = y.doc) e
WHERE keys_own >= {likely} * fewer AND keys_own > 0 OR keys_shared >= {repeated} * fewer"""
_SHINGLE_SUMS = "CAST(COUNT(*) AS BIGINT) AS keys_shared, CAST(SUM(x.own) AS BIGINT) AS keys_own"

_REWORDED = """
SELECT c.a, c.b, CAST(c.product / (x.term_norm * y.term_norm + 0.000001) AS DOUBLE) AS cosine FROM ({crossed}) c
JOIN signatures x ON c.a = x.doc JOIN signatures y ON c.b = y.doc
WHERE c.terms_shared >= {terms} AND c.product >= {reworded} * x.term_norm * y.term_norm"""
_TERM_SUMS = "COUNT(*) AS terms_shared, CAST(SUM(x.weight * y.weight) AS BIGINT) AS product"

# What only boilerplate of a series suggests keeps its estimate; all else is compared in full.
_CANDIDATES = """
SELECT e.a, e.b, e.keys_shared, e.keys_own, e.bands_shared, e.cosine,
       CAST(CASE WHEN e.bands_shared > 0 OR e.cosine > 0 OR e.keys_own >= {likely} *
           CASE WHEN x.sampled < y.sampled THEN x.sampled ELSE y.sampled END THEN 1 ELSE 0 END AS INT) AS compared
FROM (
    SELECT a, b, CAST(SUM(keys_shared) AS BIGINT) AS keys_shared, CAST(SUM(keys_own) AS BIGINT) AS keys_own,
           CAST(SUM(bands_shared) AS BIGINT) AS bands_shared, CAST(SUM(cosine) AS DOUBLE) AS cosine
    FROM (
        SELECT a, b, keys_shared, keys_own, 0 AS bands_shared, 0.0 AS cosine FROM shared
        UNION ALL SELECT a, b, 0, 0, bands_shared, 0.0 FROM ({banded}) t
        UNION ALL SELECT a, b, 0, 0, 0, cosine FROM ({reworded}) u) v
    GROUP BY a, b) e
JOIN signatures x ON e.a = x.doc JOIN signatures y ON e.b = y.doc"""

_COMPARE = """
SELECT c.a, c.b, x.grams AS grams_a, y.grams AS grams_b
FROM candidates c JOIN signatures x ON c.a = x.doc JOIN signatures y ON c.b = y.doc WHERE c.compared = 1"""

# ``containment_own`` leaves out the share of the sampled common shingles that one outlet repeats over time.
_PAIRS = """
SELECT a, b, x.id AS id_a, y.id AS id_b, containment_a, containment_b,
       CASE WHEN containment_a * size_a = 0 THEN CAST(0.0 AS DOUBLE)
            ELSE containment_a * size_a / (size_a + size_b - containment_a * size_a) END AS jaccard,
       own * CASE WHEN containment_a > containment_b THEN containment_a ELSE containment_b END AS containment_own,
       cosine, compared AS exact, CAST(CASE WHEN x.day < y.day
           OR x.role = 'release' AND y.role <> 'release' THEN 1 ELSE 0 END AS INT) AS dated
FROM (
    SELECT c.a, c.b, c.cosine, c.compared, CAST(p.shingles AS DOUBLE) AS size_a, CAST(q.shingles AS DOUBLE) AS size_b,
           CASE WHEN c.keys_shared > 0 THEN CAST(c.keys_own AS DOUBLE) / c.keys_shared
                ELSE CAST(1.0 AS DOUBLE) END AS own,
           CASE WHEN p.shingles = 0 THEN CAST(0.0 AS DOUBLE)
                WHEN c.compared = 1 THEN CAST(m.shared AS DOUBLE) / p.shingles
                ELSE CAST(c.keys_shared AS DOUBLE) / p.sampled END AS containment_a,
           CASE WHEN q.shingles = 0 THEN CAST(0.0 AS DOUBLE)
                WHEN c.compared = 1 THEN CAST(m.shared AS DOUBLE) / q.shingles
                ELSE CAST(c.keys_shared AS DOUBLE) / q.sampled END AS containment_b
    FROM candidates c LEFT JOIN compared m ON c.a = m.a AND c.b = m.b
    JOIN signatures p ON c.a = p.doc JOIN signatures q ON c.b = q.doc
    UNION ALL
    SELECT d.first_copy AS a, d.doc AS b, CAST(0.0 AS DOUBLE), 1, CAST(s.shingles AS DOUBLE),
           CAST(s.shingles AS DOUBLE), CAST(1.0 AS DOUBLE), CAST(1.0 AS DOUBLE), CAST(1.0 AS DOUBLE)
    FROM docs d JOIN signatures s ON d.first_copy = s.doc WHERE d.doc > d.first_copy) e
JOIN docs x ON e.a = x.doc JOIN docs y ON e.b = y.doc
ORDER BY a, b"""

_STRONG = "SELECT a, b FROM pairs WHERE containment_own >= {related}"

# A parent is the earlier document nearest by what the child has of it and, less, by what it keeps: as in a trace.
_EDGES = """
SELECT id_a AS parent, id_b AS child, dated AS directed, containment_b AS share_of_child, containment_own AS weight,
       story
FROM (
    SELECT p.*, s.story, ROW_NUMBER() OVER (PARTITION BY p.b ORDER BY ROUND(containment_own * ({nearness}) /
        CASE WHEN containment_a > containment_b THEN containment_a ELSE containment_b END, 9) DESC, p.a) AS best
    FROM pairs p JOIN stories s ON p.b = s.doc WHERE p.containment_own >= {related}) e
WHERE best = 1 ORDER BY story, child"""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found. ``capped`` buckets were too hot to cross in full, the largest with ``largest`` members."""

    documents: int
    duplicates: int
    candidates: int
    pairs: int
    stories: int
    edges: int
    capped: int
    largest: int
    computed: tuple[str, ...]


class _Run:
    """Stages of one scan: computed, or read where the note of an earlier run still holds."""

    def __init__(self, engine: Engine, out: Path, key: str, talk: Callable[[str], None]) -> None:
        self.engine, self.out, self.key, self.talk = engine, out, key, talk
        self.computed: list[str] = []

    def stage(self, name: str, make: Callable[[Path], None]) -> None:
        """Run ``make`` into the stage's folder, unless it is there under the same key."""
        folder, note = self.out / name, self.out / name / "_done.json"
        wanted = {"key": self.key, "stage": name, "version": VERSION}
        if note.is_file() and json.loads(note.read_text("utf-8")) == wanted:
            self.engine.read(name, folder)
            return
        self.talk(name)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        self.engine.read(name, folder)
        note.write_text(json.dumps(wanted), "utf-8")
        self.computed.append(name)

    def sql(self, name: str, *queries: str) -> None:
        """A stage that is a query, or several whose rows are put together."""
        self.stage(name, lambda folder: self.engine.sql(name, queries, folder))

    def map(self, name: str, query: str, kernel: Any, schema: pa.Schema) -> None:
        """A stage that is one kernel over a query."""
        self.stage(name, lambda folder: self.engine.map(name, query, kernel, schema, folder))


def fingerprint(inputs: Iterable[Path], settings: Settings) -> str:
    """What a scan is computed from: names, sizes and times of the inputs, and the settings."""
    facts = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(inputs)]
    return hashlib.sha256(json.dumps([facts, settings.hash, VERSION]).encode()).hexdigest()[:16]


def _day(published: str | None) -> int | None:
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def store(documents: Iterable[Document], folder: Path) -> None:
    """Write documents as Parquet files of a bounded size. Raises NothingUsable when there are none."""
    stream = map(dating.date, documents)
    row = 0
    while batch := list(islice(stream, _FILE)):
        columns: dict[str, list[Any]] = {name: [getattr(document, name) for document in batch] for name in
                                         ("id", "sha256", "outlet", "published", "role", "title", "url", "text")}
        columns |= {"arrival": list(range(row, row + len(batch))), "day": [_day(d.published) for d in batch]}
        table = pa.table({field.name: pa.array(columns[field.name], field.type) for field in _DOCUMENTS})
        pq.write_table(table, folder / f"part-{row // _FILE:05d}.parquet", compression="zstd", use_dictionary=False)
        row += len(batch)
    if not row:
        raise NothingUsable("no usable document in the corpus")


def scan(documents: Iterable[Document], key: str, out: Path, engine: Engine, settings: Settings | None = None,
         talk: Callable[[str], None] = lambda _: None) -> Scanned:
    """Find all derivation pairs, stories and parents of a corpus; write them under ``out``, with ``scan.json``.

    ``key`` identifies documents and settings (see `fingerprint`): stages done under the same key are not done again.
    Raises InputError when ``out`` holds something else.
    """
    settings = settings or Settings()
    _claim(out)
    run = _Run(engine, out, key, talk)
    run.stage("documents", lambda folder: store(documents, folder))
    run.sql("docs", _DOCS_FIRST.format(docs=_DOCS))
    run.map("signatures", _TEXTS, partial(kernels.sign, shingle=settings.shingle, permutations=settings.permutations,
                                          seed=settings.seed), kernels.SIGNED)
    run.map("keys", f"SELECT doc, signature, keys, terms, weights FROM signatures WHERE words >= {settings.min_words}",
            partial(kernels.explode, permutations=settings.permutations), kernels.KEYS)
    run.sql("buckets", _BUCKETS.format(repeats=REPEATS, span=SPAN))
    run.sql("placed", _PLACED)
    hot, rows = _hot(engine, settings.hot_bucket)
    run.sql("shared", *_shared(hot, rows))
    run.sql("candidates", _candidates(settings.hot_bucket))
    run.map("compared", _COMPARE, kernels.compare, kernels.COMPARED)
    run.sql("pairs", _PAIRS)
    run.stage("stories", lambda folder: _stories(engine, folder))
    run.sql("edges", _EDGES.format(related=RELATED, nearness=f"containment_b + {LOSS} * containment_a"))
    return _summary(run, settings, hot)


def _shared(hot: int, rows: int) -> list[str]:
    """Queries of the pairs that share shingles: several passes over ``rows`` crossings, so that memory is bounded."""
    passes = 1 + rows // _PASS
    within = f"(x.members <= {hot} OR x.place <= {KEEP})"
    return [_SHARED.format(likely=LIKELY, repeated=REPEATED, crossed=_CROSSED.format(
        sums=_SHINGLE_SUMS, kind=kernels.SHINGLE, passes=passes, turn=turn, within=within)) for turn in range(passes)]


def _candidates(hot: int) -> str:
    """The query of all candidate pairs: common shingles, common bands, common rare terms."""
    bands = _CROSSED.format(sums="CAST(COUNT(*) AS BIGINT) AS bands_shared", kind=kernels.BAND, passes=1, turn=0,
                            within=f"(x.members <= {hot} OR x.place <= {KEEP})")
    terms = _CROSSED.format(sums=_TERM_SUMS, kind=kernels.TERM, passes=1, turn=0, within=f"x.members <= {hot}")
    return _CANDIDATES.format(likely=LIKELY, banded=bands,
                              reworded=_REWORDED.format(crossed=terms, terms=TERMS, reworded=REWORDED))


def _hot(engine: Engine, least: int) -> tuple[int, int]:
    """The most members a bucket may have to be crossed in full, and the crossings that makes.

    It is the largest doubling of ``least`` within `BUDGET`.
    """
    sizes = engine.fetch(f"SELECT members, CAST(COUNT(*) AS BIGINT) AS buckets FROM buckets "
                         f"WHERE kind = {kernels.SHINGLE} GROUP BY members")
    members, buckets = sizes["members"].to_numpy(), sizes["buckets"].to_numpy()
    allowed = BUDGET * int(engine.fetch("SELECT COUNT(*) FROM signatures").column(0)[0].as_py())
    crossings = buckets * members * (members - 1) // 2
    hot = least
    while hot < members.max(initial=0) and int(crossings[members <= 2 * hot].sum()) <= allowed:
        hot *= 2
    return hot, int(crossings[members <= hot].sum())


def _claim(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise InputError("output is not a folder", out, "name a new or empty folder")
    strange = [entry.name for entry in out.iterdir() if entry.name not in {*STAGES, "scan.json", "spill"}] \
        if out.is_dir() else []
    if strange:
        raise InputError(f"output folder holds something else: {strange[0]}", out, "name a new or empty folder")
    out.mkdir(parents=True, exist_ok=True)


def _stories(engine: Engine, folder: Path) -> None:
    """Connected components, named by their earliest member; documents alone are no story."""
    pairs = engine.fetch(_STRONG.format(related=RELATED))
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    docs = np.unique(np.concatenate([a, b]))
    left, right = np.searchsorted(docs, a), np.searchsorted(docs, b)
    graph = coo_array((np.ones(len(a), np.int8), (left, right)), shape=(len(docs), len(docs)))
    label = connected_components(graph, directed=False)[1] if len(docs) else np.empty(0, np.int64)
    first = np.full(len(docs), np.iinfo(np.int64).max)
    np.minimum.at(first, label, docs)
    pq.write_table(pa.table({"doc": docs.astype(np.int64), "story": first[label].astype(np.int64)}),
                   folder / "part-0.parquet")


def _summary(run: _Run, settings: Settings, cap: int) -> Scanned:
    def one(query: str) -> int:
        return int(run.engine.fetch(query).column(0)[0].as_py() or 0)

    hot = f"WHERE kind = {kernels.SHINGLE} AND members > {cap}"
    found = Scanned(
        one("SELECT COUNT(*) FROM docs"), one("SELECT COUNT(*) FROM docs WHERE doc > first_copy"),
        one("SELECT COUNT(*) FROM candidates"), one("SELECT COUNT(*) FROM pairs"),
        one("SELECT COUNT(DISTINCT story) FROM stories"), one("SELECT COUNT(*) FROM edges"),
        one(f"SELECT COUNT(*) FROM buckets {hot}"), one(f"SELECT MAX(members) FROM buckets {hot}"),
        tuple(run.computed))
    counts = {name: getattr(found, name) for name in Scanned.__slots__ if name != "computed"}
    (run.out / "scan.json").write_text(json.dumps(
        {"schema": "provenance.scan/1", "key": run.key, "settings": settings.as_dict(), "crossed_up_to": cap,
         **counts}, indent=1), "utf-8")
    return found
