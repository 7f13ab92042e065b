"""One method asked in a process of its own, so that its processor time and memory are its own."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from .questions import QUESTIONS


def _used() -> tuple[float, float]:
    """CPU seconds of this process and its finished children, and MiB of the largest of them."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
            max(_largest() or own.ru_maxrss / 1024, others.ru_maxrss / 1024))


def _largest() -> float | None:
    """MiB this program held at most; None where the system does not say.

    What `getrusage` says of a process begins with the size of the one it was forked from.
    """
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def material(question: str, folder: Path, data: Path) -> None:
    """Write both parts of a question's material into the folder."""
    parts = QUESTIONS[question].material(data)
    for name in ("dev", "test"):
        (folder / f"{name}.json").write_text(json.dumps(parts.get(name, {"units": []})), encoding="utf-8")


def answer(question: str, method: str, folder: Path, data: Path) -> dict[str, Any]:
    """Answers for both parts, with the cost of the test part alone."""
    found = next(one for one in QUESTIONS[question].methods if one.name == method)
    test = json.loads((folder / "test.json").read_text("utf-8"))
    before, started = _used()[0], time.perf_counter()
    told: dict[str, Any] = {"test": found.run(test, data)}
    cpu, peak = _used()
    told |= {"cpu_seconds": cpu - before, "seconds": time.perf_counter() - started, "peak_mib": peak}
    dev = json.loads((folder / "dev.json").read_text("utf-8"))
    told["dev"] = found.run(dev, data) if found.tuned and dev.get("units") else []
    return told


if __name__ == "__main__":
    asked, who, place, collections, out = sys.argv[1:6]
    if who:
        Path(out).write_text(json.dumps(answer(asked, who, Path(place), Path(collections))), encoding="utf-8")
    else:
        material(asked, Path(place), Path(collections))
