"""The benchmark collections: one reader and one split for every yardstick (kept in `provenance.corpora`)."""

from __future__ import annotations

from ..corpora import Split, order_of, read_jsonl, split_of

__all__ = ["Split", "order_of", "read_jsonl", "split_of"]
