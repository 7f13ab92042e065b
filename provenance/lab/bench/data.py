"""Reading the benchmark data, and the one place where it is split."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from ...errors import InputError

Split = Literal["train", "dev", "test"]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """All rows of a gzipped JSON-lines file. Raises InputError when it is absent or malformed."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except (OSError, ValueError, EOFError) as error:
        raise InputError("cannot read benchmark data", path, "point --data at the benchmark folder") from error


def split_of(key: str) -> Split:
    """50 % train, 20 % dev, 30 % test by SHA-256 of the source, family or lead hash."""
    bucket = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 100
    return "train" if bucket < 50 else "dev" if bucket < 70 else "test"
