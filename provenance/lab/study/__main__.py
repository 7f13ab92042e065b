"""``python -m provenance.lab.study FOLDER`` writes the study's files there."""

from __future__ import annotations

import sys
from pathlib import Path

from ..bench.commands import written
from . import make

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    study = make()
    for name, rows in (("articles", study.articles), ("releases", study.releases), ("truth", study.truth)):
        written(rows, folder / f"{name}.jsonl")
