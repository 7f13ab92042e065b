"""Parquet tables, a block of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .. import limits
from ..raw import KNOWN, Raw, place_of, row
from ..unpack import whole

_ROWS = 500  # rows held at once


def read(path: Path) -> Iterator[Raw]:
    """One text a row. A compressed file is unpacked in memory first: Parquet is read from its end."""
    packed = path.suffix.lower() in (".gz", ".zst")
    with pq.ParquetFile(pa.BufferReader(whole(path, limits.TABLE)) if packed else path) as table:
        known = [name for name in KNOWN if name in table.schema_arrow.names]
        name, number = place_of(path), 0
        for batch in table.iter_batches(_ROWS, columns=known):
            for found in batch.to_pylist() if known else [{}] * batch.num_rows:
                number += 1
                yield row(f"{name}:{number}", found)
