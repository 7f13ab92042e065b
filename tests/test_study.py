"""The study of invented outlets: made the same every time, and audited as its truth says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

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
