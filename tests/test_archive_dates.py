"""Of two sources equally near, the one published in the weeks before comes first; a date alone finds nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from provenance import archive
from provenance.archive.query import Index
from provenance.find.inverted import LIFT
from provenance.reading import stream
from provenance.records import Document

TWINS = ("The harbour of Marrow Bay opens a second dock for grain in autumn, and hires forty people for it.",
         "In autumn the harbour of Marrow Bay opens, for grain, a second dock, and forty people it hires for it.")
COPIED = "A lock keeper at Fenner Weir has counted otters for thirty years and gave his notebooks to the museum."
ASKED = "Grain will have a dock of its own: Marrow Bay opens it in autumn. Forty people find work."


def made(name: str, text: str, published: str | None, role: str | None = None) -> Document:
    document = stream.document({"id": name, "text": text, "published": published, "role": role}, name)
    assert isinstance(document, Document)
    return document


@pytest.fixture
def index(tmp_path: Path) -> Index:
    others = [made(f"other{at}", f"Road {at} is closed for repairs of bridge {at * 7}.", "2031-03-01")
              for at in range(12)]
    archive.build(tmp_path / "a", [made("early", TWINS[0], "2030-05-02"), made("late", TWINS[1], "2031-05-02"),
                                   made("copied", COPIED, "2019-02-30"), *others])
    return Index(tmp_path / "a")


@pytest.mark.parametrize(("published", "first"), [
    ("2030-05-20", "early"), ("2030-06-13", "early"), ("2030-05-01", "early"), ("2031-05-02", "late"),
    ("2031-06-01T08:00:00Z", "late")])
def test_what_was_published_in_the_weeks_before_comes_first(index: Index, published: str, first: str) -> None:
    assert index.query(made("asked", ASKED, published))[0].id == first


def test_the_order_without_a_date_is_that_of_the_text(index: Index) -> None:
    asked = made("asked", ASKED, None)
    plain = index.query(asked)
    assert {match.id for match in plain[:2]} == {"early", "late"}
    assert abs(plain[0].score - plain[1].score) < LIFT
    for day in ("2030-06-14", "2030-04-30", "2012-01-01", "soon"):  # six weeks and a day after; two days before
        assert index.query(replace(asked, published=day)) == plain
    scores = {match.id: match.score for match in plain}
    assert {match.id: match.score for match in index.query(replace(asked, published="2030-05-20"))} == scores


def test_a_release_asks_for_what_came_after_it(index: Index) -> None:
    assert index.query(made("asked", ASKED, "2031-04-20", "release"))[0].id == "late"
    assert index.query(made("asked", ASKED, "2030-04-20", "release"))[0].id == "early"


def test_a_copy_of_any_age_stands_before_what_is_timely(index: Index) -> None:
    asked = made("asked", f"{COPIED} Road 3 is closed.", "2031-03-04")
    found = index.query(asked)
    assert found[0].id == "copied"
    assert found[1].published == "2031-03-01"
