"""One look and one set of bytes for every figure: fonts, metadata without time stamps, fixed identifiers."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from ...errors import InputError
from .fonts import fitted

FORMATS = ("png", "svg", "pdf")
STYLE = Path(__file__).parent / "provenance.mplstyle"
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None}, "svg": {"Date": None, "Creator": "provenance"},
    "pdf": {"CreationDate": None, "Creator": "provenance", "Producer": None}}


def drawn(make: Callable[[], Figure], suffix: str, look: Path | None = None) -> bytes:
    """The figure as the bytes of a PNG, SVG or PDF file, equal for equal figures.

    ``look`` is a matplotlib style file; what it sets comes before what ours does. Raises InputError for an unknown
    format, or a file that is no style.
    """
    if suffix not in FORMATS:
        raise InputError(f"unknown picture format {suffix!r}", "", f"use one of {', '.join(FORMATS)}")
    with matplotlib.rc_context(_settings(look)), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # no installed font has it: `fonts` says so
        buffer = io.BytesIO()
        fitted(make()).savefig(buffer, format=suffix, metadata=_METADATA[suffix], facecolor="white")
    return buffer.getvalue()


def _settings(look: Path | None) -> dict[str, Any]:
    """Our style file, and what another sets on top of it."""
    found = dict(matplotlib.rc_params_from_file(STYLE, use_default_template=False))
    if look is None:
        return found
    try:
        lines = [line.split("#")[0].strip() for line in look.read_text("utf-8").splitlines()]
        unknown = [name for line in lines if line and (name := line.split(":")[0].strip()) not in matplotlib.rcParams]
        if unknown:  # matplotlib says so in its log only
            raise ValueError(f"it knows no setting {unknown[0][:40]!r}")
        return found | dict(matplotlib.rc_params_from_file(look, fail_on_error=True, use_default_template=False))
    except (OSError, ValueError) as error:
        raise InputError(f"not a matplotlib style: {error}", look, "give a .mplstyle file") from error
