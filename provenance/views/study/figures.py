"""Figures of an audit for papers: shares by outlet and month with intervals, flow, copied share, lags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ...tracefile.shapes import Json
from ...tracefile.words import short
from ..palette import ACCENT, FAINT, INK, MUTED
from ..plots.look import drawn

WIDTH = 7.2  # inches, two columns of most journals
MOST_OUTLETS = 25  # drawn; all are in the tables
STANDINGS = (("release", ACCENT, "from a release"), ("common_source", "#7fc1ea", "from a source not given"),
             ("undecided", "#cc79a7", "undecided"), ("same_event", "#1b9e77", "same event"),
             ("unrelated", FAINT, "unrelated"))


def _figure(height: float) -> Figure:
    made = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(made)
    return made


def by_group(audit: Json, column: str, measure: str, copies: str = "with copies") -> list[Json]:
    """The estimates of one measure for each value of ``column``, in order of value."""
    found = [row for row in audit["estimates"]
             if list(row["group"]) == [column] and row["measure"] == measure and row["copies"] == copies]
    return sorted(found, key=lambda row: str(row["group"][column]))


def shares(audit: Json, documents: pa.Table) -> Figure:
    """What share of each outlet's articles derives from a release, with 95 % intervals; largest outlets."""
    rows = sorted(by_group(audit, "outlet", "release"), key=lambda row: (-row["n"], row["group"]["outlet"]))
    rows = rows[:MOST_OUTLETS]
    made = _figure(max(1.6, 0.5 + 0.22 * len(rows)))
    axes = made.add_subplot()
    left = np.zeros(len(rows))
    for name, colour, words in STANDINGS:
        values = {row["group"]["outlet"]: row["value"] or 0.0 for row in by_group(audit, "outlet", name)}
        width = np.array([values.get(row["group"]["outlet"], 0.0) for row in rows])
        axes.barh(range(len(rows)), width, left=left, color=colour, label=words, height=0.7)
        left += width
    low = [row["value"] - row["low"] for row in rows]
    high = [row["high"] - row["value"] for row in rows]
    for edge, thick in (("white", 2.4), (INK, 0.8)):  # a light edge keeps the whisker apart from a dark bar
        axes.errorbar([row["value"] for row in rows], range(len(rows)), xerr=[np.maximum(low, 0), np.maximum(high, 0)],
                      fmt="none", ecolor=edge, elinewidth=thick, capsize=1.5)
    axes.set_yticks(range(len(rows)), [f"{short(row['group']['outlet'], 34)} ({row['n']:,})" for row in rows],
                    parse_math=False)
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -0.6), xlabel="share of the outlet's articles (number in brackets)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5, frameon=False)
    return made


