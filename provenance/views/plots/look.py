"""One look and one set of bytes for every figure: fonts, metadata without time stamps, fixed identifiers."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from ...errors import InputError

FORMATS = ("png", "svg", "pdf")
_LOOK: dict[str, Any] = {
    "font.family": "DejaVu Sans", "font.size": 7.5, "text.color": "#1a1d21", "axes.labelcolor": "#1a1d21",
    "xtick.color": "#1a1d21", "ytick.color": "#1a1d21", "hatch.linewidth": 0.5, "svg.fonttype": "none",
    "svg.hashsalt": "provenance", "pdf.fonttype": 42, "savefig.dpi": 200, "figure.dpi": 200}
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None}, "svg": {"Date": None, "Creator": "provenance"},
    "pdf": {"CreationDate": None, "Creator": "provenance", "Producer": None}}


def drawn(make: Callable[[], Figure], suffix: str) -> bytes:
    """The figure as the bytes of a PNG, SVG or PDF file, equal for equal figures. Raises InputError."""
    if suffix not in FORMATS:
        raise InputError(f"unknown picture format {suffix!r}", "", f"use one of {', '.join(FORMATS)}")
    with matplotlib.rc_context(_LOOK), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # a script DejaVu lacks is drawn as boxes
        buffer = io.BytesIO()
        make().savefig(buffer, format=suffix, metadata=_METADATA[suffix], facecolor="white")
    return buffer.getvalue()
