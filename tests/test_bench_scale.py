"""The scale benchmark grades fairly and names every target."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.errors import InputError
from provenance.lab.bench import commands, scale, workload


@pytest.mark.slow
def test_the_scan_command_meets_its_targets_on_a_small_corpus() -> None:
    found = scale.scanned(2_000, grade=True)
    assert found["documents"] == 2_000
    assert found["recall"]["partial"] >= 0.99
    assert found["recall"]["viral"] >= 0.95
    assert found["precision"] >= 0.9
    json.dumps(found)


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="index failed: error: no archive here"):
        commands.provenance("index", "stats", tmp_path)


@pytest.mark.slow
def test_grading_counts_what_was_found() -> None:
    releases, articles = scale._corpus(2_000)
    number = {release.id: at for at, release in enumerate(releases)}
    truth = {(at, number[item.source]) for at, item in enumerate(articles) if item.source}
    assert scale._graded(releases, articles, truth)["recall"]["all"] == 1.0
    half = set(sorted(truth)[::2])
    graded = scale._graded(releases, articles, half | {(10**6, 0)})
    assert graded["precision"] == len(half) / (len(half) + 1)
    assert abs(graded["recall"]["all"] - 0.5) < 0.01


def test_the_exponent_is_that_of_a_power_law() -> None:
    rows = [{"documents": n, "cpu_seconds": n ** 1.5} for n in (10, 100, 1000)]
    assert abs((scale.exponent(rows, 100) or 0) - 1.5) < 1e-9
    assert scale.exponent(rows, 1000) is None


def test_the_table_says_met_or_missed() -> None:
    graded: dict[str, Any] = {"documents": 10_000, "cpu_seconds": 0.5, "seconds": 0.5, "peak_mib": 300.0,
                              "precision": 0.97, "recall": {"all": 1.0, "partial": 1.0, "<.1": 0.9, "viral": 1.0}}
    slow = graded | {"cpu_seconds": 20.0}
    found = {"beside": {"provenance scan": graded, "datasketch LSH .5": slow}, "scan": [graded],
             "exponent": None, "absent": ["rensa"],
             "aligned": {"seeds_per_second": 100.0, "opcodes_per_second": 10.0}}
    text = scale.table(found)
    assert "missed  times datasketch's update loop, LSH .5 (cpu) >= 60: 40" in text
    assert "met     partial-copy recall >= 0.99: 1.000" in text
    assert "not installed, left out: rensa" in text


def test_the_held_out_seed_is_not_the_tuning_seed() -> None:
    assert workload.HELD_OUT != workload.TUNING
    assert "HELD_OUT" in Path(scale.__file__).read_text("utf-8")
