"""Letters that the figures' own font lacks: taken from an installed font that has them, else named."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

OWN = "DejaVu Sans"
# Tried first, in this order; then whatever else is installed, by name.
_KNOWN = ("Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK KR", "Source Han Sans",
          "WenQuanYi Micro Hei", "Droid Sans Fallback", "IPAexGothic", "NanumGothic", "Hiragino Sans", "PingFang SC",
          "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "Arial Unicode MS", "Unifont")


@cache
def _letters(path: str) -> frozenset[int]:
    """Code points a font file has a picture of; none where it cannot be read."""
    try:
        return frozenset(FT2Font(path).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


def _installed() -> list[FontEntry]:
    """Upright fonts of usual weight, one of each name, the known ones first."""
    upright = {font.name: font for font in sorted(fontManager.ttflist, key=lambda font: font.fname)
               if font.style == "normal" and font.weight in (400, "normal", "regular", "book") and font.name != OWN}
    rank = {name: place for place, name in enumerate(_KNOWN)}
    return sorted(upright.values(), key=lambda font: (rank.get(font.name, len(rank)), font.name))


def families(texts: Iterable[str]) -> tuple[list[str], str]:
    """(fonts that together write the texts, letters that none installed has)."""
    own = _letters(next(font.fname for font in fontManager.ttflist if font.name == OWN))
    wanted = {letter for text in texts for letter in text if ord(letter) not in own and letter.isprintable()}
    found = [OWN]
    for font in _installed() if wanted else ():
        held = {letter for letter in wanted if ord(letter) in _letters(str(Path(font.fname)))}
        if held:
            found.append(font.name)
            wanted -= held
        if not wanted:
            break
    return found, "".join(sorted(wanted))


def fitted(figure: Figure) -> Figure:
    """The same figure; text that its font cannot write also gets fonts that can."""
    written = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]
    names, _ = families(text.get_text() for text in written)
    if len(names) > 1:
        for text in written:
            text.set_fontfamily(names)
    return figure
