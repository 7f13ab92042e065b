"""The guide, followed word for word: every command of every block, in order, in a folder that has the samples."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "provenance/docs/guide.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.M | re.S)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("guide")
    shutil.copytree(ROOT / "samples", made / "samples")
    (made / "bin").mkdir()
    command = made / "bin" / "provenance"
    command.write_text(f"#!/bin/sh\nexec {sys.executable} -m provenance \"$@\"\n")
    command.chmod(0o755)
    return made


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=lambda number: COMMANDS[number][:60])
def test_the_guide_can_be_followed_word_for_word(place: Path, number: int) -> None:
    environment = os.environ | {"PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
                                "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    done = subprocess.run(["sh", "-ec", COMMANDS[number]], cwd=place, env=environment, capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stderr
    for made in re.findall(r"(?:-o|>) (out/\S+)", COMMANDS[number]):
        assert (place / made).exists()


def test_what_the_guide_names_is_there(place: Path) -> None:
    for name in re.findall(r"`(out/[^`]+)`", GUIDE):
        assert (place / name).exists(), name
