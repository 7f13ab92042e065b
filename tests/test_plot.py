"""The figures: every kind in every format, the same bytes twice, and inputs that break plots."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.image import imread
from traces import sample, synthetic

from provenance import InputError
from provenance.views import to_dict
from provenance.views.palette import MOST_ROWS, ROLE_STYLES, contrast, luminance, on
from provenance.views.plots import FORMATS, KINDS, STYLES, drawable, render, save
from provenance.views.plots.documents import matrix
from provenance.views.plots.layout import order_of
from provenance.views.plots.lineage import pages

HARBOR = to_dict(sample("harbor"))


@cache
def drawn(kind: str, suffix: str) -> bytes:
    """The plain picture, drawn once for all that look at it."""
    return render(HARBOR, kind, suffix)


# What a file says of itself does not hang on what is drawn: one PDF and one PNG stand for all in the fast tests.
@pytest.mark.parametrize(("kind", "suffix"), [
    pytest.param(kind, suffix, marks=[pytest.mark.slow] if suffix != "svg" and kind != "lineage" else [])
    for kind in KINDS for suffix in FORMATS])
def test_a_plot_is_the_same_bytes_twice(kind: str, suffix: str) -> None:
    first = drawn(kind, suffix)
    assert first.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix])
    assert render(HARBOR, kind, suffix) == first


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", STYLES)
def test_a_column_is_as_wide_as_it_says(kind: str, style: Any) -> None:
    picture = imread(io.BytesIO(render(HARBOR, kind, "png", style)))
    assert picture.shape[1] == round(STYLES[style] * 200)
    assert np.ptp(picture[..., :3]) > 0.5


def drawn_names(svg: bytes) -> set[str]:
    tree = ElementTree.fromstring(svg)
    return {"".join(item.itertext()).strip() for item in tree.iter("{http://www.w3.org/2000/svg}text")}


@pytest.mark.parametrize("size", [5, 30, 60])
def test_names_in_the_lineage_do_not_run_into_each_other(size: int) -> None:
    words = drawn_names(render(to_dict(synthetic(size, stories=1)), "lineage", "svg"))
    assert sum(name.startswith("Outlet") for name in words) == size


@pytest.mark.slow
def test_a_figure_of_many_documents_fits_a_page_and_the_pages_hold_all() -> None:
    trace = to_dict(synthetic(200, stories=2))
    for kind in KINDS:
        assert imread(io.BytesIO(render(trace, kind))).shape[0] <= 10 * 200, kind
    shown = [drawn_names(render(trace, "lineage", "svg", page=page)) for page in range(1, pages(trace) + 1)]
    assert len(shown) == 4
    assert sum(name.startswith("Outlet") for words in shown for name in words) == 200
    with pytest.raises(InputError, match="no page 5"):
        render(trace, "lineage", page=5)
    with pytest.raises(InputError, match="no page 2"):
        render(trace, "timeline", page=2)


def test_many_documents_are_told_by_outlet() -> None:
    trace = to_dict(synthetic(MOST_ROWS + 10, stories=2))
    for number, document in enumerate(trace["documents"]):
        document["outlet"] = f"Paper {number % 7}"
    for kind in ("timeline", "composition"):
        words = drawn_names(render(trace, kind, "svg"))
        assert {name.split(" (")[0] for name in words if name.startswith("Paper")} == {f"Paper {n}" for n in range(7)}


def _without(trace: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(dict(trace))
    for document in made["documents"]:
        document |= fields
    return made


def test_undated_documents_are_drawn_by_depth_and_have_no_timeline() -> None:
    undated = _without(HARBOR, published=None)
    assert "timeline" not in drawable(undated)
    assert b"generations from the root" in render(undated, "lineage", "svg")
    with pytest.raises(InputError, match="fewer than two documents have a date"):
        render(undated, "timeline")


@pytest.mark.parametrize("kind", ["lineage", "similarity", "composition"])
def test_one_document_or_two_strangers_can_be_drawn(kind: str) -> None:
    for keep in (1, 2):
        few = copy.deepcopy(HARBOR)
        few["documents"] = few["documents"][:keep]
        few["pairs"] = []
        few["lineage"] = {"nodes": few["lineage"]["nodes"][:keep], "edges": [], "roots": [], "inferred": [],
                          "unplaced": []}
        for number, document in enumerate(few["documents"]):
            document["story"] = f"S{number}"
        assert render(few, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_titles_are_drawn_as_they_are(kind: str) -> None:
    titles = ["$x_{2}$ and $", "\\frac", "a\nb", "é 東京 😀", "x" * 500]
    trace = _without(HARBOR, outlet=None)
    for number, document in enumerate(trace["documents"]):
        document["title"] = titles[number % len(titles)]
    assert render(trace, kind)


def test_dates_of_every_precision_are_placed() -> None:
    trace = copy.deepcopy(HARBOR)
    dates = ["2025", "2025-10", "2025-10-14", "2025-10-14T09:12", "2025-10-14T09:12:00+01:00", "2025-10-14T09:12:00Z"]
    for document, date in zip(trace["documents"], dates, strict=False):
        document["published"] = date
    for kind in ("lineage", "timeline"):
        assert render(trace, kind)


@pytest.mark.parametrize(("call", "told"), [
    (lambda: render(HARBOR, "pie"), "unknown plot 'pie'"),
    (lambda: render(HARBOR, "lineage", "gif"), "unknown picture format 'gif'"),
    (lambda: render(HARBOR, "lineage", "png", "wide"), "unknown style 'wide'"),  # type: ignore[arg-type]
])
def test_a_wrong_wish_is_refused(call: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        call()


def test_save_takes_the_format_from_the_name(tmp_path: Path) -> None:
    save(HARBOR, "composition", tmp_path / "new" / "plot.SVG")
    assert (tmp_path / "new" / "plot.SVG").read_bytes().startswith(b"<?xml")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write"):
        save(HARBOR, "composition", tmp_path / "file" / "plot.svg")


def test_the_heatmap_keeps_stories_together() -> None:
    ids, values = matrix(HARBOR)
    stories = {item["id"]: item["story"] for item in HARBOR["documents"]}
    told = [stories[key] for key in ids]
    assert sum(a != b for a, b in pairwise(told)) == len(set(told)) - 1
    assert np.array_equal(values, values.T)
    assert sorted(order_of(HARBOR)) == sorted(ids)


def test_roles_differ_without_colour() -> None:
    marks = {(style.hatch, style.light if not style.hatch else "") for style in ROLE_STYLES}
    assert len(marks) == len(ROLE_STYLES) == len({style.code for style in ROLE_STYLES})
    solid, plain = (luminance(s.light) for s in ROLE_STYLES if not s.hatch)
    assert abs(solid - plain) > 0.3
    for style in ROLE_STYLES:
        for fill in (style.light, style.dark):
            assert contrast(on(fill), fill) >= 4.5, style.role
