"""Languages are data under one roof, and know nothing of our samples."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import provenance

PACKAGE = Path(provenance.__file__).parent
FOLDER = PACKAGE / "languages"


def files() -> list[Path]:
    return sorted(FOLDER.glob("*/*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_language_is_data(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    public = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
              and not node.name.startswith("_")]
    assert not public, "word lists and patterns only"


def test_no_list_knows_a_sample() -> None:
    coined = {"marrowtide", "ostrey", "kelder", "brannoch", "saltmere", "wattshore", "lantern", "gannet", "pellingham",
              "wexholt", "northmarl"}
    for path in files():
        known = set(re.findall(r"[a-z]+", path.read_text("utf-8").casefold()))
        assert not known & coined, path.name
