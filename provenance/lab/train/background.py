"""Builds the shipped background table from the benchmark data's human texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ...text.rarity import NAME, NUMBER, Background, count
from ...text.segment import normalise, stem, words
from ..bench.data import read_jsonl, split_of

RELEASES = 24_000  # more adds little: the table is pruned at three documents


def terms(text: str) -> set[str]:
    """Stems, numbers and capitalised words of a text, each in its own table."""
    tokens, starts, ends = words(text)
    found: set[str] = set()
    for token, start, end in zip(tokens, starts.tolist(), ends.tolist(), strict=True):
        if token[0].isdigit():
            found.add(NUMBER + token)
        else:
            found.add(stem(token))
            if text[start].isupper() and not text[start:end].isupper():
                found.add(NAME + normalise(text[start:end]))
    return found


def _texts(data: Path) -> Iterator[str]:
    """Training-split Senate releases (an even sample by hash) and the distinct human news of ``ai/``."""
    rows = [row for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz") if split_of(row["id"]) == "train"]
    rows.sort(key=lambda row: hashlib.sha256(row["id"].encode()).digest())
    yield from (row["text"] for row in rows[:RELEASES])
    seen: set[str] = set()
    for path in sorted((data / "ai").glob("*.jsonl.gz")):
        for row in read_jsonl(path):
            lead = row.get("lead_hash")
            if row["label"] == "human" and lead and lead not in seen and split_of(lead) == "train":
                seen.add(lead)
                yield row["text"]


def train(data: Path, out: Path) -> Background:
    """Count document frequencies under ``data`` and write them to ``out`` (npz). Deterministic."""
    table = count(terms(text) for text in _texts(data))
    table.save(out)
    return table
