"""The gate: what is the same passes, what is lost by more than chance does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer

from provenance.cli import research
from provenance.errors import InputError
from provenance.judge import evidence, relation
from provenance.lab.bench import gate
from provenance.lab.bench.gate_parts import PARTS, Part
from provenance.lineage import drawing

GOOD = [(f"s{at // 2}", 1.0) for at in range(100)]


def some(values: list[tuple[str, float]]) -> tuple[Part, ...]:
    return (Part("made", lambda data: {"made: right": values}, fast=True),)


@pytest.fixture
def committed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(gate, "PARTS", some(GOOD))
    path = tmp_path / "gate.json"
    gate.run(tmp_path, update=True, committed=path)
    return path


def lose(count: int) -> list[tuple[str, float]]:
    return [(group, 0.0 if at < 2 * count and at % 2 else value) for at, (group, value) in enumerate(GOOD)]


def test_the_same_tree_passes(committed: Path) -> None:
    found = gate.run(committed.parent, committed=committed)
    assert not gate.failed(found)
    assert [row["verdict"] for row in found["figures"]] == ["same"]
    assert "nothing lost" in gate.table(found)


@pytest.mark.parametrize(("count", "verdict"), [(2, "within"), (12, "lost")])
def test_a_loss_beyond_chance_fails(committed: Path, monkeypatch: pytest.MonkeyPatch, count: int, verdict: str) -> None:
    monkeypatch.setattr(gate, "PARTS", some(lose(count)))
    found = gate.run(committed.parent, committed=committed)
    assert found["figures"][0]["verdict"] == verdict
    assert gate.failed(found) == (verdict == "lost")


def test_what_is_gained_passes(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PARTS", some(lose(30)))
    gate.run(committed.parent, update=True, committed=committed)
    monkeypatch.setattr(gate, "PARTS", some(GOOD))
    assert gate.run(committed.parent, committed=committed)["figures"][0]["verdict"] == "gained"


def test_other_units_are_held_against_the_interval(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PARTS", some([(f"other {group}", 0.8) for group, _ in GOOD]))
    assert gate.failed(gate.run(committed.parent, committed=committed))


def test_a_new_figure_passes_until_it_is_committed(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PARTS", (Part("made", lambda data: {"another": GOOD}),))
    assert [row["verdict"] for row in gate.run(committed.parent, committed=committed)["figures"]] == ["new"]


def test_stated_probabilities_may_not_shift_either_way() -> None:
    held = json.loads(gate._written({"support": [(group, 0.5) for group, _ in GOOD]}))["support"]
    assert gate.compared([(group, 0.51) for group, _ in GOOD], held, stated=True)["verdict"] == "within"
    for moved in (0.47, 0.53):
        assert gate.compared([(group, moved) for group, _ in GOOD], held, stated=True)["verdict"] == "lost"


def test_nothing_is_compared_with_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no committed figures"):
        gate.run(tmp_path, committed=tmp_path / "absent.json")
    with pytest.raises(InputError, match="a part of the figures"):
        gate.run(tmp_path, update=True, fast=True)


def test_the_command_ends_with_one(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (committed.parent / "x.txt").write_text("a collection")
    monkeypatch.setattr(gate, "COMMITTED", committed)
    monkeypatch.setattr(gate.run, "__defaults__", (False, False, committed))
    research.bench_command("gate", committed.parent, fast=True)
    monkeypatch.setattr(gate, "PARTS", some(lose(30)))
    with pytest.raises(typer.Exit) as ended:
        research.bench_command("gate", committed.parent, fast=True)
    assert ended.value.exit_code == 1


def test_options_of_another_benchmark_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="facts has no such option"):
        research.bench_command("facts", tmp_path, update=True)


def test_every_figure_is_committed() -> None:
    held = json.loads(gate.COMMITTED.read_text("utf-8"))
    assert len(held) >= 30
    for figure in held.values():
        low, high = figure["interval"]
        assert low <= figure["value"] <= high
        assert figure["value"] == pytest.approx(float(np.mean(figure["values"])), abs=1e-4)


def _plant_uncalibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "calibrated", lambda p, *rest: min(p, 0.99))


def _plant_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    told = relation.told
    monkeypatch.setattr(relation, "told", lambda chances, related, event, limit: told(
        chances, related, event, limit + 0.1))


def _plant_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = evidence.measured

    def without(*arguments: Any) -> Any:
        found = measured(*arguments)
        return {name: np.zeros_like(values) if name == "rare" else values for name, values in found.items()}
    monkeypatch.setattr(evidence, "measured", without)


@pytest.mark.slow
@pytest.mark.parametrize(("part", "plant"), [
    ("family lineage", _plant_uncalibrated), ("family pairs", _plant_threshold), ("family pairs", _plant_dropped)])
def test_a_planted_regression_is_caught(part: str, plant: Any, data: Path, tmp_path: Path,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PARTS", tuple(one for one in PARTS if one.name == part))
    path = tmp_path / "gate.json"
    gate.run(data, update=True, committed=path)
    assert not gate.failed(gate.run(data, committed=path))
    plant(monkeypatch)
    assert gate.failed(gate.run(data, committed=path))
