"""Spark 4, through DataFrames and SQL alone (no ``sparkContext``), so that Spark Connect works as well."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from ...errors import InputError
from . import Kernel

_SQL_TYPES = {pa.int64(): "BIGINT", pa.int32(): "INT", pa.float64(): "DOUBLE", pa.string(): "STRING",
              pa.binary(): "BINARY"}


class Spark:
    """An `Engine` on Spark: ``master`` as spark-submit takes it, or ``sc://host`` for Spark Connect.

    The output folder must be one that driver and executors share, and Python on the executors must have this package.
    Raises InputError when pyspark is not installed.
    """

    def __init__(self, master: str = "local[*]", spill: Path | None = None) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise InputError("pyspark is not installed", "--engine spark",
                             "pip install 'press-provenance[spark]', and Java 17 or later") from error
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        self._scratch = tempfile.TemporaryDirectory(prefix="provenance-spark-", dir=spill)
        os.environ.setdefault("SPARK_WORKER_DIR", self._scratch.name)
        self.session = _session(SparkSession.builder, master, self._scratch.name)

    def read(self, name: str, path: Path) -> None:
        """Make the Parquet files in folder ``path`` the table ``name``."""
        self.session.read.parquet(str(path.resolve())).createOrReplaceTempView(name)

    def sql(self, name: str, queries: Sequence[str], path: Path) -> None:
        """Run queries, one after another, into folder ``path``, as table ``name``."""
        for query in queries:
            self._write(self.session.sql(query), path)
        self.read(name, path)

    def map(self, name: str, query: str, kernel: Kernel, schema: pa.Schema, path: Path) -> None:
        """Pass a query's rows through ``kernel`` on the executors, into folder ``path``, as table ``name``."""
        def passed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return (_narrow(kernel(batch), schema) for batch in batches if batch.num_rows)

        told = ", ".join(f"{field.name} {_SQL_TYPES[field.type]}" for field in schema)
        self._write(self.session.sql(query).mapInArrow(passed, told), path)
        self.read(name, path)

    def _write(self, frame: Any, path: Path) -> None:
        frame.write.mode("append").parquet(str(path.resolve()))

    def fetch(self, query: str) -> pa.Table:
        """A query's rows, in this process."""
        return self.session.sql(query).toArrow()

    def close(self) -> None:
        """Stop the session and remove its scratch folder."""
        self.session.stop()
        self._scratch.cleanup()


def _narrow(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return batch.cast(schema)


def _session(builder: Any, master: str, scratch: str) -> Any:
    if master.startswith("sc://"):
        return builder.remote(master).getOrCreate()
    settings = {
        "spark.app.name": "provenance scan",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": scratch,
        "spark.driver.host": "127.0.0.1" if master.startswith("local") else None,
        "spark.driver.bindAddress": "127.0.0.1" if master.startswith("local") else None,
        "spark.executorEnv.PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[3]),
                                                         os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "spark.executorEnv.OMP_NUM_THREADS": "1",
        "spark.scheduler.minRegisteredResourcesRatio": "1",
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
        "spark.sql.shuffle.partitions": "8",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.compression.codec": "zstd",
    }
    builder = builder.master(master)
    for name, value in settings.items():
        if value is not None:
            builder = builder.config(name, value)
    return builder.getOrCreate()
