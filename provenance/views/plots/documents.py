"""Similarity, timeline and composition of the documents as figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from ...tracefile.shapes import Json
from ...tracefile.words import count, labels, line, percent, short
from ..palette import ACCENT, AI, FAINT, INK, MOST_CELLS, MOST_ROWS, MUTED, ROLE_STYLES
from .layout import moment, order_of

_TALL = 8.2  # inches that rows may take: a printed page


def _rows(axes: Any, names: Sequence[str], wide: bool) -> None:
    """One named row a document from the top down, without ticks or frame."""
    size = len(names)
    axes.set_yticks(range(size), [short(name, 44 if wide else 22) for name in names],
                    fontsize=7.5 if size <= 40 else 6, parse_math=False)
    axes.set_ylim(size - 0.4, -0.6)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _places(items: Sequence[Json]) -> tuple[dict[str, int], int]:
    """The row of each document, and how many outlets have none: a row each while they fit a page, else one an outlet.

    Outlets with most documents come first.
    """
    if len(items) <= MOST_ROWS:
        return {item["id"]: row for row, item in enumerate(items)}, 0
    sizes = Counter(_outlet(item) for item in items)
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    row_of = {name: row for row, name in enumerate(order[:MOST_ROWS])}
    return ({item["id"]: row_of[_outlet(item)] for item in items if _outlet(item) in row_of},
            max(0, len(order) - MOST_ROWS))


def _outlet(item: Json) -> str:
    return line(item["outlet"]) or "no outlet"


def _row_names(place: Mapping[str, int], items: Sequence[Json], names: Mapping[str, str]) -> list[str]:
    """What stands beside each row of `_places`: a document, or an outlet with the number of its documents."""
    if len(items) <= MOST_ROWS:
        return [names[item["id"]] for item in items]
    held = Counter(place.values())
    outlets = {place[item["id"]]: _outlet(item) for item in items if item["id"] in place}
    return [f"{short(outlets[row], 36)} ({held[row]})" for row in sorted(held)]


def _mean(values: Sequence[float], weights: Sequence[int], rows: Sequence[int], size: int) -> NDArray[np.float64]:
    """The weighted mean of the values of each row, float64 [size]."""
    weight = np.maximum(np.asarray(weights, dtype=float), 1e-9)
    found: NDArray[np.float64] = np.bincount(rows, np.asarray(values) * weight, size) / np.bincount(rows, weight, size)
    return found


def matrix(trace: Json) -> tuple[list[str], NDArray[np.float64]]:
    """(ids, similarity): the probability that two documents share a source, rows clustered (average linkage).

    Of more than `MOST_CELLS` documents those of the largest stories: a picture has no more dots for them.
    """
    ids = [item["id"] for item in trace["documents"]]
    if len(ids) > MOST_CELLS:
        ids = order_of(trace)[:MOST_CELLS]
    place = {key: number for number, key in enumerate(ids)}
    values = np.eye(len(ids))
    for pair in trace["pairs"]:
        if pair["a"] in place and pair["b"] in place:
            a, b = place[pair["a"]], place[pair["b"]]
            values[a, b] = values[b, a] = pair["p_related"]
    if len(ids) > 2:
        leaves = leaves_list(linkage(squareform(1 - values, checks=False), "average", optimal_ordering=len(ids) <= 400))
        values, ids = values[np.ix_(leaves, leaves)], [ids[i] for i in leaves]
    return ids, values


def similarity(trace: Json, figure: Figure, wide: bool) -> None:
    """A clustered heatmap; cells carry their figure where there is room."""
    ids, values = matrix(trace)
    size, names = len(ids), labels(trace)
    figure.set_figheight(min(9.0, figure.get_figwidth() * 0.86))
    axes = figure.add_subplot()
    image = axes.imshow(values, cmap="Blues", vmin=0, vmax=1, interpolation="nearest")
    font = 7.5 if size <= 30 else 5.5
    every = max(1, -(-size // (60 if wide else 30)))
    rows = [short(names[key], 34 if wide else 20) for key in ids]
    if size > 12:  # columns carry the rows' numbers
        rows = [f"{name}  {number}" for number, name in enumerate(rows, 1)]
    axes.set_yticks(range(0, size, every), rows[::every], fontsize=font, parse_math=False)
    apart = every if size <= 12 else max(1, -(-size // (30 if wide else 12)))
    axes.set_xticks(range(0, size, apart), [str(i + 1) for i in range(0, size, apart)] if size > 12 else
                    [short(names[k], 20) for k in ids], fontsize=font, rotation=0 if size > 12 else 40,
                    ha="center" if size > 12 else "right", rotation_mode="anchor" if size <= 12 else None,
                    parse_math=False)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if size <= (16 if wide else 9):
        for (i, j), value in np.ndenumerate(values):
            if i != j:
                axes.text(j, i, f"{value:.2f}".lstrip("0").replace("1.00", "1"), ha="center", va="center",
                          fontsize=6.5, color="white" if value > 0.6 else INK)
    bar = figure.colorbar(image, ax=axes, shrink=0.6, pad=0.02)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=7, length=0)
    bar.set_label("probability of a common source", fontsize=7.5)
    if left_out := len(trace["documents"]) - size:
        axes.set_xlabel(f"{count(left_out, 'document')} not shown", fontsize=7.5, color=MUTED)


def _when(axes: Any, first: datetime, last: datetime, most: int) -> None:
    """Dates below the axis, the year with the first and wherever it changes."""
    locator = AutoDateLocator(minticks=2, maxticks=most)
    axes.xaxis.set_major_locator(locator)
    places = [p for p in locator.tick_values(first, last) if date2num(first) - 1e-9 <= p <= date2num(last) + 1e-9]
    times = [num2date(place) for place in places]
    hours = len({time.date() for time in times}) < len(times)
    names, year = [], 0
    for time in times:
        name = f"{time.day} {time:%b}" + (f" {time:%H:%M}" if hours else "")
        names.append(name if time.year == year else f"{name}\n{time.year}")
        year = time.year
    axes.set_xticks(places, names, fontsize=7.5)


def timeline(trace: Json, figure: Figure, wide: bool) -> None:
    """When each dated document appeared; its shape and fill tell what it is."""
    names = labels(trace)
    dated = sorted(((when, item) for item in trace["documents"] if (when := moment(item["published"]))),
                   key=lambda pair: (pair[0], pair[1]["standing"] != "release", pair[1]["id"]))
    missing = len(trace["documents"]) - len(dated)
    place, left_out = _places([item for _, item in dated])
    notes = [f"{count(missing, 'document')} without a date not shown"] if missing else []
    notes += [f"{count(left_out, 'outlet')} with fewer not shown"] if left_out else []
    rows = len(set(place.values()))
    figure.set_figheight(max(1.6, 0.9 + min(0.22 * rows, _TALL)))
    axes = figure.add_subplot()
    groups: dict[str, list[tuple[float, int]]] = {}
    looks: dict[str, dict[str, Any]] = {}
    for when, item in dated:
        if item["id"] in place:
            name, look = _mark(item)
            looks[name] = look
            groups.setdefault(name, []).append((date2num(when), place[item["id"]]))
    seen = {name: axes.plot(*zip(*marks, strict=True), ls="", zorder=3, clip_on=False, **looks[name])[0]
            for name, marks in groups.items()}
    _rows(axes, _row_names(place, [item for _, item in dated], names), wide)
    axes.margins(x=0.04)
    _when(axes, dated[0][0], dated[-1][0], 7 if wide else 4)
    axes.grid(axis="y", color=FAINT, lw=0.4)
    axes.grid(axis="x", color=FAINT, lw=0.7)
    axes.set_axisbelow(True)
    figure.legend(list(seen.values()), list(seen), loc="outside lower left", frameon=False, fontsize=7.5,
                  ncols=4 if wide else 2, title="; ".join(notes) or None, title_fontsize=7, alignment="left")


def _mark(item: Json) -> tuple[str, dict[str, Any]]:
    """(words for the legend, look) of a document on the timeline."""
    look: dict[str, Any] = {"marker": "o", "ms": 6, "mfc": INK, "mec": INK}
    if item["standing"] == "release":
        return "announcement", look | {"marker": "s", "mfc": ACCENT, "mec": ACCENT}
    ai = item["attribution"]["ai_rewritten"]["label"] == "likely_ai"
    shape = {"marker": "^", "ms": 6.5, "mfc": AI, "mec": AI} if ai else {}
    if item["standing"] == "derived":
        return ("derived, reads as AI-rewritten" if ai else "derived"), look | shape
    name = "not derived, reads as AI-rewritten" if ai else "not derived"
    return name, look | shape | {"mfc": "white", "mec": AI if ai else MUTED}


def composition(trace: Json, figure: Figure, wide: bool) -> None:
    """What each article's words are: a bar of shares by role, with hatching beside colour."""
    names = labels(trace)
    items = {item["id"]: item for item in trace["documents"]}
    listed = [items[key] for key in order_of(trace) if items[key]["standing"] != "release"]
    place, left_out = _places(listed)
    ids = _row_names(place, listed, names)
    rows = len(ids)
    figure.set_figheight(max(1.6, 0.9 + min(0.26 * rows, _TALL)))
    axes = figure.add_subplot()
    left = np.zeros(rows)
    for style in ROLE_STYLES:
        shares = _mean([items[key]["attribution"]["composition"].get(style.role, 0.0) for key in place],
                       [items[key]["words"] for key in place], list(place.values()), rows)
        boxes = [[(x, row - 0.37), (x + w, row - 0.37), (x + w, row + 0.37), (x, row + 0.37)]
                 for row, (x, w) in enumerate(zip(left, shares, strict=True)) if w > 0]
        axes.add_collection(PolyCollection(boxes, facecolor=style.light, hatch=style.hatch, edgecolor="white",
                                           linewidth=0.4))
        _figures(axes, shares, left, style.role, rows)
        left += shares
    _rows(axes, ids, wide)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"], fontsize=7.5)
    told = f" ({count(left_out, 'outlet')} with fewer articles not shown)" if left_out else ""
    axes.set_xlabel("share of words" + told, fontsize=7.5, color=MUTED)
    present = {role for key in place for role, share in items[key]["attribution"]["composition"].items() if share > 0}
    handles = [Patch(facecolor=s.light, hatch=s.hatch, edgecolor="white", label=s.name) for s in ROLE_STYLES
               if s.role in present]
    figure.legend(handles=handles, loc="outside lower left", ncols=6 if wide else 3, frameon=False, fontsize=7.5,
                  handlelength=1.6, handleheight=1.0, columnspacing=1.4)


def _figures(axes: Any, shares: NDArray[np.float64], left: NDArray[np.float64], role: str, rows: int) -> None:
    """The share inside its piece of the bar, where it fits."""
    if rows > 40:
        return
    for row, (share, start) in enumerate(zip(shares, left, strict=True)):
        if share >= 0.09:
            text = axes.text(start + share / 2, row, percent(share).removesuffix(" %"), ha="center", va="center",
                             fontsize=6.5, color="white" if role == "verbatim" else INK)
            if role != "verbatim":
                text.set_bbox({"facecolor": _fill(role), "edgecolor": "none", "pad": 1.2})


def _fill(role: str) -> str:
    return next(style.light for style in ROLE_STYLES if style.role == role)


def drawable(trace: Json) -> Sequence[str]:
    """The kinds of plot this trace has the data for: a timeline needs two dates."""
    dates = [item for item in trace["documents"] if moment(item["published"])]
    return ("lineage", "similarity", "timeline", "composition") if len(dates) > 1 else (
        "lineage", "similarity", "composition")
