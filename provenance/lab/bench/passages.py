"""Human passages of thirteen kinds of prose and their rewrites by language models."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...find.candidates import overlap
from .copies import SHARED
from .data import Split, read_jsonl, split_of
from .pairs import Pair, Texts, nearest

_LEAST = 50  # words of both sides


def domains(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Rewrites with their source and with the nearest other passage of the same kind of prose (``group``)."""
    rows = [row for row in read_jsonl(data / "ai" / "l2r_domains.jsonl.gz") if len(row["text"].split()) >= _LEAST]
    human = {row["id"]: row for row in rows if row["label"] == "human"}
    found: dict[tuple[str, Split], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["label"] != "human" and row["source_id"] in human:
            found[row["domain"], split_of(row["source_id"])].append(row)
    pairs: list[Pair] = []
    for (domain, split), some in sorted(found.items()):
        if split in splits:
            kept = sorted(some, key=lambda row: hashlib.sha256(row["id"].encode()).digest())[:cap]
            pool = [texts.add(key, row["text"]) for key, row in human.items() if row["domain"] == domain]
            keys = [texts.add(row["id"], row["text"]) for row in kept]
            for row, near in zip(kept, nearest(texts, keys, pool, 3), strict=True):
                pairs.append(Pair(row["source_id"], row["id"], True, "l2r", split, group=domain))
                wrong = [key for key in near if key != row["source_id"]
                         and max(overlap(texts[key], texts[row["source_id"]])[1:]) < SHARED]
                pairs += [Pair(key, row["id"], False, "l2r", split, group=domain) for key in wrong[:1]]
    return pairs
