"""Side by side: every question put to us, to peers and to simple baselines on the same rows.

Each method answers in a process of its own, which is where its processor seconds and memory come from; a peer that is
not installed (extra ``peers``) is listed as such. `words` and `page` say what came out.
"""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path
from typing import Any

from ....errors import InputError
from ....software import software
from .asking import ask
from .page import markdown, write
from .questions import QUESTIONS


def run(data: Path, only: str = "", output: Path | None = None) -> dict[str, Any]:
    """Tables of all questions, or of the one named; written as a page where ``output`` is given.

    Raises InputError for a question that is not known.
    """
    if only and only not in QUESTIONS:
        raise InputError("no such question", only, f"use one of {', '.join(QUESTIONS)}")
    tables = []
    for name in [only] if only else list(QUESTIONS):
        with tempfile.TemporaryDirectory() as folder:
            tables.append(ask(QUESTIONS[name], data, Path(folder)))
    result = {"machine": _machine(), "questions": tables}
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        write(tables, _machine(), output)
    return result


def _machine() -> str:
    made = software()
    return (f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {made['python']}, "
            f"provenance {made['provenance']}.")


def table(result: dict[str, Any]) -> str:
    """The tables as Markdown."""
    return markdown(result["questions"], result["machine"])
