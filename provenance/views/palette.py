"""One look for the page and the plots: role colours, patterns and codes, and the marks of the lineage.

Hues follow Okabe and Ito (2008, *Color Universal Design*), which stay apart under the common colour-vision
deficiencies; every role also carries a pattern and a two-letter code, so that nothing hangs on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class RoleStyle:
    """How one sentence role looks: its code, fill on light and on dark ground, and its pattern."""

    role: str
    name: str
    code: str
    light: str
    dark: str
    hatch: str  # matplotlib
    pattern: Literal["solid", "diagonal", "dots", "cross", "plain", "bars"]  # SVG
    line: Literal["solid", "dashed", "double", "wavy", "none", "dotted"]  # under text
    meaning: str


ROLE_STYLES: tuple[RoleStyle, ...] = (
    RoleStyle("verbatim", "Verbatim", "Vb", "#0072b2", "#4aa3dc", "", "solid", "solid",
              "copied from the source word for word"),
    RoleStyle("paraphrase", "Paraphrase", "Pa", "#7fc1ea", "#2b6f9e", "////", "diagonal", "dashed",
              "says what the source says, reworded"),
    RoleStyle("added", "Added", "Ad", "#1b9e77", "#33b08a", "....", "dots", "double",
              "checkable content the source does not have"),
    RoleStyle("padding", "Padding", "Pd", "#e69f00", "#e3a72f", "xxxx", "cross", "wavy",
              "no checkable content"),
    RoleStyle("unclear", "Unclear", "Uc", "#e8dcc4", "#7a6f5a", "--", "plain", "dotted",
              "no role is likelier than all others together"),
    RoleStyle("furniture", "Furniture", "Fu", "#c9ccd1", "#565b63", "", "plain", "none",
              "site furniture and boilerplate"),
    RoleStyle("disclosure", "Disclosure", "Di", "#cc79a7", "#c985ad", "||||", "bars", "dotted",
              "says where the text comes from"),
)
BY_ROLE = {style.role: style for style in ROLE_STYLES}

INK = "#1a1d21"
MUTED = "#6b7280"
FAINT = "#d5d8dd"
MOST_CELLS = 1_000  # documents of a matrix
MOST_ROWS = 66  # of a figure: a printed page; more are told by outlet, or on further pages
ACCENT = "#0072b2"
AI = "#d55e00"

LABELS = {"likely_ai": "reads as AI-rewritten", "unclear": "unclear", "likely_human": "reads as human"}
RELATION_WORDS = {
    "verbatim": "one copies the other word for word", "light_rewrite": "one is a light rewrite of the other",
    "heavy_rewrite": "one is a heavy rewrite of the other, or both rewrite one text",
    "partial": "one reuses part of the other", "same_event": "they cover the same event; neither was shown to derive",
    "unrelated": "they have nothing to do with each other",
}
STANDING_WORDS = {"release": "announcement", "derived": "derived", "undecided": "undecided",
                  "independent": "same event", "unrelated": "unrelated", None: "not decided"}
HEAD_WORD = "source"  # how an article stands that others derive from


def luminance(colour: str) -> float:
    """Relative luminance, 0..1, of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2); 4.5 is the least for text."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def on(fill: str) -> str:
    """Black or white, whichever reads better on ``fill``."""
    return max(("#ffffff", "#14171a"), key=lambda ink: contrast(ink, fill))
