"""Figures of a trace for papers: lineage, similarity, timeline, composition, as PNG, SVG or PDF.

The same trace gives the same bytes: no time stamp, fixed identifiers, and matplotlib's own fonts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ...errors import InputError
from ...tracefile.words import labels
from .. import output
from .documents import composition, drawable, similarity, timeline
from .fonts import families
from .lineage import lineage, pages
from .look import FORMATS, drawn

__all__ = ["FORMATS", "KINDS", "STYLES", "boxed", "drawable", "figure", "render", "save"]

Style = Literal["single", "double"]
KINDS: dict[str, Callable[[Mapping[str, Any], Figure, bool], None]] = {
    "lineage": lineage, "similarity": similarity, "timeline": timeline, "composition": composition}
STYLES: dict[Style, float] = {"single": 3.5, "double": 7.2}  # inches, the columns of most journals


def figure(trace: Mapping[str, Any], kind: str, style: Style = "double", page: int = 1) -> Figure:
    """A matplotlib figure of ``kind``, as wide as a single (3.5 in) or a double (7.2 in) column.

    A figure fits a printed page: a long lineage has further ones, from 1 on. Raises InputError for an unknown kind or
    style, a page there is not, and a timeline of fewer than two dated documents.
    """
    if kind not in KINDS:
        raise InputError(f"unknown plot {kind!r}", "--kind", f"use one of {', '.join(KINDS)}")
    if style not in STYLES:
        raise InputError(f"unknown style {style!r}", "--style", f"use one of {', '.join(STYLES)}")
    if kind not in drawable(trace):
        raise InputError("fewer than two documents have a date", kind, "plot the lineage instead")
    last = pages(trace) if kind == "lineage" else 1
    if not 1 <= page <= last:
        raise InputError(f"there is no page {page} of {kind}", "--page", f"use 1 to {last}")
    made = Figure(figsize=(STYLES[style], 3), layout="constrained")
    FigureCanvasAgg(made)
    if kind == "lineage":
        lineage(trace, made, style == "double", page)
    else:
        KINDS[kind](trace, made, style == "double")
    return made


def render(trace: Mapping[str, Any], kind: str, suffix: str = "png", style: Style = "double",
           look: Path | None = None, page: int = 1) -> bytes:
    """The plot as the bytes of a PNG, SVG or PDF file, the same for the same trace and the same installed fonts.

    ``look`` is a matplotlib style file that comes before our own. Raises InputError.
    """
    return drawn(lambda: figure(trace, kind, style, page), suffix, look)


def save(trace: Mapping[str, Any], kind: str, path: str | Path, style: Style = "double",
         look: Path | None = None, page: int = 1) -> None:
    """Write the plot to ``path``, whose suffix names the format. Raises InputError."""
    output.check_file(path)
    output.save(render(trace, kind, Path(path).suffix.removeprefix(".").lower(), style, look, page), path)


def boxed(trace: Mapping[str, Any]) -> str:
    """A note on letters of the names that no installed font has, '' where figures can write them all."""
    _, lacking = families(labels(trace).values())
    if not lacking:
        return ""
    return (f"figures show boxes for letters no installed font has ({lacking[:12]}{'…' if lacking[12:] else ''}): "
            "install one that has them, such as fonts-noto-cjk")
