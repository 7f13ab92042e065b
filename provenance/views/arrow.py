"""The tables of a trace as Arrow tables: named like the CSV files, same columns, with types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ..columns import arrow_table
from .tables import HEADERS, ROWS


def tables(trace: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, pa.Table]:
    """``documents``, ``pairs``, ``sentences`` and ``facts``, rows in the trace's order, cells as in ``trace.json``."""
    return {name.removesuffix(".csv"): arrow_table(ROWS[name](trace, texts), header.split())
            for name, header in HEADERS.items()}
