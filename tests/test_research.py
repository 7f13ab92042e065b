"""Research stands apart: the wheel has none of it, and without data every command ends in one line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from setuptools import find_packages

from provenance.cli import research
from provenance.errors import InputError, UserError
from provenance.lab.bench import TABLES, WITHOUT_DATA
from provenance.lab.train import MODELS

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", sorted(TABLES.keys() - WITHOUT_DATA))
@pytest.mark.parametrize("folder", [".", "absent"])
def test_benchmarks_without_data_say_so(name: str, folder: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no benchmark collections"):
        research.bench_command(name, tmp_path / folder)


@pytest.mark.parametrize("model", MODELS)
def test_training_without_data_writes_nothing(model: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no benchmark collections"):
        research.train_command(model, tmp_path, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_without_the_lab_one_line_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(research, "HERE", False)
    for call in (lambda: research.bench_command("roles", tmp_path),
                 lambda: research.train_command("roles", tmp_path, tmp_path / "x")):
        with pytest.raises(UserError, match="clone the repository") as raised:
            call()
        assert "\n" not in str(raised.value)


def test_the_wheel_takes_every_room_but_the_lab() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]["find"]
    packed = set(find_packages(str(ROOT), include=rules["include"], exclude=rules["exclude"]))
    held = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "provenance").rglob("__init__.py")}
    lab = {name for name in held if name.startswith("provenance.lab")}
    assert lab
    assert packed == held - lab
