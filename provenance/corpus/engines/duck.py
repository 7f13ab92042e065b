"""DuckDB in this process; kernels in a pool of processes, since its own Python functions run one at a time."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from time import thread_time

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from . import Kernel

_ROWS = 1_000  # rows of one kernel call
_FILE = 100  # kernel results in one file
_AHEAD = 3  # kernel calls waiting for each process
ALONE = 4.0  # CPU seconds a stage works in this process before it starts others: what starting them costs


class Duck:
    """An `Engine` on DuckDB. ``workers`` processes run kernels; results do not depend on their number.

    ``memory`` bounds what the database holds before it spills to ``spill``; processes are started once a stage has
    worked ``alone`` CPU seconds.
    """

    def __init__(self, spill: Path, workers: int | None = None, memory: str = "1200MB", alone: float = ALONE) -> None:
        self._workers, self._alone = workers or os.cpu_count() or 1, alone
        self._database = duckdb.connect()
        self._database.execute(f"SET threads={self._workers}")
        self._database.execute(f"SET memory_limit='{memory}'")
        self._database.execute("SET enable_progress_bar=false")  # it would go to stdout, which is for data
        self._database.execute("SET preserve_insertion_order=false")
        self._database.execute(f"SET temp_directory='{_quoted(spill)}'")
        self._pool: ProcessPoolExecutor | None = None

    def read(self, name: str, path: Path) -> None:
        """Make the Parquet files in folder ``path`` the table ``name``."""
        self._database.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{_quoted(path)}/*.parquet')")

    def sql(self, name: str, queries: Sequence[str], path: Path) -> None:
        """Run queries, one after another, into folder ``path``, as table ``name``."""
        for number, query in enumerate(queries):
            self._database.execute(
                f"COPY ({query}) TO '{_quoted(path)}/part-{number}.parquet' (FORMAT parquet, COMPRESSION zstd)")
        self.read(name, path)

    def map(self, name: str, query: str, kernel: Kernel, schema: pa.Schema, path: Path) -> None:
        """Pass a query's rows through ``kernel`` in a pool of processes, into folder ``path``, as table ``name``."""
        result = self._database.sql(query)
        # DuckDB 1 calls it by another name, which DuckDB 2 warns about.
        batches = (result.to_arrow_reader if hasattr(result, "to_arrow_reader") else result.fetch_arrow_reader)(_ROWS)
        writer: pq.ParquetWriter | None = None
        for number, made in enumerate(self._mapped(iter(batches), kernel)):
            if number % _FILE == 0:
                if writer:
                    writer.close()
                writer = pq.ParquetWriter(path / f"part-{number // _FILE}.parquet", schema, compression="zstd")
            assert writer is not None
            writer.write_batch(made.cast(schema))
        if writer is None:
            writer = pq.ParquetWriter(path / "part-0.parquet", schema)
        writer.close()
        self.read(name, path)

    def _mapped(self, batches: Iterator[pa.RecordBatch], kernel: Kernel) -> Iterator[pa.RecordBatch]:
        """Results in order; a stage that takes long, and every stage after it, is handed to processes."""
        spent = 0.0
        for batch in batches:
            if self._workers > 1 and (self._pool or spent > self._alone):
                yield from self._handed(chain([batch], batches), kernel)
                return
            start = thread_time()
            made = kernel(batch)
            spent += thread_time() - start
            yield made

    def _handed(self, batches: Iterator[pa.RecordBatch], kernel: Kernel) -> Iterator[pa.RecordBatch]:
        """Results in order, a bounded number of calls ahead."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn"))
        waiting: deque[Future[pa.RecordBatch]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(kernel, batch))
            if len(waiting) >= _AHEAD * self._workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def fetch(self, query: str) -> pa.Table:
        """A query's rows, in this process."""
        return self._database.sql(query).to_arrow_table()

    def close(self) -> None:
        """Release threads, processes and temporary files."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._database.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
