"""What a plan may ask of an engine; the modules here are the only importers of duckdb and pyspark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from ...errors import InputError

Kernel = Callable[[pa.RecordBatch], pa.RecordBatch]


class Engine(Protocol):
    """Named tables, plain SQL over them, and kernels from Arrow batch to Arrow batch.

    Every result is written to a folder of Parquet files and becomes the table ``name``.
    """

    def read(self, name: str, path: Path) -> None:
        """Make the Parquet files in folder ``path`` the table ``name``."""

    def sql(self, name: str, queries: Sequence[str], path: Path) -> None:
        """Run queries, one after another, into folder ``path``, as table ``name``."""

    def map(self, name: str, query: str, kernel: Kernel, schema: pa.Schema, path: Path) -> None:
        """Pass a query's rows through ``kernel``, in parallel, into folder ``path``, as table ``name``."""

    def fetch(self, query: str) -> pa.Table:
        """A query's rows, in this process."""

    def close(self) -> None:
        """Release threads, processes and temporary files."""


def opened(name: str, spill: Path, master: str = "local[*]", workers: int | None = None) -> Engine:
    """The engine ``name``: ``duckdb`` spilling to ``spill``, or ``spark`` at ``master``.

    Raises InputError for an engine that is not known or not installed.
    """
    if name == "duckdb":
        from .duck import Duck

        return Duck(spill, workers)
    if name == "spark":
        from .spark import Spark

        return Spark(master)
    raise InputError(f"unknown engine {name!r}", "--engine", "use duckdb or spark")
