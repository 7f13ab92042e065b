"""The study of invented outlets: made the same every time, and audited as its truth says."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from provenance.lab.study import EACH, OTHERS, OUTLETS, make

STUDY = Path(__file__).parent.parent / "samples" / "study"


def stored(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (STUDY / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_the_files_are_what_the_generator_makes() -> None:
    study = make()
    for name in ("articles", "releases", "truth"):
        made = [{key: value for key, value in row.items() if value is not None} for row in getattr(study, name)]
        assert stored(name) == made, f"python -m provenance.lab.study {STUDY}"


def test_every_article_has_a_truth_and_every_parent_exists() -> None:
    articles, truth = stored("articles"), stored("truth")
    assert [row["id"] for row in articles] == [row["id"] for row in truth]
    assert len(articles) == 13 * EACH + OTHERS
    assert {row["outlet"] for row in articles} == set(OUTLETS)
    known = {row["id"] for row in articles} | {row["id"] for row in stored("releases")}
    assert {row["parent"] for row in truth if row.get("parent")} <= known
    assert not any(row["derived"] for row in truth if row["kind"] in ("own", "other"))


def test_a_copy_is_younger_than_what_it_copies_and_has_its_sentences() -> None:
    articles = {row["id"]: row for row in stored("articles")}
    copies = [row for row in stored("truth") if row["kind"] == "copy"]
    assert len(copies) > 10
    for row in copies:
        copy, source = articles[row["id"]], articles[row["parent"]]
        assert copy["published"] > source["published"]
        assert Counter(copy["text"].split()) == Counter(source["text"].split())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The names that the tutorial's cells leave behind, run in order."""
    cells = json.loads((STUDY.parent / "study.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDY", str(STUDY))
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("notebook")))
        for number, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), f"study.ipynb, cell {number}", "exec"), names)
    return names


@pytest.mark.slow
def test_the_tutorial_runs_and_the_audit_tells_what_is_true(told: dict[str, Any]) -> None:
    right = {kind: sum(hit for hit, _ in rows) / len(rows) for kind, rows in told["kinds"].items()}
    assert all(share >= 0.9 for kind, share in right.items() if kind not in ("own", "other")), right
    assert told["accused"] <= 0.05 * len(told["own"])
    assert told["row"]["low"] <= told["share"] <= told["row"]["high"]


@pytest.mark.slow
def test_the_gallery_holds_the_audit_of_today(told: dict[str, Any]) -> None:
    shown = json.loads((STUDY.parent.parent / "reports" / "study" / "audit.json").read_text("utf-8"))
    assert shown["counts"] == told["audit"]["counts"], "run .ci/gallery"
    for mine, other in zip(told["audit"]["estimates"], shown["estimates"], strict=True):
        assert (mine["measure"], mine["group"]) == (other["measure"], other["group"])
        assert mine["value"] == pytest.approx(other["value"], abs=0.02), "run .ci/gallery"
