"""A stratified sample of an audit for coding by hand, with known weights and the machine's answers left out."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..disk import save_json
from ..errors import InputError
from ..tracefile.words import guarded
from .estimate import groups
from .told import read_audit

Row = dict[str, Any]
STRATA = ("origin", "outlet", "month", "ai_label")
ANSWERS = ("yes", "no", "unsure")
COLUMNS = ("unit", "outlet", "published", "title", "article", "announcement", "coder", "derived")
DESIGN = "design.json"
LEAST = 2  # of each stratum, where it has so many: fewer have no variance


def sample(audit: Path, n: int, by: Sequence[str], seed: int = 1) -> tuple[list[Row], dict[str, Any]]:
    """``n`` articles of an audit, stratified by columns ``by``, and the design that gives them their weights.

    Strata get articles in proportion to their size, at least `LEAST` each; which ones, a hash of the id decides, so
    the same audit and seed give the same sample. Raises InputError for a folder that holds no audit and for columns
    that are none.
    """
    if unknown := [name for name in by if name not in STRATA]:
        raise InputError(f"cannot stratify by {unknown[0]!r}", "--by", f"use {', '.join(STRATA)}")
    rows = articles(audit)
    drawn: list[Row] = []
    strata = []
    found = list(groups([[row[name] for row in rows] for name in by])) if by else [((), np.arange(len(rows)))]
    sizes = allocate([len(places) for _, places in found], n)
    for (values, places), size in zip(found, sizes, strict=True):
        members = sorted((rows[at] for at in places), key=lambda row: _lot(row["id"], seed))[:size]
        strata.append({"values": list(values), "articles": len(places), "sampled": len(members)})
        drawn += [{"id": row["id"], "stratum": len(strata) - 1, **row} for row in members]
    drawn.sort(key=lambda row: _lot(row["id"], seed + 1))
    for number, row in enumerate(drawn, 1):
        row["unit"] = f"u{number:04d}"
    return drawn, {"audit": read_audit(audit)["key"], "by": list(by), "seed": seed, "strata": strata,
                   "units": [{"unit": row["unit"], "id": row["id"], "stratum": row["stratum"]} for row in drawn]}


def articles(audit: Path) -> list[Row]:
    """The articles of an audit, sorted by id. Raises InputError for a folder that holds none."""
    read_audit(audit)
    try:
        table = pq.read_table(audit / "documents.parquet")
    except (OSError, ValueError) as error:
        raise InputError("holds no finished audit", audit, "name the folder provenance audit wrote") from error
    rows: list[Row] = table.filter(pc.equal(table["role"], "article")).sort_by("id").to_pylist()
    return rows


def allocate(sizes: Sequence[int], n: int) -> list[int]:
    """How many of ``n`` each stratum gets: `LEAST` where it has so many, the rest in proportion (largest remainder)."""
    given = [min(size, LEAST) for size in sizes]
    left = max(0, min(n, sum(sizes)) - sum(given))
    room = [size - had for size, had in zip(sizes, given, strict=True)]
    wanted = [left * part / max(1, sum(room)) for part in room]
    whole = [int(part) for part in wanted]
    spare = sorted(range(len(sizes)), key=lambda at: (whole[at] - wanted[at], at))[:left - sum(whole)]
    return [had + part + (at in spare) for at, (had, part) in enumerate(zip(given, whole, strict=True))]


def _lot(name: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogatepass")).hexdigest()


def texts(audit: Path, drawn: Sequence[Row]) -> dict[str, tuple[str, str]]:
    """The text of each drawn article and of the release or, without one, the earliest document it is judged against."""
    wanted = {row["id"] for row in drawn} | {row["release"] for row in drawn if row["release"]} | {
        row["parent"] for row in drawn if row["parent"]}
    found: dict[str, str] = {}
    for file in sorted((audit / "work" / "ordered").glob("*.parquet")):
        for batch in pq.ParquetFile(file).iter_batches(2_000, columns=["id", "text"]):
            found |= {row["id"]: row["text"] for row in batch.to_pylist() if row["id"] in wanted}
    return {row["id"]: (found.get(row["id"], ""), found.get(_origin(row), "")) for row in drawn}


def _origin(row: Mapping[str, Any]) -> str:
    return str(row["release"] or row["parent"] or "")


def sheet(drawn: Sequence[Row], told: Mapping[str, tuple[str, str]]) -> str:
    """The coding sheet as CSV: one row a unit, ``coder`` and ``derived`` empty."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, extrasaction="ignore", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in drawn:
        article, announcement = told[row["id"]]
        cells = {**row, "article": article, "announcement": announcement, "coder": "", "derived": ""}
        writer.writerow({name: guarded(str(cells[name] or "").replace("\r", " ")) for name in COLUMNS})
    return buffer.getvalue()


def write_design(design: Mapping[str, Any], folder: Path) -> None:
    """Keep the design beside the sheet; without it coded answers have no weights."""
    save_json(folder / DESIGN, design)
