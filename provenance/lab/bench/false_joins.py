"""Unrelated documents that share boilerplate: how often they end in one story."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...find.candidates import candidates
from ...furniture.recurring import mark_recurring
from ...judge import judge
from ...lineage import stories
from ...records import Prepared
from ...settings import Settings
from ...text.rarity import load_background
from .cascades import make
from .data import read_jsonl, split_of

TEMPLATED = 300  # releases of one series drawn
GROWN = 200
_FURNITURE = (
    "About the office\nThe office represents its region in all matters of law and policy. It was founded to serve the "
    "public, and its staff of two hundred answers enquiries on every working day of the year.",
    "For more information, contact the press office. This statement may contain forward-looking statements that are "
    "subject to risks and uncertainties; actual results may differ, and no duty to update them is undertaken.",
    "Subscribe to our newsletter for the latest news, delivered to your inbox every morning.",
)


def false_joins(data: Path, split: str) -> dict[str, Any]:
    """Share of documents joined to an unrelated one: templated releases, and unrelated ones given one boilerplate."""
    templated = [row for row in read_jsonl(data / "reuse" / "prosecutor_releases.jsonl.gz")
                 if split_of(str(_key(row))) == split]
    found: dict[str, Any] = {}
    found["templated_documents"] = TEMPLATED
    found["templated_pair_rate"], found["templated_joined_pairs"] = joined(_drawn(templated, TEMPLATED))
    science = [row for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")
               if split_of(str(_key(row))) == split]
    furnished = [{**row, "text": "\n\n".join([str(row["text"]), *_FURNITURE])} for row in science]
    found["boilerplate_documents"] = min(GROWN, len(furnished))
    found["boilerplate_pair_rate"], found["boilerplate_joined_pairs"] = joined(_drawn(furnished, GROWN))
    return found


def _key(row: Mapping[str, Any]) -> Any:
    return row.get("id") or row.get("doc_id")


def _drawn(rows: Sequence[Mapping[str, Any]], count: int) -> list[Prepared]:
    ordered = sorted(rows, key=lambda row: hashlib.sha256(str(_key(row)).encode()).digest())[:count]
    return [make(str(_key(row)), str(row["text"])) for row in ordered]


def joined(documents: Sequence[Prepared]) -> tuple[float, int]:
    """(share, number) of all pairs of ``documents`` that end in one story, judged as a trace of them judges."""
    settings = Settings()
    documents = mark_recurring(documents, load_background())
    pairs = [(documents[i], documents[j]) for i, j in candidates(documents, settings)]
    judged = judge(pairs)
    sizes = Counter(len(story) for story in stories([d.id for d in documents], judged, settings))
    together = sum(count * size * (size - 1) // 2 for size, count in sizes.items())
    return round(together / max(len(documents) * (len(documents) - 1) // 2, 1), 5), together
