"""One direction: a module imports only from modules that stand before it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import provenance

PACKAGE = Path(provenance.__file__).parent
ORDER = [
    "errors", "disk", "graphs", "fetching", "models", "software", "settings", "records", "dating", "columns",
    "parallel", "languages", "text", "facts", "furniture", "prepare", "reading", "find", "align", "roles", "judge",
    "lineage", "standing", "attribute", "pipeline", "scoring", "archive", "corpus", "tracefile", "auditing",
    "views", "comparison", "face", "serving", "cli", "__main__", "lab",
]
ONLY = {"duckdb": "corpus", "pyspark": "corpus", "starlette": "serving", "typer": "cli", "urllib3": "fetching",
        "uvicorn": "serving"}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def room(path: Path) -> str:
    """The room a file belongs to: the top-level module or package it stands in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported(path: Path) -> set[str]:
    """Absolute dotted names this file imports."""
    parts = ["provenance", *path.relative_to(PACKAGE).with_suffix("").parts]
    package = parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, node.module] if node.module else base)
            found |= {f"{stem}.{name.name}" for name in node.names}
    return found


def test_contributing_tells_what_every_room_is_for() -> None:
    page = (PACKAGE.parent / "CONTRIBUTING.md").read_text("utf-8")
    table = page[page.index("| room |"):page.index("## Ten questions")]
    named = {name for row in re.findall(r"^\| (`.+?) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert named == {room(path) for path in modules()} - {"__main__"}, "CONTRIBUTING.md has a row for each room"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    here = room(path)
    assert here in ORDER, f"{here} has no place in the order"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "provenance" and len(parts) > 1 and parts[1] in ORDER:
            there = parts[1]
            assert there == here or ORDER.index(there) < ORDER.index(here), f"{here} imports {there}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_engines_stand_behind_one_door(path: Path) -> None:
    for name in imported(path):
        owner = ONLY.get(name.split(".")[0])
        assert owner is None or room(path).startswith(owner), f"{path.name} imports {name}"