def months(audit: Json, documents: pa.Table) -> Figure:
    """The share of articles that derive from a release over time, with 95 % intervals."""
    rows = [row for row in by_group(audit, "month", "release") if row["group"]["month"] != "(none)"]
    made = _figure(2.4)
    axes = made.add_subplot()
    places = range(len(rows))
    axes.fill_between(places, [row["low"] for row in rows], [row["high"] for row in rows], color=ACCENT, alpha=0.18,
                      linewidth=0)
    axes.plot(places, [row["value"] for row in rows], color=ACCENT, marker="o", markersize=3)
    every = max(1, -(-len(rows) // 12))
    axes.set_xticks(list(places)[::every], [row["group"]["month"] for row in rows][::every])
    axes.set(ylim=(0, 1), ylabel="share from a release")
    axes.spines[["top", "right"]].set_visible(False)
    return made


def flow(audit: Json, documents: pa.Table) -> Figure:
    """Which outlet (rows) gave text to which (columns): articles taken."""
    weight: dict[str, float] = {}
    for edge in audit["network"]:
        for end in ("parent", "child"):
            weight[edge[end]] = weight.get(edge[end], 0.0) + edge["weight"]
    names = sorted(sorted(weight), key=lambda name: -weight[name])[:MOST_OUTLETS]
    place = {name: at for at, name in enumerate(names)}
    values = np.zeros((len(names), len(names)))
    for edge in audit["network"]:
        if edge["parent"] in place and edge["child"] in place:
            values[place[edge["parent"]], place[edge["child"]]] = edge["weight"]
    made = _figure(min(8.5, 1.8 + 0.22 * len(names)))
    axes = made.add_subplot()
    image = axes.imshow(np.where(values > 0, values, np.nan), cmap="Blues", vmin=0)
    told = [short(name, 26) for name in names]
    axes.set_xticks(range(len(names)), told, rotation=90, parse_math=False)
    axes.set_yticks(range(len(names)), told, parse_math=False)
    axes.set(xlabel="outlet that took it", ylabel="who had it first")
    made.colorbar(image, ax=axes, shrink=0.6, label="articles")
    return made


def copied(audit: Json, documents: pa.Table) -> Figure:
    """How the copied and the reworded share of articles from a release are spread."""
    rows = _derived(documents)
    made = _figure(2.4)
    axes = made.add_subplot()
    bins = np.linspace(0, 1, 21)
    for names, colour, words in ((("copied_from_release", "copied_from_siblings"), ACCENT, "copied"),
                                 (("reworded_from_release", "reworded_from_siblings"), "#e69f00", "reworded")):
        part = sum((rows[name] for name in names), np.zeros(len(rows["story_words"])))
        axes.hist(part / np.maximum(rows["story_words"], 1), bins=list(bins), histtype="step", color=colour,
                  label=f"{words} share of the article", linewidth=1.4)
    axes.set(xlim=(0, 1), xlabel="share of the article's words", ylabel="articles from a release")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return made


def lags(audit: Json, documents: pa.Table) -> Figure:
    """How soon after its release an article appears: share of articles from a release within so many days."""
    hours = _derived(documents)["hours_after_release"]
    days = np.sort(hours[~np.isnan(hours)]) / 24
    made = _figure(2.4)
    axes = made.add_subplot()
    axes.step(days, np.arange(1, len(days) + 1) / max(1, len(days)), where="post", color=ACCENT)
    axes.set(ylim=(0, 1), xlabel="days after the release", ylabel="share of articles from a release")
    axes.set_title(f"{len(days):,} articles from a release with both dates", fontsize=7.5, color=MUTED)
    axes.spines[["top", "right"]].set_visible(False)
    return made


def _derived(documents: pa.Table) -> dict[str, NDArray[np.float64]]:
    rows = documents.to_pydict()
    kept = [at for at, (role, origin) in enumerate(zip(rows["role"], rows["origin"], strict=True))
            if role == "article" and origin == "release"]
    names = ("story_words", "copied_from_release", "copied_from_siblings", "reworded_from_release",
             "reworded_from_siblings", "hours_after_release")
    return {name: np.array([rows[name][at] for at in kept], dtype=float) for name in names}


FIGURES: dict[str, Callable[[Json, pa.Table], Figure]] = {
    "shares": shares, "months": months, "flow": flow, "copied": copied, "lags": lags}


def drawable(audit: Json) -> list[str]:
    """The figures this audit has something to show in."""
    needs: dict[str, Sequence[Any]] = {
        "shares": by_group(audit, "outlet", "release"), "flow": audit["network"],
        "months": [row for row in by_group(audit, "month", "release") if row["group"]["month"] != "(none)"][1:],
        "copied": [1] * (audit["counts"]["releases_found"] > 0), "lags": audit["lags"]}
    return [name for name in FIGURES if needs[name]]


def rendered(audit: Json, documents: pa.Table) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of every drawable figure, as PNG and SVG."""
    for name in drawable(audit):
        for suffix in ("png", "svg"):
            yield f"{name}.{suffix}", drawn(partial(FIGURES[name], audit, documents), suffix)
