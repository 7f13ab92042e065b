"""Running the program as its users do: a command line, its output, and what it cost."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError


@dataclass(frozen=True, slots=True)
class Ran:
    """Standard output, wall and CPU seconds (child processes included), and MiB of the process at its largest."""

    output: str
    seconds: float
    cpu_seconds: float
    peak_mib: float

    def rows(self) -> list[dict[str, Any]]:
        """The output read as one JSON object a line."""
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]

    def cost(self) -> dict[str, float]:
        """Seconds and memory by name."""
        return {"seconds": self.seconds, "cpu_seconds": self.cpu_seconds, "peak_mib": self.peak_mib}


def provenance(*arguments: object) -> Ran:
    """Run ``provenance`` with these arguments. Raises InputError with its last words when it fails."""
    root = str(Path(__file__).parents[3])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    start, before = time.perf_counter(), _used()[0]
    process = subprocess.Popen([sys.executable, "-m", "provenance", *map(str, arguments)], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, talk = process.communicate()
    seconds = time.perf_counter() - start
    used = _used()
    if process.returncode:
        raise InputError(f"provenance {arguments[0]} failed: {talk.strip()[-200:]}", " ".join(map(str, arguments[:3])),
                         "run it by hand")
    return Ran(output, seconds, used[0] - before, used[1])


def _used() -> tuple[float, float]:
    """CPU seconds of all finished children, and MiB of the largest of them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def written(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    """Rows as JSON lines, empty values left out."""
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps({name: value for name, value in row.items() if value is not None}) + "\n")
    return path
