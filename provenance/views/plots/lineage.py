"""The lineage as a figure: one document a row, time or depth across, names in one column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from ...tracefile.shapes import Json
from ...tracefile.words import NODES, SAYS, count, day, short
from ..palette import ACCENT, AI, FAINT, INK, MOST_ROWS, MUTED
from .layout import Band, Layout, Line, Node, lineage_layout

# Dash patterns in units of line width; they tell the kinds of line apart without colour.
_UNSEEN = ("inferred", "wire")
_CLOSE = 48  # rows beyond which they stand closer
_COLUMN = 1.08  # x at which the names begin; the drawing ends at 1
_DASHES: dict[str, Any] = {"directed": "solid", "undirected": (0, (2.2, 1.6)), "second": (0, (5, 1.5, 1, 1.5))}


def width_of(support: float) -> float:
    """Line width in points for a support of 0..1."""
    return 0.5 + 1.2 * max(0.0, min(1.0, support))


def _row_height(rows: int) -> float:
    """Inches a row: generous for few, tight for many."""
    return 0.24 if rows <= 24 else 0.17 if rows <= _CLOSE else 0.125


def _edge(axes: Axes, line: Line, a: Node, b: Node, bend: float) -> None:
    """Down (or up) from the parent to the child's row, then across; lines beside the tree swing out to the left."""
    colour = INK if line.style == "directed" else MUTED
    style: dict[str, Any] = {"color": colour, "lw": width_of(line.support), "ls": _DASHES[line.style], "zorder": 1}
    if line.tree:
        axes.plot([a.x, a.x, b.x], [a.row, b.row, b.row], solid_joinstyle="round", **style)
    else:
        out = min(a.x, b.x) - bend
        curve = Path([(a.x, a.row), (out, a.row), (out, b.row), (b.x, b.row)],
                     [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
        axes.add_patch(PathPatch(curve, fill=False, edgecolor=colour, lw=style["lw"], ls=style["ls"], zorder=1))
    if line.style == "undirected":
        return
    back = -0.01 if not line.tree or b.x >= a.x else 0.01
    axes.annotate("", xy=(b.x, b.row), xytext=(b.x + back, b.row), zorder=2, annotation_clip=False,
                  arrowprops={"arrowstyle": "-|>,head_width=0.32,head_length=0.55", "lw": 0.6, "color": colour,
                              "mutation_scale": 8, "shrinkA": 0, "shrinkB": 3})


def _node(axes: Axes, node: Node, ai: bool) -> None:
    marker = {"release": "s", "article": "o", "inferred": "o", "wire": "s"}[node.kind]
    unseen = node.kind in _UNSEEN
    look: dict[str, Any] = {"marker": marker, "ms": 6, "mec": INK, "mew": 1.0, "mfc": INK, "zorder": 3, "ls": ""}
    if unseen:
        look |= {"mfc": "white", "ms": 7.5}
    elif not node.placed:
        look |= {"mfc": "white", "mec": MUTED, "marker": "D", "ms": 5}
    elif node.kind == "release":
        look |= {"mfc": ACCENT, "mec": ACCENT}
    elif ai:
        look |= {"mfc": AI, "mec": AI, "marker": "^", "ms": 7}
    axes.plot([node.x], [node.row], **look)
    if unseen:
        axes.plot([node.x], [node.row], marker="o", ms=2.5, mfc=INK, mec=INK, ls="", zorder=4)


def _words(node: Node, dated: bool, size: int) -> str:
    extra = f"  ×{len(node.members)} copies" if node.members else ""
    date = f"  {day(node.date)}" if dated and node.kind not in _UNSEEN else ""
    return short(node.label, size) + extra + date


def _labels(axes: Axes, layout: Layout, font: float, size: int, wide: bool) -> None:
    timed = {row: band.timed and wide for band in layout.bands for row in range(band.first, band.last + 1)}
    for node in layout.nodes:
        axes.plot([node.x + 0.03, _COLUMN - 0.02], [node.row, node.row], color=FAINT, lw=0.4, ls=(0, (1, 2)), zorder=0)
        axes.text(_COLUMN, node.row, _words(node, timed.get(node.row, False), size), va="center", ha="left",
                  fontsize=font, color=INK if node.placed else MUTED, style="italic" if node.kind in _UNSEEN
                  else "normal", parse_math=False)


def _ticks(band: Band, letter: float) -> list[tuple[float, str, str]]:
    """(x, words, alignment) of the ticks that do not run into each other, the first and last before the others."""
    kept: list[tuple[float, str, str]] = []
    taken: list[tuple[float, float]] = []
    for x, name in (*band.ticks[:1], *band.ticks[:0:-1]):
        size = letter * len(name)
        side = "right" if x > 0.9 else "left" if x < 0.15 else "center"
        start = x - size if side == "right" else x if side == "left" else x - size / 2
        if all(start > end + 2 * letter or start + size < begin - 2 * letter for begin, end in taken):
            kept.append((x, name, side))
            taken.append((start, start + size))
    return kept


def _bands(axes: Axes, layout: Layout, font: float, letter: float) -> None:
    for band in layout.bands:
        top = band.first - 1
        axes.text(_COLUMN, top, f"Story {band.story}, {count(band.size, 'document')}", fontsize=font, color=MUTED,
                  va="center", weight="bold", parse_math=False)
        for x, name, side in _ticks(band, letter):
            axes.plot([x, x], [top + 0.45, band.last + 0.35], color=FAINT, lw=0.5, zorder=0)
            axes.text(x, top, name, fontsize=font - 1, color=MUTED, va="center",
                      horizontalalignment=side)
        if not band.ticks:
            axes.text(0, top, "generations from the root", fontsize=font - 1, color=MUTED, va="center")


def _legend(figure: Figure, layout: Layout, font: float, trace: Json, wide: bool, note: str) -> None:
    styles = {line.style for line in layout.lines}
    kinds = {node.kind for node in layout.nodes if node.placed}
    flagged = {d["id"] for d in trace["documents"] if d["attribution"]["ai_rewritten"]["label"] == "likely_ai"}
    ai = any(node.id in flagged and node.kind == "article" and node.placed for node in layout.nodes)

    derives = f"{SAYS['directed']} (thicker: more support)" if wide else SAYS["directed"]

    def dot(marker: str, fill: str, edge: str, size: float = 5) -> Line2D:
        return Line2D([], [], color="none", ls="", marker=marker, mfc=fill, mec=edge, ms=size)

    entries: list[tuple[bool, str, Any]] = [
        ("release" in kinds, NODES["release"], dot("s", ACCENT, ACCENT)),
        ("inferred" in kinds, NODES["inferred"], (dot("o", "white", INK, 6.5), dot("o", INK, INK, 2))),
        ("wire" in kinds, NODES["wire"], (dot("s", "white", INK, 6.5), dot("o", INK, INK, 2))),
        ("article" in kinds, NODES["article"], dot("o", INK, INK)),
        (ai, "reads as AI-rewritten", dot("^", AI, AI, 6)),
        (any(not n.placed for n in layout.nodes), "not placed", dot("D", "white", MUTED, 4.5)),
        ("directed" in styles, derives, Line2D([], [], color=INK, lw=1.6)),
        ("second" in styles, SAYS["second"], Line2D([], [], color=MUTED, lw=1.2, ls=_DASHES["second"])),
        ("undirected" in styles, SAYS["undirected"], Line2D([], [], color=MUTED, lw=1.2, ls=_DASHES["undirected"])),
    ]
    shown = [(name, mark) for wanted, name, mark in entries if wanted]
    room = figure.get_figwidth() / (0.6 * font / 72)  # letters that fit on a line
    columns = len(shown)
    while columns > 1 and sum(sorted((len(n) + 7 for n, _ in shown), reverse=True)[:columns]) > room:
        columns -= 1
    figure.legend([m for _, m in shown], [n for n, _ in shown], loc="outside lower left", frameon=False,
                  ncols=-(-len(shown) // -(-len(shown) // columns)), fontsize=font, handlelength=1.8, columnspacing=1.4,
                  title=note or None, title_fontsize=font - 0.5, alignment="left",
                  handler_map={tuple: HandlerTuple(ndivide=1)})


def _fit(layout: Layout, figure: Figure, font: float, wide: bool) -> tuple[int, float, float]:
    """(letters of a name, right end of the x axis, a letter's width on it): names first, the drawing the rest."""
    inches = 0.62 * font / 72  # DejaVu Sans, mean advance
    width = figure.get_figwidth() - 0.2
    room = int(0.6 * width / inches)
    size = max(12, room - (24 if wide else 0))  # the date and the count of copies stand behind
    longest = max(len(_words(node, wide, size)) for node in layout.nodes)
    names = min(longest * inches, 0.6 * width)
    unit = (width - names) / (_COLUMN + 0.05)  # inches
    return size, _COLUMN + names / unit, inches * (font - 1) / font / unit


def pages(trace: Json) -> int:
    """How many pages the lineage takes."""
    return max(1, -(-lineage_layout(trace).rows // MOST_ROWS))


def _page(layout: Layout, page: int) -> tuple[Layout, int]:
    """The rows of one page, counted from 0, and how many lines lead off it."""
    start = (page - 1) * MOST_ROWS
    nodes = tuple(replace(node, row=node.row - start) for node in layout.nodes if 0 <= node.row - start < MOST_ROWS)
    bands = tuple(replace(band, first=max(1, band.first - start), last=min(band.last - start, MOST_ROWS - 1))
                  for band in layout.bands if band.first - start < MOST_ROWS and band.last >= start)
    here = {node.id for node in nodes}
    lines = tuple(line for line in layout.lines if line.parent in here and line.child in here)
    off = sum((line.parent in here) != (line.child in here) for line in layout.lines)
    return Layout(nodes, lines, bands, min(layout.rows - start, MOST_ROWS), layout.alone), off


def _notes(whole: Layout, page: int, off: int) -> Iterator[str]:
    last = max(1, -(-whole.rows // MOST_ROWS))
    if last > 1:
        yield f"page {page} of {last}"
    if off:
        yield f"{count(off, 'line')} to other pages not shown"
    if whole.alone:
        yield f"{count(len(whole.alone), 'document')} joined to no other not shown"


def lineage(trace: Json, figure: Figure, wide: bool, page: int = 1) -> None:
    """Draw a page of the lineage into an empty figure, which is made as tall as the rows need."""
    whole = lineage_layout(trace)
    layout, off = _page(whole, page)
    font = 7.5 if layout.rows <= _CLOSE else 6.0
    height = _row_height(layout.rows) * (layout.rows + 1) + 0.7
    figure.set_figheight(max(1.4, height))
    axes = figure.add_subplot()
    axes.set_axis_off()
    if not layout.nodes:
        axes.text(0.5, 0.5, f"No two of the {count(len(layout.alone), 'document')} are joined.", ha="center",
                  fontsize=font, color=MUTED)
        return
    size, right, letter = _fit(layout, figure, font, wide)
    axes.set_ylim(layout.rows - 0.2, -0.6)
    axes.set_xlim(-0.05, right)
    at = {node.id: node for node in layout.nodes}
    documents = {item["id"]: item for item in trace["documents"]}
    beside = 0
    for line in layout.lines:
        beside += not line.tree
        _edge(axes, line, at[line.parent], at[line.child], 0.1 + 0.04 * (beside % 3))
    for node in layout.nodes:
        item = documents.get(node.id)
        _node(axes, node, item is not None and item["attribution"]["ai_rewritten"]["label"] == "likely_ai")
    _labels(axes, layout, font, size, wide)
    _bands(axes, layout, font, letter)
    _legend(figure, layout, font, trace, wide, "; ".join(_notes(whole, page, off)))
