"""Side by side: every question put to us, to peers and to simple baselines on the same rows.

Each method answers in a process of its own, which is where its processor seconds and memory come from; a peer that is
not installed (extra ``peers``) is listed as such. `words` and `page` say what came out.
"""

from __future__ import annotations

import json
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

TABLES = "peers.json"  # the tables a page was made from


def run(data: Path, only: str = "", output: Path | None = None) -> dict[str, Any]:
    """Tables of all questions, or of the one named; written as a page where ``output`` is given.

    A page that stands there keeps its other questions when one is asked anew. Raises InputError for a question that is
    not known.
    """
    if only and only not in QUESTIONS:
        raise InputError("no such question", only, f"use one of {', '.join(QUESTIONS)}")
    kept = _kept(output / TABLES) if only and output is not None else {}
    for name in [only] if only else list(QUESTIONS):
        with tempfile.TemporaryDirectory() as folder:
            kept[name] = {**ask(QUESTIONS[name], data, Path(folder)), "code": str(software()["code"])[:12]}
    result: dict[str, Any] = {"machine": _machine(), "questions": [kept[name] for name in QUESTIONS if name in kept]}
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        (output / TABLES).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        write(result["questions"], result["machine"], output)
    return result


def _kept(path: Path) -> dict[str, Any]:
    """The tables of a page by question; none where there is no page."""
    if not path.exists():
        return {}
    return {table["name"]: table for table in json.loads(path.read_text("utf-8"))["questions"]}


def _machine() -> str:
    made = software()
    return (f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {made['python']}, "
            f"provenance {made['provenance']}.")


def table(result: dict[str, Any]) -> str:
    """The tables as Markdown."""
    return markdown(result["questions"], result["machine"])
