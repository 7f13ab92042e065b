"""Trains the sentence-role models on families of documents whose sentences carry their role."""

from __future__ import annotations

import json
from pathlib import Path

from ..bench.role_families import FAMILIES, REGIMES, build, cases, read_family


def train(data: Path, out: Path) -> None:
    """Learn from the family files in ``data``, or the sample families where it holds none; write ``out`` (JSON)."""
    families = [read_family(path) for path in sorted(data.glob("*.json")) or sorted(FAMILIES.glob("*.json"))]
    raw = build({regime: cases(families, regime) for regime in REGIMES})
    out.write_text(json.dumps(raw, separators=(",", ":")) + "\n", "utf-8")
