"""Builds the shipped table of stock phrases from releases of the training and development splits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...judge.stock import SIZE, Stock, count
from ...text.bulk import tokenise
from ...text.shingles import shingles
from ..bench.data import read_jsonl, split_of

SERIES = 4  # prosecutors' releases that follow each other in the file make one group: one case, told again
SENATE = 16_000  # Senate releases taken, an even sample by hash; an office and year make one group
LEAST = 6  # groups that hold a stock phrase


def _runs(texts: Sequence[str]) -> Iterator[NDArray[np.uint64]]:
    ids, bounds = tokenise(list(texts))
    return (shingles(ids[low:high], SIZE) for low, high in pairwise(bounds.tolist()))


def _groups(data: Path) -> Iterator[tuple[str, NDArray[np.uint64]]]:
    rows = [row for row in read_jsonl(data / "reuse" / "prosecutor_releases.jsonl.gz")
            if split_of(row["doc_id"]) != "test"]
    yield from ((f"prosecutors {at // SERIES}", runs) for at, runs in enumerate(_runs([row["text"] for row in rows])))
    rows = [row for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz") if split_of(row["id"]) != "test"]
    rows = sorted(rows, key=lambda row: hashlib.sha256(row["id"].encode()).digest())[:SENATE]
    names = [f"{row['outlet']} {(row['published'] or '')[:4]}" for row in rows]
    yield from zip(names, _runs([row["text"] for row in rows]), strict=True)


def train(data: Path, out: Path) -> Stock:
    """Count runs under ``data`` and write those that many groups hold to ``out`` (npz). Deterministic."""
    table = count(_groups(data), LEAST)
    table.save(out)
    return table
