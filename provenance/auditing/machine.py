"""The share of machine-rewritten text among the articles of an audit, against an archive of human ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from heapq import nsmallest
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ..attribute.prevalence import prevalence
from ..records import Document
from .sources import document

MOST = 5_000  # articles the share is estimated from; more would hold the whole corpus in memory


def machine_share(ordered: Path, human: Sequence[Document], by: Sequence[str]) -> dict[str, Any]:
    """Shares with intervals, in all and by each of ``by``; ``articles`` says how many they are estimated from.

    Of a larger corpus a sample is taken by a hash of the id. Raises InputError where the archive is too small.
    """
    chosen = nsmallest(MOST, _articles(ordered), key=lambda one: hashlib.sha256(
        f"{one.id}:{one.sha256}".encode("utf-8", "surrogatepass")).digest())
    found = prevalence(sorted(chosen, key=lambda one: (one.id, one.sha256)), human, by)
    return {"articles": len(chosen), "warnings": list(found.warnings),
            "groups": [{"by": name, **{key: round(value, 4) if isinstance(value, float) else value
                                       for key, value in asdict(group).items()}}
                       for name, groups in found.groups.items() for group in groups]}


def _articles(ordered: Path) -> Iterator[Document]:
    for file in sorted(ordered.glob("*.parquet")):
        for batch in pq.ParquetFile(file).iter_batches(1_000):
            yield from (document(row) for row in batch.to_pylist() if row["role"] != "release")
