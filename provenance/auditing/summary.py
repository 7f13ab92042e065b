"""What the tables of an audit say: shares and means by group, lags, and who takes from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ..records import Skipped
from ..settings import Settings
from ..software import software
from ..tracefile.words import guarded, line
from .estimate import Clusters, groups
from .network import network, write
from .rows import ORIGINS

Columns = Mapping[str, NDArray[Any]]
QUARTILES = (0.25, 0.5, 0.75)
GROUPS = ("outlet", "month")  # columns a corpus may be grouped by


@dataclass(frozen=True, slots=True)
class Measure:
    """One question: whose articles (``base``), and what is counted or averaged."""

    name: str
    base: str
    of: Callable[[Columns], NDArray[Any]]
    mean: bool = False


def _origin(name: str) -> Callable[[Columns], NDArray[Any]]:
    return lambda rows: rows["origin"] == name


def _words(*names: str) -> Callable[[Columns], NDArray[Any]]:
    return lambda rows: sum((rows[name] for name in names), np.zeros(len(rows["words"]))) / np.maximum(
        rows["story_words"], 1)


# Whose articles a measure is taken over: those of these origins.
BASES = {"articles": ORIGINS, "derived articles": ("release", "common_source"), "articles from a release": ("release",)}
MEASURES: tuple[Measure, ...] = (
    *(Measure(name, "articles", _origin(name)) for name in ORIGINS),
    Measure("syndicated", "articles", lambda rows: rows["syndicated"].astype(bool)),
    Measure("reads_ai", "articles", lambda rows: rows["ai_label"] == "likely_ai"),
    Measure("changed_facts", "derived articles", lambda rows: rows["facts_changed"] > 0),
    Measure("copied_from_release", "articles from a release", _words("copied_from_release"), mean=True),
    Measure("copied_from_siblings", "derived articles", _words("copied_from_siblings"), mean=True),
    Measure("reworded_from_release", "articles from a release", _words("reworded_from_release"), mean=True),
    Measure("reworded_from_siblings", "derived articles", _words("reworded_from_siblings"), mean=True),
    Measure("added", "derived articles", _words("added_words"), mean=True),
    Measure("padding", "derived articles", _words("padding_words"), mean=True),
    Measure("unclear", "derived articles", _words("unclear_words"), mean=True),
)


def summarise(out: Path, by: Sequence[str], settings: Settings, skipped: Sequence[Skipped]) -> dict[str, Any]:
    """Write ``estimates`` and ``outlets`` beside the tables of ``out``; what ``audit.json`` says besides.

    Estimates of combined groups are in the table ``estimates`` alone.
    """
    table = pq.read_table(out / "documents.parquet")
    rows = _columns(table.filter(pc.equal(table["role"], "article")))
    told = list(estimates(rows, by))
    flat = pa.Table.from_pylist([_flat(row, by) for row in told])
    pq.write_table(flat, out / "estimates.parquet", compression="zstd")
    csv.write_csv(pa.Table.from_pylist([{name: guarded(line(value)) if isinstance(value, str) else value
                                         for name, value in row.items()} for row in flat.to_pylist()], flat.schema),
                  out / "estimates.csv")
    edges = pq.read_table(out / "edges.parquet")
    graph = network(rows, edges)
    write(graph, out)
    stories = pq.read_table(out / "stories.parquet")
    return {
        "software": software(), "settings": settings.as_dict(), "by": list(by),
        "counts": {
            "inputs": len(rows["id"]) + len(skipped), "articles": len(rows["id"]), "skipped": len(skipped),
            "stories": stories.num_rows, "outlets": len(set(rows["outlet"]) - {None}),
            "releases_found": len(set(rows["release"]) - {None}),
            "without_outlet": int(sum(value is None for value in rows["outlet"])),
            "without_date": int(sum(value is None for value in rows["published"]))},
        "estimates": [row for row in told if len(row["group"]) <= 1], "lags": list(_lags(rows, by)),
        "network": [{"parent": a, "child": b, **data} for a, b, data in sorted(graph.edges(data=True))],
        "skipped": [asdict(item) for item in sorted(skipped, key=lambda item: (item.path, item.reason))]}


def _columns(table: pa.Table) -> dict[str, NDArray[Any]]:
    order = table.sort_by([("id", "ascending")])
    return {name: order[name].to_numpy(zero_copy_only=False) for name in order.column_names}


def estimates(rows: Columns, by: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every measure over the whole, each column of ``by`` and their combination; with and without copies."""
    clusters = Clusters(list(rows["story"]), [value or "(none)" for value in rows["outlet"]])
    first = ~rows["syndicated"].astype(bool)
    answers = {measure.name: np.asarray(measure.of(rows)) for measure in MEASURES}
    within = {name: np.isin(rows["origin"], list(origins)) for name, origins in BASES.items()}
    for names, values, places in _groups(rows, by):
        for copies, kept in (("with copies", places), ("without copies", places[first[places]])):
            for measure in MEASURES:
                if copies == "without copies" and measure.name == "syndicated":
                    continue
                base = kept[within[measure.base][kept]]
                told = answers[measure.name][base]
                found = clusters.mean(told.astype(float), base) if measure.mean else \
                    clusters.share(told.astype(bool), base)
                yield {"group": dict(zip(names, values, strict=True)), "measure": measure.name, "base": measure.base,
                       "copies": copies, **{name: _round(value) for name, value in asdict(found).items()}}


def _groups(rows: Columns, by: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], NDArray[np.int64]]]:
    yield (), (), np.arange(len(rows["id"]))
    for size in range(1, len(by) + 1):
        for names in combinations(by, size):
            for values, places in groups([list(rows[name]) for name in names]):
                yield names, values, places


def _lags(rows: Columns, by: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Quartiles of the hours between release and article, over derived articles with both dates."""
    for names, values, places in _groups(rows, by[:1]):
        known = rows["hours_after_release"][places].astype(float)
        known = known[~np.isnan(known)]
        if len(known):
            yield {"group": dict(zip(names, values, strict=True)), "n": len(known),
                   "base": "articles from a release with dates",
                   **{f"q{int(q * 100)}": _round(float(np.quantile(known, q))) for q in QUARTILES}}


def _flat(row: Mapping[str, Any], by: Sequence[str]) -> dict[str, Any]:
    return {**{name: row["group"].get(name) for name in by},
            **{name: value for name, value in row.items() if name != "group"}}


def _round(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value
