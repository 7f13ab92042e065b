"""The page and the figures of an audit, written beside its tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ...disk import save
from . import views


def write_study(audit: Mapping[str, Any], out: Path) -> None:
    """Write ``audit.html`` and every figure into ``out``, each in one step. Raises InputError."""
    for name, data in views(audit, pq.read_table(out / "documents.parquet")):
        save(out / name, data)
