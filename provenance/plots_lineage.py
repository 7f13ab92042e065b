"""The lineage as a figure: one document a row, time or depth across, names in one column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .layout import Layout, Line, Node, lineage_layout
from .palette import ACCENT, AI, FAINT, INK, MUTED
from .view import count, day, short

Json = Mapping[str, Any]
# Dash patterns in units of line width; they tell the kinds of line apart without colour.
_DASHES: dict[str, Any] = {"directed": "solid", "undirected": (0, (2.2, 1.6)), "second": (0, (5, 1.5, 1, 1.5))}


def width_of(support: float) -> float:
    """Line width in points for a support of 0..1."""
    return 0.5 + 1.5 * max(0.0, min(1.0, support))


def _row_height(rows: int) -> float:
    """Inches a row: generous for few, tight for many."""
    return 0.24 if rows <= 24 else 0.17 if rows <= 80 else 0.125


def _edge(axes: Axes, line: Line, a: Node, b: Node, bend: float) -> None:
    """From the parent down (or up) to the child's row, then across to the child."""
    style: dict[str, Any] = {"color": INK if line.style == "directed" else MUTED, "lw": width_of(line.support),
                             "ls": _DASHES[line.style], "zorder": 1, "solid_capstyle": "butt"}
    turn = a.x if line.style == "directed" and line.tree else min(a.x, b.x) - bend
    xs = [a.x, turn, turn, b.x]
    axes.plot(xs, [a.row, a.row, b.row, b.row], **style)
    if line.style == "undirected":
        return
    axes.annotate("", xy=(b.x, b.row), xytext=(turn, b.row), zorder=2, annotation_clip=False,
                  arrowprops={"arrowstyle": "-|>" if line.style == "directed" else "->", "lw": 0,
                              "color": style["color"], "mutation_scale": 7, "shrinkA": 0, "shrinkB": 3.5})


def _node(axes: Axes, node: Node, ai: bool) -> None:
    marker = {"release": "s", "article": "o", "inferred": "o"}[node.kind]
    look: dict[str, Any] = {"marker": marker, "ms": 6, "mec": INK, "mew": 1.0, "mfc": INK, "zorder": 3, "ls": ""}
    if node.kind == "inferred":
        look |= {"mfc": "white", "ms": 7.5}
    elif not node.placed:
        look |= {"mfc": "white", "mec": MUTED, "marker": "D", "ms": 5}
    elif node.kind == "release":
        look |= {"mfc": ACCENT, "mec": ACCENT}
    elif ai:
        look |= {"mfc": AI, "mec": AI, "marker": "^", "ms": 7}
    axes.plot([node.x], [node.row], **look)
    if node.kind == "inferred":
        axes.plot([node.x], [node.row], marker="o", ms=2.5, mfc=INK, mec=INK, ls="", zorder=4)


def _words(node: Node, timed: bool, size: int) -> str:
    extra = f"  ×{len(node.members)} copies" if node.members else ""
    date = f"  {day(node.date)}" if timed and node.kind != "inferred" else ""
    return short(node.label, size) + extra + date


def _labels(axes: Axes, layout: Layout, font: float, size: int) -> None:
    timed = {row: band.timed for band in layout.bands for row in range(band.first, band.last + 1)}
    for node in layout.nodes:
        axes.plot([node.x + 0.02, 1.04], [node.row, node.row], color=FAINT, lw=0.4, ls=(0, (1, 2)), zorder=0)
        axes.text(1.06, node.row, _words(node, timed.get(node.row, False), size), va="center", ha="left",
                  fontsize=font, color=INK if node.placed else MUTED, style="italic" if node.kind == "inferred"
                  else "normal", parse_math=False)


def _bands(axes: Axes, layout: Layout, font: float) -> None:
    for band in layout.bands:
        top = band.first - 1
        axes.text(1.06, top, f"Story {band.story}, {count(band.size, 'document')}", fontsize=font, color=MUTED,
                  va="center", weight="bold", parse_math=False)
        for x, name in band.ticks:
            axes.plot([x, x], [top + 0.45, band.last + 0.35], color=FAINT, lw=0.5, zorder=0)
            axes.text(x, top, name, fontsize=font - 1, color=MUTED, ha="center", va="center")
        if not band.ticks:
            axes.text(0, top, "generations from the root →", fontsize=font - 1, color=MUTED, va="center")


def _legend(figure: Figure, layout: Layout, font: float, trace: Json) -> None:
    styles = {line.style for line in layout.lines}
    kinds = {node.kind for node in layout.nodes if node.placed}
    ai = any(d["attribution"]["ai_rewritten"]["label"] == "likely_ai" for d in trace["documents"])
    blank = {"color": "none", "ls": "", "ms": 5}
    entries = [
        ("release" in kinds, "announcement", Line2D([], [], **blank, marker="s", mfc=ACCENT, mec=ACCENT)),
        ("inferred" in kinds, "unseen source", Line2D([], [], **blank, marker="$⊙$", mfc=INK, mec=INK)),
        ("article" in kinds, "article", Line2D([], [], **blank, marker="o", mfc=INK, mec=INK)),
        (ai, "reads as AI-rewritten", Line2D([], [], **blank, marker="^", mfc=AI, mec=AI)),
        (any(not n.placed for n in layout.nodes), "not placed",
         Line2D([], [], **blank, marker="D", mfc="white", mec=MUTED)),
        ("directed" in styles, "derives (thicker: more support)", Line2D([], [], color=INK, lw=1.6)),
        ("second" in styles, "second source", Line2D([], [], color=MUTED, lw=1.2, ls=_DASHES["second"])),
        ("undirected" in styles, "direction unknown", Line2D([], [], color=MUTED, lw=1.2, ls=_DASHES["undirected"])),
    ]
    shown = [(name, mark) for wanted, name, mark in entries if wanted]
    figure.legend([m for _, m in shown], [n for n, _ in shown], loc="outside lower left", frameon=False,
                  ncols=4 if figure.get_figwidth() > 5 else 2, fontsize=font, handlelength=1.8, columnspacing=1.4)


def lineage(trace: Json, figure: Figure, wide: bool) -> None:
    """Draw the lineage into an empty figure, which is made as tall as the rows need."""
    layout = lineage_layout(trace)
    font = 7.5 if layout.rows <= 80 else 6.0
    height = _row_height(layout.rows) * (layout.rows + 1) + 0.7
    figure.set_figheight(max(1.4, height))
    axes = figure.add_subplot()
    axes.set_axis_off()
    if not layout.nodes:
        axes.text(0.5, 0.5, f"No two of the {count(len(layout.alone), 'document')} are joined.", ha="center",
                  fontsize=font, color=MUTED)
        return
    size = 42 if wide else 20
    axes.set_ylim(layout.rows - 0.2, -0.6)
    axes.set_xlim(-0.05, 2.15 if wide else 2.5)
    at = {node.id: node for node in layout.nodes}
    documents = {item["id"]: item for item in trace["documents"]}
    beside = 0
    for line in layout.lines:
        if line.parent in at and line.child in at:
            beside += not line.tree
            _edge(axes, line, at[line.parent], at[line.child], 0.02 + 0.012 * (beside % 3))
    for node in layout.nodes:
        item = documents.get(node.id)
        _node(axes, node, item is not None and item["attribution"]["ai_rewritten"]["label"] == "likely_ai")
    _labels(axes, layout, font, size)
    _bands(axes, layout, font)
    _legend(figure, layout, font, trace)
