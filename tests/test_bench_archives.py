"""The benchmark of archives asks what it says, and its texts do not depend on how many are wanted."""

from __future__ import annotations

import json

import pytest

from provenance.lab.bench import archives, recombined, workload

HELD = recombined.stock([item.text for item in list(workload.items(2_000, workload.TUNING))[:100]])


def test_a_longer_collection_begins_with_the_shorter() -> None:
    few, more = (list(recombined.documents(HELD, count, 3)) for count in (20, 1_010))
    assert more[:20] == few
    assert len({row["id"] for row in more}) == 1_010
    assert all(60 <= len(row["text"].split()) <= 700 for row in few)


def test_questions_are_parts_of_their_sources() -> None:
    known = list(recombined.documents(HELD, 9, 3))
    asked = list(recombined.questions(HELD, known, 3))
    assert [row["kind"] for row in asked[:3]] == list(recombined.KINDS)
    for row, source in zip(asked, known, strict=True):
        assert row["source"] == source["id"]
        assert row["text"] != source["text"]
        if row["kind"] == "as it stands":
            assert row["text"] in source["text"]
        if row["kind"] == "passage":
            assert " ".join(row["text"].split()[-60:]) in source["text"]
        if row["kind"] == "shortened":
            words = iter(source["text"].split())
            assert all(word in words for word in row["text"].split())


@pytest.mark.slow
def test_an_archive_is_built_opened_and_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "QUESTIONS", 12)
    found = archives.indexed(HELD, 600)
    assert found["documents"] == 600
    assert found["five"] >= 0.9
    assert 0 < found["asked"]["query_p50_ms"] <= found["asked"]["query_p95_ms"]
    assert "judged_p95_ms, archive of 600 <= 60" in archives.table({"archives": [found]})
    assert "tantivy is not installed" in archives.table({"archives": [found]})
    json.dumps(found)
