"""When a text was published: hand-made page heads and addresses, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from provenance import dating
from provenance.lab import bench
from provenance.records import Document

BODY = """

The council of Tarrow Bay has approved a new bridge over the harbour, officials said on Monday. It will open in May
2026, two years after the storm of 5 March 2021, and cost 4 million crowns.

Work begins on 12 June."""
CASES = [json.loads(line) for line in (Path(bench.__file__).parent / "dates.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: (case["text"] + (case["url"] or ""))[-50:])
def test_hand_made_heads_and_addresses(case: dict[str, str]) -> None:
    found = dating.of_text(case["text"] + BODY, case["url"])
    if case["published"] is None:
        assert found is None
    else:
        assert found is not None
        assert found.published.startswith(case["published"])
        assert found.source == case["source"]


@pytest.mark.parametrize(("published", "precision"), [
    ("1859", "year"), ("2024-03", "month"), ("2024-03-05", "day"), ("2024-03-05T00:00:00Z", "day"),
    ("2024-03-05T09:15Z", "minute"), ("2024-03-05T09", "hour")])
def test_precision_is_what_is_written(published: str, precision: str) -> None:
    assert dating.precision_of(published) == precision


def test_given_dates_stay() -> None:
    given = dating.date(Document("a", "Harbour news\n5 March 2024" + BODY, "", published="2024-03-01"))
    assert (given.published, given.published_source, given.published_precision) == ("2024-03-01", "metadata", "day")
    read = dating.date(Document("a", "Harbour news\n5 March 2024" + BODY, ""))
    assert (read.published, read.published_source, read.published_precision) == ("2024-03-05", "byline", "day")
    assert dating.date(Document("a", BODY, "")).published is None
    assert dating.date(read) == read


def test_a_clock_and_its_zone_are_kept() -> None:
    found = dating.of_text("Harbour news\nTue 5 Mar 2024 22.15 EST" + BODY)
    assert found is not None
    assert found.published == "2024-03-05T22:15-05:00"
    assert found.precision == "minute"
